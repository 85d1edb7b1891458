"""What follows from who a child is and from who works with them. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
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
                theirs = {officers[child] for child in fact.children if child in officers}
                complained_about |= theirs or set(officers.values())
        else:
            officers |= dict.fromkeys(fact.children, str(fact.payload["officer"]))
    return AtWork(officers, frozenset(complained_about))


@dataclass(frozen=True)
class Absence:
    """An officer away from `from_on` to `until`, both included; without `cover` the managers have the children."""

    officer: str
    from_on: date
    until: date | None
    cover: str | None

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day and (self.until is None or day <= self.until)


class Absences:
    """Who is away, and who has their children meanwhile."""

    def __init__(self, periods: Iterable[Absence]) -> None:
        self._of: dict[str, list[Absence]] = {}
        for one in periods:
            self._of.setdefault(one.officer, []).append(one)

    @property
    def officers(self) -> list[str]:
        return sorted(self._of)

    def on_or_after(self, day: date) -> list[Absence]:
        """The absences that run on that day or are to come."""
        return [one for periods in self._of.values() for one in periods if one.until is None or day <= one.until]

    def stand_in(self, officer: str, day: date) -> str | None:
        """Who has this officer's children that day: the officer, or a cover who is not away too; None: the managers."""
        been: set[str] = set()
        while officer not in been:
            been.add(officer)
            away = [one for one in self._of.get(officer, ()) if one.holds_on(day)]
            if not away:
                return officer
            if away[-1].cover is None:
                return None
            officer = away[-1].cover
        return None


def absences_of(facts: Iterable[Said]) -> Absences:
    """Absences in the order they were recorded; a return ends what runs that day, and nothing that is to come."""
    found: list[Absence] = []
    for fact in sorted(facts, key=lambda fact: (fact.at, fact.seq)):
        officer, said = str(fact.payload["officer"]), fact.payload
        if fact.kind == "officer_returned":
            last = fact.on - timedelta(days=1)
            found = [
                replace(one, until=last) if one.officer == officer and one.holds_on(fact.on) else one for one in found
            ]
        else:
            found.append(
                Absence(officer, _day(said.get("from_")) or fact.on, _day(said.get("until")), said.get("cover"))
            )
    return Absences(found)


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
