"""Clearing away what nobody will use again. Nothing here is a fact, a look or a document of a notice."""

from datetime import timedelta

from ehe.access import sessions
from ehe.core.commit import unit_of_work
from ehe.core.today import now
from ehe.documents import services as documents
from ehe.web import once
from ehe.withdrawals.services import drop_drafts

# A school comes back to a draft within days, or its notice is overdue anyway (it is due when the name comes off).
DRAFTS = timedelta(days=28)
# A page left open over a weekend may still be sent twice.
FORMS = timedelta(days=7)
FILES = timedelta(days=1)
# Who was signed in when stays for a year, for whoever has to look into a misuse.
SESSIONS = timedelta(days=366)


def tidy() -> dict[str, int]:
    """Drop old drafts, keys of forms that were sent, old sessions, and files of no row. Counts drafts and files."""
    instant = now()
    with unit_of_work():
        drafts = drop_drafts(instant - DRAFTS)
        once.forget(instant - FORMS)
        sessions.forget(instant - SESSIONS)
    with unit_of_work():
        # Only once the rows are gone for good; a file of today may belong to a row that is being written.
        files = documents.tidy(instant - FILES)
    return {"drafts": drafts, "files": files}
