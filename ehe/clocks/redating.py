"""The only ways a running clock gets another last day. Pure.

A new rating counts again from the clock's own start: sooner at once; later only with a manager's
reason and only while no rung has fired. A declined visit that a manager accepts moves it to the
review date, an extension to the agreed date. No pause, and nothing else. Reports keep the first date.
"""

from ehe.clocks.ladders import SILENT, last_day
from ehe.clocks.matching import speaks_of
from ehe.clocks.state import WORSE, Household, Running
from ehe.facts.kinds import ExtensionGranted, RagSet
from ehe.facts.recorded import Recorded


def rag_for(h: Household, clock: Running) -> str:
    return h.rag_of(clock.subject) if clock.subject in h.children else h.worst()


def by_rating(h: Household, f: Recorded) -> None:
    """Follow the ratings as they now stand."""
    lengthen = isinstance(f.fact, RagSet) and f.by.is_manager and bool(f.fact.reason)
    for clock in h.clocks:
        if clock.is_running:
            _rerate(h, clock, lengthen)


def _rerate(h: Household, clock: Running, lengthen: bool) -> None:
    rag = rag_for(h, clock)
    if rag == clock.rag:
        return
    if clock.fixed:
        if WORSE[rag] > WORSE[clock.rag] or (lengthen and not loud(clock)):
            clock.rag = rag  # type: ignore[assignment]
        return
    counted = last_day(clock, rag, h.calendar)  # type: ignore[arg-type]
    is_worse = WORSE[rag] > WORSE[clock.rag]
    # A better rating never brings a date forward that an extension or an accepted decline has put back.
    if (is_worse and counted.on <= clock.due_on) or (lengthen and not loud(clock) and counted.on >= clock.due_on):
        _move(clock, rag, counted.on, counted.provisional)


def loud(clock: Running) -> bool:
    """A rung that somebody heard of has fired."""
    return any(rung not in SILENT for rung in (*clock.fired, *clock.superseded))


def _move(clock: Running, rag: str, on: object, provisional: bool) -> None:
    clock.rag, clock.due_on, clock.provisional = rag, on, provisional  # type: ignore[assignment]


def would_lengthen(h: Household, child: str, rag: str) -> bool:
    """Whether this rating of this child would give any running clock a later last day."""
    rated = h.children[child].rating
    if rated is None or WORSE[rag] >= WORSE[rated.rag]:
        return False
    others = [c.rating.rag for c in h.registered if c.rating and c.uuid != child]
    worst = max([rag, *others], key=WORSE.__getitem__)
    for clock in h.clocks:
        if not clock.is_running or clock.fixed or loud(clock):
            continue
        new = rag if clock.subject == child else worst if clock.subject not in h.children else clock.rag
        if last_day(clock, new, h.calendar).on > clock.due_on:  # type: ignore[arg-type]
            return True
    return False


def by_decision(h: Household, f: Recorded) -> None:
    """A declined visit accepted until its review date; an extension."""
    if isinstance(f.fact, ExtensionGranted):
        for clock in h.clocks:
            mine = clock.subject in f.children or clock.subject not in h.children
            if clock.is_running and clock.code == f.fact.clock and mine:
                clock.due_on, clock.extended_until = f.fact.until, f.fact.until
                clock.provisional = f.fact.until > h.calendar.known_until
    for clock in h.clocks:
        if clock.is_running and clock.subject in f.children:
            _accepted(clock, f)


def _accepted(clock: Running, f: Recorded) -> None:
    for line in clock.spec.redated_by:
        if not speaks_of(line, f):
            continue
        clock.declined_accepted_at = f
        until = getattr(f.fact, line.to)
        if until is not None and until > clock.due_on:
            clock.due_on = until
