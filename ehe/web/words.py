"""Dates and times as people read them. Template filters: `day`, `weekday`, `instant`, `due`."""

from datetime import date, datetime

from ehe.core.today import LONDON, today


def day(value: date) -> str:
    """27 March 2026"""
    return f"{value.day} {value:%B %Y}"


def weekday(value: date) -> str:
    """Friday 27 March 2026"""
    return f"{value:%A} {day(value)}"


def instant(value: datetime) -> str:
    """27 March 2026, 4:05pm, in London"""
    local = value.astimezone(LONDON)
    return f"{day(local)}, {local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def due(value: date, on: date | None = None) -> str:
    """How far a last day in time is: "in 3 days", "today", "2 days overdue"."""
    days = (value - (on or today())).days
    if days == 0:
        return "today"
    if days == 1:
        return "tomorrow"
    if days > 0:
        return f"in {days} days"
    return "1 day overdue" if days == -1 else f"{-days} days overdue"


FILTERS = {"day": day, "weekday": weekday, "instant": instant, "due": due}
