"""Closing: a reason with its evidence, what stands in the way with the way to it, and a second person."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from flask_sqlalchemy import SQLAlchemy

from ehe.facts import kinds
from ehe.facts.actors import Actor
from ehe.register.models import EntryRow
from tests.conftest import FrozenDay
from tests.factories import register as make
from tests.factories.household import Home, told
from tests.integration.officer import SignIn, about, faults, recorded, send
from tests.support.pages import day, errors
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


@pytest.fixture
def back_at_school(db: SQLAlchemy, home: Home, officer: Visitor) -> Home:
    """On a roll and seen in the classroom: recorded on their pages."""
    roll = {
        "school": "Saltby High",
        "who": "Ms Hill",
        **day("starts_on", 11, 1, 2027),
        **day("happened_on", 7, 1, 2027),
    }
    assert send(officer, f"/children/{home.child}/roll", roll).status_code == 303
    there = {"who": "The attendance officer", **day("happened_on", 8, 1, 2027)}
    assert send(officer, f"/children/{home.child}/attendance", there).status_code == 303
    return home


def ask(visitor: Visitor, home: Home, **fields: Any) -> Any:
    return send(visitor, f"/children/{home.child}/closing", fields)


def test_a_reason_that_cannot_be_given_says_what_is_missing_and_where_to_put_it_right(
    db: SQLAlchemy, home: Home, officer: Visitor
) -> None:
    make.concern(home, date(2027, 1, 8))
    page = officer.get(f"/children/{home.child}/closing").text
    assert (
        "Not yet: A concern about this child, or a brother or sister, is open. Not yet recorded: that the child is on a school’s roll."
        in page
    )
    assert f'href="/children/{home.child}/concern-decision">Put it right' in page
    assert f'href="/children/{home.child}/roll">Put it right' in page
    assert "Compulsory school age ends on 30 June 2034." in page


def test_roll_and_attendance_are_the_evidence_of_a_return(
    db: SQLAlchemy, back_at_school: Home, officer: Visitor, people: dict[str, str]
) -> None:
    ((_, roll),) = recorded(db, "roll_confirmed")
    assert (roll.on_behalf_of, roll.sources, roll.starts_on) == ("Saltby High", ["Ms Hill"], date(2027, 1, 11))
    assert ask(officer, back_at_school, reason="on_roll").status_code == 303
    ((row, fact),) = recorded(db, "closure_requested")
    assert (row.by, fact.reason) == (people["officer"], "on_roll")
    page = officer.get(f"/children/{back_at_school.child}").text
    assert "Closing was asked for by" in page
    assert "A second person agrees or refuses." in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Select why the entry is to be closed"),
        ({"reason": "no_reply"}, "Select why the entry is to be closed"),
        ({"reason": "died"}, "Enter who told us, or what was wrong"),
        ({"reason": "on_roll"}, "Not yet recorded: that the child is on a school’s roll."),
        ({"reason": "over_age"}, "Compulsory school age ends on 30 June 2034."),
        ({"reason": "reclassified"}, "Open the other entry first."),
    ],
)
def test_what_is_refused_is_said_beside_the_field(
    db: SQLAlchemy, home: Home, officer: Visitor, fields: dict[str, str], sentence: str
) -> None:
    assert errors(ask(officer, home, **fields)) == [sentence]
    assert recorded(db, "closure_requested") == []


def test_an_open_concern_blocks_a_return_to_school(db: SQLAlchemy, back_at_school: Home, officer: Visitor) -> None:
    make.concern(back_at_school, date(2027, 1, 9))
    assert errors(ask(officer, back_at_school, reason="on_roll")) == [
        "A concern about this child, or a brother or sister, is open."
    ]


def test_a_second_person_agrees_and_the_entry_is_closed(
    db: SQLAlchemy, back_at_school: Home, officer: Visitor, signed_in: SignIn
) -> None:
    ask(officer, back_at_school, reason="on_roll")
    manager, path = signed_in("manager"), f"/children/{back_at_school.child}/closing/answer"
    page = manager.get(path).text
    assert "Officer One" in page
    assert "On a school’s roll, and has attended" in page
    assert send(manager, path, {"answer": "agree"}).status_code == 303
    entry = db.session.query(EntryRow).filter(EntryRow.child_uuid == back_at_school.child).one()
    assert (entry.ended_on, entry.reason) == (date(2027, 1, 11), "on_roll")
    assert "Not on the register" in officer.get(f"/children/{back_at_school.child}").text


def test_agreeing_twice_closes_once(db: SQLAlchemy, back_at_school: Home, officer: Visitor, signed_in: SignIn) -> None:
    ask(officer, back_at_school, reason="on_roll")
    manager, path = signed_in("manager"), f"/children/{back_at_school.child}/closing/answer"
    manager.get(path)
    answers = [manager.post(path, answer="agree") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(recorded(db, "closure_agreed")) == 1


def test_who_asked_cannot_agree(db: SQLAlchemy, back_at_school: Home, signed_in: SignIn) -> None:
    manager = signed_in("manager")
    ask(manager, back_at_school, reason="on_roll")
    path = f"/children/{back_at_school.child}/closing/answer"
    assert "You may not agree to this as the second person" in manager.get(path).text
    answer = manager.post(path, answer="agree", form_key=str(uuid4()))
    assert answer.status_code == 422
    assert recorded(db, "closure_agreed") == []


def test_refusing_needs_a_reason_and_keeps_the_entry_open(
    db: SQLAlchemy, back_at_school: Home, officer: Visitor, signed_in: SignIn
) -> None:
    ask(officer, back_at_school, reason="on_roll")
    manager, path = signed_in("manager"), f"/children/{back_at_school.child}/closing/answer"
    assert faults(manager, path, {"answer": "refuse"}) == ["Enter why you refuse"]
    assert send(manager, path, {"answer": "refuse", "reason": "Ring the school again."}).status_code == 303
    assert db.session.query(EntryRow).filter(EntryRow.child_uuid == back_at_school.child).one().ended_on is None


def test_everything_is_checked_again_when_a_second_person_agrees(
    db: SQLAlchemy, back_at_school: Home, officer: Visitor, signed_in: SignIn
) -> None:
    ask(officer, back_at_school, reason="on_roll")
    make.concern(back_at_school, date(2027, 1, 9))
    path = f"/children/{back_at_school.child}/closing/answer"
    assert faults(signed_in("manager"), path, {"answer": "agree"}) == [
        "A concern about this child, or a brother or sister, is open."
    ]


def test_a_concern_that_comes_while_the_page_is_open_is_seen_before_agreeing(
    db: SQLAlchemy, back_at_school: Home, officer: Visitor, signed_in: SignIn
) -> None:
    ask(officer, back_at_school, reason="on_roll")
    manager, path = signed_in("manager"), f"/children/{back_at_school.child}/closing/answer"
    manager.get(path)
    make.concern(back_at_school, date(2027, 1, 11), "He is not there at all.")
    answer = manager.post(path, answer="agree")
    assert errors(answer)[0].startswith("Something was recorded while you had this page open.")
    assert "He is not there at all." in answer.text


def test_without_a_request_there_is_nothing_to_answer(home: Home, signed_in: SignIn) -> None:
    page = signed_in("manager").get(f"/children/{home.child}/closing/answer").text
    assert "Nobody has asked for this entry to be closed" in page
    assert 'name="answer"' not in page


def test_an_officer_is_no_second_person(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    assert officer.get(f"/children/{home.child}/closing/answer").status_code == 404


# ---- what a closing needs -------------------------------------------------------------------------


def test_a_child_that_moved_stays_ours_until_somebody_there_has_the_file(
    db: SQLAlchemy, home: Home, officer: Visitor
) -> None:
    sent = {"to": "Kent", "reference": "K-1", **day("happened_on", 7, 1, 2027)}
    assert send(officer, f"/children/{home.child}/transfer", sent).status_code == 303
    assert "The other authority says it has the file" in officer.get(f"/children/{home.child}").text
    assert errors(ask(officer, home, reason="moved")) == ["Not yet recorded: that the other authority has the file."]
    receipt = {"who": "Ann Reed, Kent", **day("happened_on", 8, 1, 2027)}
    assert send(officer, f"/children/{home.child}/transfer/receipt", receipt).status_code == 303
    ((row, _),) = recorded(db, "transfer_acknowledged")
    assert (row.by_role, row.by) == ("authority", "authority:Ann Reed, Kent")
    assert ask(officer, home, reason="moved").status_code == 303


def test_a_status_is_changed_and_a_second_entry_opens(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    assert send(officer, f"/children/{home.child}/entry", {"status": "EHE"}).status_code == 303
    assert (
        send(officer, f"/children/{home.child}/entry", {"status": "CME", "reason": "Not educated"}).status_code == 303
    )
    page = officer.get(f"/children/{home.child}").text
    assert "Child missing education (CME): from 11 January 2027" in page
    assert "Elective home education (EHE): from 11 January 2027" in page
    assert ask(officer, home, reason="reclassified").status_code == 303


def test_an_enquiry_is_recorded_with_or_without_an_answer(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    told(home, kinds.EntryChanged(status="CME"), date(2027, 1, 5), by=Actor("officer", "x"))
    path = f"/children/{home.child}/enquiry"
    assert faults(officer, path, {"asked": "", **day("happened_on", 8, 1, 2027)}) == ["Enter whom you asked, and what"]
    assert send(officer, path, {"asked": "Housing", **day("happened_on", 8, 1, 2027)}).status_code == 303
    ((row, fact),) = recorded(db, "enquiry_recorded")
    assert (fact.asked, fact.answer, about(row)) == ("Housing", None, [home.child])


def test_a_concern_is_passed_on_to_somebody_by_name(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    make.concern(home, date(2027, 1, 8))
    path = f"/children/{home.child}/passing-on"
    assert faults(officer, path, {"what": "concern", **day("happened_on", 8, 1, 2027)}) == [
        "Enter to whom it is passed on"
    ]
    fields = {"what": "concern", "to": "Ann Reed, early help", **day("happened_on", 8, 1, 2027)}
    assert send(officer, path, fields).status_code == 303
    page = officer.get(f"/children/{home.child}/concerns").text
    assert "Open, passed on" in page
    assert "Passed on to <bdi>Ann Reed, early help</bdi>, and open until they have decided." in page


@pytest.mark.parametrize(
    ("page", "fields", "sentence"),
    [
        ("roll", {"school": ""}, "Enter which school"),
        ("roll", {"school": "x"} | day("starts_on", 1, 1, 9999), "The first day there must be within the next 2 years"),
        ("roll", {"school": "x" * 401}, "Which school must be 400 characters or fewer"),
        ("attendance", {"who": ""}, "Enter who confirmed it, for example the school’s attendance officer"),
        ("transfer", {"to": ""}, "Enter which authority"),
        ("transfer/receipt", {"who": ""}, "Enter who has it"),
        ("entry", {"status": "retired"}, "Select a status"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    home: Home, officer: Visitor, page: str, fields: dict[str, str], sentence: str
) -> None:
    assert faults(officer, f"/children/{home.child}/{page}", day("happened_on", 8, 1, 2027) | fields) == [sentence]
