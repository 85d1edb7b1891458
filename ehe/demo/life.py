"""One household's life in memory: the door and the sweep without a database.

What `ehe.clocks.services.Desk` and `ehe.escalations.sweep` do with rows, this does with plain values
and the same pure rules, so that a council's years are played in seconds. A test records the same
facts through the real door and compares every row.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random

from ehe.clocks import referrals, rules, saving
from ehe.clocks.counting import WorkingCalendar
from ehe.clocks.ladders import SILENT
from ehe.clocks.policy import Policy
from ehe.clocks.services import ahead_of, check_of
from ehe.clocks.state import Child, Household, Member, Running
from ehe.core.errors import Refused
from ehe.core.today import london, london_day
from ehe.demo.book import Book, ClockLine
from ehe.demo.outbox import Outbox
from ehe.demo.people import new_uuid
from ehe.demo.referrals import Referrals
from ehe.escalations.sweep import LEAD
from ehe.facts import kinds
from ehe.facts.actors import SYSTEM, Actor
from ehe.facts.kinds import Kind
from ehe.facts.recorded import Recorded
from ehe.register.rules import Absences

SWEEP_AT = time(7)
ONE_DAY = timedelta(days=1)

Act = Callable[[], object]


@dataclass(frozen=True)
class World:
    """What is the same for every household of a load. `signed` are the standing decisions in force."""

    policy: Policy
    calendar: WorkingCalendar
    away: Absences
    signed: frozenset[int]
    until: datetime


class Life:
    """A household from its first notice to the end of the story. Who acts, and when, is `ehe.demo.habits`."""

    def __init__(
        self,
        household: str,
        members: Sequence[Member],
        world: World,
        rng: Random,
        referral_reference: Callable[[int], str],
    ) -> None:
        self.household = household
        self.world = world
        self.rng = rng
        self.h = Household(world.policy, world.calendar, {m.uuid: Child(m) for m in members})
        self.facts: list[Recorded] = []
        # Who wrote a fact down, where that was not who said it.
        self.recorded_by: dict[str, str] = {}
        self.book = Book(self.h)
        self.outbox = Outbox(household)
        self.referrals = Referrals(self.h, partial(new_uuid, rng), referral_reference)
        self.restricted = False
        self.refused: list[str] = []
        self.now = datetime(1900, 1, 1, tzinfo=UTC)
        self.react: Callable[[Recorded, list[Running]], None] = lambda new, started: None
        self._agenda: list[tuple[datetime, int, Act]] = []
        self._numbered = 0
        # The sweep reaches each household at its own second.
        self._second = rng.randrange(60)

    # --- the story --------------------------------------------------------------------------------

    def plan(self, at: datetime, act: Act) -> None:
        """Have something done at an instant to come; what lies past the end of the story is never done."""
        if at < self.world.until:
            self._numbered += 1
            heapq.heappush(self._agenda, (max(at, self.now), self._numbered, act))

    def run(self) -> None:
        """Go from one thing that happens to the next: what people do, and the sweeps that have something to take."""
        while True:
            act = self._agenda[0][0] if self._agenda else None
            sweep = self._next_sweep()
            if sweep is not None and sweep < self.world.until and (act is None or sweep < act):
                self.now = sweep
                self._sweep()
            elif act is not None:
                self.now, _, what = heapq.heappop(self._agenda)
                what()
            else:
                return

    def uuid(self) -> str:
        return new_uuid(self.rng)

    # --- the door ---------------------------------------------------------------------------------

    def record(self, fact: Kind, by: Actor, about: Sequence[str], recorded_by: str | None = None) -> bool:
        """Record a fact as a service does: checked first. False when the register will not take it."""
        check = check_of(fact.kind)
        if check is not None:
            asked = Recorded("", len(self.facts) + 1, london_day(self.now), self.now, by, tuple(about), fact)
            try:
                check(self.h, asked)
            except Refused as refused:
                self.refused.append(refused.code)
                return False
        self.take(fact, by, about, recorded_by)
        return True

    def take(self, fact: Kind, by: Actor, about: Sequence[str], recorded_by: str | None = None) -> Recorded:
        """Take a fact in and follow it: clocks, messages, what is due at once."""
        if first := ahead_of(fact):
            self.take(first, by, about, recorded_by)
        at = self.now
        new = Recorded(self.uuid(), len(self.facts) + 1, london_day(at), at, by, tuple(about), fact)
        self.facts.append(new)
        if recorded_by:
            self.recorded_by[new.uuid] = recorded_by
        heard = len(self.h.happenings)
        rules.apply(self.h, new)
        self._watch(new)
        started, ended = self.book.follow(at)
        self.outbox.close(ended, at)
        for said in self.h.happenings[heard:]:
            wanted = said.get("to")
            to = saving.addressee(self.h, str(wanted), said.children, self.world.away, new.on) if wanted else None
            self.outbox.hear(said, to, at)
        self._listen(new)
        self._at_once(new, started)
        self.react(new, [line.running for line in started])
        return new

    def _watch(self, new: Recorded) -> None:
        """After some facts a ladder may be cut or held by more than its own dates and deeds."""
        fact = new.fact
        declined = isinstance(fact, kinds.ContactAttempted) and fact.outcome == "refused" and new.by.is_own_staff
        if declined or isinstance(fact, kinds.VisitDecided | kinds.ClosureRequested):
            self.book.unsettled = True

    def _listen(self, new: Recorded) -> None:
        """What the rooms above the clocks do in the fact's own transaction."""
        fact = new.fact
        if isinstance(fact, kinds.WithdrawalNotified | kinds.SafetyRecorded) and self.h.stopped.get("restricted"):
            self.restricted = True
        if isinstance(fact, kinds.ReferralDecisionMade) and fact.decision == "release":
            self.send(released_by=new)
        else:
            self.referrals.follow(new)
        if isinstance(fact, kinds.ReferralRead):
            self.outbox.tick_off("read_referral", "read", at=new.at)

    def _at_once(self, new: Recorded, started: Sequence[ClockLine]) -> None:
        """Fire the rungs that fall on the starting day; draft the referral that is due."""
        for line in [line for line in started if line.next_on is not None and line.next_on <= new.on]:
            # One that had waited for an entry is not this fact's own.
            if line.running.is_running and line.running.cycle == new.uuid:
                steps = rules.steps(self.h, line.running)
                due = [s for s in steps if s.state == "pending" and s.on == line.running.started_on == new.on]
                if due:
                    self._fire(line.running, due)
        self._draft_if_due()

    def _fire(self, clock: Running, due: Sequence[rules.Step]) -> None:
        """Take the highest of the rungs that are due; the lower ones are superseded by it."""
        top, at, rag = due[-1], self.now, clock.rag
        day = london_day(at)
        children = rules.children_of(self.h, clock)
        to = saving.addressee(self.h, top.to, children, self.world.away, day)
        fact = kinds.StepFired(
            clock=clock.code,
            cycle=clock.cycle,
            rung=top.rung,
            due_on=clock.due_on,
            to=to,
            superseded=tuple(step.rung for step in due[:-1]),
        )
        written = self.take(fact, SYSTEM, children)
        if top.rung not in SILENT:
            urgent = self._is_urgent(clock, rag, top.rung)
            self.outbox.step(clock, children, top.rung, to, written.uuid, urgent=urgent, at=at)

    def _is_urgent(self, clock: Running, rag: str, rung: str) -> bool:
        last = self.h.policy.ladders[clock.ladder].names[-1]
        codes = ("next_attempt", "visit_decision", "concern_disposition", "concerns_review")
        return rag == "red" or rung == last or clock.code in codes or clock.code.startswith("referral")

    def _draft_if_due(self) -> None:
        if not referrals.draft_due(self.h):
            return
        because = "asked" if self.h.draft_asked else "lapse"
        fact = kinds.ReferralDrafted(grounds=referrals.grounds(self.h), because=because)
        self.take(fact, SYSTEM, tuple(child.uuid for child in self.h.present))

    def send(self, *, released_by: Recorded | None = None, standing_decision: int | None = None) -> None:
        """Send the waiting draft; on a closed day it goes to the out-of-hours team."""
        draft = self.h.referral
        if draft is None:
            return
        to = saving.addressee(self.h, "social_care", (), self.world.away, london_day(self.now))
        person = released_by.by.word if released_by else None
        fact = kinds.ReferralSent(
            draft=draft.opened_by.uuid, to=to, released_by=person, standing_decision=standing_decision
        )
        self.take(fact, SYSTEM, tuple(child.uuid for child in self.h.present))

    # --- the sweep --------------------------------------------------------------------------------

    def sweep_at(self, day: date) -> datetime:
        return london(day, SWEEP_AT) + timedelta(seconds=self._second)

    def _next_sweep(self) -> datetime | None:
        """The next sweep that has something to take: never a walk through days on which nothing is due."""
        days = [day for day in (self.book.next_on(), self._sent_on()) if day is not None]
        if not days:
            return None
        at = self.sweep_at(min(days))
        if at > self.now:
            return at
        today = london_day(self.now)
        at = self.sweep_at(today)
        return at if at > self.now else self.sweep_at(today + ONE_DAY)

    def _asked_lead_on(self) -> date | None:
        asked = [c.fired[LEAD].on for c in self.h.running("referral_release") if LEAD in c.fired]
        return min(asked, default=None)

    def _sent_on(self) -> date | None:
        """The day on which a covered draft goes by itself."""
        if self.h.referral is None or self.h.referral.state != "draft":
            return None
        asked = self._asked_lead_on()
        if asked is None or referrals.covering_decision(self.h) not in self.world.signed:
            return None
        return asked + ONE_DAY

    def _sweep(self) -> None:
        today = london_day(self.now)
        self._draft_if_due()
        for line in list(self.book.open):
            if line.running.is_running and line.next_on is not None and line.next_on <= today:
                due = [s for s in rules.steps(self.h, line.running) if s.state == "pending" and s.on <= today]
                self._fire(line.running, due)
        sent_on = self._sent_on()
        if sent_on is not None and sent_on <= today:
            self.send(standing_decision=referrals.covering_decision(self.h))
