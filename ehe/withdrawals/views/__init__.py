"""The pages of a withdrawal: the school's notice, the school's own list, and the intake."""

from ehe.withdrawals.views import files, intake, lists, matching, mine, notify
from ehe.withdrawals.views.blueprint import blueprint

__all__ = ["blueprint", "files", "intake", "lists", "matching", "mine", "notify"]
