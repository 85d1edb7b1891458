"""Dates: how long a clock may take, and when each rung of its ladder falls. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from ehe.clocks.conditions import CONDITIONS, Case
from ehe.clocks.counting import Counted, WorkingCalendar, add_months, add_school_days
from ehe.clocks.policy import Length, Offset
from ehe.clocks.state import Household, Running
from ehe.facts.kinds import Rag

# Rungs that are a state of the list and send nothing: they do not count as fired.
SILENT = frozenset({"warn"})


def count(day: date, length: Length, calendar: WorkingCalendar, sign: int = 1) -> Counted:
    """The day that lies a length after (or, with sign -1, before) a day; the day itself is not counted.

    Calendar days, weeks and months need no bank holidays and are never provisional. Days of a school
    are counted as working days and marked provisional until that school's term dates are held.
    """
    n = sign * length.n
    match length.unit:
        case "working day":
            return calendar.add(day, n)
        case "school day":
            return add_school_days(day, n, calendar, None)
        case "day":
            return Counted(day + timedelta(days=n))
        case "week":
            return Counted(day + timedelta(weeks=n))
        case "month":
            return Counted(add_months(day, n))


def fall(offset: Offset, clock: Running, calendar: WorkingCalendar) -> Counted:
    match offset.anchor:
        case "on the last day":
            return Counted(clock.due_on)
        case "before the last day":
            return count(clock.due_on, offset.length, calendar, -1)
        case "after the last day":
            return count(clock.due_on, offset.length, calendar)
        case "after the start":
            return count(clock.counted_from, offset.length, calendar)


@dataclass(frozen=True)
class Rung:
    """One rung with its day. `on` is the day of the sweep at which it falls due."""

    rung: str
    on: date
    to: str
    provisional: bool


def length_of(clock: Running, rag: Rag) -> Length:
    return (clock.start.length or clock.spec.length)[rag]


def last_day(clock: Running, rag: Rag, calendar: WorkingCalendar) -> Counted:
    return count(clock.counted_from, length_of(clock, rag), calendar)


def rungs(clock: Running, h: Household) -> list[Rung]:
    """The rungs of a clock as they stand, lowest first, cut where the table says it stops."""
    ladder = h.policy.ladders[clock.ladder]
    made: list[Rung] = []
    for spec in ladder.rungs:
        counted = fall(spec.on[clock.rag], clock, h.calendar)
        # A warning that would come on or before the starting day warns of nothing.
        if spec.rung in SILENT and counted.on <= clock.started_on and spec.rung not in clock.fired:
            continue
        made.append(Rung(spec.rung, counted.on, spec.to, counted.provisional or clock.provisional))
        if spec.rung == clock.spec.stops_at and _stops(clock, h):
            break
    return made


def _stops(clock: Running, h: Household) -> bool:
    child = clock.subject if clock.subject in h.children else None
    case = Case(h, clock.started_by, child, clock, clock.code)
    return any(CONDITIONS[name](case) for name in clock.spec.stops_if)
