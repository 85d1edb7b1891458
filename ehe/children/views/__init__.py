"""The pages of one child, and what is recorded there about home and officer."""

from ehe.children.views import home, pages, work
from ehe.children.views.room import blueprint

__all__ = ["blueprint", "home", "pages", "work"]
