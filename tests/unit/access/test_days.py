"""A day typed into three fields, and days and instants as people read them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.validators import InputRequired

from ehe.web.fields import errors_of, parts_of
from ehe.web.forms import BadDay, DayField, TodayOrPast, read_day
from ehe.web.words import day, due, instant, weekday


class Birth(Form):
    born_on = DayField("Date of birth", [InputRequired("Enter the date of birth"), TodayOrPast()], what="Date of birth")


def typed(day: str = "", month: str = "", year: str = "") -> dict[str, str]:
    return {"day": day, "month": month, "year": year}


def sent(**parts: str) -> Birth:
    form = Birth(MultiDict({f"born_on-{part}": value for part, value in typed(**parts).items()}))
    form.validate()
    return form


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (typed("27", "3", "2016"), date(2016, 3, 27)),
        (typed("07", "03", "2016"), date(2016, 3, 7)),
        (typed("27", "March", "2016"), date(2016, 3, 27)),
        (typed("27", "mar", "2016"), date(2016, 3, 27)),
        (typed("27", "Sept.", "2016"), date(2016, 9, 27)),
        (typed("29", "2", "2016"), date(2016, 2, 29)),
        (typed(), None),
    ],
)
def test_a_day_is_read(parts: dict[str, str], expected: date | None) -> None:
    assert read_day(parts, "Date of birth") == expected


@pytest.mark.parametrize(
    ("parts", "why", "wrong"),
    [
        (typed("27", "", "2016"), "Date of birth must include a month", ("month",)),
        (typed("", "", "2016"), "Date of birth must include a day and month", ("day", "month")),
        (typed("27", "13", "2016"), "Date of birth must be a real date", ("month",)),
        (typed("27", "ma", "2016"), "Date of birth must be a real date", ("month",)),
        (typed("31", "4", "2016"), "Date of birth must be a real date", ("day",)),
        (typed("29", "2", "2015"), "Date of birth must be a real date", ("day",)),
        (typed("0", "1", "2016"), "Date of birth must be a real date", ("day",)),
        (typed("-1", "1", "2016"), "Date of birth must be a real date", ("day",)),
        (typed("27", "3", "16"), "Date of birth must include a year with 4 numbers", ("year",)),
        (typed("27", "3", "20160"), "Date of birth must include a year with 4 numbers", ("year",)),
        (typed("٢٧", "3", "2016"), "Date of birth must be a real date", ("day",)),
    ],
)
def test_what_is_no_day_is_said_in_a_sentence(parts: dict[str, str], why: str, wrong: tuple[str, ...]) -> None:
    with pytest.raises(BadDay) as fault:
        read_day(parts, "Date of birth")
    assert (str(fault.value), fault.value.parts) == (why, wrong)


@given(st.text(max_size=8), st.text(max_size=12), st.text(max_size=8))
def test_whatever_is_typed_is_a_day_or_a_sentence(one: str, two: str, three: str) -> None:
    form = sent(day=one, month=two, year=three)
    assert form.born_on.errors or isinstance(form.born_on.data, date)
    assert form.born_on.parts == typed(one.strip(), two.strip(), three.strip())


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2020, 1, 1)))
def test_a_day_shown_and_sent_back_is_the_same_day(born_on: date) -> None:
    shown = Birth(data={"born_on": born_on})
    again = sent(**shown.born_on.parts)
    assert again.born_on.data == born_on
    assert not again.born_on.errors


def test_missing_then_impossible_then_rule() -> None:
    assert sent().born_on.errors == ["Enter the date of birth"]
    assert sent(day="31", month="2", year="2016").born_on.errors == ["Date of birth must be a real date"]
    assert sent(day="1", month="1", year="2999").born_on.errors == ["Date of birth must be today or in the past"]


def test_the_summary_leads_to_the_field_at_fault() -> None:
    assert errors_of(sent(day="27", year="2016")) == [
        {"text": "Date of birth must include a month", "href": "#born_on-month"}
    ]
    assert errors_of(sent())[0]["href"] == "#born_on-day"


def test_only_the_fields_at_fault_are_marked() -> None:
    def marked(form: Birth) -> list[str]:
        return [part["name"] for part in parts_of(form.born_on, "off") if "error" in part["classes"]]

    assert marked(sent(day="27", year="2016")) == ["month"]
    assert marked(sent()) == ["day", "month", "year"]
    assert marked(sent(day="1", month="2", year="2016")) == []


def test_days_and_instants_as_people_read_them() -> None:
    assert day(date(2026, 3, 27)) == "27 March 2026"
    assert weekday(date(2026, 3, 27)) == "Friday 27 March 2026"
    assert instant(datetime(2026, 3, 27, 16, 5, tzinfo=UTC)) == "27 March 2026, 4:05pm"
    assert instant(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026, 12:30am"


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 3, 24), "in 3 days"),
        (date(2026, 3, 26), "tomorrow"),
        (date(2026, 3, 27), "today"),
        (date(2026, 3, 28), "1 day overdue"),
        (date(2026, 3, 29), "2 days overdue"),
    ],
)
def test_how_far_a_last_day_is(on: date, words: str) -> None:
    assert due(date(2026, 3, 27), on) == words
