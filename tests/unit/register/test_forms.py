"""What is typed: times, exact words, lines, and the instant of a day."""

from datetime import date, datetime, time

import pytest

from ehe.core.today import LONDON
from ehe.register.forms import exact, instant_of, is_day_only, one_line, read_time
from tests.conftest import FrozenDay


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("14:30", time(14, 30)),
        ("2:30pm", time(14, 30)),
        ("2.30 PM", time(14, 30)),
        ("9am", time(9)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("0900", time(9)),
        (" 7:05 ", time(7, 5)),
        ("25:00", None),
        ("14:60", None),
        ("13pm", None),
        ("0am", None),
        ("9", None),
        ("noon", None),
        ("٣:٠٠", None),
        ("", None),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, read: time | None) -> None:
    assert read_time(typed) == read


def test_words_are_kept_exactly_but_for_what_cannot_be_seen() -> None:
    assert exact("  He said:\r\n\t“No\x00.” 🧚🏽‍♀️  ") == "  He said:\n\t“No.” 🧚🏽‍♀️  "
    assert exact(None) is None


def test_a_line_is_one_line() -> None:
    assert one_line("  Jo \r\n  Harlow\x00 ") == "Jo Harlow"
    assert one_line("   ") is None


def test_today_is_now_and_a_day_gone_by_is_its_end(frozen_today: FrozenDay) -> None:
    assert instant_of(date(2027, 1, 11)).astimezone(LONDON) == datetime(2027, 1, 11, 9, tzinfo=LONDON)
    earlier = instant_of(date(2027, 1, 8))
    assert earlier.astimezone(LONDON).date() == date(2027, 1, 8)
    assert is_day_only(earlier)


def test_a_time_that_was_said_is_kept(frozen_today: FrozenDay) -> None:
    said = instant_of(date(2027, 7, 1), time(14, 30))
    assert said.astimezone(LONDON) == datetime(2027, 7, 1, 14, 30, tzinfo=LONDON)
    assert not is_day_only(said)
