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


@dataclass(frozen=True)
class Absence:
    """An officer away; without `cover` the managers have the children."""

    officer: str
    from_on: date
    until: date | None
    cover: str | None


def absences_of(facts: Iterable[Said], day: date) -> list[Absence]:
    """The absences that run on that day or are to come, in the order they were recorded."""
    found: list[Absence] = []
    for fact in sorted(facts, key=lambda fact: (fact.at, fact.seq)):
        officer, said = str(fact.payload["officer"]), fact.payload
        if fact.kind == "officer_returned":
            if fact.on <= day:
                found = [one for one in found if one.officer != officer or one.from_on > fact.on]
            continue
        until = _day(said.get("until"))
        if until is None or day <= until:
            found.append(Absence(officer, _day(said.get("from_")) or fact.on, until, said.get("cover")))
    return found


def covered_by(officer: str, facts: Iterable[Said], day: date) -> str | None:
    """Who has this officer's children on a day the officer is away."""
    cover = [one.cover for one in absences_of(facts, day) if one.officer == officer and one.from_on <= day]
    return cover[-1] if cover else None


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
