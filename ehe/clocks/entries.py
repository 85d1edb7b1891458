"""Entries: the dated periods on the register, as facts open and close them. Pure."""

from ehe.clocks.state import Child, Entry, Household, Running
from ehe.facts.kinds import ClosureAgreed, ClosureRequested, EntryChanged, WithdrawalNotified
from ehe.facts.recorded import Recorded

HOME_EDUCATED = frozenset({"EHE", "flexi_school", "pending"})


def follow(h: Household, f: Recorded) -> None:
    """What one fact does to the entries of the children it is about."""
    match f.fact:
        case WithdrawalNotified():
            for child in _named(h, f):
                if child.entry is None:
                    child.entries.append(Entry("pending", f.on, f.uuid))
        case EntryChanged():
            for child in _named(h, f):
                _change(child, f, f.fact.status)
        case ClosureAgreed():
            for child in _named(h, f):
                _close(h, child, f)


def _named(h: Household, f: Recorded) -> list[Child]:
    return [h.children[uuid] for uuid in f.children if uuid in h.children]


def _change(child: Child, f: Recorded, status: str) -> None:
    """Open an entry with the new status. Home education is what a pending one waits for, and takes its place.

    Any other stays open beside the new one until it is closed as reclassified.
    """
    for entry in child.open_entries:
        if entry.status == status or (entry.status, status) == ("pending", "EHE"):
            _end(entry, f, "status_changed")
    child.entries.append(Entry(status, f.on, f.uuid))


def _end(entry: Entry, f: Recorded, reason: str) -> None:
    entry.ended_on, entry.ended_by, entry.reason = f.on, f.uuid, reason


def _close(h: Household, child: Child, f: Recorded) -> None:
    asked = child.closure.fact if child.closure else None
    reason = asked.reason if isinstance(asked, ClosureRequested) else "closed"
    child.closure = None
    if reason == "reclassified":
        _reclassify(h, child, f)
        return
    for entry in child.open_entries:
        _end(entry, f, reason)
    for clock in h.clocks:
        if clock.is_running and (clock.subject == child.uuid or _ends_with_household(h, clock, reason)):
            void(clock, f, reason)
    if _is_gone(h, reason):
        h.referral = None
    # Whoever comes back is rated afresh, and what failed then says nothing about now.
    child.rating, child.rated_over, child.rated_over_rag = None, frozenset(), "green"
    child.attempts = []


def _reclassify(h: Household, child: Child, f: Recorded) -> None:
    """The latest entry stays. What asks after home education ends where none is left."""
    for entry in child.open_entries[:-1]:
        _end(entry, f, "reclassified")
    if any(entry.status in HOME_EDUCATED for entry in child.open_entries):
        return
    for clock in h.clocks:
        if clock.is_running and clock.subject == child.uuid and clock.spec.ends_when_reclassified:
            void(clock, f, "reclassified")


def _ends_with_household(h: Household, clock: Running, reason: str) -> bool:
    """Duties of the household end with its last entry; never another child's.

    A referral is chased on, and a drafted one still wants its decision, unless it was passed on with the child.
    """
    if h.on_register:
        return False
    return clock.spec.scope == "household" or (clock.spec.scope == "referral" and _is_gone(h, reason))


def _is_gone(h: Household, reason: str) -> bool:
    """Whether the household's referral is another's now."""
    passed_on = h.referral is not None and h.referral.passed_on
    return passed_on and not h.on_register and reason in ("moved", "entered_in_error")


def void(clock: Running, f: Recorded, reason: str) -> None:
    clock.state, clock.ended_on, clock.ended_by, clock.reason = "voided", f.on, f.uuid, reason
