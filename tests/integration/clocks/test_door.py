"""The one door: a fact, its clocks and its messages stand or fall together."""

from datetime import date, time

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from ehe.clocks import services
from ehe.clocks.models import ChildState, ClockRow, StepRow
from ehe.clocks.services import desk_of, record
from ehe.core import today
from ehe.core.commit import commit
from ehe.core.errors import NotFound, Refused
from ehe.escalations.sweep import sweep
from ehe.facts.kinds import ComplaintMade, ConcernRaised, ContactAttempted, FactCorrected, RagSet, WithdrawalNotified
from ehe.facts.models import FactRow
from ehe.outbox.models import Message
from ehe.register.models import EntryRow
from tests.factories.household import MANAGER, OFFICER, SCHOOL, household, instant, told, withdrawn


def clocks_of(db: SQLAlchemy, child: str) -> dict[str, ClockRow]:
    rows = db.session.scalars(select(ClockRow).where(ClockRow.subject == child))
    return {row.code: row for row in rows}


def test_the_clocks_start_in_the_transaction_of_the_notice(db: SQLAlchemy) -> None:
    home = household()
    notice = WithdrawalNotified(written_notice=True, last_attended_on=date(2026, 12, 18))
    record(notice, children=[home.child], by=SCHOOL, at=instant(date(2027, 1, 4)))
    assert {"triage", "first_contact", "first_visit", "child_last_seen"} <= clocks_of(db, home.child).keys()
    db.session.rollback()
    for table in (FactRow, ClockRow, StepRow, Message, EntryRow, ChildState):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0, table.__tablename__


def test_a_green_withdrawal_has_its_dates_from_the_table(db: SQLAlchemy) -> None:
    clocks = clocks_of(db, withdrawn(date(2027, 1, 4)).child)
    assert {code: row.due_on for code, row in clocks.items()} == {
        "triage": date(2027, 1, 11),
        "acknowledgement_letter": date(2027, 1, 11),
        "first_contact": date(2027, 1, 18),
        "first_visit": date(2027, 2, 1),
        "child_last_seen": date(2028, 1, 4),
        "suitability_decision": date(2027, 3, 29),
    }


def test_an_answered_call_meets_first_contact_and_says_nothing_about_the_child(db: SQLAlchemy) -> None:
    home = withdrawn()
    told(home, ContactAttempted(method="phone", outcome="answered"), date(2027, 1, 6))
    clocks = clocks_of(db, home.child)
    assert clocks["first_contact"].state == "met"
    assert clocks["child_last_seen"].state == "running"
    assert not db.session.get_one(ChildState, home.child).seen_since_withdrawal


def test_steps_of_a_met_clock_are_cancelled_with_a_reason(db: SQLAlchemy) -> None:
    home = withdrawn()
    told(home, ContactAttempted(method="phone", outcome="answered"), date(2027, 1, 6))
    steps = clocks_of(db, home.child)["first_contact"].steps
    assert {(step.state, step.reason) for step in steps} == {("cancelled", "clock_met")}


def test_a_red_rating_brings_a_running_clock_forward_at_once(db: SQLAlchemy) -> None:
    home = withdrawn(date(2027, 1, 4))
    told(home, RagSet(rag="red"), date(2027, 1, 5))
    assert clocks_of(db, home.child)["first_visit"].due_on == date(2027, 1, 11)


def test_a_complaint_moves_no_date(db: SQLAlchemy) -> None:
    home = withdrawn()
    before = {code: (row.due_on, row.state) for code, row in clocks_of(db, home.child).items()}
    told(home, ComplaintMade(about="officer", words="Harassment."), date(2027, 1, 6))
    after = {code: (row.due_on, row.state) for code, row in clocks_of(db, home.child).items()}
    assert after.pop("complaint_cover")
    assert after == before


def test_a_fact_recorded_late_counts_from_when_it_happened(db: SQLAlchemy) -> None:
    home = withdrawn(date(2027, 1, 4))
    told(home, ContactAttempted(method="phone", outcome="no_answer"), date(2027, 1, 12))
    told(home, ContactAttempted(method="phone", outcome="answered"), date(2027, 1, 6))
    contact = clocks_of(db, home.child)["first_contact"]
    assert (contact.state, contact.ended_on) == ("met", date(2027, 1, 6))


def test_a_correction_moves_the_clock_and_leaves_the_fact_as_written(db: SQLAlchemy) -> None:
    home = household()
    notice = WithdrawalNotified(written_notice=True, last_attended_on=date(2026, 12, 18))
    first = told(home, notice, date(2027, 1, 4), by=SCHOOL)
    correction = FactCorrected(which=first.fact, field="last_attended_on", to="2026-11-18", reason="Half-term absence")
    told(home, correction, date(2027, 1, 5), corrects=first.fact)
    assert clocks_of(db, home.child)["child_last_seen"].due_on == date(2027, 11, 18)
    row = db.session.scalars(select(FactRow).where(FactRow.uuid == first.fact)).one()
    assert row.payload is not None
    assert row.payload["last_attended_on"] == "2026-12-18"


def test_a_refused_fact_writes_nothing_whoever_brings_it(db: SQLAlchemy) -> None:
    """The door itself asks the kind's check: no page or job can forget it."""
    home = withdrawn()
    before = db.session.scalar(select(func.count()).select_from(FactRow))
    visit = ContactAttempted(method="visit", outcome="answered")
    with pytest.raises(Refused, match="for each child"):
        record(visit, children=[home.child], by=OFFICER, at=instant(date(2027, 1, 5)))
    commit()
    assert db.session.scalar(select(func.count()).select_from(FactRow)) == before


def test_children_of_two_households_cannot_share_a_fact(db: SQLAlchemy) -> None:
    one, other = withdrawn(), withdrawn()
    with pytest.raises(Refused, match="not of one household"):
        record(RagSet(rag="red"), children=[one.child, other.child], by=OFFICER)


def test_an_unknown_child_is_not_found(db: SQLAlchemy) -> None:
    with pytest.raises(NotFound):
        record(RagSet(rag="red"), children=["00000000-0000-0000-0000-000000000000"], by=OFFICER)


def test_two_facts_in_one_instant_both_count_in_the_order_written(db: SQLAlchemy) -> None:
    home = withdrawn()
    told(home, RagSet(rag="red"), date(2027, 1, 5), at=time(10))
    told(home, RagSet(rag="green", reason="A mistake"), date(2027, 1, 5), at=time(10), by=MANAGER)
    assert db.session.get_one(ChildState, home.child).rag == "green"


def test_what_the_tables_hold_is_what_the_rules_give(db: SQLAlchemy) -> None:
    """Recomputing a household changes nothing: the index tells the truth."""
    home = withdrawn(children=2)
    told(home, ConcernRaised(own_words="Thin and cold."), date(2027, 1, 5), by=SCHOOL)
    told(home, ContactAttempted(method="visit", outcome="refused"), date(2027, 1, 6))
    desk = desk_of(home.uuid)
    assert services.saving.save_clocks(home.uuid, desk.h) == []
    assert not [row for row in db.session.dirty if db.session.is_modified(row)]
    assert not db.session.new


def test_an_urgent_step_sends_an_e_mail_and_a_quiet_one_waits_for_the_list(db: SQLAlchemy) -> None:
    urgent = select(Message.uuid).where(Message.channel == "email", Message.kind == "at_once")
    home = withdrawn(date(2027, 1, 4))
    with today.at(instant(date(2027, 1, 11), time(7))):
        sweep()
    assert db.session.scalars(urgent).all() == []
    told(home, ConcernRaised(own_words="Hungry."), date(2027, 1, 11), by=SCHOOL)
    with today.at(instant(date(2027, 1, 13), time(7))):
        sweep()
    assert db.session.scalars(urgent).all()
