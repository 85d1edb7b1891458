"""Facts in plain words, for the chronology: one small function a kind. Pure.

A test holds every kind against this table.
"""

from ehe.clocks.telling import deeds, family
from ehe.clocks.telling.base import Book, Line, Told, tell, told_kinds

__all__ = ["Book", "Line", "Told", "deeds", "family", "tell", "told_kinds"]
