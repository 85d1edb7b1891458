"""The one way from an address to a child: absent and forbidden look the same, and every look is noted."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from ehe.access.models import Look
from ehe.access.permissions import Person, Role
from ehe.core.commit import commit
from ehe.core.errors import NotFound
from ehe.core.today import now
from ehe.facts.actors import Actor
from ehe.facts.kinds import OfficerAway
from ehe.facts.services import record_about_nobody
from ehe.register.models import Child
from ehe.register.queries import called, child_for, subject_of
from tests.factories import register as make
from tests.factories.household import Home
from tests.support.visitor import Visitor

Visit = Callable[[], Visitor]
DAY = date(2026, 10, 1)


def person(people: dict[str, str], role: str) -> Person:
    return Person(people[role], role, f"{role}@example.gov.uk", Role(role))


@pytest.fixture
def home(db: SQLAlchemy, people: dict[str, str]) -> Home:
    return make.on_the_register("Ada", "Ben", day=DAY, officer=people["officer"])


@pytest.fixture
def hidden(db: SQLAlchemy, people: dict[str, str]) -> Home:
    """A restricted record, with the officer as its officer."""
    return make.on_the_register("Fay", day=DAY, officer=people["officer"], restricted=True)


@pytest.mark.parametrize("role", ["officer", "manager", "head_of_service"])
def test_our_own_staff_find_a_child(home: Home, people: dict[str, str], role: str) -> None:
    assert child_for(person(people, role), home.child).first_name == "Ada"


@pytest.mark.parametrize("role", ["school", "social_care", "auditor", "administrator"])
def test_nobody_else_finds_a_child(home: Home, people: dict[str, str], role: str) -> None:
    with pytest.raises(NotFound):
        child_for(person(people, role), home.child)


def test_a_restricted_child_is_found_by_its_officer_and_the_head_of_service(
    hidden: Home, people: dict[str, str]
) -> None:
    assert child_for(person(people, "officer"), hidden.child).first_name == "Fay"
    assert child_for(person(people, "head_of_service"), hidden.child).first_name == "Fay"
    with pytest.raises(NotFound):
        child_for(person(people, "manager"), hidden.child)


def test_who_covers_for_the_officer_finds_the_restricted_child_meanwhile(
    db: SQLAlchemy, hidden: Home, people: dict[str, str]
) -> None:
    manager = person(people, "manager")
    away = OfficerAway(officer=people["officer"], from_=date(2026, 1, 1), cover=people["manager"])
    record_about_nobody(away, by=Actor("manager", people["manager"]), at=now())
    assert child_for(manager, hidden.child).first_name == "Fay"


def test_a_record_found_to_be_the_same_child_leads_to_the_one_that_is_kept(
    db: SQLAlchemy, home: Home, people: dict[str, str]
) -> None:
    again = Child(household_uuid=home.uuid, first_name="Ada", last_name="Exampel", same_as=home.child)
    db.session.add(again)
    db.session.flush()
    assert child_for(person(people, "officer"), again.uuid).uuid == home.child


def test_the_subject_says_whom_a_complaint_is_about(db: SQLAlchemy, home: Home, people: dict[str, str]) -> None:
    make.complaint(home, DAY)
    child = db.session.get_one(Child, home.child)
    assert subject_of(child).complained_about == frozenset()  # it was made before anybody had the child
    make.complaint(home, date.today())
    assert subject_of(child).complained_about == {people["officer"]}
    assert subject_of(child, asked_by="somebody").asked_by == "somebody"


def test_the_rules_and_the_loader_agree_on_whom_a_complaint_is_about(
    db: SQLAlchemy, home: Home, people: dict[str, str]
) -> None:
    from ehe.clocks.services import household_of

    make.complaint(home, date.today())
    child = db.session.get_one(Child, home.child)
    assert subject_of(child).complained_about == household_of(home.child).complained_about


# ---- from outside --------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["", "/household", "/concerns", "/chronology", "/contact", "/closing"])
def test_a_restricted_child_answers_like_one_that_is_not_there(
    db: SQLAlchemy, hidden: Home, people: dict[str, str], visit: Visit, page: str
) -> None:
    commit()
    manager = visit()
    manager.sign_in("manager")
    forbidden, absent = manager.get(f"/children/{hidden.child}{page}"), manager.get(f"/children/{uuid4()}{page}")
    assert (forbidden.status_code, absent.status_code) == (404, 404)
    assert len(forbidden.data) == len(absent.data)


def test_a_look_is_on_the_disk_with_whose_child_it_is(
    db: SQLAlchemy, home: Home, people: dict[str, str], visit: Visit
) -> None:
    for role in ("officer", "manager"):
        visitor = visit()
        visitor.sign_in(role)
        assert visitor.get(f"/children/{home.child}").status_code == 200
    looks = db.session.scalars(select(Look).order_by(Look.id)).all()
    assert [(look.user, look.child, look.page, look.own_caseload) for look in looks] == [
        (people["officer"], home.child, "register.child", True),
        (people["manager"], home.child, "register.child", False),
    ]


def test_nobody_is_said_to_have_looked_at_what_they_were_not_shown(
    db: SQLAlchemy, hidden: Home, people: dict[str, str], visit: Visit
) -> None:
    manager = visit()
    manager.sign_in("manager")
    manager.get(f"/children/{hidden.child}")
    assert db.session.scalars(select(Look)).all() == []


def test_what_the_words_of_facts_are_called(db: SQLAlchemy, people: dict[str, str]) -> None:
    names = called(
        [people["officer"], "school:900009", "public", "authority:Kent", "health:Dr Lee", str(uuid4()), None]
    )
    assert set(names.values()) == {
        "Officer One",
        "school 900009",
        "a member of the public",
        "Kent",
        "Dr Lee",
        "someone the register does not know",
    }
