"""The sweep: take every rung that is due. It asks the index what is due and never walks the register.

Batches of households, one transaction each; a batch that fails is taken again one by one, so that
one bad record is named and stops nobody else. Correct by unique keys and row locks: two sweeps at
once do no harm, and one killed at any line is taken up by the next.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import delete, select

from ehe.clocks import referrals, rules
from ehe.clocks.models import ChildState, ClockRow, StepRow, SweepError
from ehe.clocks.saving import Event
from ehe.clocks.services import AFTER_OUTAGE, Desk, desk_of
from ehe.core.base import db
from ehe.core.commit import short_transaction, unit_of_work
from ehe.core.today import london_day, now
from ehe.escalations.models import SignedDecision
from ehe.escalations.services import send

BATCH = 100
LEAD = "safeguarding_lead"

log = logging.getLogger(__name__)


@dataclass
class Counts:
    """What one pass did. `due` is everything that was due; the rest adds up to it."""

    due: int = 0
    fired: int = 0
    superseded: int = 0
    held: int = 0
    cancelled: int = 0
    errors: int = 0

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def sweep(*, outage: bool = False, every_decision_signed: bool = False) -> tuple[Counts, list[Event]]:
    """Take everything that is due now. Commits batch by batch; a household that fails is counted in `errors`.

    `outage` marks what is done as late after a stop. `every_decision_signed` is the replay's: there
    the standing decisions count as signed.
    """
    today, counts, events = london_day(now()), Counts(), []
    signed = None if every_decision_signed else _signed(today)
    seen: set[str] = set()
    while batch := [household for household in _due(today, BATCH + len(seen)) if household not in seen][:BATCH]:
        seen.update(batch)
        events += _take(batch, today, counts, signed, outage)
    return counts, events


def _due(today: date, limit: int) -> list[str]:
    """Households with a rung due, and those with a draft that the lead has had for a day."""
    due = (
        select(ClockRow.household)
        .join(StepRow, StepRow.clock_id == ClockRow.id)
        .where(StepRow.state == "pending", StepRow.due_on <= today, ClockRow.state == "running")
        .group_by(ClockRow.household)
        .order_by(ClockRow.household)
        .limit(limit)
    )
    # Only a red child's can go under a standing decision, and only once the lead has been asked.
    asked = select(ClockRow.household).join(StepRow, StepRow.clock_id == ClockRow.id)
    asked = asked.where(ClockRow.code == "referral_release", ClockRow.state == "running")
    asked = asked.where(StepRow.rung == LEAD, StepRow.state == "fired")
    red = (ChildState.referral == "draft", ChildState.rag == "red", ChildState.household.in_(asked))
    drafts = select(ChildState.household).where(*red).distinct()
    found = list(db.session.scalars(due))
    found += [household for household in db.session.scalars(drafts) if household not in set(found)]
    db.session.rollback()
    return found


def _signed(today: date) -> frozenset[int]:
    """The standing decisions that a director has signed and whose review is not past."""
    rows = db.session.scalars(select(SignedDecision.number).where(SignedDecision.review_on >= today))
    return frozenset(rows)


def _take(
    batch: Sequence[str], today: date, counts: Counts, signed: frozenset[int] | None, outage: bool
) -> list[Event]:
    try:
        mine, events = Counts(), []
        with unit_of_work():
            for household in batch:
                events += take_household(household, today, mine, signed, AFTER_OUTAGE if outage else None)
    except Exception as error:
        if len(batch) == 1:
            # The kind only: an error's text may hold a person's words.
            log.error("household %s could not be swept: %s", batch[0], type(error).__name__)
            _note_error(batch[0], type(error).__name__)
            counts.errors += 1
            return []
        return [event for one in batch for event in _take([one], today, counts, signed, outage)]
    _add(counts, mine)
    _forget_errors(batch)
    return events


def _add(counts: Counts, more: Counts) -> None:
    for name, value in more.as_dict().items():
        setattr(counts, name, getattr(counts, name) + value)


def take_household(
    household: str, today: date, counts: Counts, signed: frozenset[int] | None, wait: str | None
) -> list[Event]:
    """Take what is due on one household: the highest due rung of each clock, then a draft nobody answered."""
    desk = desk_of(household, wait=wait)
    desk.draft_if_due()
    for running in list(desk.h.clocks):
        if not running.is_running:
            continue
        clock = rules.clock(desk.h, running)
        due = [step for step in clock.steps if step.state == "pending" and step.on <= today]
        if due:
            counts.due += len(due)
            counts.fired += 1
            counts.superseded += len(due) - 1
            desk.fire(clock, due)
    _standing_decision(desk, today, signed)
    return desk.events


def _standing_decision(desk: Desk, today: date, signed: frozenset[int] | None) -> None:
    """Send a covered draft at the sweep after the last rung of its release; any other stays on the lead's list."""
    asked = [c.fired[LEAD].on for c in desk.h.running("referral_release") if LEAD in c.fired]
    if not asked or min(asked) >= today:
        return
    number = referrals.covering_decision(desk.h)
    if number is not None and (signed is None or number in signed):
        send(desk, now(), standing_decision=number)


def _note_error(household: str, kind: str) -> None:
    """Keep the failure for managers to see."""
    table = SweepError.__table__
    with short_transaction() as connection:
        changed = connection.execute(
            table.update()  # type: ignore[attr-defined]
            .where(table.c.household == household)
            .values(last_at=now(), times=table.c.times + 1, error=kind)
        )
        if changed.rowcount == 0:
            connection.execute(
                table.insert().values(household=household, first_at=now(), last_at=now(), times=1, error=kind)  # type: ignore[attr-defined]
            )


def _forget_errors(households: Iterable[str]) -> None:
    """A household that was swept well has no error any more."""
    gone = delete(SweepError).where(SweepError.household.in_(list(households)))
    if db.session.scalar(select(SweepError.id).limit(1)) is not None:
        with unit_of_work():
            db.session.execute(gone)
    else:
        db.session.rollback()
