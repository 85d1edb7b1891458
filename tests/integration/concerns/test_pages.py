"""Concerns in the speaker's own words, the decision, the rating, and complaints about us."""

from datetime import date
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from ehe.clocks.models import ChildState
from ehe.facts import kinds
from ehe.facts.actors import Actor
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


def a_concern(home: Home, **more: Any) -> dict[str, Any]:
    return {
        "speaker": "health",
        "children": [home.child],
        "own_words": "She has lost weight.",
        "category": "significant",
        **day("happened_on", 8, 1, 2027),
    } | more


def test_a_concern_keeps_the_speaker_s_own_words_exactly(
    db: SQLAlchemy, home: Home, people: dict[str, str], officer: Visitor
) -> None:
    words = "  She said:\n  “Don’t tell.” \t" + make.EMOJI
    fields = a_concern(home, name="Dr Lee", own_words=words)
    assert send(officer, f"/children/{home.child}/concern", fields).status_code == 303
    ((row, fact),) = recorded(db, "concern_raised")
    assert fact.own_words == words
    assert (row.by_role, row.by, row.recorded_by, row.on) == (
        "health",
        "health:Dr Lee",
        people["officer"],
        date(2027, 1, 8),
    )
    assert about(row) == [home.child]


@pytest.mark.parametrize(
    ("speaker", "name", "role", "word"),
    [
        ("school:900001", "", "school", "school:900001"),
        ("another_school", "Saltby High", "school", "school:Saltby High"),
        ("public", "", "public", "public"),
        ("authority", "Kent", "authority", "authority:Kent"),
        ("family", "", "family", "family"),
    ],
)
def test_a_concern_is_from_who_said_it(
    db: SQLAlchemy, home: Home, officer: Visitor, speaker: str, name: str, role: str, word: str
) -> None:
    fields = a_concern(home, speaker=speaker, name=name)
    assert send(officer, f"/children/{home.child}/concern", fields).status_code == 303
    ((row, _),) = recorded(db, "concern_raised")
    assert (row.by_role, row.by) == (role, word)


def test_what_an_officer_saw_is_from_the_officer(
    db: SQLAlchemy, home: Home, people: dict[str, str], officer: Visitor
) -> None:
    send(officer, f"/children/{home.child}/concern", a_concern(home, speaker="me"))
    ((row, _),) = recorded(db, "concern_raised")
    assert (row.by_role, row.by) == ("officer", people["officer"])


def test_no_category_counts_as_significant_and_a_dissatisfied_speaker_reaches_the_manager(
    db: SQLAlchemy, home: Home, officer: Visitor, manager: Visitor
) -> None:
    fields = a_concern(home, category="", dissatisfied="y", children=home.children)
    send(officer, f"/children/{home.child}/concern", fields)
    ((row, fact),) = recorded(db, "concern_raised")
    assert (fact.category, fact.dissatisfied, about(row)) == (None, True, home.children)
    assert "The same caller again, or a caller who is not content" in manager.get("/my-work/tasks").text


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"speaker": ""}, "Select who said it"),
        ({"speaker": "school:123456"}, "Select who said it"),
        ({"speaker": "another_school"}, "Enter which school"),
        ({"children": []}, "Select at least one child"),
        ({"own_words": "  \n "}, "Enter what they said, in their own words"),
        ({"category": "trivial"}, "Select one of the answers"),
        ({"name": "x" * 301}, "Their name, and job or school (optional) must be 300 characters or fewer"),
        (day("happened_on", 12, 1, 2027), "The day must be today or in the past"),
    ],
)
def test_what_is_wrong_with_a_concern_is_said_beside_the_field(
    db: SQLAlchemy, home: Home, officer: Visitor, more: dict[str, Any], sentence: str
) -> None:
    assert faults(officer, f"/children/{home.child}/concern", a_concern(home, **more)) == [sentence]
    assert recorded(db, "concern_raised") == []


# ---- deciding ------------------------------------------------------------------------------------


@pytest.fixture
def worried(db: SQLAlchemy, home: Home) -> Home:
    make.concern(home, date(2027, 1, 8), "He took food.", children=home.children)
    return home


def test_a_decision_ends_the_open_concerns_of_the_children_it_names(
    db: SQLAlchemy, worried: Home, people: dict[str, str], officer: Visitor
) -> None:
    path = f"/children/{worried.child}/concern-decision"
    page = officer.get(path).text
    assert "He took food." in page
    fields = {"children": [worried.child], "outcome": "early_help", "reason": "The nurse.", "owner": people["manager"]}
    assert send(officer, path, fields).status_code == 303
    assert db.session.get_one(ChildState, worried.child).open_concerns == 0
    assert db.session.get_one(ChildState, worried.children[1]).open_concerns == 1


def test_nothing_is_referred_before_there_is_a_referral(worried: Home, officer: Visitor) -> None:
    path = f"/children/{worried.child}/concern-decision"
    fields = {"children": [worried.child], "outcome": "referred", "reason": "x"}
    assert faults(officer, path, fields) == [
        "Make the referral first: nothing counts as referred before it has gone to someone"
    ]
    assert f"/children/{worried.child}/refer" in officer.get(path).text


def test_a_decision_needs_children_outcome_and_reason(worried: Home, officer: Visitor) -> None:
    assert faults(officer, f"/children/{worried.child}/concern-decision", {"owner": "nobody"}) == [
        "Select what is done",
        "Select one of the answers",
        "Enter why",
        "Select at least one child",
    ]


def test_a_concern_that_comes_while_one_decides_is_read_first(db: SQLAlchemy, worried: Home, officer: Visitor) -> None:
    path = f"/children/{worried.child}/concern-decision"
    officer.get(path)
    make.concern(worried, date(2027, 1, 11), "And he is cold.", by=Actor("health", "health"))
    fields = {"children": [worried.child], "outcome": "no_further_action", "reason": "Long reason typed."}
    answer = officer.post(path, **fields)
    assert "New since you opened this page" in answer.text
    assert "And he is cold." in answer.text
    assert "Long reason typed." in answer.text
    assert recorded(db, "concern_decided") == []
    assert officer.post(path, **fields).status_code == 303


def test_the_concerns_of_a_household_are_read_together(db: SQLAlchemy, worried: Home, officer: Visitor) -> None:
    path = f"/children/{worried.child}/concerns-review"
    assert "He took food." in officer.get(path).text
    fields = {"outcome": "education_only", "reason": "Nothing new."}
    assert send(officer, path, fields).status_code == 303
    ((row, _),) = recorded(db, "concerns_reviewed")
    assert about(row) == worried.children


# ---- rating --------------------------------------------------------------------------------------


def test_a_rating_is_given_beside_what_the_register_proposes(
    db: SQLAlchemy, worried: Home, people: dict[str, str], manager: Visitor
) -> None:
    path = f"/children/{worried.child}/rating"
    page = manager.get(path).text
    assert "a significant concern within 90 days of the withdrawal (school 900001, 8 January 2027)" in page
    assert send(manager, path, {"rag": "red"}).status_code == 303
    ((row, fact),) = recorded(db, "rag_set")
    assert (row.by, fact.rag, about(row)) == (people["manager"], "red", [worried.child])


def test_a_rating_that_lengthens_a_duty_needs_a_reason_beside_the_field(worried: Home, manager: Visitor) -> None:
    path = f"/children/{worried.child}/rating"
    assert faults(manager, path, {"rag": "green"}) == ["This rating gives a running clock a later date: say why."]
    assert send(manager, path, {"rag": "green", "reason": "The concern was about another child."}).status_code == 303


def test_a_rating_must_be_one_of_three(worried: Home, manager: Visitor) -> None:
    assert faults(manager, f"/children/{worried.child}/rating", {"rag": "blue"}) == ["Select a rating"]


def test_two_managers_at_once_do_not_rate_over_each_other_unseen(
    db: SQLAlchemy, worried: Home, signed_in: SignIn
) -> None:
    path = f"/children/{worried.child}/rating"
    one, other = signed_in("manager"), signed_in("head_of_service")
    one.get(path)
    assert send(other, path, {"rag": "red"}).status_code == 303
    answer = one.post(path, rag="green", reason="All well.")
    assert errors(answer)[0].startswith("Something was recorded while you had this page open.")
    assert "Rated red" in answer.text
    assert len(recorded(db, "rag_set")) == 1


def test_a_rating_sent_twice_is_one(db: SQLAlchemy, worried: Home, manager: Visitor) -> None:
    path = f"/children/{worried.child}/rating"
    manager.get(path)
    answers = [manager.post(path, rag="red") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(recorded(db, "rag_set")) == 1


# ---- complaints ----------------------------------------------------------------------------------


def test_a_complaint_stops_nothing_and_asks_the_manager_who_carries_on(
    db: SQLAlchemy, home: Home, people: dict[str, str], officer: Visitor, manager: Visitor
) -> None:
    before = officer.get(f"/children/{home.child}").text.count('class="ehe-duty')
    fields = {"by": "family", "about": "officer", "words": "She is rude.", **day("happened_on", 11, 1, 2027)}
    assert send(officer, f"/children/{home.child}/complaint", fields).status_code == 303
    ((row, _),) = recorded(db, "complaint_made")
    assert (row.by_role, row.recorded_by, about(row)) == ("family", people["officer"], home.children)
    assert officer.get(f"/children/{home.child}").text.count('class="ehe-duty') > before
    assert "Decide who carries on while a complaint is looked at" in manager.get("/my-work/tasks").text


def test_cover_is_decided_among_those_it_is_not_about(
    db: SQLAlchemy, home: Home, people: dict[str, str], manager: Visitor
) -> None:
    make.complaint(home, date(2027, 1, 12))
    path = f"/children/{home.child}/cover"
    page = manager.get(path).text
    assert f'value="{people["officer"]}"' not in page
    assert faults(manager, path, {"officer": people["officer"]}) == ["Select who carries on"]
    assert send(manager, path, {"officer": people["manager"]}).status_code == 303
    ((row, fact),) = recorded(db, "cover_decided")
    assert (fact.officer, about(row)) == (people["manager"], home.children)


def test_the_person_complained_about_cannot_decide_who_covers(
    db: SQLAlchemy, home: Home, people: dict[str, str], manager: Visitor
) -> None:
    make.assigned(home, people["manager"])
    make.complaint(home, date(2027, 1, 12))
    fields = {"officer": people["head_of_service"]}
    assert faults(manager, f"/children/{home.child}/cover", fields) == [
        "A complaint names you on this household: someone else must do this."
    ]


def test_a_complaint_needs_what_about_and_in_what_words(home: Home, officer: Visitor) -> None:
    assert faults(officer, f"/children/{home.child}/complaint", {"by": ""}) == [
        "Enter the day it was made",
        "Select who complains",
        "Select what the complaint is about",
        "Enter what they say, in their words",
    ]


@pytest.mark.parametrize("page", ["concern", "concern-decision", "concerns-review", "complaint"])
def test_an_officer_opens_these_pages(db: SQLAlchemy, home: Home, officer: Visitor, page: str) -> None:
    told(home, kinds.HoldPlaced(reason="x"), date(2027, 1, 5))
    assert officer.get(f"/children/{home.child}/{page}").status_code == 200


@pytest.mark.parametrize("page", ["rating", "cover"])
def test_an_officer_does_not_open_those(home: Home, officer: Visitor, page: str) -> None:
    assert officer.get(f"/children/{home.child}/{page}").status_code == 404
