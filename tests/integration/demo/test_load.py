"""The loaded council in the tables: true, chained, and ready for an ordinary morning."""

from collections import Counter
from datetime import date, time

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Integer, func, inspect, select

from ehe import tables
from ehe.access import passwords
from ehe.access.models import SettingRow, User
from ehe.clocks import saving
from ehe.clocks.counting import england
from ehe.clocks.models import ChildState, ClockRow, StepRow
from ehe.clocks.services import desk_of
from ehe.core import today
from ehe.core.commit import unit_of_work
from ehe.core.errors import Refused
from ehe.demo import services as demo
from ehe.escalations.models import ReferralRow
from ehe.escalations.sweep import sweep
from ehe.facts import ledger
from ehe.facts.models import FactRow
from ehe.outbox.models import Message
from ehe.register.models import Child, Household
from ehe.schools.models import School
from ehe.withdrawals.models import Notice
from ehe.withdrawals.rules.answers import from_json

AS_OF = date(2027, 1, 11)
CHILDREN = 100


@pytest.fixture
def loaded(db: SQLAlchemy) -> demo.Loaded:
    with unit_of_work():
        return demo.load(CHILDREN, 1, AS_OF)


def swept(day: date) -> dict[str, int]:
    with today.at(today.london(day, time(7, 5))):
        counts, _ = sweep()
    return counts.as_dict()


def changes(db: SQLAlchemy) -> list[str]:
    """Every value that the session would write, but for the time of writing."""
    found = [f"{row} is new" for row in db.session.new]
    for row in db.session.dirty:
        for attribute in inspect(row).attrs:
            if attribute.history.has_changes() and attribute.key != "updated_at":
                found.append(f"{type(row).__name__}.{attribute.key}: {attribute.history}")
    return found


def test_working_everything_out_again_changes_nothing(db: SQLAlchemy, loaded: demo.Loaded) -> None:
    for household in db.session.scalars(select(Household.uuid)).all():
        desk = desk_of(household)
        events = saving.save_clocks(household, desk.h) + saving.save_children(household, desk.h)
        assert events == []
        assert changes(db) == []
        db.session.rollback()


def test_the_chain_holds_to_the_last_fact(db: SQLAlchemy, loaded: demo.Loaded) -> None:
    verdict = ledger.verify()
    assert (verdict.rows, verdict.broken) == (loaded.facts, None)


def test_facts_are_numbered_in_the_order_in_which_they_were_written_down(db: SQLAlchemy, loaded: demo.Loaded) -> None:
    rows = db.session.execute(select(FactRow.seq, FactRow.position, FactRow.recorded_at).order_by(FactRow.seq)).all()
    assert [row.position for row in rows] == list(range(1, loaded.facts + 1))
    assert [row.recorded_at for row in rows] == sorted(row.recorded_at for row in rows)
    assert today.london_day(rows[-1].recorded_at) < AS_OF


def test_the_first_sweep_is_an_ordinary_morning_and_the_second_finds_nothing(
    db: SQLAlchemy, loaded: demo.Loaded
) -> None:
    first = swept(AS_OF)
    assert first["errors"] == 0
    assert 0 < first["fired"] < CHILDREN * 0.15  # in a council this small the households in mid-story weigh most
    assert swept(AS_OF) == dict.fromkeys(first, 0)
    assert ledger.verify().broken is None


def test_work_goes_on_where_the_load_ended(db: SQLAlchemy, loaded: demo.Loaded) -> None:
    before = db.session.scalar(select(func.max(ClockRow.id)))
    for day in (12, 13, 14):
        assert swept(date(2027, 1, day))["errors"] == 0
    assert (db.session.scalar(select(func.max(ClockRow.id))) or 0) >= (before or 0)
    assert ledger.verify().broken is None


def test_the_number_of_children_is_that_asked_for(db: SQLAlchemy, loaded: demo.Loaded) -> None:
    def held(model: type) -> int | None:
        return db.session.scalar(select(func.count()).select_from(model))

    assert held(Child) == held(ChildState) == loaded.children == CHILDREN
    assert held(Household) == loaded.households
    assert (held(ClockRow), held(FactRow)) == (loaded.clocks, loaded.facts)
    assert (held(School), held(User)) == (loaded.schools, loaded.users)


def test_every_row_can_be_read_by_its_model(db: SQLAlchemy, loaded: demo.Loaded) -> None:
    assert tables.register
    for mapper in SQLAlchemy().Model.registry.mappers | db.Model.registry.mappers:
        for row in db.session.scalars(select(mapper.class_).limit(200)):
            for column in mapper.columns:
                value = getattr(row, column.key)
                assert value is not None or column.nullable, f"{mapper.class_.__name__}.{column.key}"
                if isinstance(column.type, Integer) and value is not None:
                    assert isinstance(value, int)
        db.session.expunge_all()


def test_past_e_mails_are_sent_and_only_late_tasks_are_open(db: SQLAlchemy, loaded: demo.Loaded) -> None:
    rows = db.session.execute(select(Message.channel, Message.state, Message.clock, Message.created_at)).all()
    assert {row.state for row in rows if row.channel == "email"} == {"accepted"}
    old = [row for row in rows if row.channel == "desk" and row.clock is None and row.state == "queued"]
    assert all((AS_OF - today.london_day(row.created_at)).days < 40 for row in old)
    closed = [row for row in rows if row.channel == "desk" and row.state == "closed"]
    assert len(closed) > len(old)


def test_schools_find_their_notices_and_the_latest_wait_for_somebody(db: SQLAlchemy, loaded: demo.Loaded) -> None:
    notices = db.session.scalars(select(Notice)).all()
    facts = db.session.scalar(select(func.count()).where(FactRow.kind == "withdrawal_notified"))
    assert len(notices) == facts
    for notice in notices:
        answers = from_json(notice.answers)
        assert answers.children
        assert answers.roll.ground
        assert db.session.get_one(User, notice.sent_by).school_urn == notice.school_urn
    waiting = [notice for notice in notices if notice.accepted_at is None]
    assert 0 < len(waiting) < 6


def test_every_desk_has_something_on_it(db: SQLAlchemy, loaded: demo.Loaded) -> None:
    states = Counter(db.session.scalars(select(ReferralRow.state)))
    assert {"draft", "sent"} <= states.keys()
    roles = Counter(db.session.scalars(select(Message.to_role).where(Message.state == "queued")))
    assert {"officer", "manager", "head_of_service"} <= roles.keys()


def test_those_who_did_the_work_are_users_who_can_sign_in(db: SQLAlchemy, loaded: demo.Loaded) -> None:
    users = {user.uuid: user for user in db.session.scalars(select(User))}
    for role in ("officer", "manager", "head_of_service", "social_care"):
        words = set(db.session.scalars(select(FactRow.by).where(FactRow.by_role == role)))
        assert words
        assert {users[word].role for word in words} == {role}
    assert all(one.email in {user.email for user in users.values()} for one in demo.sign_ins(AS_OF))
    assert passwords.fits(demo.PASSWORD, next(iter(users.values())).password)


def test_the_council_has_its_name_and_its_standing_decision_is_signed(db: SQLAlchemy, loaded: demo.Loaded) -> None:
    assert db.session.get_one(SettingRow, "authority").value["name"] == "Aldermere Council"
    kinds = Counter(db.session.scalars(select(FactRow.kind)))
    assert kinds["standing_decision_signed"] == 1
    assert kinds["setting_changed"] == 2


def test_a_register_with_a_child_is_refused_and_nothing_is_added(db: SQLAlchemy, loaded: demo.Loaded) -> None:
    with pytest.raises(Refused, match="holds children already"), unit_of_work():
        demo.load(10, 2, AS_OF)
    assert db.session.scalar(select(func.count()).select_from(Child)) == CHILDREN


def test_a_load_that_fails_leaves_nothing_behind(db: SQLAlchemy, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(demo, "write_facts", fail)
    with pytest.raises(OSError, match="full"), unit_of_work():
        demo.load(20, 1, AS_OF)
    for model in (Child, User, School, StepRow, FactRow):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0


def test_several_processes_load_the_same_as_one(db: SQLAlchemy, monkeypatch: pytest.MonkeyPatch) -> None:
    def digest() -> list[object]:
        facts = select(FactRow.uuid, FactRow.kind, FactRow.at, FactRow.link).order_by(FactRow.seq)
        steps = select(StepRow.clock_id, StepRow.rung, StepRow.state, StepRow.due_on).order_by(
            StepRow.clock_id, StepRow.place, StepRow.rung
        )
        return [tuple(row) for query in (facts, steps) for row in db.session.execute(query)]

    monkeypatch.setattr(demo, "BATCH", 7)
    demo.load(40, 3, AS_OF)
    alone = digest()
    db.session.rollback()
    monkeypatch.setattr(demo, "ALONE", 0)
    demo.load(40, 3, AS_OF)
    assert digest() == alone
    db.session.rollback()


@pytest.mark.parametrize(
    ("children", "as_of", "why"),
    [
        (0, AS_OF, "from 1 to 1,000,000"),
        (1_000_001, AS_OF, "from 1 to 1,000,000"),
        (10, england().first, "can stand on any day"),
        (10, england().last, "can stand on any day"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(db: SQLAlchemy, children: int, as_of: date, why: str) -> None:
    with pytest.raises(Refused, match=why):
        demo.load(children, 1, as_of)
