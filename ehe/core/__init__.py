"""The ground: base model, the commit edge, settings, and the one clock on the wall."""
