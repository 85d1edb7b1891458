"""What nobody should send to a referral: blank reasons, our own names at the other end, a page left open too long."""

from collections.abc import Callable
from datetime import date, time

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from ehe.access.permissions import Role
from ehe.access.services import add_user
from ehe.core import today
from ehe.core.commit import commit
from ehe.escalations.models import ReferralRow
from ehe.escalations.services import record_referral
from ehe.escalations.sweep import sweep
from ehe.facts.actors import Actor
from ehe.facts.kinds import ReferralClosed, ReferralDecisionMade, ReferralMade
from tests.factories.household import Home, instant, withdrawn
from tests.integration.officer import recorded, send
from tests.support.pages import errors
from tests.support.together import together
from tests.support.visitor import PASSWORD, Visitor

Visit = Callable[[], Visitor]
BLANK = " \r\n\t "


@pytest.fixture
def drafted(db: SQLAlchemy, people: dict[str, str]) -> Home:
    home = withdrawn(date(2026, 9, 1), children=2)
    with today.at(instant(date(2026, 10, 6), time(7))):
        sweep()
    return home


@pytest.fixture
def sent(drafted: Home, people: dict[str, str]) -> Home:
    by = Actor("manager", people["manager"])
    record_referral(ReferralDecisionMade(decision="release", reason="x"), children=drafted.children, by=by)
    commit()
    return drafted


def row(db: SQLAlchemy, state: str | None = None) -> ReferralRow:
    query = select(ReferralRow).execution_options(populate_existing=True)
    found = db.session.scalars(query.where(ReferralRow.state == state) if state else query).one()
    db.session.rollback()
    return found


@pytest.fixture
def signed_in_as(visit: Visit) -> Callable[[str], Visitor]:
    def sign_in(name: str) -> Visitor:
        visitor = visit()
        visitor.sign_in(name)
        return visitor

    return sign_in


def test_a_reason_of_spaces_is_none(db: SQLAlchemy, drafted: Home, signed_in_as: Callable[[str], Visitor]) -> None:
    answer = send(
        signed_in_as("manager"), f"/referrals/{row(db).uuid}/release", {"decision": "withhold", "reason": BLANK}
    )
    assert errors(answer) == ["Enter the reason for your decision"]
    assert row(db).state == "draft"


@pytest.mark.parametrize(
    ("who", "path", "fields", "sentence"),
    [
        ("officer", "/referrals/{}/heard", {"person": BLANK}, "Enter the name of the person who has the referral"),
        (
            "officer",
            "/referrals/{}/heard-outcome",
            {"person": BLANK, "outcome": "assessment"},
            "Enter the name of the person who told you",
        ),
        ("officer", "/referrals/{}/feedback", {"words": BLANK}, "Enter what happened"),
        ("officer", "/referrals/{}/next-step", {"words": "x", "owner": BLANK}, "Enter who does it"),
        ("officer", "/referrals/{}/disagree", {"words": BLANK}, "Enter what happened"),
        ("social_care", "/inbox/{}/close", {"words": BLANK}, "Enter what happened"),
        ("social_care", "/inbox/{}/accept", {"reference": "x" * 401}, "Your reference must be 400 characters or fewer"),
    ],
)
def test_blank_and_endless_words_are_said_beside_their_field(
    db: SQLAlchemy,
    sent: Home,
    signed_in_as: Callable[[str], Visitor],
    who: str,
    path: str,
    fields: dict[str, str],
    sentence: str,
) -> None:
    assert errors(send(signed_in_as(who), path.format(row(db).uuid), fields)) == [sentence]
    assert row(db).state == "sent"


def test_what_cannot_be_seen_is_left_out_of_what_is_kept(
    db: SQLAlchemy, drafted: Home, signed_in_as: Callable[[str], Visitor]
) -> None:
    fields = {"decision": "withhold", "reason": "Seen\x00 at\x1b the clinic"}
    assert send(signed_in_as("manager"), f"/referrals/{row(db).uuid}/release", fields).status_code == 303
    assert row(db).outcome_reason == "Seen at the clinic"


@pytest.mark.parametrize("name", ["Officer One", "MANAGER one", "officer@example.gov.uk"])
def test_nobody_of_ours_is_at_the_other_end(
    db: SQLAlchemy, sent: Home, signed_in_as: Callable[[str], Visitor], name: str
) -> None:
    """Acknowledging is the act of a second person, outside: not of the one who sent it, under a typed name."""
    answer = send(signed_in_as("manager"), f"/referrals/{row(db).uuid}/heard", {"person": name})
    assert errors(answer) == ["Enter the name of the person at children’s social care, not of one of our own staff"]
    assert row(db).state == "sent"


def test_a_typed_user_s_id_is_no_name(
    db: SQLAlchemy, sent: Home, signed_in_as: Callable[[str], Visitor], people: dict[str, str]
) -> None:
    answer = send(signed_in_as("officer"), f"/referrals/{row(db).uuid}/heard", {"person": people["social_care"]})
    assert answer.status_code == 200
    assert row(db).acknowledged_by is None


def test_the_second_to_accept_is_told_that_somebody_has_it(
    db: SQLAlchemy, sent: Home, signed_in_as: Callable[[str], Visitor], people: dict[str, str]
) -> None:
    add_user("second@example.gov.uk", Role.social_care, name="Second", password=PASSWORD)
    commit()
    path = f"/inbox/{row(db).uuid}/accept"
    first, second = signed_in_as("social_care"), signed_in_as("second")
    first.get(path), second.get(path)
    assert first.post(path, reference="A").status_code == 303
    assert errors(second.post(path, reference="B")) == ["This referral has been accepted already."]
    assert len(recorded(db, "referral_acknowledged")) == 1
    assert (row(db).acknowledged_by, row(db).their_reference) == (people["social_care"], "A")


def test_two_who_accept_in_the_same_instant_are_not_both_told_that_they_have_it(
    app: Flask, db: SQLAlchemy, sent: Home, signed_in_as: Callable[[str], Visitor]
) -> None:
    names = ["social_care", *(f"worker{n}" for n in range(3))]
    for name in names[1:]:
        add_user(f"{name}@example.gov.uk", Role.social_care, name=name, password=PASSWORD)
    commit()
    path, visitors = f"/inbox/{row(db).uuid}/accept", [signed_in_as(name) for name in names]
    for visitor in visitors:
        visitor.get(path)
    answers = together([lambda visitor=visitor: visitor.post(path, reference="x") for visitor in visitors])
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 303]
    assert len(recorded(db, "referral_acknowledged")) == 1


def test_a_page_left_open_does_not_act_on_the_household_s_next_referral(
    db: SQLAlchemy, sent: Home, signed_in_as: Callable[[str], Visitor], people: dict[str, str]
) -> None:
    """The facts are the household's: without its own state an ended referral would answer for the one that is open."""
    old, worker = row(db).uuid, signed_in_as("social_care")
    paths = {
        "accept": {"reference": "x"},
        "decide": {"outcome": "no_further_action", "reason": "Old page"},
        "close": {"words": "Old page"},
    }
    for page in paths:
        worker.get(f"/inbox/{old}/{page}")
    record_referral(ReferralClosed(reason="Done"), children=sent.children, by=Actor("social_care", "Sam Duty"))
    made = ReferralMade(method="form", own_words="Something new")
    record_referral(made, children=sent.children, by=Actor("officer", people["officer"]))
    commit()
    new = row(db, "sent").uuid
    for page, fields in paths.items():
        assert errors(worker.post(f"/inbox/{old}/{page}", **fields)) == ["This referral has ended."], page
    officer = signed_in_as("officer")
    outcome = {"outcome": "advice", "person": "Sam Duty", "reason": "Old page"}
    assert errors(send(officer, f"/referrals/{old}/heard-outcome", outcome)) == ["This referral has ended."]
    assert row(db, "sent").uuid == new
    assert not recorded(db, "referral_decided")


def test_a_standing_decision_ends_within_the_years_that_somebody_can_mean(
    db: SQLAlchemy, people: dict[str, str], signed_in_as: Callable[[str], Visitor]
) -> None:
    fields = {"director": "Dir Ector", "agreed_with": "Head of MASH"}
    days = {"signed_on-day": "1", "signed_on-month": "3", "signed_on-year": "1066"}
    until = {"review_on-day": "1", "review_on-month": "3", "review_on-year": "9999"}
    answer = send(signed_in_as("head_of_service"), "/standing-decisions/1", {**fields, **days, **until})
    assert len(errors(answer)) == 2
