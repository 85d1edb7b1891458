"""The rules: a household's facts in, its clocks with their dates out. Pure: no database, no wall clock.

`read` goes through the facts in the order they happened and returns what they come to; `clocks_for`
gives the clocks and steps of it. The door, the nightly recheck, the preview of a policy change and
the replay all use these and nothing else. A clock is known by (subject, code, the fact that started it).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from ehe.clocks import entries, ladders, rating, redating, referrals
from ehe.clocks.conditions import Case
from ehe.clocks.counting import WorkingCalendar
from ehe.clocks.knowledge import know, take_step
from ehe.clocks.matching import holds, speaks_of, subjects
from ehe.clocks.outcomes import tell
from ehe.clocks.policy import ClockSpec, Match, Policy, Start
from ehe.clocks.state import Child, Household, Member, Running
from ehe.facts import kinds
from ehe.facts.actors import actor_from_word
from ehe.facts.kinds import Rag
from ehe.facts.recorded import Recorded

HOUSEHOLD = "household"
LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Step:
    rung: str
    on: date
    to: str
    state: Literal["pending", "fired", "superseded", "held", "cancelled"]
    reason: str | None = None
    fired_on: date | None = None
    provisional: bool = False


@dataclass(frozen=True)
class Clock:
    """One duty as it stands. `due_on` is its last day in time; reports count against `first_due_on`."""

    subject: str
    code: str
    cycle: str
    children: tuple[str, ...]
    rag: Rag
    started_on: date
    counted_from: date
    due_on: date
    first_due_on: date
    provisional: bool
    state: Literal["running", "met", "voided"]
    ended_on: date | None
    reason: str | None
    steps: tuple[Step, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        return self.subject, self.code, self.cycle


# --- reading ------------------------------------------------------------------------------------


def read(members: Iterable[Member], facts: Iterable[Recorded], policy: Policy, calendar: WorkingCalendar) -> Household:
    """What the facts come to. Corrections are read into the facts they correct, wherever they stand."""
    history = in_order(facts)
    added = {child for f in history if isinstance(f.fact, kinds.ChildAdded) for child in f.children}
    h = Household(policy, calendar, {m.uuid: Child(m, is_here=m.uuid not in added) for m in members})
    for recorded in history:
        apply(h, recorded)
    return h


def in_order(facts: Iterable[Recorded]) -> list[Recorded]:
    """The facts as they should have been written, in the order they happened."""
    held = {f.uuid: f for f in facts}
    corrections = sorted((f.uuid for f in held.values() if isinstance(f.fact, kinds.FactCorrected)), key=_seq(held))
    # First what corrects a correction, the latest first; then what corrects anything else, the latest last.
    for uuid in reversed(corrections):
        _correct(held, held[uuid], of_corrections=True)
    for uuid in corrections:
        _correct(held, held[uuid], of_corrections=False)
    return sorted(held.values(), key=lambda f: f.order)


def _seq(held: dict[str, Recorded]) -> Callable[[str], int]:
    return lambda uuid: held[uuid].seq


def _correct(held: dict[str, Recorded], correction: Recorded, *, of_corrections: bool) -> None:
    fact = correction.fact
    was = held.get(str(fact.which)) if isinstance(fact, kinds.FactCorrected) else None
    if was is not None and isinstance(was.fact, kinds.FactCorrected) == of_corrections:
        held[was.uuid] = corrected_fact(was, fact)  # type: ignore[arg-type]


def corrected_fact(was: Recorded, correction: kinds.FactCorrected) -> Recorded:
    """The fact as it should have been written; `BadFact` when the field or value cannot stand."""
    name = "from_" if correction.field == "from" else correction.field
    try:
        if name == "on":
            day = date.fromisoformat(str(correction.to))
            return replace(was, on=day, at=_at(day, was.at.astimezone(LONDON).time()))
    except ValueError as error:
        raise kinds.BadFact(f"{was.kind}: on: {correction.to!r} is no date.") from error
    if name == "at":
        return replace(was, at=_at(was.on, _time_of_day(was, correction.to)))
    if name == "by":
        return replace(was, by=actor_from_word(str(correction.to)))
    if name == "child":
        named = correction.to if isinstance(correction.to, list) else [correction.to]
        return replace(was, children=tuple(str(child) for child in named))
    payload = kinds.payload_of(was.fact)
    if correction.to is None:
        payload.pop(name, None)
    else:
        payload[name] = correction.to
    return replace(was, fact=kinds.read(was.kind, payload))


def _at(day: date, clock_time: time) -> datetime:
    """The same time of day in London: a correction across a change of the clocks keeps its hour."""
    return datetime.combine(day, clock_time, tzinfo=LONDON).astimezone(UTC)


def _time_of_day(was: Recorded, to: object) -> time:
    try:
        return time.fromisoformat(str(to))
    except ValueError as error:
        raise kinds.BadFact(f"{was.kind}: at: {to!r} is no time of day.") from error


def before_correction(h: Household, correction: kinds.FactCorrected) -> tuple[Household, Recorded]:
    """The history as it stood before a fact, and that fact as the correction would have it.

    What a fact may not say, a correction may not make it say: the caller asks the fact's own check.
    `KeyError` when there is no such fact, `BadFact` when the field or value cannot stand.
    """
    was = next((f for f in h.facts if f.uuid == str(correction.which)), None)
    if was is None:
        raise KeyError(str(correction.which))
    earlier = [f for f in h.facts if f.order < was.order]
    members = [child.member for child in h.children.values()]
    return read(members, earlier, h.policy, h.calendar), corrected_fact(was, correction)


def apply(h: Household, f: Recorded) -> None:
    """Take one fact in: what it says, what it meets and voids, what it changes, what it starts, what it tells."""
    know(h, f)
    _end_clocks(h, f)
    entries.follow(h, f)
    rating.follow(h, f)
    redating.by_rating(h, f)
    redating.by_decision(h, f)
    _start_clocks(h, f)
    referrals.follow(h, f)
    referrals.forget_ended(h)
    tell(h, f)


def _case(h: Household, f: Recorded, clock: Running) -> Case:
    return Case(h, f, clock.subject if clock.subject in h.children else None, clock, clock.code)


def _end_clocks(h: Household, f: Recorded) -> None:
    for clock in h.clocks:
        if not clock.is_running:
            continue
        if any(_touches(h, line, f, clock) for line in clock.spec.met_by):
            clock.state, clock.ended_on, clock.ended_by = "met", f.on, f.uuid
            continue
        for line in clock.spec.voided_by:
            if _touches(h, line, f, clock):
                entries.void(clock, f, line.reason)
                break


def _touches(h: Household, line: Match, f: Recorded, clock: Running) -> bool:
    if not speaks_of(line, f):
        return False
    if isinstance(f.fact, kinds.StepFired) and f.fact.cycle != clock.cycle:
        return False
    if clock.subject in h.children and clock.subject not in subjects(line, f):
        return False
    return holds(line, _case(h, f, clock))


def _start_clocks(h: Household, f: Recorded) -> None:
    if not h.on_register:
        _wait(h, f)
        if h.was_on_register:
            _follow_referral(h, f)
        return
    waiting, h.waiting = h.waiting, []
    for spec, line, earlier, child in waiting:
        if not _already_answered(h, spec, earlier, child):
            _start(h, spec, line, earlier, child, started_on=f.on)
    for spec, line, child in _starting(h, f):
        _start(h, spec, line, f, child, started_on=f.on)


def _follow_referral(h: Household, f: Recorded) -> None:
    """What social care answers after the last entry has closed still forces a next step."""
    for spec, line, child in _starting(h, f):
        if spec.scope == "referral" and not spec.waits_for_entry:
            _start(h, spec, line, f, child, started_on=f.on)


def _starting(h: Household, f: Recorded) -> list[tuple[ClockSpec, Start, str | None]]:
    """Which clocks a fact starts, for which child or for the household; a fact starts a clock once."""
    found: list[tuple[ClockSpec, Start, str | None]] = []
    for spec, line in h.policy.starts_of.get(f.kind, ()):
        if not speaks_of(line, f):
            continue
        for child in subjects(line, f) if spec.scope == "child" else (None,):
            new = (spec.code, child) not in {(s.code, c) for s, _, c in found}
            if new and holds(line, Case(h, f, child, None, spec.code)):
                found.append((spec, line, child))
    return found


def _wait(h: Household, f: Recorded) -> None:
    """A concern or referral about a household not on the register is held until a child enters it."""
    h.waiting += [(s, line, f, child) for s, line, child in _starting(h, f) if s.waits_for_entry]


def _already_answered(h: Household, spec: ClockSpec, earlier: Recorded, child: str | None) -> bool:
    """Whether what would have met or voided the clock came while it was waiting."""
    later = [f for f in h.facts if f.order > earlier.order]
    lines = (*spec.met_by, *spec.voided_by)
    return any(speaks_of(line, f) and (child is None or child in f.children) for line in lines for f in later)


def _start(h: Household, spec: ClockSpec, line: Start, f: Recorded, child: str | None, *, started_on: date) -> None:
    if child is not None and child not in h.children:
        return
    if child is not None and spec.needs == "entry" and not spec.waits_for_entry and h.children[child].entry is None:
        return
    rag = h.rag_of(child) if child else h.worst()
    clock = Running(
        spec=spec,
        start=line,
        subject=child or HOUSEHOLD,
        cycle=f.uuid,
        started_by=f,
        started_on=started_on,
        counted_from=_counted_from(h, line, f, child, started_on),
        rag=rag,
        due_on=started_on,
        first_due_on=started_on,
    )
    named = getattr(f.fact, line.due) if line.due else None
    if named is not None:
        clock.due_on, clock.fixed = named, True
    else:
        counted = ladders.last_day(clock, rag, h.calendar)
        clock.due_on, clock.provisional = counted.on, counted.provisional
    clock.first_due_on = clock.due_on
    h.clocks.append(clock)
    _keep_fired(h, clock)


def _keep_fired(h: Household, clock: Running) -> None:
    """A rung fires once in a register's life, also where a correction lets the clock start after it has fired."""
    for f in h.steps_without_clock:
        take_step(h, clock, f)


def _counted_from(h: Household, line: Start, f: Recorded, child: str | None, started_on: date) -> date:
    days = [day for name in line.from_ if (day := getattr(f.fact, name)) is not None]
    day = days[0] if days else started_on
    if line.not_before and child and (seen := h.children[child].last_qualifying_sighting):
        day = max(day, seen.on)
    return day


# --- answering ----------------------------------------------------------------------------------


def clocks_for(
    members: Iterable[Member], facts: Iterable[Recorded], policy: Policy, calendar: WorkingCalendar
) -> list[Clock]:
    """Every clock of the household with its steps and dates, in the order they started."""
    return clocks(read(members, facts, policy, calendar))


def clocks(h: Household) -> list[Clock]:
    return [clock(h, running) for running in h.clocks]


def clock(h: Household, running: Running) -> Clock:
    return Clock(
        subject=running.subject,
        code=running.code,
        cycle=running.cycle,
        children=children_of(h, running),
        rag=running.rag,
        started_on=running.started_on,
        counted_from=running.counted_from,
        due_on=running.due_on,
        first_due_on=running.first_due_on,
        provisional=running.provisional,
        state=running.state,
        ended_on=running.ended_on,
        reason=running.reason,
        steps=steps(h, running),
    )


def children_of(h: Household, clock: Running) -> tuple[str, ...]:
    """A household's clock lists every child of it, on the register or not."""
    return (clock.subject,) if clock.subject in h.children else tuple(child.uuid for child in h.present)


def steps(h: Household, clock: Running) -> tuple[Step, ...]:
    """The rungs with their days and states; a rung once fired keeps the day it had been due."""
    made: list[Step] = []
    held = _held(h, clock)
    for rung in ladders.rungs(clock, h):
        if fired := clock.fired.get(rung.rung):
            made.append(Step(rung.rung, rung.on, rung.to, "fired", None, fired.on, rung.provisional))
        elif passed := clock.superseded.get(rung.rung):
            made.append(Step(rung.rung, rung.on, rung.to, "superseded", "a_higher_rung_fired", passed.on))
        elif clock.is_running:
            state: Literal["held", "pending"] = "held" if held else "pending"
            made.append(Step(rung.rung, rung.on, rung.to, state, held, None, rung.provisional))
        else:
            made.append(Step(rung.rung, rung.on, rung.to, "cancelled", clock.reason or "clock_met"))
    return tuple(made)


def _held(h: Household, clock: Running) -> str | None:
    """Nobody is sent to a family whose child is said to have died: from that day, before a second person agrees."""
    child = h.children.get(clock.subject)
    request = child.closure.fact if child and child.closure else None
    said = isinstance(request, kinds.ClosureRequested) and request.reason == "died"
    return "died" if said and clock.spec.reaches_family else None
