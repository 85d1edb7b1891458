"""Counting days, exactly. Pure: a calendar is a value, and every function says which day counts first.

Four kinds of day are never mixed: calendar days, working days (Monday to Friday less England's
bank holidays), weeks and months, and school days (days that school meets).
"""

import calendar as months
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files

ONE_DAY = timedelta(days=1)


class BeyondCalendar(ValueError):
    """A day that no calendar reaches; counting would be guessing."""


@dataclass(frozen=True)
class Counted:
    """A day worked out. `provisional` when it lies where the bank holidays are not known for certain."""

    on: date
    provisional: bool = False


class WorkingCalendar:
    """England's working days between two dates, counted once so that an answer is a look-up.

    Bank holidays are published a year or two ahead. Outside `known_from` to `known_until` the
    expected ones are used and every answer is marked provisional: it is never counted as if no
    holiday existed.
    """

    def __init__(self, closed: Iterable[date], first: date, last: date, known_from: date, known_until: date) -> None:
        shut = frozenset(closed)
        self.first, self.last = first, last
        self.known_from, self.known_until = known_from, known_until
        span = (last - first).days + 1
        every = (first + timedelta(days=n) for n in range(span))
        self._working = [day for day in every if day.weekday() < 5 and day not in shut]

    def _within(self, day: date) -> None:
        if not self.first <= day <= self.last:
            raise BeyondCalendar(f"{day} is outside the working calendar, which runs {self.first} to {self.last}.")

    def is_working(self, day: date) -> bool:
        self._within(day)
        at = bisect_left(self._working, day)
        return at < len(self._working) and self._working[at] == day

    def add(self, day: date, n: int) -> Counted:
        """The n-th working day after `day` (before it when n is negative); n = 0 is the day itself, open or not."""
        self._within(day)
        if n == 0:
            return self._counted(day)
        at = bisect_right(self._working, day) + n - 1 if n > 0 else bisect_left(self._working, day) + n
        if not 0 <= at < len(self._working):
            raise BeyondCalendar(f"{n} working days from {day} is outside the working calendar.")
        return self._counted(self._working[at])

    def between(self, start: date, end: date) -> int:
        """Working days after `start`, up to and including `end`; negative when `end` is earlier."""
        self._within(start)
        self._within(end)
        return bisect_right(self._working, end) - bisect_right(self._working, start)

    def _counted(self, day: date) -> Counted:
        return Counted(day, not self.known_from <= day <= self.known_until)


def add_months(day: date, n: int) -> date:
    """The same day of the month n months on; where that month is shorter, its last day.

    31 January + 1 month is the last day of February; 29 February 2028 + 12 months is 28 February 2029.
    """
    year, month = divmod(day.month - 1 + n, 12)
    year, month = day.year + year, month + 1
    if not date.min.year <= year <= date.max.year:
        raise BeyondCalendar(f"{n} months from {day} lie beyond every calendar.")
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))


def last_day_beginning_with(day: date, n: int) -> date:
    """The last of n calendar days where the day itself is day 1.

    "Not less than 15 days beginning with the day" a notice is served (Education Act 1996 s.437(2)):
    served on 1 March, the period ends with 15 March.
    """
    return day + timedelta(days=n - 1)


def last_day_after(day: date, n: int) -> date:
    """The last of n calendar days where the next day is day 1.

    "The fifth day after the day" a name is entered (SI 2024/208 reg 13(1)): entered on 1 March,
    the return is due by the end of 6 March, whatever day of the week that is.
    """
    return day + timedelta(days=n)


def add_school_days(day: date, n: int, calendar: WorkingCalendar, closed: frozenset[date] | None) -> Counted:
    """The n-th day after `day` on which that school meets.

    `closed` holds the school's holidays and training days. Without them (None) working days are
    used and the answer is marked provisional: it was assumed.
    """
    if closed is None:
        return Counted(calendar.add(day, n).on, provisional=True)
    counted, step = day, 1 if n > 0 else -1
    left = abs(n)
    while left:
        counted += step * ONE_DAY
        if calendar.is_working(counted) and counted not in closed:
            left -= 1
    return Counted(counted, counted > calendar.known_until)


@lru_cache(maxsize=4)
def england() -> WorkingCalendar:
    """England's working calendar from the packaged table: 1970 to 2099, known from 2000 to the end of 2028."""
    text = files("ehe.clocks").joinpath("data/bank_holidays_england.csv").read_text()
    rows = [line.split(",") for line in text.splitlines()[1:]]
    days = [(date.fromisoformat(row[0]), row[-1]) for row in rows]
    known = [day for day, status in days if status == "known"]
    return WorkingCalendar(
        closed=[day for day, _ in days],
        first=date(min(day for day, _ in days).year, 1, 1),
        last=date(max(day for day, _ in days).year, 12, 31),
        known_from=date(min(known).year, 1, 1),
        known_until=date(max(known).year, 12, 31),
    )
