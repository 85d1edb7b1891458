"""The child's pages: what is due and how each date was reached, the household, concerns, and the chronology."""

import re
from collections.abc import Callable
from datetime import date, time

import pytest
from flask_sqlalchemy import SQLAlchemy

from ehe.core import today
from ehe.core.commit import commit
from ehe.escalations.sweep import sweep
from ehe.facts import kinds
from ehe.facts.actors import Actor
from ehe.register.models import Adult, Child
from tests.conftest import FrozenDay
from tests.factories import register as make
from tests.factories.household import SCHOOL, Home, instant, told
from tests.support.visitor import Visitor

Visit = Callable[[], Visitor]
PAGES = ("", "/household", "/concerns", "/letters", "/chronology", "/record")


@pytest.fixture(autouse=True)
def _day(frozen_today: FrozenDay) -> None:
    """Monday 11 January 2027."""


@pytest.fixture
def officer(people: dict[str, str], visit: Visit) -> Visitor:
    visitor = visit()
    visitor.sign_in("officer")
    return visitor


@pytest.fixture
def home(db: SQLAlchemy, people: dict[str, str]) -> Home:
    return make.on_the_register("Ada", "Ben", day=date(2027, 1, 4), officer=people["officer"])


def words(text: str) -> str:
    """The page as it is read: no markup, one space between words."""
    main = re.sub(r"</?(?:bdi|strong|span|a)\b[^>]*>", "", text.split("<main", 1)[1].split("</main>", 1)[0])
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace("&#39;", "'")


@pytest.mark.parametrize("role", ["officer", "manager", "head_of_service"])
def test_our_own_staff_open_every_page(db: SQLAlchemy, home: Home, visit: Visit, role: str) -> None:
    visitor = visit()
    visitor.sign_in(role)
    for page in PAGES:
        assert visitor.get(f"/children/{home.child}{page}").status_code == 200


@pytest.mark.parametrize("role", ["school", "social_care", "auditor", "administrator"])
def test_nobody_else_opens_any(db: SQLAlchemy, home: Home, visit: Visit, role: str) -> None:
    visitor = visit()
    visitor.sign_in(role)
    for page in PAGES:
        assert visitor.get(f"/children/{home.child}{page}").status_code == 404


def test_the_identity_is_on_every_page(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    child = db.session.get_one(Child, home.child)
    child.known_as = "Addie"
    commit()
    for page in PAGES:
        said = words(officer.get(f"/children/{home.child}{page}").text)
        assert "Ada Example known as Addie" in said
        assert child.reference in said
        assert "8 (born 4 May 2018)" in said
        assert "Year 4" in said
        assert "A912345678012" in said
        assert "7 days ago Last day at school" in said
        assert "Not seen since withdrawal" in said


def test_what_is_not_known_is_said(db: SQLAlchemy, people: dict[str, str], officer: Visitor) -> None:
    home = make.family("Ada")
    child = db.session.get_one(Child, home.child)
    child.born_on = child.upn = child.school_name = None
    make.notified(home, date(2027, 1, 8), last_attended_on=None)
    said = words(officer.get(f"/children/{home.child}").text)
    assert "Age Not known" in said
    assert "UPN Not known" in said
    assert "Never seen" in said
    assert "Nobody yet" in said


# ---- overview ------------------------------------------------------------------------------------


def test_every_running_clock_says_how_its_date_was_worked_out(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    page = words(officer.get(f"/children/{home.child}").text)
    assert "First contact with the family" in page
    # Amber: brother and sister withdrawn together. The address was owed at once, to the whole household.
    assert "5 working days from Monday 4 January 2027, which is not counted: Monday 11 January 2027." in page
    assert "Monday 11 January 2027, today" in page
    assert "Prove the address with two sources (the whole household)" in page
    assert "Source: " in page


def test_the_ladder_says_who_has_heard_and_who_will(
    db: SQLAlchemy, people: dict[str, str], home: Home, officer: Visitor
) -> None:
    with today.at(instant(date(2027, 1, 10), time(7))):
        sweep()
    page = words(officer.get(f"/children/{home.child}").text)
    assert "Manager: 10 January 2027, told a manager" in page
    assert "Head of service: Tuesday 12 January 2027, the head of service" in page
    assert "told officer" not in page


def test_a_rating_says_why_and_whose_it_is(
    db: SQLAlchemy, people: dict[str, str], home: Home, officer: Visitor
) -> None:
    page = words(officer.get(f"/children/{home.child}").text)
    assert "Proposed by the register on 4 January 2027; no person has rated since." in page
    assert "siblings withdrawn together (school 900001, 4 January 2027)" in page
    rated = kinds.RagSet(rag="red", reason="I know this family.")
    told(home, rated, date(2027, 1, 5), by=Actor("manager", people["manager"]))
    page = words(officer.get(f"/children/{home.child}").text)
    assert "By Manager One on 5 January 2027." in page
    assert "I know this family." in page


def test_who_rates_is_said_to_an_officer_beside_the_duty_and_beside_the_proposal(
    db: SQLAlchemy, people: dict[str, str], home: Home, officer: Visitor, visit: Visit
) -> None:
    page = officer.get(f"/children/{home.child}").text
    said = words(page)
    assert said.count("Your manager rates.") == 2
    assert "Your manager rates. Read the reasons" in said
    assert 'id="rating"' in page
    manager = visit()
    manager.sign_in("manager")
    page = manager.get(f"/children/{home.child}").text
    assert "manager rates" not in page
    assert f"/children/{home.child}/rating" in page


def test_an_extension_shows_both_dates(db: SQLAlchemy, people: dict[str, str], home: Home, officer: Visitor) -> None:
    from ehe.escalations import services as _guards  # noqa: F401

    fact = kinds.ExtensionGranted(
        clock="suitability_decision", until=date(2027, 5, 3), reason="The family is abroad.", second="head"
    )
    told(home, fact, date(2027, 1, 5), by=Actor("manager", people["manager"]))
    page = words(officer.get(f"/children/{home.child}").text)
    assert "Extended to 3 May 2027. The first date was 29 March 2027; reports count against it." in page


def test_a_declined_visit_that_was_accepted_says_until_when(
    db: SQLAlchemy, people: dict[str, str], officer: Visitor
) -> None:
    home = make.on_the_register("Ada", day=date(2026, 10, 1), officer=people["officer"])
    make.declined(home, date(2026, 10, 20), people["officer"])
    accepted = kinds.VisitDecided(decision="accept", reason="The doctor saw her.", review_on=date(2028, 1, 10))
    told(home, accepted, date(2026, 10, 21), by=Actor("manager", people["manager"]))
    page = words(officer.get(f"/children/{home.child}").text)
    assert "A declined visit was accepted on 21 October 2026, until its review on 10 January 2028." in page


def test_a_date_beyond_the_known_bank_holidays_is_marked(
    db: SQLAlchemy, people: dict[str, str], visit: Visit, frozen_today: FrozenDay
) -> None:
    home = make.on_the_register("Ada", day=date(2027, 1, 4), officer=people["officer"])
    frozen_today(date(2028, 12, 28))
    officer = visit()
    officer.sign_in("officer")
    told(home, kinds.InformationRequested(what="An outline"), date(2028, 12, 28), at=time(8))
    page = words(officer.get(f"/children/{home.child}").text)
    assert "Provisional" in page


def test_two_failed_attempts_are_loud_on_every_page(
    db: SQLAlchemy, people: dict[str, str], home: Home, officer: Visitor
) -> None:
    for day in (5, 6):
        fact = kinds.ContactAttempted(method="phone", outcome="no_answer")
        told(home, fact, date(2027, 1, day), by=Actor("officer", people["officer"]), children=home.children)
    assert "2 attempts in a row have failed" in words(officer.get(f"/children/{home.child}/concerns").text)


def test_a_child_not_on_the_register_has_a_page_too(db: SQLAlchemy, people: dict[str, str], officer: Visitor) -> None:
    home = make.family("Ada", "Ben")
    make.notified(home, date(2027, 1, 8))
    page = words(officer.get(f"/children/{home.children[1]}").text)
    assert "Not on the register" in page
    assert "Ask after the brothers and sisters (the whole household)" in page


# ---- household -----------------------------------------------------------------------------------


def test_each_adult_has_their_own_address_and_nobody_else_s(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    page = officer.get(f"/children/{home.child}/household").text
    mother, father = re.findall(r'<section class="ehe-card.*?aria-labelledby="adult-\d">(.*?)</section>', page, re.S)
    assert "14 Quarry Lane" in mother
    assert "Lives here" in mother
    assert "8 Mill Street" in father
    assert "Lives elsewhere" in father
    assert "Quarry Lane" not in father
    assert "Mill Street" not in mother
    said = words(f"<main>{father}</main>")
    assert "Safe to write to Not known" in said
    assert "Parental responsibility Not known" in said
    assert "One source only" in said


def test_every_child_of_the_household_is_there_with_school_and_when_last_seen(
    db: SQLAlchemy, people: dict[str, str], officer: Visitor
) -> None:
    home = make.family("Ada", "Ben")
    make.notified(home, date(2027, 1, 8))
    page = words(officer.get(f"/children/{home.child}/household").text)
    assert "Ben Example Not on the register" in page
    assert "Never seen" in page
    assert "Northmoor Primary School" in page


def test_a_household_without_adults_says_so(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    from sqlalchemy import delete

    from ehe.register.models import Address

    db.session.execute(delete(Address))
    db.session.execute(delete(Adult))
    commit()
    assert "No adult is known." in words(officer.get(f"/children/{home.child}/household").text)


# ---- concerns ------------------------------------------------------------------------------------


def test_a_concern_stands_in_the_speaker_s_own_words_with_what_became_of_it(
    db: SQLAlchemy, people: dict[str, str], home: Home, officer: Visitor
) -> None:
    said = "He took food.\n  <b>Twice</b> & said “nothing”."
    make.concern(home, date(2027, 1, 5), said)
    page = officer.get(f"/children/{home.child}/concerns").text
    assert "He took food.\n  &lt;b&gt;Twice&lt;/b&gt; &amp; said “nothing”." in page
    assert "Significant: no category was given" in words(page)
    decided = kinds.ConcernDecided(outcome="early_help", reason="The nurse goes in.", owner=people["officer"])
    told(home, decided, date(2027, 1, 6), by=Actor("officer", people["officer"]))
    after = words(officer.get(f"/children/{home.child}/concerns").text)
    assert "Early help, decided by Officer One on 6 January 2027; Officer One owns what follows" in after
    assert "Decide what is done about the open concerns" not in after


def test_this_child_s_open_concern_comes_before_a_brother_s_and_a_decided_one(
    db: SQLAlchemy, people: dict[str, str], home: Home, officer: Visitor
) -> None:
    make.concern(home, date(2027, 1, 7), "About Ben.", children=[home.children[1]])
    make.concern(home, date(2027, 1, 5), "First about Ada.")
    told(home, kinds.ConcernDecided(outcome="education_only", reason="x"), date(2027, 1, 6), by=Actor("officer", "x"))
    make.concern(home, date(2027, 1, 8), "Second about Ada.")
    page = officer.get(f"/children/{home.child}/concerns").text
    assert page.index("Second about Ada.") < page.index("First about Ada.") < page.index("About Ben.")


def test_a_referral_is_linked(db: SQLAlchemy, people: dict[str, str], home: Home, officer: Visitor) -> None:
    from ehe.escalations.services import record_referral

    record_referral(
        kinds.ReferralMade(method="phone", own_words="She is thin."), children=[home.child], by=SOCIAL_WORKER_TOLD
    )
    commit()
    page = officer.get(f"/children/{home.child}/concerns").text
    link = re.search(r'href="(/referrals/[0-9a-f-]{36})"', page)
    assert link
    assert officer.get(link[1]).status_code == 200
    assert officer.get(f"/children/{home.child}/referral").location == link[1]


SOCIAL_WORKER_TOLD = Actor("officer", "officer")


def test_without_a_referral_its_address_leads_to_the_concerns(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    answer = officer.get(f"/children/{home.child}/referral")
    assert (answer.status_code, answer.location) == (303, f"/children/{home.child}/concerns")


# ---- chronology ----------------------------------------------------------------------------------


def entries(text: str) -> list[str]:
    return re.findall(r'ehe-entry__title">([^<]*)<', text)


def test_the_chronology_is_the_whole_household_s_newest_first(
    db: SQLAlchemy, people: dict[str, str], home: Home, officer: Visitor
) -> None:
    make.concern(home, date(2027, 1, 8), "About Ben.", children=[home.children[1]])
    make.visited(home, date(2027, 1, 7), people["officer"])
    titles = entries(officer.get(f"/children/{home.child}/chronology?by=people").text)
    assert titles == ["Named officer: Officer One", "Concern", "Visit: answered", "Withdrawal notified"]


def test_an_entry_says_who_and_when_it_was_written_down_if_that_was_later(
    db: SQLAlchemy, people: dict[str, str], home: Home, officer: Visitor
) -> None:
    from ehe.concerns.services import raise_concern

    raise_concern(
        kinds.ConcernRaised(own_words="She is thin."),
        children=[home.child],
        by=SCHOOL,
        at=instant(date(2027, 1, 8)),
        recorded_by=people["officer"],
    )
    commit()
    page = words(officer.get(f"/children/{home.child}/chronology").text)
    assert "School 900001; written down by Officer One; recorded 11 January 2027, 9:00am. About Ada Example" in page


def test_a_correction_is_a_new_entry_and_the_old_one_stays(
    db: SQLAlchemy, people: dict[str, str], home: Home, officer: Visitor
) -> None:
    from sqlalchemy import select

    from ehe.facts.models import FactRow

    notice = db.session.scalars(select(FactRow).where(FactRow.kind == "withdrawal_notified")).one()
    fact = kinds.FactCorrected(which=notice.uuid, field="last_attended_on", to="2026-12-18", reason="The register")
    told(home, fact, date(2027, 1, 8), by=Actor("officer", people["officer"]), corrects=notice.uuid)
    page = words(officer.get(f"/children/{home.child}/chronology").text)
    assert "An earlier entry put right" in page
    assert "Now reads: 18 December 2026" in page
    assert "Last day attended: 4 January 2027" in page
    assert "A later entry puts this right." in page


def test_what_the_register_did_by_itself_can_be_left_out(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    with today.at(instant(date(2027, 1, 10), time(7))):
        sweep()
    everything = entries(officer.get(f"/children/{home.child}/chronology").text)
    people_only = entries(officer.get(f"/children/{home.child}/chronology?by=people").text)
    assert people_only == ["Named officer: Officer One", "Withdrawal notified"]
    assert set(people_only) < set(everything)


def test_a_long_history_comes_in_pages(db: SQLAlchemy, people: dict[str, str], home: Home, officer: Visitor) -> None:
    for n in range(60):
        fact = kinds.EnquiryRecorded(asked=f"Enquiry {n}")
        told(home, fact, date(2027, 1, 5), by=Actor("officer", people["officer"]), at=time(9, n))
    first = officer.get(f"/children/{home.child}/chronology").text
    second = officer.get(f"/children/{home.child}/chronology?page=2").text
    assert len(entries(first)) == 50
    assert "Showing 51 to" in second
    assert "(page 2 of 2)" in second
    assert officer.get(f"/children/{home.child}/chronology?page=999").status_code == 200
    assert officer.get(f"/children/{home.child}/chronology?page=%F0%9F%A7%9A").status_code == 200


def test_content_removed_by_a_disposal_leaves_an_entry(db: SQLAlchemy, home: Home, officer: Visitor) -> None:
    from sqlalchemy import select

    from ehe.facts.models import FactRow

    make.concern(home, date(2027, 1, 8))
    row = db.session.scalars(select(FactRow).where(FactRow.kind == "concern_raised")).one()
    row.payload = row.salt = None
    commit()
    assert "removed under a certified disposal" in officer.get(f"/children/{home.child}/chronology").text


# ---- what may be recorded ------------------------------------------------------------------------


def test_an_officer_is_offered_what_an_officer_may_and_a_manager_more(
    db: SQLAlchemy, home: Home, officer: Visitor, visit: Visit
) -> None:
    manager = visit()
    manager.sign_in("manager")
    for_officers = officer.get(f"/children/{home.child}/record").text
    for_managers = manager.get(f"/children/{home.child}/record").text
    for path in ("rating", "officer", "extension", "visit-decision", "closing/answer", "cover"):
        assert f'/{path}"' not in for_officers, path
        assert f'/{path}"' in for_managers, path
    assert "/closing" in for_officers


def test_a_person_complained_about_is_offered_no_rating_closing_or_extension(
    db: SQLAlchemy, people: dict[str, str], visit: Visit
) -> None:
    home = make.on_the_register("Ada", day=date(2027, 1, 4), officer=people["manager"])
    make.complaint(home, date(2027, 1, 12))  # after the manager had the child
    manager = visit()
    manager.sign_in("manager")
    page = manager.get(f"/children/{home.child}/record").text
    for path in ("rating", "extension", "closing", "closing/answer"):
        assert f'/{path}"' not in page, path
        assert manager.get(f"/children/{home.child}/{path}").status_code in (422, 200), path
    assert "You may not rate this child" in manager.get(f"/children/{home.child}/rating").text
