"""Information about the education, and a decision that rests on evidence."""

from datetime import date
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from tests.conftest import FrozenDay
from tests.factories import register as make
from tests.factories.household import Home
from tests.integration.officer import SignIn, about, faults, recorded, send
from tests.support.pages import day
from tests.support.visitor import Visitor


@pytest.fixture(autouse=True)
def _day(frozen_today: FrozenDay) -> None:
    """Monday 11 January 2027, 09:00."""


@pytest.fixture
def home(db: SQLAlchemy, people: dict[str, str]) -> Home:
    return make.on_the_register("Ada", day=date(2027, 1, 4), officer=people["officer"])


@pytest.fixture
def officer(signed_in: SignIn) -> Visitor:
    return signed_in("officer")


@pytest.mark.parametrize(
    ("happened", "kind", "due_on"),
    [
        ("requested", "information_requested", date(2027, 2, 5)),
        ("promised", "information_promised", date(2027, 2, 5)),
        ("received", "information_received", None),
    ],
)
def test_information_is_asked_for_promised_and_received(
    db: SQLAlchemy, home: Home, officer: Visitor, happened: str, kind: str, due_on: date | None
) -> None:
    fields = {
        "what_happened": happened,
        "what": "An outline",
        **day("happened_on", 8, 1, 2027),
        **day("due_on", 5, 2, 2027),
    }
    assert send(officer, f"/children/{home.child}/information", fields).status_code == 303
    ((row, fact),) = recorded(db, kind)
    assert (row.on, fact.what, fact.due_on, about(row)) == (date(2027, 1, 8), "An outline", due_on, [home.child])


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"what_happened": ""}, "Select what happened"),
        ({"what_happened": "received", "what": " "}, "Enter what was received"),
        ({"what_happened": "promised", "what": ""}, "Enter what was promised"),
        (day("due_on", 1, 1, 2027), "The day it is due must be today or in the future"),
        (day("happened_on", 31, 6, 2026), "The day must be a real date"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    home: Home, officer: Visitor, more: dict[str, Any], sentence: str
) -> None:
    fields = {"what_happened": "requested", "what": "", **day("happened_on", 8, 1, 2027)} | more
    assert faults(officer, f"/children/{home.child}/information", fields) == [sentence]


def test_a_report_shared_says_with_whom(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    path = f"/children/{home.child}/report"
    assert faults(officer, path, {"who": "", **day("happened_on", 8, 1, 2027)}) == [
        "Enter with whom it was shared, and how"
    ]
    assert send(officer, path, {"who": "The mother, by post", **day("happened_on", 8, 1, 2027)}).status_code == 303
    ((_, fact),) = recorded(db, "report_shared")
    assert fact.words == "The mother, by post"


def test_a_decision_rests_on_evidence_a_piece_a_line(
    db: SQLAlchemy, home: Home, people: dict[str, str], officer: Visitor
) -> None:
    fields = {"judgement": "suitable", "evidence": "Report of the visit\r\n\r\n  Samples of work  \n"}
    assert send(officer, f"/children/{home.child}/decision", fields).status_code == 303
    ((row, fact),) = recorded(db, "suitability_decided")
    assert (row.by, fact.judgement) == (people["officer"], "suitable")
    assert fact.evidence == ("Report of the visit", "Samples of work")


@pytest.mark.parametrize(
    ("fields", "sentences"),
    [
        ({}, ["Select what you decide", "Enter the evidence, one piece a line"]),
        ({"judgement": "suitable", "evidence": " \n "}, ["Enter the evidence, one piece a line"]),
        ({"judgement": "not_suitable", "evidence": "A visit"}, ["Enter what is missing, or why it is not suitable"]),
    ],
)
def test_a_decision_without_evidence_or_reason_is_none(
    db: SQLAlchemy, home: Home, officer: Visitor, fields: dict[str, Any], sentences: list[str]
) -> None:
    assert faults(officer, f"/children/{home.child}/decision", fields) == sentences
    assert recorded(db, "suitability_decided") == []


def test_whether_the_child_was_seen_stands_beside_the_education(
    db: SQLAlchemy, home: Home, people: dict[str, str], officer: Visitor
) -> None:
    path = f"/children/{home.child}/decision"
    page = officer.get(path).text
    assert "The education" in page
    assert "4 January 2027: last day at school." in page
    make.visited(home, date(2027, 1, 8), people["officer"])
    assert "8 January 2027: seen and spoken to, inside the home." in officer.get(path).text
