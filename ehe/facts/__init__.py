"""Facts: what happened, dated, with who said so. The one truth; everything else is derived."""
