"""The clock and step rows of one household in memory, kept after each fact as `ehe.clocks.saving` keeps them."""

from dataclasses import dataclass, field
from datetime import date, datetime

from ehe.clocks import rules
from ehe.clocks.conditions import CONDITIONS, Case
from ehe.clocks.state import Household, Running


@dataclass(slots=True)
class StepLine:
    rung: str
    state: str
    place: int = 0
    due_on: date = date.min
    to: str = ""
    reason: str | None = None
    fired_at: datetime | None = None


@dataclass(slots=True)
class ClockLine:
    """One clock with its steps as they stand in the tables."""

    running: Running
    steps: dict[str, StepLine] = field(default_factory=dict)
    signature: tuple[object, ...] = ()
    # The first day on which a pending rung falls due.
    next_on: date | None = None


class Book:
    """Every clock of the household. Steps are worked out again only when something they follow from has moved."""

    def __init__(self, h: Household) -> None:
        self.h = h
        self.lines: list[ClockLine] = []
        self.open: list[ClockLine] = []
        # A visit was declined or decided upon, or a closing asked for: from here on a ladder may stop lower down.
        self.unsettled = False

    def follow(self, at: datetime) -> tuple[list[ClockLine], list[Running]]:
        """Bring the lines in step after a fact. Returns the clocks that started and those that ended."""
        started = [ClockLine(running) for running in self.h.clocks[len(self.lines) :]]
        self.lines += started
        self.open += started
        for line in self.open:
            self._look(line, at)
        if self.unsettled:
            for line in self.lines:
                if line.running.spec.stops_at is not None and not line.running.is_running:
                    self._look(line, at)
        ended = [line.running for line in self.open if not line.running.is_running]
        if ended:
            self.open = [line for line in self.open if line.running.is_running]
        return started, ended

    def _look(self, line: ClockLine, at: datetime) -> None:
        clock, was = line.running, line.signature
        signature = (
            clock.rag,
            clock.due_on,
            self._standing(clock) if self.unsettled else None,
            clock.state,
            len(clock.fired),
            len(clock.superseded),
        )
        if signature == was:
            return
        line.signature = signature
        if was[:3] == signature[:3]:
            self._take(line, at)
        else:
            self._save(line, at)
        pending = [step.due_on for step in line.steps.values() if step.state == "pending"]
        line.next_on = min(pending, default=None)

    def _take(self, line: ClockLine, at: datetime) -> None:
        """Rungs fired, or the clock ended, on the same dates: what `rules.steps` would say, without counting again."""
        clock = line.running
        for step in line.steps.values():
            if step.state in ("fired", "superseded", "cancelled"):
                continue
            if step.rung in clock.fired:
                step.state, step.reason, step.fired_at = "fired", None, at
            elif step.rung in clock.superseded:
                step.state, step.reason, step.fired_at = "superseded", "a_higher_rung_fired", at
            elif not clock.is_running:
                step.state, step.reason = "cancelled", clock.reason or "clock_met"

    def _standing(self, clock: Running) -> tuple[str | None, bool]:
        """Beside its dates: what is asked about closing the child's entry, and whether the ladder stops lower down."""
        child = self.h.children.get(clock.subject)
        asked = child.closure.uuid if child and child.closure else None
        if clock.spec.stops_at is None:
            return asked, False
        case = Case(self.h, clock.started_by, child.uuid if child else None, clock, clock.code)
        return asked, any(CONDITIONS[name](case) for name in clock.spec.stops_if)

    def _save(self, line: ClockLine, at: datetime) -> None:
        held = dict(line.steps)
        for place, step in enumerate(rules.steps(self.h, line.running)):
            kept = held.pop(step.rung, None)
            if kept is None:
                kept = line.steps[step.rung] = StepLine(step.rung, step.state)
            if kept.state != step.state and step.state in ("fired", "superseded"):
                kept.fired_at = at
            kept.place, kept.due_on, kept.to, kept.state, kept.reason = place, step.on, step.to, step.state, step.reason
        for gone in held.values():
            if gone.state == "pending":
                gone.state, gone.reason = "cancelled", "ladder_stops_below"

    def next_on(self) -> date | None:
        """The first day on which the sweep has something to take."""
        return min((line.next_on for line in self.open if line.next_on is not None), default=None)
