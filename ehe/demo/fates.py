"""What befalls a household, drawn from the seed: who is withdrawn when, and who leaves the register how. Pure.

The shares follow the published returns: most are in the last years of school, about one in ten is
missing education rather than home educated, a stay lasts under two years more often than not.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Literal

from ehe.clocks.counting import WorkingCalendar
from ehe.closures.rules import school_leaving_date

# Five years of history, less a few days, so that the register's first day lies inside them.
LONGEST = 5 * 365 - 10
# Reception to Year 11, in hundredths of those on the register.
YEAR_GROUPS = (0.4, 3, 4, 5, 6, 7, 8, 9.5, 12, 14, 17, 19)
SIZES = (62, 24, 10, 3, 1)
Ending = Literal["on_roll", "over_age", "moved", "entered_in_error"]


@dataclass(frozen=True)
class ChildFate:
    """A child who is withdrawn on a day, or not at all, and whose entry ends on a day, or not yet."""

    born_on: date
    withdrawn_on: date | None = None
    ending: Ending | None = None
    ends_on: date | None = None

    def age_on(self, day: date) -> int:
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))


@dataclass(frozen=True)
class Fate:
    start: date
    missing: bool
    children: tuple[ChildFate, ...]


def sizes(rng: Random, children: int) -> list[int]:
    """How many children each household has, until there are so many in all."""
    made: list[int] = []
    left = children
    while left:
        size = min(rng.choices((1, 2, 3, 4, 5), SIZES)[0], left)
        made.append(size)
        left -= size
    return made


def fate(rng: Random, size: int, as_of: date, calendar: WorkingCalendar) -> Fate:
    """The first child is withdrawn first; brothers and sisters follow, or stay where they are."""
    missing = rng.random() < 0.13
    closed = rng.random() < 0.17
    lead = _closed(rng, as_of, calendar) if closed else _live(rng, as_of, calendar, missing)
    start = lead.withdrawn_on or as_of
    others = [_sibling(rng, lead, as_of, calendar) for _ in range(size - 1)]
    return Fate(start, missing, tuple(_grown_up(child, as_of) for child in (lead, *others)))


def _school_year(day: date) -> int:
    return day.year if day.month >= 9 else day.year - 1


def _born_in_group(rng: Random, group: int, year: int) -> date:
    """Born so as to be in that year group in the school year that begins in `year`."""
    return date(year - 5 - group, 9, 1) + timedelta(days=rng.randrange(365))


def _notice_day(rng: Random, day: date, first: date, last: date, calendar: WorkingCalendar) -> date:
    """A school's working day, more often in September and January, never in August."""
    pick = rng.random()
    if day.month == 8 or pick < 0.16:
        day = date(day.year, 9, 1) + timedelta(days=rng.randrange(28))
    elif pick < 0.26:
        day = date(day.year, 1, 5) + timedelta(days=rng.randrange(24))
    if not first <= day <= last:
        day = first + timedelta(days=rng.randrange((last - first).days + 1)) if first < last else last
    return calendar.add(day + timedelta(days=1), -1).on


def _live(rng: Random, as_of: date, calendar: WorkingCalendar, missing: bool) -> ChildFate:
    pick = rng.random()
    if missing:
        days = min(int(rng.expovariate(1 / 110)), 600)
    elif pick < 0.52:
        days = rng.randrange(365)
    else:
        days = rng.randrange(365, 730) if pick < 0.81 else rng.randrange(730, LONGEST)
    born = _born_in_group(rng, rng.choices(range(12), YEAR_GROUPS)[0], _school_year(as_of))
    first = max(as_of - timedelta(days=LONGEST), born + timedelta(days=1720))
    last = as_of - timedelta(days=1)
    day = max(as_of - timedelta(days=days + 1), first)
    return ChildFate(born, _notice_day(rng, min(day, last), min(first, last), last, calendar))


def _closed(rng: Random, as_of: date, calendar: WorkingCalendar) -> ChildFate:
    pick = rng.random()
    ending: Ending = (
        "on_roll" if pick < 0.58 else "over_age" if pick < 0.82 else "moved" if pick < 0.97 else "entered_in_error"
    )
    first = as_of - timedelta(days=LONGEST)
    start = first + timedelta(days=rng.randrange(LONGEST - 160))
    if ending == "over_age":
        # Left school age in a June between the notice and today.
        years = [y for y in range(start.year, as_of.year + 1) if start < date(y, 6, 20) < as_of - timedelta(days=40)]
        if years:
            born = _born_in_group(rng, 11, rng.choice(years) - 1)
            return ChildFate(born, _notice_day(rng, start, first, start + timedelta(days=30), calendar))
        ending = "on_roll"
    born = _born_in_group(rng, rng.choices(range(12), YEAR_GROUPS)[0], _school_year(start))
    day = _notice_day(rng, start, start, start + timedelta(days=20), calendar)
    stay = 12 if ending == "entered_in_error" else rng.randrange(40, max(60, (as_of - day).days - 30))
    return ChildFate(born, day, ending, day + timedelta(days=stay))


def _sibling(rng: Random, lead: ChildFate, as_of: date, calendar: WorkingCalendar) -> ChildFate:
    days = 0 if rng.random() < 0.03 else rng.randrange(400, 2200) * rng.choice((1, 1, -1))
    born, start = lead.born_on + timedelta(days=days), lead.withdrawn_on or as_of
    age = (start - born).days / 365.25
    pick = rng.random()
    if 4.8 < age < 15.6 and pick < 0.5:
        ending, ends_on = lead.ending, lead.ends_on
        if ending is None and rng.random() < 0.08 and (as_of - start).days > 200:
            ending, ends_on = "on_roll", start + timedelta(days=rng.randrange(60, (as_of - start).days - 60))
        return ChildFate(born, calendar.add(start, rng.choice((0, 0, 0, 1, 2))).on, ending, ends_on)
    first = max(start + timedelta(days=30), born + timedelta(days=1750))
    last = min(as_of, born + timedelta(days=5700)) - timedelta(days=1)
    if lead.ending is None and pick < 0.78 and first < last:
        return ChildFate(born, _notice_day(rng, first, first, last, calendar))
    return ChildFate(born)


def _grown_up(child: ChildFate, as_of: date) -> ChildFate:
    """Whoever passes school age leaves the register then, unless something ends it before."""
    leaving = school_leaving_date(child.born_on)
    if child.withdrawn_on is None or leaving >= as_of or (child.ends_on is not None and child.ends_on < leaving):
        return child
    if child.withdrawn_on >= leaving:
        return ChildFate(child.born_on)
    return ChildFate(child.born_on, child.withdrawn_on, "over_age", leaving + timedelta(days=4))
