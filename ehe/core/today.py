"""The one place that asks the wall clock. Everything else is given the day as an argument.

A replay lives in its own time: `at()` sets it for the code inside the block only.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_instant: ContextVar[datetime | None] = ContextVar("instant", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _instant.get() or datetime.now(UTC)


def today() -> date:
    """The present day in London: at 23:30 UTC on 1 July it is already 2 July."""
    return london_day(now())


def london_day(instant: datetime) -> date:
    return instant.astimezone(LONDON).date()


def london(day: date, clock_time: time) -> datetime:
    """That time of day in London as an instant in UTC."""
    return datetime.combine(day, clock_time, tzinfo=LONDON).astimezone(UTC)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    token = _instant.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _instant.reset(token)
