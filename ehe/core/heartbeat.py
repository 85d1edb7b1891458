"""Heartbeats of the scheduler's work, and what the web process makes of them.

A pass writes `last_ok` only when it ends well: a row that is late means that nothing is being
watched, whatever the scheduler's process looks like from outside.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Connection, Integer, String, select
from sqlalchemy.orm import Mapped, mapped_column

from ehe.core.base import Base, UtcDateTime, db
from ehe.core.today import now


class Heartbeat(Base):
    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    expected_every_s: Mapped[int] = mapped_column(Integer)
    last_start: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_ok: Mapped[datetime | None] = mapped_column(UtcDateTime)
    counts: Mapped[dict[str, Any] | None] = mapped_column(JSON)


@dataclass(frozen=True)
class Late:
    """Work that should have been done: since when not (None: never)."""

    name: str
    since: datetime | None


def started(connection: Connection, name: str, every_s: int) -> None:
    """Note on a short transaction of its own that a pass began."""
    _write(connection, name, {"expected_every_s": every_s, "last_start": now()})


def finished(connection: Connection, name: str, every_s: int, counts: dict[str, Any]) -> None:
    """Note that a whole pass ended well, with what it did."""
    _write(connection, name, {"expected_every_s": every_s, "last_ok": now(), "counts": counts})


def _write(connection: Connection, name: str, values: dict[str, Any]) -> None:
    table = Heartbeat.__table__
    done = connection.execute(table.update().where(table.c.name == name).values(values))  # type: ignore[attr-defined]
    if done.rowcount == 0:
        connection.execute(table.insert().values(name=name, **values))  # type: ignore[attr-defined]


def last_ok(name: str) -> datetime | None:
    """When a pass of this work last ended well."""
    return db.session.scalar(select(Heartbeat.last_ok).where(Heartbeat.name == name))


def late(expected: dict[str, int]) -> list[Late]:
    """Which of the expected work has had no good pass for twice its interval."""
    rows = {row.name: row for row in db.session.scalars(select(Heartbeat))}
    found = []
    for name, every in expected.items():
        row = rows.get(name)
        last = row.last_ok if row else None
        if last is None or now() - last > timedelta(seconds=2 * every):
            found.append(Late(name, last))
    return found
