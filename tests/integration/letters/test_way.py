"""A letter's way: one person, that person's address, kept exactly as approved, and never after a stop."""

import hashlib
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from ehe.access import services as access
from ehe.clocks.models import ClockRow
from ehe.core.commit import commit
from ehe.core.today import now, today
from ehe.documents import services as documents
from ehe.facts.kinds import AddressDisputed, ConcernRaised, HoldPlaced
from ehe.letters.models import Letter
from ehe.letters.queries import address_of
from ehe.outbox.models import Message
from ehe.register.models import Address, Adult, Child, Household
from tests.factories.household import SCHOOL, Home, told, withdrawn
from tests.integration.officer import recorded
from tests.support.together import together
from tests.support.visitor import Visitor

Visit = Callable[[], Visitor]

COUNCIL = {
    "name": "Northmoor Council", "team": "Home Education Team", "address": ["Civic Centre", "1 Market Place"],
    "town": "Northmoor", "postcode": "NM1 1AA", "phone": "01632 960 100", "hours": "9am to 5pm",
    "email": "home.education@northmoor.example", "admissions": "phone 01632 960 120",
    "complaints": "northmoor.example/complaints", "privacy_notice": "northmoor.example/privacy",
}  # fmt: skip


@pytest.fixture
def home(db: SQLAlchemy, people: dict[str, str]) -> Home:
    """Two children withdrawn yesterday; their mother at home, their father at another address."""
    access.choose("authority", COUNCIL)
    made = withdrawn(today() - timedelta(days=1), children=2)
    mother = db.session.scalars(select(Adult).where(Adult.household_uuid == made.uuid)).one()
    mother.name, mother.addresses = "Joanna Marsh", [_address("27 Chapel Street", "verified")]
    father = Adult(
        household_uuid=made.uuid, place=1, name="Dan Marsh", parental_responsibility=True, lives_in_household=False,
        addresses=[_address("4 Secret Lane", "verified")],
    )  # fmt: skip
    db.session.add(father)
    commit()
    return made


def _address(line: str, status: str) -> Address:
    return Address(line1=line, town="Northmoor", postcode="NM2 4DB", status=status)


def test_of_two_addresses_the_one_that_became_known_last_counts(home: Home, db: SQLAlchemy) -> None:
    """Whatever day it holds from, or none: the order is that in which they were recorded."""
    mother = db.session.scalars(select(Adult).where(Adult.name == "Joanna Marsh")).one()
    mother.addresses[0].from_on = today()
    mother.addresses.append(_address("9 New Road", "verified"))
    commit()
    db.session.expire_all()
    found = address_of(mother)
    assert found is not None
    assert [one.line1 for one in mother.addresses] == ["27 Chapel Street", "9 New Road"]
    assert found.line1 == "9 New Road"


@pytest.fixture
def officer(home: Home, visit: Visit) -> Visitor:
    made = visit()
    made.sign_in("officer")
    return made


def message(db: SQLAlchemy) -> str:
    uuid = db.session.scalars(select(Message.uuid).where(Message.channel == "letter")).one()
    db.session.rollback()
    return uuid


def letter(db: SQLAlchemy) -> Letter:
    found = db.session.scalars(select(Letter).execution_options(populate_existing=True)).one()
    db.session.rollback()
    return found


def adult(db: SQLAlchemy, name: str) -> str:
    uuid = db.session.scalars(select(Adult.uuid).where(Adult.name == name)).one()
    db.session.rollback()
    return uuid


def prepared(db: SQLAlchemy, officer: Visitor, to: str = "Joanna Marsh") -> Letter:
    url = f"/letters/write/{message(db)}"
    officer.get(url)
    assert officer.post(url, to=adult(db, to), layout="notify").status_code == 303
    return letter(db)


def act(visitor: Visitor, which: Letter, name: str, **fields: str) -> str:
    url = f"/letters/{which.uuid}/{name}"
    visitor.get(url)
    answer = visitor.post(url, **fields)
    return "" if answer.status_code == 303 else answer.text


def posted_today() -> dict[str, str]:
    day = today()
    return {"posted_on-day": str(day.day), "posted_on-month": str(day.month), "posted_on-year": str(day.year)}


def test_the_withdrawal_asks_for_a_letter_about_both_children(db: SQLAlchemy, officer: Visitor) -> None:
    page = officer.get(f"/letters/write/{message(db)}").text
    assert re.search(r"Child1 Example \(C-\w{6}\), Child2 Example \(C-\w{6}\)", page)
    assert "27 Chapel Street" in page


def test_letters_about_children_of_one_name_are_told_apart(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    other = withdrawn(today() - timedelta(days=1))
    page = officer.get("/letters").text
    for uuid in (home.child, other.child):
        assert f"<bdi>Child1 Example</bdi>, {db.session.get_one(Child, uuid).reference}</a>" in page


def test_a_parent_living_apart_is_not_offered_before_it_is_known_to_be_safe(db: SQLAlchemy, officer: Visitor) -> None:
    page = officer.get(f"/letters/write/{message(db)}").text
    assert "This person lives apart" in page
    assert "4 Secret Lane" not in page
    officer.post(f"/letters/write/{message(db)}", to=adult(db, "Dan Marsh"), layout="notify")
    assert db.session.scalars(select(Letter)).all() == []


def test_from_preview_to_the_post_the_letter_is_the_same_bytes(db: SQLAlchemy, app: Flask, officer: Visitor) -> None:
    made = prepared(db, officer)
    assert officer.get(f"/letters/{made.uuid}/pdf").data.startswith(b"%PDF-")
    assert act(officer, made, "approve") == ""
    kept = letter(db)
    stored = (Path(app.instance_path) / "documents" / str(kept.sha256)).read_bytes()
    assert hashlib.sha256(stored).hexdigest() == kept.sha256
    assert officer.get(f"/letters/{made.uuid}/pdf").data == stored
    assert act(officer, made, "print") == ""
    assert act(officer, made, "post", **posted_today()) == ""
    assert letter(db).state == "posted"
    clocks = db.session.scalars(select(ClockRow.state).where(ClockRow.code == "acknowledgement_letter")).all()
    assert clocks == ["met", "met"]
    assert db.session.scalars(select(Message.state).where(Message.channel == "letter")).all() == ["delivered"]


def test_clearing_away_leaves_every_letter_that_was_approved(db: SQLAlchemy, app: Flask, officer: Visitor) -> None:
    made = prepared(db, officer)
    act(officer, made, "approve")
    approved = officer.get(f"/letters/{made.uuid}/pdf").data
    stray = Path(app.instance_path) / "documents" / "stray"
    stray.write_bytes(b"a file of a draft that is gone")
    assert documents.tidy(now() + timedelta(days=1)) == 1
    assert not stray.exists()
    assert officer.get(f"/letters/{made.uuid}/pdf").data == approved


def test_the_letter_names_one_person_and_nobody_elses_address(db: SQLAlchemy, officer: Visitor) -> None:
    import io

    from pypdf import PdfReader

    told(home_of(db), ConcernRaised(own_words="Canary concern"), today() - timedelta(days=1), by=SCHOOL)
    made = prepared(db, officer)
    pages = PdfReader(io.BytesIO(officer.get(f"/letters/{made.uuid}/pdf").data)).pages
    text = " ".join(page.extract_text() for page in pages)
    assert "Joanna Marsh" in text
    for canary in ("Dan Marsh", "Secret Lane", "Canary", "amber", "red "):
        assert canary not in text


def home_of(db: SQLAlchemy) -> Home:
    household = db.session.scalars(select(Household)).one()
    return Home(household.uuid, [child.uuid for child in household.children])


def test_an_address_that_changes_after_approval_stops_the_letter(db: SQLAlchemy, officer: Visitor) -> None:
    made = prepared(db, officer)
    act(officer, made, "approve")
    db.session.scalars(select(Address).where(Address.line1 == "27 Chapel Street")).one().line1 = "9 New Road"
    commit()
    assert "The address has changed" in act(officer, made, "print")
    assert letter(db).state == "approved"


@pytest.mark.parametrize(
    ("fact", "said"),
    [(HoldPlaced(reason="Bereavement"), "on hold"), (AddressDisputed(), "Sources disagree about the address")],
)
def test_nothing_is_printed_while_letters_are_stopped(
    db: SQLAlchemy, officer: Visitor, home: Home, fact: HoldPlaced | AddressDisputed, said: str
) -> None:
    made = prepared(db, officer)
    act(officer, made, "approve")
    told(home, fact, today() - timedelta(days=1))
    assert said in act(officer, made, "print")
    assert letter(db).state == "approved"


def test_an_address_from_one_source_is_not_written_to(db: SQLAlchemy, officer: Visitor) -> None:
    db.session.scalars(select(Address).where(Address.line1 == "27 Chapel Street")).one().status = "single_source"
    commit()
    assert "not verified by two sources" in officer.get(f"/letters/write/{message(db)}").text


def test_a_restricted_household_needs_a_second_person_and_names_no_school(
    db: SQLAlchemy, home: Home, visit: Visit
) -> None:
    db.session.get_one(Household, home.uuid).restricted = True
    commit()
    head = visit()
    head.sign_in("head_of_service")
    made = prepared(db, head)
    assert b"Northmoor Primary" not in head.get(f"/letters/{made.uuid}/pdf").data
    assert "approved by a second person" in act(head, made, "approve")
    assert letter(db).state == "draft"


def test_a_letter_cannot_be_posted_before_it_is_printed(db: SQLAlchemy, officer: Visitor) -> None:
    made = prepared(db, officer)
    assert "cannot be posted" in act(officer, made, "post", **posted_today())


def test_without_the_councils_own_details_nothing_is_written(db: SQLAlchemy, officer: Visitor) -> None:
    access.choose("authority", {"name": "Northmoor Council"})
    commit()
    made = prepared(db, officer)
    assert "filled in under Settings" in act(officer, made, "approve")


def test_a_letter_posted_twice_is_recorded_once(db: SQLAlchemy, officer: Visitor) -> None:
    made = prepared(db, officer)
    act(officer, made, "approve")
    act(officer, made, "print")
    url = f"/letters/{made.uuid}/post"
    officer.get(url)
    answers = [officer.post(url, **posted_today()).status_code for _ in range(2)]
    assert answers == [303, 303]


def test_posting_on_a_day_to_come_is_refused_beside_the_field(db: SQLAlchemy, officer: Visitor) -> None:
    made = prepared(db, officer)
    act(officer, made, "approve")
    act(officer, made, "print")
    later = {"posted_on-day": "1", "posted_on-month": "1", "posted_on-year": str(date.today().year + 1)}
    assert "must be today or in the past" in act(officer, made, "post", **later)


@pytest.fixture
def officers(officer: Visitor, visit: Visit) -> list[Visitor]:
    """The same page open in several places."""
    others = [visit() for _ in range(3)]
    for other in others:
        other.sign_in("officer")
    return [officer, *others]


def all_at_once(officers: list[Visitor], url: str, **fields: str) -> list[int]:
    for one in officers:
        one.get(url)
    answers = together([lambda one=one: one.post(url, **fields) for one in officers])
    return sorted(answer.status_code for answer in answers)


def test_one_letter_goes_its_way_once_however_many_act_on_it_in_the_same_instant(
    db: SQLAlchemy, officers: list[Visitor]
) -> None:
    all_at_once(officers, f"/letters/write/{message(db)}", to=adult(db, "Joanna Marsh"), layout="notify")
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 1
    way = f"/letters/{letter(db).uuid}"
    assert all_at_once(officers, f"{way}/approve") == [200, 200, 200, 303]
    assert all_at_once(officers, f"{way}/print") == [303, 303, 303, 303]
    assert all_at_once(officers, f"{way}/post", **posted_today()) == [200, 200, 200, 303]
    assert len(recorded(db, "letter_posted")) == 1


def test_the_form_of_a_letter_sent_twice_leads_where_it_did(db: SQLAlchemy, officer: Visitor) -> None:
    url, to = f"/letters/write/{message(db)}", adult(db, "Joanna Marsh")
    officer.get(url)
    first, again = (officer.post(url, to=to, layout="notify") for _ in range(2))
    assert (
        (first.status_code, first.location)
        == (again.status_code, again.location)
        == (303, f"/letters/{letter(db).uuid}")
    )


def test_who_has_a_letter_already_is_said_in_words(db: SQLAlchemy, officers: list[Visitor]) -> None:
    url, to = f"/letters/write/{message(db)}", adult(db, "Joanna Marsh")
    first, second = officers[:2]
    first.get(url), second.get(url)
    first.post(url, to=to, layout="notify")
    page = second.post(url, to=to, layout="notify").text
    assert "is prepared already" in page
    assert f"{to}&#39; is not a valid choice" not in page
