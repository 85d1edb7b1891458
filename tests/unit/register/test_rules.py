"""Age, year group, and who works with a household."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from ehe.register.rules import Said, absences_of, age_on, at_work, year_group


def said(kind: str, day: date, children: tuple[str, ...] = ("ada",), seq: int = 1, **payload: Any) -> Said:
    return Said(kind, day, datetime(day.year, day.month, day.day, 12, tzinfo=UTC), seq, children, payload)


@pytest.mark.parametrize(
    ("born_on", "day", "years"),
    [
        (date(2018, 5, 4), date(2026, 5, 3), 7),
        (date(2018, 5, 4), date(2026, 5, 4), 8),
        (date(2020, 2, 29), date(2027, 2, 28), 6),
        (date(2020, 2, 29), date(2027, 3, 1), 7),
    ],
)
def test_age_is_in_whole_years(born_on: date, day: date, years: int) -> None:
    assert age_on(born_on, day) == years


@pytest.mark.parametrize(
    ("born_on", "day", "group"),
    [
        (date(2021, 9, 1), date(2026, 9, 1), "Reception"),
        (date(2021, 8, 31), date(2026, 9, 1), "Year 1"),
        (date(2021, 8, 31), date(2026, 8, 31), "Reception"),
        (date(2018, 5, 4), date(2026, 11, 22), "Year 4"),
        (date(2010, 9, 1), date(2026, 11, 22), "Year 11"),
        (date(2023, 1, 1), date(2026, 11, 22), "Below school age"),
        (date(2005, 1, 1), date(2026, 11, 22), "Above Year 13"),
    ],
)
def test_the_year_group_follows_the_school_year(born_on: date, day: date, group: str) -> None:
    assert year_group(born_on, day) == group


def test_the_latest_assignment_says_whose_work_a_child_is() -> None:
    facts = [
        said("officer_assigned", date(2027, 1, 4), officer="asha"),
        said("cover_decided", date(2027, 1, 6), officer="ben"),
    ]
    assert at_work(facts).officers == {"ada": "ben"}


def test_a_complaint_about_the_officer_is_about_the_one_they_had_that_day() -> None:
    facts = [
        said("officer_assigned", date(2027, 1, 4), officer="asha"),
        said("complaint_made", date(2027, 1, 5), about="officer"),
        said("officer_assigned", date(2027, 1, 6), officer="ben"),
    ]
    assert at_work(facts).complained_about == {"asha"}


def test_a_complaint_about_the_authority_is_about_nobody() -> None:
    facts = [
        said("officer_assigned", date(2027, 1, 4), officer="asha"),
        said("complaint_made", date(2027, 1, 5), about="authority"),
    ]
    assert at_work(facts).complained_about == frozenset()


def covered_by(officer: str, facts: list[Said], day: date) -> str | None:
    return absences_of(facts).stand_in(officer, day)


def away(day: date, from_: str, until: str | None, cover: str | None, seq: int = 1) -> Said:
    return said("officer_away", day, (), seq, officer="asha", from_=from_, until=until, cover=cover)


def test_cover_holds_from_the_first_day_to_the_last() -> None:
    facts = [away(date(2027, 1, 4), "2027-01-11", "2027-01-15", "ben")]
    assert covered_by("asha", facts, date(2027, 1, 10)) == "asha"
    assert covered_by("asha", facts, date(2027, 1, 11)) == "ben"
    assert covered_by("asha", facts, date(2027, 1, 15)) == "ben"
    assert covered_by("asha", facts, date(2027, 1, 16)) == "asha"


def test_a_second_absence_to_come_does_not_end_the_one_that_runs() -> None:
    facts = [
        away(date(2027, 1, 4), "2027-01-11", "2027-01-15", "ben"),
        away(date(2027, 1, 5), "2027-07-19", "2027-07-30", "cara", seq=2),
    ]
    assert covered_by("asha", facts, date(2027, 1, 12)) == "ben"
    assert len(absences_of(facts).on_or_after(date(2027, 1, 12))) == 2


def test_who_is_back_early_has_their_children_again() -> None:
    facts = [
        away(date(2027, 1, 4), "2027-01-11", None, "ben"),
        said("officer_returned", date(2027, 1, 13), (), 2, officer="asha"),
    ]
    assert covered_by("asha", facts, date(2027, 1, 12)) == "ben"
    assert covered_by("asha", facts, date(2027, 1, 13)) == "asha"


def test_coming_back_early_ends_nothing_that_is_to_come() -> None:
    facts = [
        away(date(2027, 1, 4), "2027-01-11", None, "ben"),
        away(date(2027, 1, 5), "2027-07-19", "2027-07-30", "cara", seq=2),
        said("officer_returned", date(2027, 1, 13), (), 3, officer="asha"),
    ]
    assert covered_by("asha", facts, date(2027, 1, 13)) == "asha"
    assert covered_by("asha", facts, date(2027, 7, 19)) == "cara"
    assert covered_by("asha", facts, date(2027, 7, 31)) == "asha"


def test_a_cover_who_is_away_too_is_covered_in_turn() -> None:
    facts = [
        away(date(2027, 1, 4), "2027-01-11", "2027-01-15", "ben"),
        said("officer_away", date(2027, 1, 4), (), 2, officer="ben", from_="2027-01-13", until=None, cover="cara"),
    ]
    assert covered_by("asha", facts, date(2027, 1, 12)) == "ben"
    assert covered_by("asha", facts, date(2027, 1, 13)) == "cara"


@pytest.mark.parametrize("cover", [None, "asha"], ids=["nobody covers", "they cover for each other"])
def test_where_nobody_is_left_the_managers_have_the_children(cover: str | None) -> None:
    facts = [
        away(date(2027, 1, 4), "2027-01-11", "2027-01-15", "ben"),
        said("officer_away", date(2027, 1, 4), (), 2, officer="ben", from_="2027-01-11", until=None, cover=cover),
    ]
    assert covered_by("asha", facts, date(2027, 1, 12)) is None
