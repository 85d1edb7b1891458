"""Recording contact: nothing is saved until every child has an answer, and nothing typed is lost."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from ehe.clocks.models import ChildState
from ehe.facts.kinds import ContactAttempted
from tests.conftest import FrozenDay
from tests.factories import register as make
from tests.factories.household import Home
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


def visit_of(**more: Any) -> dict[str, Any]:
    """A visit on Friday that was answered, both children seen."""
    answers = {
        f"child_{n}-{name}": value for n in (0, 1) for name, value in (("grade", "spoken_to"), ("setting", "home"))
    }
    return {
        "method": "visit",
        "outcome": "answered",
        **day("happened_on", 8, 1, 2027),
        "time": "2:30pm",
        "announced": "yes",
        "place": "home",
        "adults": "as_recorded",
        **answers,
    } | more


def path(home: Home) -> str:
    return f"/children/{home.child}/contact"


def without(fields: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in names}


def test_a_visit_is_recorded_for_every_child_at_the_time_it_was(
    db: SQLAlchemy, home: Home, people: dict[str, str], officer: Visitor
) -> None:
    answer = send(officer, path(home), visit_of(words="They showed me\r\ntheir work."))
    assert (answer.status_code, answer.location) == (303, f"/children/{home.child}")
    ((row, fact),) = recorded(db, "contact_attempted")
    assert row.at == datetime(2027, 1, 8, 14, 30, tzinfo=UTC)
    assert (row.by, row.recorded_at.date()) == (people["officer"], date(2027, 1, 11))
    assert about(row) == home.children
    assert isinstance(fact, ContactAttempted)
    assert {(s.child, s.grade, s.setting) for s in fact.sightings} == {(c, "spoken_to", "home") for c in home.children}
    assert fact.adults_in_home == "Jo Example"
    assert fact.words == "They showed me\ntheir work."
    state = db.session.get_one(ChildState, home.child)
    assert state.seen_since_withdrawal
    assert "Contact recorded" in officer.get(f"/children/{home.child}").text


def test_a_visit_without_an_answer_for_a_child_is_not_saved_and_nothing_is_lost(
    db: SQLAlchemy, home: Home, officer: Visitor
) -> None:
    answer = send(officer, path(home), without(visit_of(words="Long words."), "child_1-grade"))
    assert errors(answer) == ["Select whether Ben Example was seen, and how"]
    assert "Long words." in answer.text
    assert 'value="2:30pm"' in answer.text
    assert recorded(db, "contact_attempted") == []


def test_a_brother_who_is_not_on_the_register_needs_no_answer(
    db: SQLAlchemy, people: dict[str, str], officer: Visitor
) -> None:
    home = make.family("Ada", "Ben")
    make.notified(home, date(2027, 1, 4))
    answer = send(officer, path(home), without(visit_of(), "child_1-grade", "child_1-setting"))
    assert answer.status_code == 303
    assert "Not on the register: leave empty if not asked" in officer.get(path(home)).text


def test_seen_needs_where(home: Home, officer: Visitor) -> None:
    assert faults(officer, path(home), without(visit_of(), "child_0-setting")) == [
        "Select where Ada Example was seen or heard"
    ]


def test_not_seen_needs_no_place(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    fields = without(visit_of(), "child_0-setting") | {"child_0-grade": "not_seen"}
    assert send(officer, path(home), fields).status_code == 303
    assert not db.session.get_one(ChildState, home.child).seen_since_withdrawal


def test_a_call_that_nobody_answered_needs_no_child(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    fields = {
        "method": "phone",
        "outcome": "no_answer",
        **day("happened_on", 11, 1, 2027),
        "time": "08:30",
        "announced": "no",
    }
    assert send(officer, path(home), fields).status_code == 303
    ((_, fact),) = recorded(db, "contact_attempted")
    assert (fact.sightings, fact.place, fact.adults_in_home) == ((), None, None)


def test_a_child_seen_on_screen_is_seen_on_screen_whatever_was_chosen(
    db: SQLAlchemy, home: Home, officer: Visitor
) -> None:
    assert send(officer, path(home), visit_of(method="video")).status_code == 303
    ((_, fact),) = recorded(db, "contact_attempted")
    assert {s.setting for s in fact.sightings} == {"video"}
    assert not db.session.get_one(ChildState, home.child).seen_since_withdrawal


def test_what_was_promised_becomes_a_duty_with_its_day(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    fields = visit_of(promised="A plan of the year") | day("promised_by", 29, 1, 2027)
    assert send(officer, path(home), fields).status_code == 303
    ((row, promise),) = recorded(db, "information_promised")
    assert (promise.what, promise.due_on) == ("A plan of the year", date(2027, 1, 29))
    assert about(row) == home.children
    assert "What the family promised" in officer.get(f"/children/{home.child}").text


@pytest.mark.parametrize(
    ("adults", "others", "kept"),
    [("not_known", "", "Not known"), ("others", "Mum’s partner, Lee", "Mum’s partner, Lee")],
)
def test_which_adults_live_there_is_answered_not_known_included(
    db: SQLAlchemy, home: Home, officer: Visitor, adults: str, others: str, kept: str
) -> None:
    assert send(officer, path(home), visit_of(adults=adults, others=others)).status_code == 303
    ((_, fact),) = recorded(db, "contact_attempted")
    assert fact.adults_in_home == kept


def test_a_form_sent_twice_records_once(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    officer.get(path(home))
    first, again = officer.post(path(home), **visit_of()), officer.post(path(home), **visit_of())
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location
    assert len(recorded(db, "contact_attempted")) == 1


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"method": ""}, "Select what kind of contact it was"),
        ({"method": "pigeon"}, "Select what kind of contact it was"),
        ({"outcome": ""}, "Select what came of it"),
        (day("happened_on", 31, 2, 2027), "The day of the contact must be a real date"),
        (day("happened_on", 8, "", 2027), "The day of the contact must include a month"),
        (day("happened_on", "", "", ""), "Enter the day of the contact"),
        (day("happened_on", 12, 1, 2027), "The day of the contact must be today or in the past"),
        (
            day("happened_on", 8, 1, 2016),
            "The day of the contact must be the same as or after 4 May 2018, the day the child was born",
        ),
        (day("happened_on", 8, 1, 27), "The day of the contact must include a year with 4 numbers"),
        ({"time": ""}, "Enter the time of the contact"),
        ({"time": "half past two"}, "Enter a time like 14:30 or 2:30pm"),
        (day("happened_on", 11, 1, 2027) | {"time": "11pm"}, "The time of the contact must be in the past"),
        ({"announced": ""}, "Select whether it was announced"),
        ({"place": ""}, "Select where it took place"),
        ({"adults": ""}, "Select which adults live in the home now, or not known"),
        ({"adults": "others"}, "Enter who lives there"),
        ({"child_0-grade": "levitating"}, "Select one of the answers"),
        (day("promised_by", 29, 1, 2027), "Enter what was promised"),
        ({"promised": "x"} | day("promised_by", 8, 1, 2027), "The promised day must be today or in the future"),
        ({"promised": "x"} | day("promised_by", 1, 1, 9999), "The promised day must be within the next 2 years"),
        ({"words": "x" * 20_001}, "What happened must be 20,000 characters or fewer"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    db: SQLAlchemy, home: Home, officer: Visitor, more: dict[str, Any], sentence: str
) -> None:
    assert faults(officer, path(home), visit_of(**more)) == [sentence]
    assert recorded(db, "contact_attempted") == []


def test_a_wish_for_writing_and_a_disputed_address_are_loud(
    db: SQLAlchemy, home: Home, people: dict[str, str], officer: Visitor
) -> None:
    from ehe.facts import kinds
    from tests.factories.household import told

    told(home, kinds.PreferenceRecorded(answer="In writing only"), date(2027, 1, 5), children=home.children)
    told(home, kinds.AddressDisputed(sources=["health"], words="Gone"), date(2027, 1, 6), children=home.children)
    page = officer.get(path(home)).text
    assert "The family asked to be reached in writing." in page
    assert "Sources disagree about where this family lives." in page


def test_names_that_are_no_names_come_through_unharmed(
    db: SQLAlchemy, people: dict[str, str], officer: Visitor
) -> None:
    home = make.on_the_register("<img src=x onerror=alert(1)>", make.RIGHT_TO_LEFT, day=date(2027, 1, 4))
    page = officer.get(path(home)).text
    assert "<img" not in page
    assert make.RIGHT_TO_LEFT in page
    words = f"{make.EMOJI} {make.RIGHT_TO_LEFT} \x00 <script>"
    assert send(officer, path(home), visit_of(words=words)).status_code == 303
    ((_, fact),) = recorded(db, "contact_attempted")
    assert fact.words == words.replace("\x00", "")


# ---- others, and declined visits ------------------------------------------------------------------


def test_a_police_check_is_recorded_and_meets_nothing(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    where = f"/children/{home.child}/sighting"
    fields = {"observer": "police", "children": home.children, "grade": "spoken_to", "setting": "home"}
    assert send(officer, where, fields | day("happened_on", 8, 1, 2027)).status_code == 303
    ((row, fact),) = recorded(db, "child_sighted")
    assert (about(row), fact.observer) == (home.children, "police")
    assert not db.session.get_one(ChildState, home.child).seen_since_withdrawal


def test_a_sighting_needs_who_whom_how_and_where(home: Home, officer: Visitor) -> None:
    fields = {"children": ["nobody"], **day("happened_on", 12, 1, 2027)}
    assert faults(officer, f"/children/{home.child}/sighting", fields) == [
        "The day must be today or in the past",
        "Select who saw the child",
        "Select at least one child",
        "Select how far they were seen",
        "Select where",
    ]


def test_a_brother_s_task_ends_when_he_has_been_seen_too(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    where = f"/children/{home.child}/sighting"
    fields = {"observer": "health", "children": [home.child], "grade": "seen", "setting": "elsewhere"}
    send(officer, where, fields | day("happened_on", 8, 1, 2027))
    assert "find out about the rest" in officer.get("/my-work/tasks").text
    send(officer, where, fields | {"children": [home.children[1]]} | day("happened_on", 8, 1, 2027))
    page = officer.get("/my-work/tasks").text
    assert "find out about the rest: Ben" not in page.replace("</span>", "")


@pytest.fixture
def declined(db: SQLAlchemy, people: dict[str, str], home: Home) -> Home:
    make.declined(home, date(2027, 1, 7), people["officer"])
    return home


def test_a_manager_decides_what_follows_a_declined_visit(
    db: SQLAlchemy, declined: Home, people: dict[str, str], signed_in: SignIn
) -> None:
    where = f"/children/{declined.child}/visit-decision"
    fields = {"decision": "accept", "reason": "The doctor saw her in December."} | day("review_on", 1, 6, 2027)
    assert send(signed_in("manager"), where, fields).status_code == 303
    ((row, fact),) = recorded(db, "visit_decided")
    assert (row.by, fact.decision, fact.review_on) == (people["manager"], "accept", date(2027, 6, 1))


@pytest.mark.parametrize(
    ("fields", "sentences"),
    [
        ({}, ["Select what follows", "Enter why, with what is known of the child from elsewhere"]),
        ({"decision": "accept", "reason": "x"}, ["Enter the day of the review"]),
        (
            {"decision": "accept", "reason": "x"} | day("review_on", 1, 1, 2027),
            ["The review day must be today or in the future"],
        ),
    ],
)
def test_a_decision_needs_its_reason_and_its_review(
    declined: Home, signed_in: SignIn, fields: dict[str, Any], sentences: list[str]
) -> None:
    assert faults(signed_in("manager"), f"/children/{declined.child}/visit-decision", fields) == sentences


def test_an_officer_does_not_decide_about_a_declined_visit(declined: Home, officer: Visitor) -> None:
    assert officer.get(f"/children/{declined.child}/visit-decision").status_code == 404


def test_a_decision_made_on_an_old_page_sees_what_is_new_first(
    db: SQLAlchemy, declined: Home, signed_in: SignIn
) -> None:
    manager, where = signed_in("manager"), f"/children/{declined.child}/visit-decision"
    manager.get(where)
    make.concern(declined, date(2027, 1, 11), "He is thin.")
    fields = {"decision": "try_again", "reason": "A typed reason."}
    answer = manager.post(where, **fields)
    assert errors(answer)[0].startswith("Something was recorded while you had this page open.")
    assert "He is thin." in answer.text
    assert "A typed reason." in answer.text
    assert recorded(db, "visit_decided") == []
    assert manager.post(where, **fields).status_code == 303
    assert len(recorded(db, "visit_decided")) == 1


def test_midnight_in_summer_is_the_day_it_was_in_london(
    db: SQLAlchemy, home: Home, people: dict[str, str], visit: Any, frozen_today: FrozenDay
) -> None:
    frozen_today(date(2027, 7, 2), time(0, 30))  # still 1 July in UTC
    visitor = visit()
    visitor.sign_in("officer")
    fields = visit_of(**day("happened_on", 2, 7, 2027), time="00:10")
    assert send(visitor, path(home), fields).status_code == 303
    ((row, _),) = recorded(db, "contact_attempted")
    assert row.on == date(2027, 7, 2)
