"""A brake on guessing: after ten failures in fifteen minutes an account must wait, known to us or not."""

import hashlib
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from ehe.access.models import SignInTries
from ehe.core.base import db
from ehe.core.today import now

MOST = 10
WINDOW = timedelta(minutes=15)
WAIT = "There have been too many tries. Wait 15 minutes, then try again"


class Tries:
    """The tries on one account (an e-mail address as typed). Locks its row: tries at once queue up."""

    def __init__(self, account: str) -> None:
        digest = _digest(account)
        insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
        db.session.execute(insert(SignInTries).values(digest=digest, failures=0, since=now()).on_conflict_do_nothing())
        self._row = db.session.get_one(SignInTries, digest, with_for_update=True, populate_existing=True)
        if now() - self._row.since >= WINDOW:
            self._row.failures, self._row.since = 0, now()

    @property
    def exhausted(self) -> bool:
        return self._row.failures >= MOST

    def failed(self) -> None:
        self._row.failures += 1
        db.session.execute(delete(SignInTries).where(SignInTries.since < now() - 2 * WINDOW))

    def succeeded(self) -> None:
        db.session.delete(self._row)


def must_wait(account: str) -> bool:
    """Are the tries on this account exhausted already? Reads alone."""
    row = db.session.get(SignInTries, _digest(account))
    return row is not None and row.failures >= MOST and now() - row.since < WINDOW


def _digest(account: str) -> str:
    return hashlib.sha256(account.strip().lower().encode()).hexdigest()
