"""Putting right a child's home and officer on the child's page."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from ehe.clocks.models import ChildState, ClockRow
from ehe.facts.actors import Actor
from ehe.facts.kinds import SuitabilityDecided
from ehe.outbox.models import Message
from ehe.register.models import Address, Adult, Household
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
    return make.on_the_register("Ada", "Ben", day=date(2027, 1, 4), officer=people["officer"])


@pytest.fixture
def officer(signed_in: SignIn) -> Visitor:
    return signed_in("officer")


@pytest.fixture
def manager(signed_in: SignIn) -> Visitor:
    return signed_in("manager")


def adult(db: SQLAlchemy, name: str) -> Adult:
    db.session.rollback()
    found = select(Adult).where(Adult.name == name).execution_options(populate_existing=True)
    return db.session.scalars(found).one()


def address(db: SQLAlchemy, name: str = "Jo Example") -> Address:
    return adult(db, name).addresses[-1]


def clock(db: SQLAlchemy, code: str) -> ClockRow:
    db.session.rollback()
    rows = db.session.scalars(
        select(ClockRow).where(ClockRow.code == code).order_by(ClockRow.id).execution_options(populate_existing=True)
    )
    return rows.all()[-1]


# ---- addresses -----------------------------------------------------------------------------------

MOVED = {
    "line1": "3 Chapel Row",
    "town": "Saltby",
    "postcode": "dl1 1aa",
    "source": "The mother",
    "replaces": "yes",
    **day("from_on", 5, 1, 2027),
}


def test_a_new_address_belongs_to_one_person_and_ends_the_old(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    fields = MOVED | {"adult": adult(db, "Jo Example").uuid}
    answer = send(officer, f"/children/{home.child}/address", fields)
    assert (answer.status_code, answer.location) == (303, f"/children/{home.child}/household")
    held = {one.line1: one for one in adult(db, "Jo Example").addresses}
    old, new = held["14 Quarry Lane"], held["3 Chapel Row"]
    assert (old.line1, old.until_on) == ("14 Quarry Lane", date(2027, 1, 5))
    assert new.lines == ["3 Chapel Row", "Saltby", "DL1 1AA"]
    assert (new.status, new.source) == ("single_source", "The mother")
    assert len(adult(db, "Sam Example").addresses) == 1
    ((row, fact),) = recorded(db, "address_recorded")
    assert about(row) == home.children
    assert "Chapel Row" not in (fact.words or "")  # addresses are rows, each its person's own


def test_a_second_address_stands_beside_the_first(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    father = adult(db, "Sam Example").uuid
    path = f"/children/{home.child}/adults/{father}/address"
    assert f'value="{father}" checked' in officer.get(path).text
    fields = MOVED | {"adult": father, "replaces": "no", "not_to_be_shared": "y"}
    assert send(officer, path, fields).status_code == 303
    held = {one.line1: one for one in adult(db, "Sam Example").addresses}
    assert (held["Flat 2, 8 Mill Street"].until_on, held["3 Chapel Row"].not_to_be_shared) == (None, True)
    assert "Must not be shared" in officer.get(f"/children/{home.child}/household").text


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"adult": ""}, "Select whose address it is"),
        ({"adult": str(uuid4())}, "Select whose address it is"),
        ({"line1": " "}, "Enter address line 1, for example the house and the street"),
        ({"line1": "x" * 401}, "Address line 1 must be 400 characters or fewer"),
        ({"town": ""}, "Enter a town or city"),
        ({"postcode": "nowhere"}, "Enter a full UK postcode, like B31 2HL, or leave it empty if there is none"),
        ({"source": ""}, "Enter who says so, for example the school or the parent"),
        ({"replaces": ""}, "Select whether it is in place of the address we have"),
        (day("from_on", 12, 1, 2027), "The day they have lived there since must be today or in the past"),
    ],
)
def test_what_is_wrong_with_an_address_is_said_beside_the_field(
    db: SQLAlchemy, home: Home, officer: Visitor, more: dict[str, str], sentence: str
) -> None:
    fields = MOVED | {"adult": adult(db, "Jo Example").uuid} | more
    assert faults(officer, f"/children/{home.child}/address", fields) == [sentence]


def test_two_sources_verify_an_address_and_meet_the_check(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    path = f"/children/{home.child}/addresses/{address(db).uuid}/verify"
    fields = day("happened_on", 8, 1, 2027)
    assert faults(officer, path, fields | {"source": "The School"}) == [
        "Enter a source other than the school: that one told us the address"
    ]
    assert send(officer, path, fields | {"source": "Health"}).status_code == 303
    assert (address(db).status, address(db).source) == ("verified", "the school, Health")
    ((_, fact),) = recorded(db, "address_verified")
    assert fact.sources == ["the school", "Health"]
    assert clock(db, "address_check").state == "met"


def test_a_school_that_told_us_an_address_is_called_by_its_name_and_is_no_second_source(
    db: SQLAlchemy, home: Home, officer: Visitor
) -> None:
    held = address(db)
    held.source = "school:900001"
    from ehe.core.commit import commit

    commit()
    path, fields = f"/children/{home.child}/addresses/{held.uuid}/verify", day("happened_on", 8, 1, 2027)
    assert "Told us by: <bdi>school 900001</bdi>" in officer.get(path).text
    assert faults(officer, path, fields | {"source": "School 900001"}) == [
        "Enter a source other than school 900001: that one told us the address"
    ]
    assert send(officer, path, fields | {"source": "Health"}).status_code == 303
    for page in ("/household", "/chronology"):
        text = officer.get(f"/children/{home.child}{page}").text
        assert "school:900001" not in text
        assert "school 900001" in text


def test_one_source_for_an_address_without_any_is_not_enough(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    held = address(db, "Sam Example")
    held.source = None
    from ehe.core.commit import commit

    commit()
    path = f"/children/{home.child}/addresses/{held.uuid}/verify"
    assert send(officer, path, {"source": "Health", **day("happened_on", 8, 1, 2027)}).status_code == 303
    assert address(db, "Sam Example").status == "single_source"
    assert clock(db, "address_check").state == "running"


def test_a_disputed_address_stops_letters_and_begins_the_check_again(
    db: SQLAlchemy, home: Home, officer: Visitor
) -> None:
    path = f"/children/{home.child}/addresses/{address(db).uuid}/dispute"
    assert faults(officer, path, day("happened_on", 8, 1, 2027)) == ["Enter who says otherwise", "Enter what they say"]
    fields = {"source": "Health", "words": "They moved.", **day("happened_on", 8, 1, 2027)}
    assert send(officer, path, fields).status_code == 303
    assert address(db).status == "disputed"
    held = db.session.scalars(select(Message).where(Message.channel == "letter", Message.state == "held")).all()
    assert held


@pytest.mark.parametrize("act", ["verify", "dispute"])
def test_another_household_s_address_is_not_there(db: SQLAlchemy, home: Home, officer: Visitor, act: str) -> None:
    other = make.on_the_register("Zoe", day=date(2027, 1, 4), last_name="Other")
    theirs = address(db, "Jo Other").uuid
    assert officer.get(f"/children/{home.child}/addresses/{theirs}/{act}").status_code == 404
    assert officer.get(f"/children/{other.child}/addresses/{uuid4()}/{act}").status_code == 404


# ---- notice, brothers and sisters -------------------------------------------------------------------


def test_the_written_notice_meets_its_query(db: SQLAlchemy, people: dict[str, str], officer: Visitor) -> None:
    home = make.family("Ada")
    make.notified(home, date(2027, 1, 4), written_notice=False)
    path = f"/children/{home.child}/written-notice"
    assert faults(officer, path, day("happened_on", 8, 1, 2027)) == ["Enter who sent it, for example the school"]
    assert send(officer, path, {"source": "Northmoor", **day("happened_on", 8, 1, 2027)}).status_code == 303
    assert clock(db, "written_notice_query").state == "met"


def test_each_brother_and_sister_is_asked_after_and_the_tasks_end(
    db: SQLAlchemy, people: dict[str, str], officer: Visitor
) -> None:
    home = make.family("Ada", "Ben", "Cy")
    make.notified(home, date(2027, 1, 4))
    make.assigned(home, people["officer"])
    path = f"/children/{home.child}/brothers-and-sisters"
    page = officer.get(path).text
    assert "Ben Example, at Northmoor Primary School" in page
    assert "Cy Example, at Northmoor Primary School" in page
    assert "Ada Example, at" not in page
    fields = {"source": "Ms Hill", **day("happened_on", 8, 1, 2027)}
    assert faults(officer, path, fields) == ["Enter what the school says of at least one child"]
    assert send(officer, path, fields | {"child_0": "All well."}).status_code == 303
    ((row, fact),) = recorded(db, "sibling_checked")
    assert (about(row), fact.words, fact.sources) == ([home.children[1]], "All well.", ["Ms Hill"])
    assert clock(db, "sibling_check").state == "running"
    assert "Ben Example, at" not in officer.get(path).text
    assert send(officer, path, fields | {"child_0": "Hungry."}).status_code == 303
    assert clock(db, "sibling_check").state == "met"
    tasks = db.session.scalars(select(Message).where(Message.kind == "sibling_check", Message.channel == "desk"))
    assert {(task.state, task.reason) for task in tasks} == {("closed", "Recorded")}


def test_the_same_answers_sent_twice_are_recorded_once(
    db: SQLAlchemy, people: dict[str, str], officer: Visitor
) -> None:
    home = make.family("Ada", "Ben")
    make.notified(home, date(2027, 1, 4))
    path = f"/children/{home.child}/brothers-and-sisters"
    officer.get(path)
    fields = {"source": "Ms Hill", "child_0": "All well.", **day("happened_on", 8, 1, 2027)}
    answers = [officer.post(path, **fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(recorded(db, "sibling_checked")) == 1


# ---- wishes and safety ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"wish": "In writing only"}, "In writing only"),
        ({"wish": "other", "other": "Only through my sister"}, "Only through my sister"),
    ],
)
def test_a_wish_is_kept_in_the_family_s_words(
    db: SQLAlchemy, home: Home, officer: Visitor, fields: dict[str, str], answer: str
) -> None:
    path = f"/children/{home.child}/preference"
    assert send(officer, path, fields | day("happened_on", 8, 1, 2027)).status_code == 303
    ((row, fact),) = recorded(db, "preference_recorded")
    assert (fact.answer, about(row)) == (answer, home.children)


def test_another_way_needs_words(home: Home, officer: Visitor) -> None:
    fields = {"wish": "other", **day("happened_on", 8, 1, 2027)}
    assert faults(officer, f"/children/{home.child}/preference", fields) == ["Enter how they ask to be reached"]


@pytest.mark.parametrize("answer", ["yes", "not_known"])
def test_yes_or_not_known_restricts_the_record_at_once(
    db: SQLAlchemy, home: Home, manager: Visitor, answer: str
) -> None:
    path = f"/children/{home.child}/safety"
    fields = {"answer": answer, "who": "The father", "how": "The mother said so", **day("happened_on", 8, 1, 2027)}
    sent = send(manager, path, fields)
    assert (sent.status_code, sent.location) == (303, "/my-work")
    assert db.session.get_one(Household, home.uuid, populate_existing=True).restricted
    assert manager.get(f"/children/{home.child}").status_code == 404


def test_only_who_keeps_the_restricted_list_opens_a_record_again(
    db: SQLAlchemy, home: Home, officer: Visitor, signed_in: SignIn
) -> None:
    fields = {"answer": "yes", "how": "x", **day("happened_on", 8, 1, 2027)}
    send(officer, f"/children/{home.child}/safety", fields)
    path = f"/children/{home.child}/safety"
    send(officer, path, fields | {"answer": "no"})
    assert db.session.get_one(Household, home.uuid, populate_existing=True).restricted
    send(signed_in("head_of_service"), path, fields | {"answer": "no"})
    assert not db.session.get_one(Household, home.uuid, populate_existing=True).restricted


def test_whether_it_is_safe_to_write_is_said_with_how_it_is_known(
    db: SQLAlchemy, home: Home, people: dict[str, str], officer: Visitor
) -> None:
    father = adult(db, "Sam Example").uuid
    path = f"/children/{home.child}/adults/{father}/safe-to-write"
    assert faults(officer, path, {}) == ["Select yes, no or not known", "Enter how we know"]
    assert send(officer, path, {"answer": "yes", "how": "Court order seen"}).status_code == 303
    assert adult(db, "Sam Example").safe_to_write == "yes"
    ((row, fact),) = recorded(db, "safe_to_write_recorded")
    assert (row.by, fact.adult, fact.answer) == (people["officer"], father, "yes")
    assert "Is it safe to write to Sam Example?" in officer.get(f"/children/{home.child}/chronology").text


# ---- officer and extension -------------------------------------------------------------------------


def test_a_manager_names_the_officer_with_what_they_have_already(
    db: SQLAlchemy, home: Home, people: dict[str, str], manager: Visitor
) -> None:
    path = f"/children/{home.child}/officer"
    page = manager.get(path).text
    assert "Officer One: 2 children, " in page
    assert "Now: <bdi>Officer One</bdi>" in page
    assert send(manager, path, {"officer": people["manager"], "with_others": "y"}).status_code == 303
    for child in home.children:
        assert db.session.get_one(ChildState, child, populate_existing=True).officer == people["manager"]


def test_one_child_alone_can_have_another_officer(
    db: SQLAlchemy, home: Home, people: dict[str, str], manager: Visitor
) -> None:
    send(manager, f"/children/{home.child}/officer", {"officer": people["manager"]})
    assert db.session.get_one(ChildState, home.children[1]).officer == people["officer"]


@pytest.mark.parametrize("chosen", ["", "school", "auditor"])
def test_only_our_own_staff_can_have_children(
    home: Home, people: dict[str, str], manager: Visitor, chosen: str
) -> None:
    fields = {"officer": people.get(chosen, "")}
    assert faults(manager, f"/children/{home.child}/officer", fields) == ["Select an officer"]


EXTENSION = {"clock": "suitability_decision", "reason": "The family is abroad.", **day("until", 3, 5, 2027)}


@pytest.fixture
def head(signed_in: SignIn) -> Visitor:
    return signed_in("head_of_service")


def last_day(db: SQLAlchemy, child: str) -> date:
    db.session.rollback()
    due = select(ClockRow.due_on).where(ClockRow.code == "suitability_decision", ClockRow.subject == child)
    return db.session.scalars(due).one()


def test_a_later_last_day_is_asked_for_by_one_and_moves_when_a_second_agrees(
    db: SQLAlchemy, home: Home, people: dict[str, str], manager: Visitor, head: Visitor
) -> None:
    path = f"/children/{home.child}/extension"
    assert "Decide on the education, on evidence: 29 March 2027" in manager.get(path).text
    assert send(manager, path, EXTENSION).status_code == 303
    assert last_day(db, home.child) == date(2027, 3, 29)
    assert clock(db, "extension_second_person").due_on == date(2027, 1, 13)
    page = head.get(f"{path}/answer").text
    assert "Manager One" in page
    assert "3 May 2027" in page
    assert "The family is abroad." in page
    assert send(head, f"{path}/answer", {"answer": "agree"}).status_code == 303
    assert last_day(db, home.child) == date(2027, 5, 3)
    ((row, fact),) = recorded(db, "extension_granted")
    assert (row.by, fact.second, row.recorded_by) == (people["manager"], *[people["head_of_service"]] * 2)
    assert clock(db, "extension_second_person").state == "met"
    desk = select(Message).where(Message.kind == "extension_second_person", Message.channel == "desk")
    assert db.session.scalars(desk).one().state == "closed"


def test_whoever_asked_for_an_extension_does_not_answer(db: SQLAlchemy, home: Home, manager: Visitor) -> None:
    path = f"/children/{home.child}/extension"
    send(manager, path, EXTENSION)
    assert "A second person agrees or refuses." in manager.get(f"/children/{home.child}").text
    answer = manager.get(f"{path}/answer")
    assert answer.status_code == 422
    assert "You may not agree to this as the second person" in answer.text
    assert "waits for a second person" in manager.get(path).text


def test_two_managers_who_ask_at_once_ask_once(db: SQLAlchemy, home: Home, manager: Visitor, head: Visitor) -> None:
    path = f"/children/{home.child}/extension"
    head.get(path)
    send(manager, path, EXTENSION)
    assert "a later last day asked for, 3 May 2027" in head.post(path, **EXTENSION).text  # what is new since
    assert "Another extension waits for a second person" in head.post(path, **EXTENSION).text
    assert len(recorded(db, "extension_requested")) == 1


def test_a_refused_extension_moves_nothing_and_another_can_be_asked_for(
    db: SQLAlchemy, home: Home, manager: Visitor, head: Visitor
) -> None:
    path = f"/children/{home.child}/extension"
    send(manager, path, EXTENSION)
    assert faults(head, f"{path}/answer", {"answer": "refuse"}) == ["Enter why you refuse"]
    assert send(head, f"{path}/answer", {"answer": "refuse", "reason": "Write to them."}).status_code == 303
    assert last_day(db, home.child) == date(2027, 3, 29)
    assert clock(db, "extension_second_person").state == "met"
    assert "Write to them." in manager.get(f"/children/{home.child}/chronology").text
    assert "No extension waits" in head.get(f"{path}/answer").text
    assert send(manager, path, EXTENSION).status_code == 303


def test_an_extension_of_a_duty_that_has_ended_meanwhile_is_refused_in_words(
    db: SQLAlchemy, home: Home, people: dict[str, str], manager: Visitor, head: Visitor
) -> None:
    path = f"/children/{home.child}/extension"
    send(manager, path, EXTENSION)
    decided = SuitabilityDecided(judgement="suitable", evidence=("Work seen",))
    told(home, decided, date(2027, 1, 11), by=Actor("officer", people["officer"]))
    assert "It has ended since" in head.get(f"{path}/answer").text
    answer = head.post(f"{path}/answer", answer="agree")
    assert "No such clock is running for this child." in answer.text
    assert recorded(db, "extension_granted") == []


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"clock": ""}, "Select which duty"),
        ({"clock": "annual_review"}, "Select which duty"),
        (day("until", 29, 3, 2027), "The new last day must be after 29 March 2027, the last day now"),
        (day("until", 1, 1, 2027), "The new last day must be today or in the future"),
        (day("until", 1, 1, 9999), "The new last day must be within the next 2 years"),
        ({"reason": " "}, "Enter why the duty is given a later date"),
    ],
)
def test_what_is_wrong_with_an_extension_is_said_beside_the_field(
    home: Home, manager: Visitor, more: dict[str, Any], sentence: str
) -> None:
    assert sentence in faults(manager, f"/children/{home.child}/extension", EXTENSION | more)


def test_who_is_complained_about_extends_nothing(
    db: SQLAlchemy, home: Home, people: dict[str, str], manager: Visitor
) -> None:
    make.assigned(home, people["manager"])
    make.complaint(home, date(2027, 1, 12))
    answer = manager.get(f"/children/{home.child}/extension")
    assert answer.status_code == 422
    assert "You may not grant this extension" in answer.text


def test_an_extension_decided_on_an_old_page_sees_what_is_new(
    db: SQLAlchemy, home: Home, people: dict[str, str], manager: Visitor
) -> None:
    path = f"/children/{home.child}/extension"
    manager.get(path)
    make.concern(home, date(2027, 1, 11), "He is thin.")
    answer = manager.post(path, **EXTENSION)
    assert "He is thin." in answer.text
    assert errors(answer)


@pytest.mark.parametrize("page", ["officer", "extension", "extension/answer"])
def test_an_officer_does_neither(home: Home, officer: Visitor, page: str) -> None:
    assert officer.get(f"/children/{home.child}/{page}").status_code == 404
