"""Values as either database takes them."""

from datetime import UTC, date, datetime, timedelta, timezone

from ehe.demo.bulk import joined, ready, shifted

ROW = (
    "Zoë O’Brien\tx\n\\",
    None,
    True,
    7,
    date(2027, 1, 4),
    datetime(2027, 1, 4, 9, 5, tzinfo=timezone(timedelta(hours=1))),
    ["a", "ł"],
)


def test_sqlite_takes_what_its_driver_stores() -> None:
    assert ready(ROW, "sqlite") == (
        "Zoë O’Brien\tx\n\\",
        None,
        True,
        7,
        "2027-01-04",
        "2027-01-04 08:05:00.000000",
        '["a", "\\u0142"]',
    )


def test_postgresql_takes_a_line_of_copy() -> None:
    assert ready(ROW, "postgresql") == (
        'Zoë O’Brien\\tx\\n\\\\\t\\N\tt\t7\t2027-01-04\t2027-01-04T09:05:00+01:00\t["a", "\\\\u0142"]'
    )


def test_numbers_are_put_in_front_or_raised() -> None:
    assert joined((5, "x"), ("a",)) == (5, "x", "a")
    assert joined((5, "x"), "a\tb") == "5\tx\ta\tb"
    assert shifted([(1, ("a",)), (2, "b")], by=10) == [(11, "a"), "12\tb"]


def test_an_instant_is_stored_in_utc() -> None:
    assert ready((datetime(2027, 7, 1, 12, tzinfo=UTC),), "sqlite") == ("2027-07-01 12:00:00.000000",)
