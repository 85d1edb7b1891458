"""Named locks that let one process do a job at a time. They save work; nothing is correct because of them.

Correctness rests on unique keys and row locks: a pass that runs twice does no harm.
"""

import fcntl
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from ehe.core.base import db
from ehe.core.settings import current


@contextmanager
def only_one(name: str) -> Iterator[bool]:
    """True for one process at a time, on one database; the others get False and go without waiting."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            key = zlib.crc32(f"ehe.{name}".encode())
            mine = bool(connection.scalar(text("select pg_try_advisory_lock(:key)"), {"key": key}))
            try:
                yield mine
            finally:
                if mine:
                    connection.scalar(text("select pg_advisory_unlock(:key)"), {"key": key})
    else:
        with (current().instance / f"{name}.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            try:
                yield True
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)
