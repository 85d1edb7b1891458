"""Saving the difference: what the rules give against what the tables hold. Only the door calls this."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ehe.clocks import rules
from ehe.clocks.models import ChildState, ClockChild, ClockRow, StepRow
from ehe.clocks.sightings import FAILED
from ehe.clocks.state import Happening, Household
from ehe.core.base import db
from ehe.core.today import LONDON, now
from ehe.outbox.models import Message
from ehe.register.models import EntryRow
from ehe.register.rules import Absences

# Deterministic keys: a step taken again after a crash or a restore makes the same message.
KEYS = uuid.UUID("8b0f6f52-3b1f-4d2b-9a7e-6f0f3f2c5e11")


@dataclass(frozen=True)
class Event:
    """One thing that changed, in the words of `ehe replay`."""

    event: str
    children: tuple[str, ...]
    detail: dict[str, Any] = field(default_factory=dict)


def key(*parts: str) -> str:
    return str(uuid.uuid5(KEYS, "|".join(parts)))


def rows_of(household: str) -> dict[tuple[str, str, str], ClockRow]:
    rows = db.session.scalars(select(ClockRow).where(ClockRow.household == household))
    return {(row.subject, row.code, row.cycle): row for row in rows}


def save_clocks(household: str, h: Household) -> list[Event]:
    """Bring the household's clock and step rows in line with the rules, and say what changed."""
    events: list[Event] = []
    rows = rows_of(household)
    for clock in rules.clocks(h):
        subject = household if clock.subject == rules.HOUSEHOLD else clock.subject
        row = rows.pop((subject, clock.code, clock.cycle), None)
        if row is None:
            row = _new_row(household, subject, clock, h.policy.version)
            events.append(_event("clock_started", clock, due_on=clock.first_due_on, rag=clock.rag))
        elif row.due_on != clock.due_on:
            events.append(_event("clock_redated", clock, due_on=clock.due_on, rag=clock.rag))
        if row.state == "running" and clock.state != "running":
            reason = {"reason": clock.reason} if clock.state == "voided" else {}
            events.append(_event(f"clock_{clock.state}", clock, **reason))
        _update(row, clock)
        events += [_event("step_held", clock, rung=rung, reason=reason) for rung, reason in _save_steps(row, clock)]
    for row in rows.values():
        events += _vanished(row)
    return events


def _event(name: str, clock: rules.Clock, **detail: Any) -> Event:
    return Event(name, clock.children, {"clock": clock.code, "cycle": clock.cycle, **detail})


def _new_row(household: str, subject: str, clock: rules.Clock, version: str) -> ClockRow:
    row = ClockRow(
        household=household,
        subject=subject,
        code=clock.code,
        cycle=clock.cycle,
        state="running",
        due_on=clock.due_on,
        policy_version=version,
        steps=[],
        children=[],
    )
    db.session.add(row)
    return row


def _update(row: ClockRow, clock: rules.Clock) -> None:
    for name in (
        "rag", "started_on", "counted_from", "due_on", "first_due_on", "provisional", "state", "ended_on", "reason",
    ):  # fmt: skip
        setattr(row, name, getattr(clock, name))
    if tuple(child.child for child in row.children) != clock.children:
        held = {child.child: child for child in row.children}
        row.children = [held.get(child) or ClockChild(child=child, place=n) for n, child in enumerate(clock.children)]


def _save_steps(row: ClockRow, clock: rules.Clock) -> list[tuple[str, str]]:
    """Bring the steps in line; which are newly held, and why."""
    held = {step.rung: step for step in row.steps}
    newly_held: list[tuple[str, str]] = []
    for place, step in enumerate(clock.steps):
        kept = held.pop(step.rung, None)
        if kept is None:
            kept = StepRow(rung=step.rung, state=step.state)
            row.steps.append(kept)
        if kept.state != step.state and step.state in ("fired", "superseded"):
            kept.fired_at = now()
        if step.state == "held" and kept.state != "held":
            newly_held.append((step.rung, step.reason or ""))
        kept.place, kept.due_on, kept.to, kept.state, kept.reason = place, step.on, step.to, step.state, step.reason
    for gone in held.values():
        # A rung above the one where the ladder now stops: it comes back if the reason for stopping goes.
        if gone.state == "pending":
            gone.state, gone.reason = "cancelled", "ladder_stops_below"
    return newly_held


def _vanished(row: ClockRow) -> list[Event]:
    """A clock that the corrected history never started."""
    if row.state != "running":
        return []
    row.state, row.reason, row.ended_on = "voided", "corrected", None
    for step in row.steps:
        if step.state == "pending":
            step.state, step.reason = "cancelled", "corrected"
    children = tuple(child.child for child in row.children)
    return [Event("clock_voided", children, {"clock": row.code, "cycle": row.cycle, "reason": "corrected"})]


def save_children(household: str, h: Household) -> list[Event]:
    """Bring entries and the at-a-glance row of each child in line; say which entries closed."""
    events: list[Event] = []
    rows = {row.child: row for row in db.session.scalars(select(ChildState).where(ChildState.household == household))}
    for child in h.children.values():
        events += _save_entries(child.uuid, h)
        row = rows.get(child.uuid)
        if row is None:
            row = ChildState(child=child.uuid, household=household)
            db.session.add(row)
        _glance(row, child.uuid, h)
    return events


def _save_entries(uuid_: str, h: Household) -> list[Event]:
    events: list[Event] = []
    held = {row.fact: row for row in db.session.scalars(select(EntryRow).where(EntryRow.child_uuid == uuid_))}
    for entry in h.children[uuid_].entries:
        row = held.get(entry.fact)
        if row is None:
            row = EntryRow(fact=entry.fact, child_uuid=uuid_, since=entry.since, policy_version=h.policy.version)
            db.session.add(row)
        if row.ended_on is None and entry.ended_on is not None and entry.reason != "status_changed":
            events.append(Event("entry_closed", (uuid_,), {"status": entry.status, "reason": entry.reason}))
        row.status, row.since, row.ended_on, row.reason = entry.status, entry.since, entry.ended_on, entry.reason
    return events


def _glance(row: ChildState, uuid_: str, h: Household) -> None:
    child = h.children[uuid_]
    rating, entry = child.rating, child.entry
    row.status, row.entered_on = entry.status if entry else None, child.registered_since
    row.rag = rating.rag if rating else None
    row.rating_proposed = rating.proposed if rating else None
    row.rating_reasons = list(rating.reasons) if rating else None
    row.officer = child.officer
    seen = child.last_seen
    row.last_seen_on = seen.on if seen else None
    row.last_seen_how, row.last_seen_by = (seen.how, seen.by) if seen else (None, None)
    sighted = child.last_qualifying_sighting
    row.seen_since_withdrawal = bool(sighted and row.entered_on and sighted.on >= row.entered_on)
    row.failed_in_a_row = failed_in_a_row(h, uuid_)
    row.open_concerns = len(h.open_concerns(uuid_))
    row.referral = h.referral.state if h.referral else None
    row.closing_asked = child.closure is not None
    mine = [c for c in h.clocks if c.is_running and (c.subject == uuid_ or c.subject not in h.children)]
    worst = min(mine, key=lambda c: (c.due_on, c.code), default=None) if entry else None
    row.worst_code, row.worst_due_on = (worst.code, worst.due_on) if worst else (None, None)
    row.updated_at = now()


def failed_in_a_row(h: Household, uuid_: str) -> int:
    """How many of the latest attempts failed without one that did not."""
    count = 0
    for attempt in reversed(h.children[uuid_].attempts):
        if getattr(attempt.fact, "outcome", None) not in FAILED:
            break
        count += 1
    return count


# --- messages -------------------------------------------------------------------------------------


def addressee(h: Household, to: str, children: Iterable[str], away: Absences, day: date) -> str:
    """A role, or the word of the officer whose child it is: their cover while they are away, else the managers.

    What goes to social care on a closed day goes to the out-of-hours team.
    """
    if to in ("social_care", "social_care_manager") and not h.calendar.is_working(day):
        return "out_of_hours"
    if to != "officer":
        return to
    about = [h.children[child] for child in children if child in h.children]
    named = [child.officer for child in about]
    if not any(child.entry for child in about):
        # A brother or sister off the register: whoever has the others.
        named += [child.officer for child in h.registered]
    officer = next((word for word in named if word), None)
    return (away.stand_in(officer, day) or "manager") if officer else "officer"


def save_happening(household: str, h: Household, said: Happening, away: Absences, day: date) -> Event:
    """Put what the rules say into the outbox, and say it in the words of the replay."""
    detail = dict(said.detail)
    if said.event in ("task_opened", "message_queued"):
        to = addressee(h, str(detail["to"]), said.children, away, day)
        detail["to"] = to
        _queue(household, said, detail, to)
    elif said.event == "message_held":
        _hold(household, said, detail)
    detail.pop("of", None)
    return Event(said.event, said.children, detail)


def _message_key(household: str, cause: str, kind: str, children: tuple[str, ...], to: str) -> str:
    return key(household, cause, kind, ",".join(children), to)


def _queue(household: str, said: Happening, detail: dict[str, Any], to: str) -> None:
    cause = str(detail.get("of", said.cause))
    dedupe = _message_key(household, cause, str(detail["kind"]), said.children, to)
    held = db.session.scalar(select(Message).where(Message.dedupe_key == dedupe))
    if held is not None:
        if held.state == "held":
            held.state, held.reason = "queued", None
        return
    db.session.add(
        Message(
            dedupe_key=dedupe,
            channel=str(detail.get("channel", "desk")),
            kind=str(detail["kind"]),
            to_role=role_of(to),
            to_word=None if to in ROLES else to,
            household=household,
            child=said.children[0] if said.children else None,
            clock=detail.get("clock"),
            cycle=said.cause,
            fact=said.cause,
            detail=detail.get("school"),
        )
    )


def _hold(household: str, said: Happening, detail: dict[str, Any]) -> None:
    cause = str(detail.get("of", said.cause))
    dedupe = _message_key(household, cause, str(detail["kind"]), said.children, "family")
    row = db.session.scalar(select(Message).where(Message.dedupe_key == dedupe))
    if row is None:
        row = Message(
            dedupe_key=dedupe,
            channel="letter",
            kind=str(detail["kind"]),
            to_role="family",
            household=household,
            child=said.children[0] if said.children else None,
            cycle=said.cause,
            fact=said.cause,
            state="held",
        )
        db.session.add(row)
    if row.state in ("queued", "held"):
        row.state, row.reason = "held", str(detail["reason"])


ROLES = frozenset(
    {
        "officer", "manager", "head_of_service", "safeguarding_lead", "social_care", "social_care_manager",
        "out_of_hours", "family",
    }
)  # fmt: skip


def role_of(to: str) -> str:
    """The role a message is for; a named person's word stands beside it."""
    if to in ROLES:
        return to
    return "school" if to.startswith("school:") else "officer"


def step_message(household: str, clock: rules.Clock, rung: str, to: str, fact: str, at_once: bool) -> None:
    """A fired rung lands on a desk, once in a register's life."""
    for channel, kind in (("desk", "step"), ("email", "at_once")) if at_once else (("desk", "step"),):
        dedupe = key(clock.subject, household, clock.code, clock.cycle, rung, to, channel)
        if db.session.scalar(select(Message.uuid).where(Message.dedupe_key == dedupe)) is not None:
            continue
        db.session.add(
            Message(
                dedupe_key=dedupe,
                channel=channel,
                kind=kind,
                to_role=role_of(to),
                to_word=None if to in ROLES else to,
                household=household,
                child=clock.children[0] if clock.children else None,
                clock=clock.code,
                cycle=clock.cycle,
                rung=rung,
                fact=fact,
                at_once=at_once,
            )
        )


def take_back(household: str, before: Sequence[Happening], after: Sequence[Happening]) -> None:
    """Close what lies open because of something that the corrected history never said."""
    still = {(said.cause, said.get("kind"), said.children) for said in after}
    for said in before:
        asks = said.event in ("task_opened", "message_queued")
        if not asks or (said.cause, said.get("kind"), said.children) in still:
            continue
        rows = select(Message).where(
            Message.household == household, Message.fact == said.cause, Message.kind == said.get("kind"),
            Message.child == (said.children[0] if said.children else None), Message.state.in_(("queued", "held")),
        )  # fmt: skip
        for row in db.session.scalars(rows):
            row.state, row.reason, row.ended_at = "cancelled", "corrected", now()


def hold_draft(household: str, draft: str, children: tuple[str, ...], reason: str, until: datetime) -> list[Event]:
    """A draft waits some hours for the head of service, who hears of it at once; then it is the manager's too.

    The wait moves no clock: the release climbs from the day of the draft.
    """
    tasks = select(Message).where(Message.fact == draft, Message.kind == "referral_release")
    for task in db.session.scalars(tasks):
        task.next_try_at, task.reason = until, reason
        db.session.add(
            Message(
                dedupe_key=key(household, draft, "referral_release", "head_of_service"),
                channel="desk",
                kind="referral_release",
                to_role="head_of_service",
                household=household,
                child=task.child,
                clock=task.clock,
                cycle=task.cycle,
                fact=draft,
                at_once=True,
            )
        )
    asks = {"kind": "referral_release", "to": "head_of_service", "clock": "referral_release", "cycle": draft}
    hour = f"{until.astimezone(LONDON):%H:%M}"
    held = {"kind": "referral_release", "to": "manager", "reason": reason, "until": hour}
    return [Event("task_opened", children, asks), Event("message_held", children, held)]


def close_messages(household: str, events: Iterable[Event]) -> None:
    """A task on a desk is closed with its clock."""
    for event in events:
        if event.event not in ("clock_met", "clock_voided"):
            continue
        open_tasks = select(Message).where(
            Message.household == household,
            Message.channel == "desk",
            Message.state == "queued",
            Message.cycle == event.detail["cycle"],
            Message.clock == event.detail["clock"],
        )
        for row in db.session.scalars(open_tasks):
            row.state, row.reason, row.ended_at = "closed", event.event, now()
