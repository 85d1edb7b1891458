"""Counting days exactly: tables of cases, and an independent calculation beside ours."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehe.clocks.counting import (
    BeyondCalendar,
    add_months,
    add_school_days,
    england,
    last_day_after,
    last_day_beginning_with,
)

CALENDAR = england()
# Independent of the packaged table: a maintained library's list, walked a day at a time.
CLOSED = holidays.country_holidays("GB", subdiv="ENG", years=range(1970, 2100))
DAYS = st.dates(min_value=date(2000, 6, 1), max_value=date(2044, 6, 1))


def walked(day: date, n: int) -> date:
    step = timedelta(days=1 if n > 0 else -1)
    left = abs(n)
    while left:
        day += step
        if day.weekday() < 5 and day not in CLOSED:
            left -= 1
    return day


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2007-12-06", 1, "2007-12-07"),  # Thursday to Friday
        ("2007-12-06", 5, "2007-12-13"),  # over a weekend
        ("2007-12-06", 0, "2007-12-06"),  # the same day
        ("2007-12-08", 0, "2007-12-08"),  # the same day, a Saturday
        ("2007-12-08", 1, "2007-12-10"),  # a Saturday to Monday
        ("2007-12-19", 3, "2007-12-24"),
        ("2007-12-24", 1, "2007-12-27"),  # over Christmas Day and Boxing Day
        ("2026-12-24", 1, "2026-12-29"),  # 28 December stands in for Boxing Day
        ("2027-12-24", 1, "2027-12-29"),  # both holidays stand in
        ("2027-03-25", 1, "2027-03-30"),  # over Easter
        ("2028-02-28", 1, "2028-02-29"),  # a leap day is a day
        ("2022-09-16", 1, "2022-09-20"),  # the day of the state funeral
        ("2020-05-07", 1, "2020-05-11"),  # the early May holiday that was moved to a Friday
        ("2027-01-04", -1, "2026-12-31"),  # backwards over New Year
    ],
)
def test_working_days_skip_weekends_and_englands_bank_holidays(start: str, n: int, due: str) -> None:
    assert CALENDAR.add(date.fromisoformat(start), n).on == date.fromisoformat(due)


@given(DAYS, st.integers(min_value=-60, max_value=60).filter(bool))
def test_working_days_agree_with_an_independent_walk(day: date, n: int) -> None:
    assert CALENDAR.add(day, n).on == walked(day, n)


@given(DAYS, DAYS)
def test_days_between_undo_adding_them(a: date, b: date) -> None:
    count = CALENDAR.between(a, b)
    if count > 0 and CALENDAR.is_working(b):
        assert CALENDAR.add(a, count).on == b
    assert count == -CALENDAR.between(b, a)


@given(DAYS)
def test_a_day_is_open_when_it_is_a_weekday_and_no_holiday(day: date) -> None:
    assert CALENDAR.is_working(day) == (day.weekday() < 5 and day not in CLOSED)


def test_the_packaged_holidays_agree_with_a_maintained_list_for_every_known_year() -> None:
    for ordinal in range(CALENDAR.known_from.toordinal(), CALENDAR.known_until.toordinal() + 1):
        day = date.fromordinal(ordinal)
        assert CALENDAR.is_working(day) == (day.weekday() < 5 and day not in CLOSED), day


def test_a_date_past_the_known_holidays_is_marked_provisional_and_still_skips_christmas() -> None:
    last = CALENDAR.known_until
    assert not CALENDAR.add(last - timedelta(days=10), 1).provisional
    beyond = CALENDAR.add(date(last.year + 1, 12, 24), 1)
    assert beyond.provisional
    assert CALENDAR.add(date(1998, 12, 24), 1).provisional
    assert beyond.on > date(last.year + 1, 12, 26)


@pytest.mark.parametrize("day", [date(1969, 12, 31), date(2100, 1, 1)])
def test_a_day_outside_the_calendar_is_refused_and_never_guessed(day: date) -> None:
    with pytest.raises(BeyondCalendar):
        CALENDAR.add(day, 1)


def test_the_nearer_known_horizon_is_at_least_a_year_away() -> None:
    """Red a year before the packaged holidays run out: ask for the next ones and extend the table."""
    today = date.today()
    assert CALENDAR.known_until - today > timedelta(days=365), "add newly published bank holidays to the table"


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2027-01-31", 1, "2027-02-28"),  # a shorter month: its last day
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2027-02-28", 12, "2028-02-28"),  # never stretched to the 29th
        ("2027-08-31", -6, "2027-02-28"),
        ("2027-12-06", 3, "2028-03-06"),
        ("2027-10-31", 4, "2028-02-29"),
    ],
)
def test_months_end_on_the_same_day_or_on_the_last_of_a_shorter_month(start: str, n: int, due: str) -> None:
    assert add_months(date.fromisoformat(start), n) == date.fromisoformat(due)


@given(DAYS, st.integers(min_value=-60, max_value=60))
def test_months_agree_with_counting_them_one_by_one(day: date, n: int) -> None:
    total = day.year * 12 + day.month - 1 + n
    year, month = total // 12, total % 12 + 1
    longest = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    assert add_months(day, n) == date(year, month, min(day.day, longest))


def test_fifteen_days_beginning_with_the_day_of_service_end_on_the_fifteenth() -> None:
    """Education Act 1996 s.437(2): served Monday 1 March 2027, the period ends with 15 March."""
    assert last_day_beginning_with(date(2027, 3, 1), 15) == date(2027, 3, 15)


def test_the_fifth_day_after_the_day_of_entry_is_a_calendar_day() -> None:
    """SI 2024/208 reg 13(1): entered Monday 1 March 2027, due by the end of Saturday 6 March."""
    assert last_day_after(date(2027, 3, 1), 5) == date(2027, 3, 6)


def test_school_days_are_assumed_to_be_working_days_until_the_terms_are_known() -> None:
    assumed = add_school_days(date(2027, 3, 1), 2, CALENDAR, None)
    assert (assumed.on, assumed.provisional) == (date(2027, 3, 3), True)


def test_school_days_skip_that_schools_own_holidays() -> None:
    half_term = frozenset(date(2027, 2, 15) + timedelta(days=n) for n in range(5))
    counted = add_school_days(date(2027, 2, 11), 2, CALENDAR, half_term)
    assert (counted.on, counted.provisional) == (date(2027, 2, 22), False)
