"""The officers' work: the list, the desk, and who is away."""

from ehe.clocks.views import away, desk, worklist
from ehe.clocks.views.room import blueprint

__all__ = ["away", "blueprint", "desk", "worklist"]
