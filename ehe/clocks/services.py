"""The one door: a fact is recorded here and nowhere else.

`record` locks the household's children, writes the fact, works out the clocks, saves the
difference and fires what is due at once; the caller's transaction is committed at its edge.
Nobody can forget the clocks, the chronology or the outbox, and two facts at once cannot each
compute from a stale history.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from flask import current_app
from sqlalchemy import func, select

from ehe.clocks import history, referrals, rules, saving
from ehe.clocks.counting import BeyondCalendar, england
from ehe.clocks.ladders import SILENT
from ehe.clocks.policy import Policy, load
from ehe.clocks.saving import Event
from ehe.clocks.state import Happening, Household
from ehe.core.base import db
from ehe.core.errors import NotFound, Refused
from ehe.core.today import london, london_day, now
from ehe.facts import ledger
from ehe.facts.actors import SYSTEM, Actor
from ehe.facts.kinds import BadFact, FactCorrected, Kind, ReferralDrafted, StepFired
from ehe.facts.models import FactRow
from ehe.facts.recorded import Recorded
from ehe.register.models import Child
from ehe.register.queries import absences

AFTER_OUTAGE = "after_outage"
TOO_MANY = "too_many_drafts"

Check = Callable[[Household, Recorded], None]
Forerunner = Callable[[Kind], Kind | None]
Listener = Callable[["Desk", Recorded], None]

_listeners: dict[str, list[Listener]] = {}
_checks: dict[str, Check] = {}
_ahead: dict[str, Forerunner] = {}


def precede(kind: type[Kind], ahead: Forerunner) -> None:
    """Have a fact of this kind bring another along that stands before it: `ahead` makes it, or None."""
    _ahead[kind.kind] = ahead


def ahead_of(fact: Kind) -> Kind | None:
    """The fact that stands before this one and comes with it."""
    ahead = _ahead.get(fact.kind)
    return ahead(fact) if ahead else None


def guard(check: Check, *kinds: type[Kind]) -> None:
    """Have the door ask `check` before it takes a fact of these kinds, whoever brings it."""
    for kind in kinds:
        _checks[kind.kind] = check


def listen(*kinds: str) -> Callable[[Listener], Listener]:
    """Have a room above follow facts of some kinds, in the fact's own transaction."""

    def keep(listener: Listener) -> Listener:
        for kind in kinds:
            _listeners.setdefault(kind, []).append(listener)
        return listener

    return keep


def policy() -> Policy:
    """The authority's procedure in force."""
    return load(current_app.config.get("EHE_POLICY", "england"))


def check_of(kind: str) -> Check | None:
    """What the door asks before it takes a fact of this kind."""
    return _checks.get(kind)


@dataclass(frozen=True)
class Recording:
    """What recording a fact came to. `fact` is its uuid; `events` are in the words of the replay."""

    fact: str
    events: tuple[Event, ...]


class Desk:
    """One household, locked, with its history read: where facts about it are taken in."""

    def __init__(self, household: str, children: Sequence[Child], *, wait: str | None = None) -> None:
        self.uuid = household
        self.children = children
        # Why drafts wait some hours for the head of service, beside too many in one day: after an outage.
        self.wait = wait
        self.facts = history.facts_of(children)
        self.away = absences()
        self.events: list[Event] = []
        self._read()

    def _read(self) -> None:
        members = history.members_of(self.children)
        self.h = rules.read(members, self.facts, policy(), england())

    def take(self, fact: Kind, *, at: datetime, by: Actor, about: Sequence[str], **written: str | None) -> Recorded:
        """Write one fact and follow it: clocks, entries, messages, what is due at once."""
        if first := ahead_of(fact):
            self.take(first, at=at, by=by, about=about, recorded_by=written.get("recorded_by"))
        others = [child.uuid for child in self.children if child.uuid not in about and not child.same_as]
        pairs = [(child, "about") for child in about] + [(child, "household") for child in others]
        row = ledger.write(fact, on=london_day(at), at=at, by=by, children=pairs, **written)
        new = history.recorded(row, {c.uuid: c.same_as for c in self.children if c.same_as})
        self._save(new, self._add(new))
        for listener in _listeners.get(new.kind, ()):
            listener(self, new)
        self._at_once(new)
        return new

    def _add(self, new: Recorded) -> list[Happening]:
        """Take a fact into the history; what it brings about.

        Usually the newest fact is the latest: go on from there. Otherwise read the history again. A correction
        brings about what the corrected history says and said not before, whichever fact it follows from.
        """
        last = max((f.order for f in self.facts), default=None)
        self.facts.append(new)
        if (last is None or new.order >= last) and new.kind not in ("fact_corrected", "child_added", "child_matched"):
            rules.apply(self.h, new)
        else:
            before = self.h.happenings
            self._read()
            if new.kind == "fact_corrected":
                saving.take_back(self.uuid, before, self.h.happenings)
                return [said for said in self.h.happenings if said not in before]
        return [said for said in self.h.happenings if said.cause == new.uuid]

    def _save(self, new: Recorded, told: Sequence[Happening]) -> None:
        changed = saving.save_clocks(self.uuid, self.h)
        changed += saving.save_children(self.uuid, self.h)
        saving.close_messages(self.uuid, changed)
        day = london_day(new.at)
        said = [saving.save_happening(self.uuid, self.h, one, self.away, day) for one in told]
        self.events += [event for event in said if event.event == "rated"]
        self.events += [event for event in changed if event.event.startswith(("clock_", "step_"))]
        self.events += [event for event in said if event.event != "rated"]
        self.events += [event for event in changed if event.event == "entry_closed"]
        db.session.flush()

    def _at_once(self, new: Recorded) -> None:
        """Fire the rungs that fall on the starting day; draft the referral that is due."""
        for running in [c for c in self.h.clocks if c.cycle == new.uuid and c.is_running]:
            clock = rules.clock(self.h, running)
            due = [s for s in clock.steps if s.state == "pending" and s.on == clock.started_on == new.on]
            if due:
                self.fire(clock, due)
        self.draft_if_due()

    def fire(self, clock: rules.Clock, due: Sequence[rules.Step]) -> None:
        """Take the highest of the rungs that are due; the lower ones are superseded by it."""
        top, at = due[-1], now()
        day = london_day(at)
        to = saving.addressee(self.h, top.to, clock.children, self.away, day)
        fact = StepFired(
            clock=clock.code,
            cycle=clock.cycle,
            rung=top.rung,
            due_on=clock.due_on,
            to=to,
            superseded=tuple(step.rung for step in due[:-1]),
            outage=self.wait == AFTER_OUTAGE,
        )
        self.events += self._step_events(clock, fact, day)
        about = (clock.subject,) if clock.subject in self.h.children else clock.children
        written = self.take(fact, at=at, by=SYSTEM, about=about)
        if top.rung not in SILENT:
            saving.step_message(self.uuid, clock, top.rung, to, written.uuid, self._is_urgent(clock, top.rung))

    def _is_urgent(self, clock: rules.Clock, rung: str) -> bool:
        """What is said at once: red, missed access, a concern, a referral, a last rung. All else waits for the list."""
        last = self.h.policy.ladders[self._ladder(clock)].names[-1]
        codes = ("next_attempt", "visit_decision", "concern_disposition", "concerns_review")
        return clock.rag == "red" or rung == last or clock.code in codes or clock.code.startswith("referral")

    def _ladder(self, clock: rules.Clock) -> str:
        return next(c.ladder for c in self.h.clocks if c.key == clock.key)

    def _step_events(self, clock: rules.Clock, fact: StepFired, day: date) -> list[Event]:
        named = {"clock": clock.code, "cycle": clock.cycle}
        events = [Event("step_superseded", clock.children, {**named, "rung": rung}) for rung in fact.superseded]
        if fact.rung == "next_stage":
            return events
        late = max(0, (day - clock.due_on).days)
        detail = {**named, "rung": fact.rung, "to": fact.to, "due_on": clock.due_on, "days_late": late}
        events.append(Event("step_fired", clock.children, detail))
        if clock.code in ("referral_acknowledgement", "referral_decision", "referral_feedback"):
            events.append(Event("referral_chased", clock.children, {**named, "rung": fact.rung, "to": fact.to}))
        return events

    def draft_if_due(self) -> None:
        """Draft the household's referral when a lapse has climbed that far or a manager asked for it."""
        if not referrals.draft_due(self.h):
            return
        wait = self.wait or too_many_drafts(self.h.policy)
        because = "asked" if self.h.draft_asked else "lapse"
        fact = ReferralDrafted(grounds=referrals.grounds(self.h), because=because, held=wait is not None)
        everyone = tuple(child.uuid for child in self.h.present)
        self.events.append(Event("referral_drafted", everyone, {"grounds": list(fact.grounds), "because": because}))
        drafted = self.take(fact, at=now(), by=SYSTEM, about=everyone)
        if wait is not None:
            until = london(drafted.on, time.fromisoformat(self.h.policy.wait_until))
            self.events += saving.hold_draft(self.uuid, drafted.uuid, everyone, wait, until)


def too_many_drafts(procedure: Policy) -> str | None:
    """Why one more draft waits today: the register has drafted as many as the policy lets go by unread."""
    drafted = select(func.count()).where(FactRow.kind == "referral_drafted", FactRow.on == london_day(now()))
    return TOO_MANY if (db.session.scalar(drafted) or 0) >= procedure.daily_drafts else None


def open_desk(children: Sequence[str]) -> Desk:
    """Lock the household of these children and read its history.

    Raises `NotFound` for an unknown child, `Refused` when the children are of several households.
    """
    rows = db.session.scalars(select(Child).where(Child.uuid.in_(children))).all()
    if not rows or len(rows) != len(set(children)):
        raise NotFound("child")
    households = {row.household_uuid for row in rows}
    if len(households) > 1:
        raise Refused("several_households", "These children are not of one household: record each on their own.")
    return desk_of(households.pop())


def desk_of(household: str, *, wait: str | None = None) -> Desk:
    """Lock a household's children in the order of their uuids, and read its history."""
    everyone = db.session.scalars(
        select(Child)
        .where(Child.household_uuid == household)
        .order_by(Child.uuid)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    return Desk(household, sorted(everyone, key=lambda child: (child.place, child.uuid)), wait=wait)


def record(
    fact: Kind,
    *,
    children: Sequence[str],
    by: Actor,
    at: datetime | None = None,
    recorded_by: str | None = None,
    corrects: str | None = None,
) -> Recording:
    """Record one fact about children of one household, and everything that follows from it.

    `at` is when it happened (now, if not said). The kind's own check (`guard`) may raise `Refused` on
    the locked history; then nothing is written. The caller commits at its edge.
    """
    desk = open_desk(children)
    at = at or now()
    seq = max((f.seq for f in desk.facts), default=0) + 1
    try:
        _ask(desk.h, Recorded("", seq, london_day(at), at, by, tuple(children), fact))
        new = desk.take(fact, at=at, by=by, about=tuple(children), recorded_by=recorded_by, corrects=corrects)
    except (BeyondCalendar, OverflowError) as error:
        raise Refused("date_not_possible", "A date in this lies beyond every calendar.") from error
    return Recording(new.uuid, tuple(desk.events))


def _ask(h: Household, asked: Recorded) -> None:
    if check := check_of(asked.kind):
        check(h, asked)


def _check_correction(h: Household, asked: Recorded) -> None:
    """What a fact may not say, a correction may not make it say."""
    if not isinstance(asked.fact, FactCorrected):
        return
    try:
        earlier, corrected = rules.before_correction(h, asked.fact)
    except KeyError:
        raise Refused("nothing_to_correct", "There is no such fact about this household.") from None
    except BadFact as error:
        raise Refused("cannot_be_corrected", str(error)) from error
    if corrected.on > asked.on:
        raise Refused("cannot_be_corrected", "What has happened cannot lie ahead of the day on which it is put right.")
    _ask(earlier, corrected)


guard(_check_correction, FactCorrected)


def household_of(child: str) -> Household:
    """A household's history read without a lock, for pages."""
    row = db.session.get(Child, child)
    if row is None:
        raise NotFound("child")
    everyone = db.session.scalars(
        select(Child).where(Child.household_uuid == row.household_uuid).order_by(Child.place, Child.uuid)
    ).all()
    return rules.read(history.members_of(everyone), history.facts_of(everyone), policy(), england())
