"""Every act upon a school's notice: keeping its draft, sending it, taking it in, and what is learned afterwards."""

from ehe.withdrawals.services.drafts import begin_draft, drop_draft, drop_drafts, keep_file, save_draft
from ehe.withdrawals.services.intake import accept, allocate, say_different, say_not_sure, say_same
from ehe.withdrawals.services.notices import notify, record_learned
from ehe.withdrawals.services.sending import answer_query, closed_since, send

__all__ = [
    "accept",
    "allocate",
    "answer_query",
    "begin_draft",
    "closed_since",
    "drop_draft",
    "drop_drafts",
    "keep_file",
    "notify",
    "record_learned",
    "save_draft",
    "say_different",
    "say_not_sure",
    "say_same",
    "send",
]
