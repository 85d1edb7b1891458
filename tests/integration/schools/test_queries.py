from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from ehe.schools import queries
from ehe.schools.models import School
from ehe.schools.rules import CLOSED, OPEN, PROPOSED_TO_CLOSE, PROPOSED_TO_OPEN, fold

Add = Callable[..., None]

DAY, BEFORE, AFTER = date(2027, 1, 11), date(2027, 1, 10), date(2027, 1, 12)


@pytest.fixture
def add(db: SQLAlchemy) -> Add:
    """Puts a school in; asked for nothing else it has a URN and a name."""

    def put(urn: int, name: str = "A School", **more: Any) -> None:
        db.session.add(School(urn=urn, name=name, name_folded=fold(name), **more))
        db.session.flush()

    return put


@pytest.mark.parametrize("urn", [100001, "100001", " 100001 "])
def test_a_school_is_found_by_its_urn(add: Add, urn: int | str) -> None:
    add(100001)
    found = queries.school(urn)
    assert found is not None
    assert found.urn == 100001


@pytest.mark.parametrize("urn", [100002, "", "x", "-1", "1e5", "١", "9" * 30])
def test_what_is_no_urn_finds_no_school(add: Add, urn: int | str) -> None:
    add(100001)
    assert queries.school(urn) is None


def some_schools(add: Add) -> None:
    add(1, "St Mary's Church of England Primary School", la_code="202", establishment_number="3517", status=OPEN)
    add(2, "Ysgol y Tŷ Bâch", la_code="660", establishment_number="3036")
    add(3, "Kingsgate Infant School", la_code="202", establishment_number="2358", status=CLOSED)
    add(4, "Kingsgate Primary School", la_code="202", establishment_number="0045", status=OPEN)
    add(5, "Dubai Scholars", la_code="0", establishment_number="6328")
    add(6, "Kingsgate Primary School", la_code="330", establishment_number="2358", status=OPEN)
    add(100001, "School 3 or 4 in 50% of Time_Table", la_code="330")


@pytest.mark.parametrize(
    ("text", "la_code", "found"),
    [
        ("kingsgate", None, [4, 6, 3]),
        ("KINGSGATE", "202", [4, 3]),
        ("kingsgate primary", None, [4, 6]),
        ("primary kingsgate", None, [4, 6]),
        ("gate prim", None, [4, 6]),
        ("ty bach", None, [2]),
        ("TŶ BÂCH", None, [2]),
        ("st. marys", None, [1]),
        ("st mary’s c", None, [1]),
        ("4", None, [4, 100001]),
        ("3", None, [3, 100001]),
        ("100001", None, [100001]),
        ("2022358", None, [3]),
        ("202/2358", None, [3]),
        ("330 2358", None, [6]),
        ("202/0045", None, [4]),
        ("000/6328", None, [5]),
        ("330/2358", "202", []),
        ("50%", None, [100001]),
        ("%", None, []),
        ("_", None, []),
        ("", None, []),
        ("", "202", []),
        ("nothing like it", None, []),
        ("9" * 30, None, []),
    ],
)
def test_a_search_finds(add: Add, text: str, la_code: str | None, found: list[int]) -> None:
    some_schools(add)
    assert [school.urn for school in queries.search(text, la_code)] == found


def test_a_search_gives_no_more_than_it_is_asked_for(add: Add) -> None:
    for urn in range(1, 31):
        add(urn)
    assert [school.urn for school in queries.search("school")] == list(range(1, 21))
    assert [school.urn for school in queries.search("school", limit=3)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("line", "current"),
    [
        ({1: None}, 1),
        ({1: 2, 2: None}, 2),
        ({1: 2, 2: 3, 3: None}, 3),
        ({1: 999}, 1),
        ({1: 2, 2: 999}, 2),
        ({1: 2, 2: 1}, 1),
        ({1: 2, 2: 3, 3: 2}, 1),
        ({}, None),
    ],
    ids=["none", "one", "two", "not held", "then not held", "a ring", "into a ring", "unknown school"],
)
def test_the_line_of_successors_is_followed_to_its_end(
    add: Add, line: dict[int, int | None], current: int | None
) -> None:
    for urn, successor in line.items():
        add(urn, successor_urn=successor)
    found = queries.current_of(1)
    assert (found.urn if found else None) == current


@pytest.mark.parametrize(("on", "current"), [(BEFORE, 1), (DAY, 2), (AFTER, 2), (None, 2)])
def test_a_school_stands_for_itself_until_its_successor_takes_over(add: Add, on: date | None, current: int) -> None:
    add(1, status=PROPOSED_TO_CLOSE, successor_urn=2, succeeded_on=DAY)
    add(2)
    found = queries.current_of(1, on)
    assert found is not None
    assert found.urn == current


@pytest.mark.parametrize(
    ("facts", "is_open"),
    [
        ({}, True),
        ({"status": OPEN}, True),
        ({"status": OPEN, "opened_on": DAY}, True),
        ({"status": OPEN, "opened_on": AFTER}, False),
        ({"status": PROPOSED_TO_CLOSE}, True),
        ({"status": PROPOSED_TO_CLOSE, "closed_on": BEFORE}, True),
        ({"status": PROPOSED_TO_OPEN}, False),
        ({"status": PROPOSED_TO_OPEN, "opened_on": BEFORE}, False),
        ({"status": CLOSED}, False),
        ({"status": CLOSED, "closed_on": BEFORE}, False),
        ({"status": CLOSED, "closed_on": DAY}, True),
        ({"status": CLOSED, "closed_on": AFTER}, True),
        ({"status": CLOSED, "closed_on": AFTER, "opened_on": AFTER}, False),
        ({"closed_on": BEFORE}, False),
        ({"closed_on": DAY}, True),
        ({"status": "Asleep"}, True),
        ({"succeeded_on": DAY}, False),
        ({"succeeded_on": AFTER}, True),
        ({"status": OPEN, "succeeded_on": BEFORE}, False),
    ],
    ids=str,
)
def test_a_school_and_the_table_agree_on_what_is_open(add: Add, facts: dict[str, Any], is_open: bool) -> None:
    add(1, **facts)
    found = queries.school(1)
    assert found is not None
    assert found.is_open_on(DAY) is is_open
    assert [school.urn for school in queries.open_on(DAY)] == ([1] if is_open else [])


def test_open_schools_come_by_name_and_for_one_authority_if_asked(add: Add) -> None:
    add(1, "Öther", la_code="202")
    add(2, "Another", la_code="202")
    add(3, "Next", la_code="330")
    assert [school.urn for school in queries.open_on(DAY)] == [2, 3, 1]
    assert [school.urn for school in queries.open_on(DAY, "202")] == [2, 1]


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [("330", "2045", "330/2045"), ("0", "6328", "000/6328"), ("330", None, None), (None, "2045", None)],
)
def test_the_dfe_number_is_shown_as_schools_know_it(code: str | None, number: str | None, shown: str | None) -> None:
    assert School(la_code=code, establishment_number=number).laestab == shown


def test_an_address_has_no_empty_lines() -> None:
    school = School(street="1 High Street", locality=None, town="London", postcode="N1 1AA")
    assert school.address == ["1 High Street", "London", "N1 1AA"]


def test_a_school_knows_that_it_is_special() -> None:
    assert School(type_code="7").is_special
    assert not School(type_code="1").is_special
