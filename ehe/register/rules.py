"""What follows from who a child is and from who works with them. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


def age_on(born_on: date, day: date) -> int:
    """Whole years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def year_group(born_on: date, day: date) -> str:
    """The year group a child would be in, by date of birth alone: school years run from 1 September."""
    school_year = day.year if day.month >= 9 else day.year - 1
    born_in = born_on.year if born_on.month >= 9 else born_on.year - 1
    year = school_year - born_in - 5
    if year < 0:
        return "Below school age"
    if year == 0:
        return "Reception"
    return f"Year {year}" if year <= 13 else "Above Year 13"


@dataclass(frozen=True)
class Said:
    """A fact about who works with a household, as plain values."""

    kind: str
    on: date
    at: datetime
    seq: int
    children: tuple[str, ...]
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class AtWork:
    """Who works with a household: the officer of each child, and whom a complaint is about."""

    officers: Mapping[str, str] = field(default_factory=dict)
    complained_about: frozenset[str] = frozenset()


def at_work(facts: Iterable[Said]) -> AtWork:
    """Read the facts in the order they happened; a complaint is about the officer the children have then."""
    officers: dict[str, str] = {}
    complained_about: set[str] = set()
    for fact in sorted(facts, key=lambda fact: (fact.at, fact.seq)):
        if fact.kind == "complaint_made":
            if fact.payload.get("about") == "officer":
                complained_about |= {officers[child] for child in fact.children if child in officers}
        else:
            officers |= dict.fromkeys(fact.children, str(fact.payload["officer"]))
    return AtWork(officers, frozenset(complained_about))


def covered_by(officer: str, absences: Iterable[Said], day: date) -> str | None:
    """Who has this officer's children on a day the officer is away."""
    cover: str | None = None
    for fact in sorted(absences, key=lambda fact: (fact.at, fact.seq)):
        if fact.payload.get("officer") != officer:
            continue
        if fact.kind == "officer_returned":
            cover = None if fact.on <= day else cover
            continue
        began, ends = _day(fact.payload.get("from_")) or fact.on, _day(fact.payload.get("until"))
        if began <= day and (ends is None or day <= ends):
            cover = fact.payload.get("cover")
        elif ends is not None and day > ends:
            cover = None
    return cover


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
