"""A child's duties as the page shows them: the last day, how it was reached, who has heard. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ehe.clocks import ladders, rules
from ehe.clocks.rules import HOUSEHOLD
from ehe.clocks.state import Child, Concern, Household, Running
from ehe.clocks.words import plain, worked_out
from ehe.facts.kinds import ConcernDecided, PassedOn, SiblingChecked, StepFired
from ehe.facts.recorded import Recorded


@dataclass(frozen=True)
class Rung:
    """One rung of a ladder. `to` is a word of the facts once it has fired, before that a role."""

    rung: str
    on: date
    to: str
    state: str
    provisional: bool


@dataclass(frozen=True)
class Duty:
    """One running clock, with everything that makes its date."""

    code: str
    title: str
    whole_household: bool
    rag: str
    started_on: date
    due_on: date
    first_due_on: date
    worked_out: str
    moved: str | None
    provisional: bool
    source: str
    rungs: tuple[Rung, ...]

    @property
    def is_moved(self) -> bool:
        return self.due_on != self.first_due_on


def duties(h: Household, child: str) -> list[Duty]:
    """The running clocks of a child and its household: what falls due first on top."""
    mine = [c for c in h.clocks if c.is_running and c.subject in (child, HOUSEHOLD)]
    told = _told(h)
    return [_duty(h, clock, told) for clock in sorted(mine, key=lambda clock: (clock.due_on, clock.code))]


def _duty(h: Household, clock: Running, told: Mapping[tuple[str, str, str], str]) -> Duty:
    counted = ladders.last_day(clock, clock.rag, h.calendar)
    moved = _moved(clock, counted.on)
    length = None if clock.fixed else ladders.length_of(clock, clock.rag)
    shown = clock.due_on if clock.fixed else counted.on
    return Duty(
        code=clock.code,
        title=clock.spec.title,
        whole_household=clock.subject == HOUSEHOLD,
        rag=clock.rag,
        started_on=clock.started_on,
        due_on=clock.due_on,
        first_due_on=clock.first_due_on,
        worked_out=worked_out(clock.spec.title, clock.counted_from, length, shown, False),
        moved=moved,
        provisional=clock.provisional,
        source=clock.spec.source,
        rungs=tuple(_rungs(h, clock, told)),
    )


def _moved(clock: Running, counted: date) -> str | None:
    """Why the last day is another than the one that was counted."""
    if clock.extended_until == clock.due_on:
        return f"Extended to {plain(clock.due_on)}."
    accepted = clock.declined_accepted_at
    if accepted is not None and not clock.fixed and clock.due_on != counted:
        return f"A declined visit was accepted on {plain(accepted.on)}, until its review on {plain(clock.due_on)}."
    return None


def _told(h: Household) -> dict[tuple[str, str, str], str]:
    """Whom each rung that fired was told to."""
    steps = [f.fact for f in h.facts if isinstance(f.fact, StepFired)]
    return {(step.clock, step.cycle, step.rung): step.to for step in steps}


def _rungs(h: Household, clock: Running, told: Mapping[tuple[str, str, str], str]) -> Iterator[Rung]:
    for step in rules.steps(h, clock):
        to = told.get((clock.code, clock.cycle, step.rung), step.to)
        yield Rung(step.rung, step.fired_on or step.on, to, step.state, step.provisional)


# ---- concerns --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Judged:
    """What became of a concern: who decided what, when and why."""

    by: str
    on: date
    outcome: str
    reason: str
    owner: str | None


@dataclass(frozen=True)
class Card:
    """One concern as it was said, and what became of it. `children` are those it is about.

    Passed on, it is another's to decide (`passed_to`), and open until they have.
    """

    raised: Recorded
    children: tuple[str, ...]
    own_words: str
    category: str | None
    dissatisfied: bool
    judged: Judged | None
    passed_to: str | None


def concerns(h: Household, child: str) -> list[Card]:
    """The concerns about this child, then those about its brothers and sisters; open ones first, newest on top."""
    cards = [_card(h, concern) for concern in _each(h)]
    return sorted(
        cards,
        key=lambda card: (child not in card.children, card.judged is not None, _newest_first(card)),
        reverse=False,
    )


def _newest_first(card: Card) -> tuple[float, int]:
    return -card.raised.at.timestamp(), -card.raised.seq


def _each(h: Household) -> list[Concern]:
    """One of each concern: it stands once for every child it is about."""
    kept: dict[str, Concern] = {}
    for concern in h.concerns:
        kept.setdefault(concern.raised.uuid, concern)
        if concern.ended_by is None:
            kept[concern.raised.uuid] = concern
    return list(kept.values())


def _card(h: Household, concern: Concern) -> Card:
    later = [f for f in h.facts if f.order > concern.raised.order and concern.child in f.children]
    to = [f.fact.to for f in later if isinstance(f.fact, PassedOn) and f.fact.what == "concern"]
    return Card(
        concern.raised,
        concern.raised.children,
        concern.fact.own_words,
        concern.fact.category,
        concern.fact.dissatisfied,
        _judged(concern, later),
        to[-1] if to and concern.passed_on else None,
    )


def _judged(concern: Concern, later: list[Recorded]) -> Judged | None:
    for said in later:
        fact = said.fact
        if said.uuid == concern.ended_by and isinstance(fact, ConcernDecided):
            return Judged(said.by.word, said.on, fact.outcome, fact.reason, fact.owner)
    return None


# ---- brothers and sisters ---------------------------------------------------------------------------


def to_be_checked(h: Household, child: str) -> list[Child]:
    """The brothers and sisters whose schools are still to be asked; those of this child when no check runs."""
    running = h.running("sibling_check")
    if not running:
        return [one for one in h.present if one.uuid != child]
    since, starts = running[0].started_by.order, {start.fact for start in running[0].spec.starts}
    about = {one for f in h.facts if f.order >= since and f.kind in starts for one in f.children}
    checked = {one for f in h.facts if f.order >= since and isinstance(f.fact, SiblingChecked) for one in f.children}
    return [one for one in h.present if one.uuid not in about | checked]
