"""The commit edge: one commit a request or job item, here and nowhere else.

Services flush and never commit. What must happen last of all before a commit (the chain of
facts takes its lock there) is announced with `before_commit`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from ehe.core.base import db

_last: list[Callable[[], None]] = []


def before_commit(act: Callable[[], None]) -> Callable[[], None]:
    """Register `act` to run after the flush and just before every commit."""
    if act not in _last:
        _last.append(act)
    return act


def commit() -> None:
    """Flush, do what must come last, commit. On any error: roll back and let it climb."""
    try:
        db.session.flush()
        for act in _last:
            act()
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


@contextmanager
def unit_of_work() -> Iterator[None]:
    """One job item or command: committed when the block ends well, rolled back otherwise."""
    try:
        yield
    except BaseException:
        db.session.rollback()
        raise
    commit()


@contextmanager
def short_transaction() -> Iterator[Connection]:
    """A short write of its own on a second connection, committed at the end of the block.

    For what must be on the disk whatever becomes of the request: looks, attempts, heartbeats.
    Never call it while the session holds SQLite's write lock.
    """
    with db.engine.begin() as connection:
        yield connection
