"""The referral's pages: a manager decides, social care accepts by name, and nobody else gets in."""

from collections.abc import Callable
from datetime import date, time

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from ehe.core import today
from ehe.core.commit import commit
from ehe.escalations.models import ReferralRow, SignedDecision
from ehe.escalations.sweep import sweep
from ehe.outbox.models import Acknowledgement
from ehe.register.models import Adult, Household
from tests.factories import register as make
from tests.factories.household import Home, instant, withdrawn
from tests.support.visitor import Visitor

Visit = Callable[[], Visitor]


@pytest.fixture
def drafted(db: SQLAlchemy, people: dict[str, str]) -> Home:
    """A household whose first contact lapsed all the way: the register has drafted a referral."""
    home = withdrawn(date(2026, 9, 1), children=2)
    with today.at(instant(date(2026, 10, 6), time(7))):
        sweep()
    return home


def row(db: SQLAlchemy) -> ReferralRow:
    found = db.session.scalars(select(ReferralRow).execution_options(populate_existing=True)).one()
    db.session.rollback()
    return found


@pytest.fixture
def sent(db: SQLAlchemy, drafted: Home, visit: Visit) -> ReferralRow:
    manager = visit()
    manager.sign_in("manager")
    url = f"/referrals/{row(db).uuid}/release"
    manager.get(url)
    assert manager.post(url, decision="release", reason="Nobody has seen them.").status_code == 303
    return row(db)


def test_the_list_shows_the_draft_first_with_what_is_due(db: SQLAlchemy, drafted: Home, visit: Visit) -> None:
    manager = visit()
    manager.sign_in("manager")
    page = manager.get("/referrals")
    assert "Waiting to be released" in page.text
    assert "<bdi>Child1 Example</bdi>, <bdi>Child2 Example</bdi>" in page.text


def test_a_manager_releases_with_a_reason(db: SQLAlchemy, sent: ReferralRow, people: dict[str, str]) -> None:
    assert (sent.state, sent.sent_by) == ("sent", people["manager"])


def test_releasing_needs_a_decision_and_a_reason_beside_the_fields(db: SQLAlchemy, drafted: Home, visit: Visit) -> None:
    manager = visit()
    manager.sign_in("manager")
    url = f"/referrals/{row(db).uuid}/release"
    manager.get(url)
    page = manager.post(url)
    assert page.status_code == 200
    assert "Select whether to release or withhold it" in page.text
    assert "Enter the reason for your decision" in page.text
    assert row(db).state == "draft"


def test_a_form_sent_twice_decides_once(db: SQLAlchemy, drafted: Home, visit: Visit) -> None:
    manager = visit()
    manager.sign_in("manager")
    url = f"/referrals/{row(db).uuid}/release"
    manager.get(url)
    first = manager.post(url, decision="withhold", reason="Seen yesterday at the clinic.")
    again = manager.post(url, decision="withhold", reason="Seen yesterday at the clinic.")
    assert (first.status_code, again.status_code) == (303, 303)
    assert row(db).state == "withheld"


def test_a_decision_that_came_too_late_is_said_in_words(db: SQLAlchemy, sent: ReferralRow, visit: Visit) -> None:
    manager = visit()
    manager.sign_in("manager")
    url = f"/referrals/{sent.uuid}/release"
    manager.get(url)
    page = manager.post(url, decision="withhold", reason="Too late")
    assert "This referral has been sent." in page.text


def test_the_grounds_name_those_who_said_them_wherever_they_are_read(
    db: SQLAlchemy, drafted: Home, people: dict[str, str], visit: Visit
) -> None:
    held = db.session.scalars(select(ReferralRow)).one()
    held.grounds = [
        f"a referrer’s concern put aside in the last 6 months ({people['officer']}, 2 June 2026)",
        "a significant concern within 90 days of the withdrawal (school:Hill View, 2 June 2026; public, 3 June 2026)",
    ]
    commit()
    manager, officer, worker = visit(), visit(), visit()
    manager.sign_in("manager")
    officer.sign_in("officer")
    worker.sign_in("social_care")
    uuid = row(db).uuid
    pages = [manager.get(f"/referrals/{uuid}/release").text, officer.get(f"/referrals/{uuid}").text]
    manager.post(f"/referrals/{uuid}/release", decision="release", reason="Nobody has seen them.")
    pages.append(worker.get(f"/inbox/{uuid}").text)
    for page in pages:
        assert "(Officer One, 2 June 2026)" in page
        assert "(Hill View, 2 June 2026; a member of the public, 3 June 2026)" in page
        assert people["officer"] not in page
        assert "school:" not in page


def test_an_officer_reads_that_a_draft_is_the_managers_to_release(
    db: SQLAlchemy, drafted: Home, people: dict[str, str], visit: Visit
) -> None:
    officer = visit()
    officer.sign_in("officer")
    page = officer.get(f"/referrals/{row(db).uuid}").text
    assert "Nothing has been sent. Your manager releases or withholds it." in page
    assert "/release" not in page


def test_social_care_reads_whom_to_visit_and_whom_to_ring_while_it_is_open(
    db: SQLAlchemy, people: dict[str, str], visit: Visit
) -> None:
    home = make.on_the_register("Ada", day=date(2026, 9, 1), officer=people["officer"])
    with today.at(instant(date(2026, 10, 6), time(7))):
        sweep()
    manager, worker = visit(), visit()
    manager.sign_in("manager")
    worker.sign_in("social_care")
    url = f"/referrals/{row(db).uuid}/release"
    manager.get(url)
    manager.post(url, decision="release", reason="Nobody has seen them.")
    inbox = f"/inbox/{row(db).uuid}"
    page = worker.get(inbox).text
    assert "14 Quarry Lane, Aldermere, ZZ99 4QL (one source only)" in page
    assert "01632 960001" in page
    assert "Officer One" in page
    father = db.session.scalars(select(Adult).where(Adult.lives_in_household.is_(False))).one()
    assert father.household_uuid == home.uuid
    assert father.name not in page
    assert "someone who must not know where this child lives" not in page
    db.session.get_one(Household, home.uuid).restricted = True
    commit()
    assert "someone who must not know where this child lives" in worker.get(inbox).text
    for path, fields in (("accept", {}), ("decide", {"outcome": "assessment"}), ("close", {"words": "Done."})):
        worker.get(f"{inbox}/{path}")
        worker.post(f"{inbox}/{path}", **fields)
    assert row(db).state == "ended"
    assert "14 Quarry Lane" not in worker.get(inbox).text


@pytest.mark.parametrize("role", ["officer", "school", "social_care", "auditor", "administrator"])
def test_only_managers_and_above_reach_the_decision(db: SQLAlchemy, drafted: Home, visit: Visit, role: str) -> None:
    visitor = visit()
    visitor.sign_in(role)
    forbidden = visitor.get(f"/referrals/{row(db).uuid}/release")
    absent = visitor.get("/referrals/00000000-0000-4000-8000-000000000000/release")
    assert forbidden.status_code == absent.status_code == 404
    assert len(forbidden.data) == len(absent.data)


def test_social_care_sees_nothing_before_it_is_sent(db: SQLAlchemy, drafted: Home, visit: Visit) -> None:
    worker = visit()
    worker.sign_in("social_care")
    assert "Nothing is waiting for you" in worker.get("/inbox").text
    assert worker.get(f"/inbox/{row(db).uuid}").status_code == 404


def test_a_named_person_accepts_and_decides(
    db: SQLAlchemy, sent: ReferralRow, visit: Visit, people: dict[str, str]
) -> None:
    worker = visit()
    worker.sign_in("social_care")
    page = worker.get(f"/inbox/{sent.uuid}")
    assert "Child1 Example" in page.text
    worker.get(f"/inbox/{sent.uuid}/accept")
    worker.post(f"/inbox/{sent.uuid}/accept", reference="MASH 12")
    assert (row(db).state, row(db).acknowledged_by) == ("acknowledged", people["social_care"])
    assert db.session.scalars(select(Acknowledgement.person)).all() == [people["social_care"]]
    db.session.rollback()
    worker.get(f"/inbox/{sent.uuid}/decide")
    worker.post(f"/inbox/{sent.uuid}/decide", outcome="assessment", reason="")
    assert (row(db).state, row(db).outcome) == ("decided", "assessment")
    worker.get(f"/inbox/{sent.uuid}/close")
    worker.post(f"/inbox/{sent.uuid}/close", words="Assessment complete.")
    assert row(db).state == "ended"


def test_no_further_action_needs_its_reasons(db: SQLAlchemy, sent: ReferralRow, visit: Visit) -> None:
    worker = visit()
    worker.sign_in("social_care")
    worker.get(f"/inbox/{sent.uuid}/decide")
    page = worker.post(f"/inbox/{sent.uuid}/decide", outcome="no_further_action", reason=" ")
    assert "Enter the reasons" in page.text
    assert row(db).state == "sent"


def test_what_social_care_says_by_telephone_is_recorded_under_its_persons_name(
    db: SQLAlchemy, sent: ReferralRow, visit: Visit
) -> None:
    officer = visit()
    officer.sign_in("officer")
    officer.get(f"/referrals/{sent.uuid}/heard")
    officer.post(f"/referrals/{sent.uuid}/heard", person="Sam Duty", reference="")
    assert row(db).acknowledged_by == "Sam Duty"


def test_a_restricted_household_is_absent_from_list_and_page(db: SQLAlchemy, drafted: Home, visit: Visit) -> None:
    db.session.get_one(Household, drafted.uuid).restricted = True
    commit()
    officer = visit()
    officer.sign_in("officer")
    assert "Child1" not in officer.get("/referrals").text
    assert officer.get(f"/referrals/{row(db).uuid}").status_code == 404
    head = visit()
    head.sign_in("head_of_service")
    assert "Child1" in head.get("/referrals").text


def test_a_head_of_service_records_the_directors_signature(
    db: SQLAlchemy, people: dict[str, str], visit: Visit
) -> None:
    head = visit()
    head.sign_in("head_of_service")
    head.get("/standing-decisions/1")
    fields = {"director": "Dir Ector", "agreed_with": "Head of MASH"}
    days = {"signed_on-day": "1", "signed_on-month": "3", "signed_on-year": "2026"}
    until = {"review_on-day": "1", "review_on-month": "3", "review_on-year": "2031"}
    assert head.post("/standing-decisions/1", **fields, **days, **until).status_code == 303
    assert db.session.get_one(SignedDecision, 1).director == "Dir Ector"
    assert "In force" in head.get("/standing-decisions").text
