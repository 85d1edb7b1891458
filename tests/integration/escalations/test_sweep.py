"""The sweep: every step once, nobody lost, whatever happens to the process."""

import multiprocessing
import os
import signal
import time as clock
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event, func, select, text

from ehe import create_app
from ehe.clocks.models import ClockRow, StepRow, SweepError
from ehe.core import today
from ehe.core.commit import commit
from ehe.core.settings import Settings
from ehe.escalations import sweep as sweeping
from ehe.escalations.models import ReferralRow, SignedDecision
from ehe.escalations.sweep import sweep
from ehe.facts import ledger
from ehe.facts.kinds import ConcernRaised, ReferralDecisionMade
from ehe.facts.models import FactRow
from ehe.outbox.models import Message
from ehe.replay.services import take
from tests.factories.household import MANAGER, SCHOOL, instant, told, withdrawn

NOTICE = date(2027, 1, 4)


def swept(day: date, at: time = time(7)) -> dict[str, int]:
    with today.at(instant(day, at)):
        counts, _ = sweep()
    return counts.as_dict()


def rungs(db: SQLAlchemy, child: str, code: str) -> dict[str, str]:
    row = db.session.scalars(select(ClockRow).where(ClockRow.subject == child, ClockRow.code == code)).one()
    return {step.rung: step.state for step in row.steps}


def test_nothing_is_due_on_an_empty_register(db: SQLAlchemy) -> None:
    assert sum(swept(NOTICE).values()) == 0


def test_each_rung_fires_on_its_day_and_once(db: SQLAlchemy) -> None:
    home = withdrawn(NOTICE)
    assert swept(date(2027, 1, 15))["fired"] > 0  # Friday: warn, one working day before Monday 18
    assert rungs(db, home.child, "first_contact")["warn"] == "fired"
    swept(date(2027, 1, 18))
    assert rungs(db, home.child, "first_contact")["due"] == "fired"
    again = swept(date(2027, 1, 18), time(7, 5))
    assert (again["due"], again["fired"]) == (0, 0)


def test_after_silence_the_highest_rung_fires_and_the_lower_are_superseded(db: SQLAlchemy) -> None:
    home = withdrawn(NOTICE)
    counts = swept(date(2027, 1, 25))
    assert rungs(db, home.child, "first_contact") == {
        "warn": "superseded",
        "due": "superseded",
        "manager": "superseded",
        "head_of_service": "fired",
        "social_care": "pending",
    }
    assert counts["due"] == counts["fired"] + counts["superseded"] + counts["held"] + counts["cancelled"]


def test_a_second_sweep_fires_nothing_for_a_whole_council(db: SQLAlchemy) -> None:
    for n in range(12):
        withdrawn(NOTICE, children=1 + n % 3, social_care_open=n % 4 == 0)
    assert swept(date(2027, 2, 15))["fired"] > 100
    assert swept(date(2027, 2, 15), time(7, 5))["fired"] == 0


def test_one_poisoned_record_is_named_and_stops_nobody_else(db: SQLAlchemy, monkeypatch: pytest.MonkeyPatch) -> None:
    homes = [withdrawn(NOTICE) for _ in range(5)]
    real = sweeping.take_household

    def poisoned(household: str, *rest: object) -> object:
        if household == homes[2].uuid:
            raise ValueError("words that nobody may log")
        return real(household, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(sweeping, "take_household", poisoned)
    counts = swept(date(2027, 1, 18))
    assert counts["errors"] == 1
    assert [rungs(db, home.child, "first_contact")["due"] for home in homes].count("fired") == 4
    error = db.session.scalars(select(SweepError)).one()
    assert (error.household, error.error) == (homes[2].uuid, "ValueError")
    monkeypatch.undo()
    swept(date(2027, 1, 18))
    assert db.session.scalars(select(SweepError)).all() == []
    assert rungs(db, homes[2].child, "first_contact")["due"] == "fired"


def test_a_lapse_drafts_one_referral_for_the_household(db: SQLAlchemy) -> None:
    home = withdrawn(NOTICE, children=2)
    swept(date(2027, 2, 8))  # both children's first contact is 15 working days past Monday 18 January
    row = db.session.scalars(select(ReferralRow)).one()
    assert (row.state, sorted(row.children)) == ("draft", sorted(home.children))


def test_a_green_draft_waits_for_a_person_for_ever(db: SQLAlchemy) -> None:
    withdrawn(NOTICE)
    for day in (8, 10, 11, 12, 15, 16, 22):
        swept(date(2027, 2, day))
    assert db.session.scalars(select(ReferralRow.state)).one() == "draft"


def test_the_standing_decision_sends_only_once_a_director_has_signed_it(db: SQLAlchemy) -> None:
    home = withdrawn(NOTICE)
    told(home, ConcernRaised(own_words="Taking food."), NOTICE, by=SCHOOL, at=time(13))
    day = date(2027, 1, 5)
    while day < date(2027, 1, 25):
        swept(day)
        day = date.fromordinal(day.toordinal() + 1)
    assert db.session.scalars(select(ReferralRow.state)).one() == "draft"
    db.session.add(
        SignedDecision(
            number=1, director="A Director", agreed_with="Social care", signed_on=day, review_on=date(2028, 1, 1),
            recorded_by="0" * 36,
        )
    )  # fmt: skip
    commit()
    swept(day)
    row = db.session.scalars(select(ReferralRow)).one()
    assert (row.state, row.standing_decision, row.sent_by) == ("sent", 1, None)


def test_a_manager_releases_and_the_referral_is_chased(db: SQLAlchemy) -> None:
    home = withdrawn(NOTICE)
    swept(date(2027, 2, 8))
    decision = ReferralDecisionMade(decision="release", reason="Nobody has seen the child")
    with today.at(instant(date(2027, 2, 8))):
        take(decision, children=[home.child], by=MANAGER, at=today.now())
        commit()
    swept(date(2027, 2, 9))
    chased = db.session.scalars(select(Message.kind).where(Message.to_role == "social_care")).all()
    assert {"referral", "referral_chase"} <= set(chased)


# --- killed, and two at once -----------------------------------------------------------------------


def _settings(app: Flask) -> Settings:
    settings: Settings = app.extensions["ehe_settings"]
    return settings


def _sweep_in_a_process(settings: Settings, day: date, slow: bool, started: str) -> None:
    app = create_app(settings)
    with app.app_context():
        from ehe.core.base import db

        sweeping.BATCH = 2
        if slow:
            # Slow every statement, so that the kill comes in mid-transaction.
            event.listen(db.engine, "before_cursor_execute", lambda *_: clock.sleep(0.002))
        Path(started).touch()
        with today.at(instant(day, time(7))):
            sweep()


def _process(app: Flask, day: date, slow: bool, mark: Path) -> multiprocessing.Process:
    context = multiprocessing.get_context("spawn")
    made = context.Process(target=_sweep_in_a_process, args=(_settings(app), day, slow, str(mark)))
    made.start()
    return made  # type: ignore[return-value]


@pytest.fixture
def council(db: SQLAlchemy) -> Iterator[int]:
    """Ten households with steps due; yields how many clocks will fire."""
    for n in range(10):
        withdrawn(NOTICE, children=1 + n % 2)
    due = (
        select(func.count(func.distinct(StepRow.clock_id)))
        .join(ClockRow)
        .where(StepRow.due_on <= date(2027, 1, 20), StepRow.state == "pending", ClockRow.state == "running")
    )
    count = db.session.scalar(due)
    db.session.rollback()
    return count or 0


def _fired_by_fact(db: SQLAlchemy) -> list[tuple[object, ...]]:
    rows = db.session.scalars(select(FactRow).where(FactRow.kind == "step_fired")).all()
    return [
        (row.payload["clock"], row.payload["cycle"], row.payload["rung"], row.children[0].child)
        for row in rows
        if row.payload
    ]


def test_two_sweeps_at_once_fire_each_step_once(app: Flask, db: SQLAlchemy, council: int, tmp_path: Path) -> None:
    day = date(2027, 1, 20)
    both = [_process(app, day, True, tmp_path / str(n)) for n in range(2)]
    for process in both:
        process.join(120)
    assert [process.exitcode for process in both] == [0, 0]
    fired = _fired_by_fact(db)
    assert len(fired) == len(set(fired)) == council
    assert ledger.verify().broken is None
    assert swept(day, time(7, 5))["fired"] == 0


def test_a_sweep_killed_anywhere_is_finished_by_the_next(
    app: Flask, db: SQLAlchemy, council: int, tmp_path: Path
) -> None:
    day = date(2027, 1, 20)
    for n, wait in enumerate((0.05, 0.3, 0.6)):
        mark = tmp_path / str(n)
        process = _process(app, day, True, mark)
        while not mark.exists() and process.is_alive():
            clock.sleep(0.02)
        clock.sleep(wait)
        if process.is_alive() and process.pid:
            os.kill(process.pid, signal.SIGKILL)
        process.join(30)
    swept(day)
    fired = _fired_by_fact(db)
    assert len(fired) == len(set(fired)) == council
    assert ledger.verify().broken is None
    doubled = db.session.execute(text("select dedupe_key from message group by dedupe_key having count(*) > 1")).all()
    assert doubled == []


# --- drafts that wait for the head of service -------------------------------------------------------


def _release_tasks(db: SQLAlchemy) -> dict[str, list[bool]]:
    """Per role, whether each release task waits for a later hour."""
    found: dict[str, list[bool]] = {}
    for row in db.session.scalars(select(Message).where(Message.kind == "referral_release")):
        found.setdefault(row.to_role, []).append(row.next_try_at is not None)
    return found


def test_above_five_drafts_a_day_the_rest_wait_until_four_for_the_head_of_service(db: SQLAlchemy) -> None:
    for _ in range(7):
        withdrawn(NOTICE)
    swept(date(2027, 2, 8))
    tasks = _release_tasks(db)
    assert sorted(tasks["manager"]) == [False] * 5 + [True] * 2
    assert tasks["head_of_service"] == [False, False]


def test_after_an_outage_every_draft_waits(db: SQLAlchemy) -> None:
    withdrawn(NOTICE)
    with today.at(instant(date(2027, 2, 8), time(7))):
        sweep(outage=True)
    assert _release_tasks(db) == {"manager": [True], "head_of_service": [False]}
