"""Entries: the dated periods on the register, as facts open and close them. Pure."""

from ehe.clocks.state import Child, Entry, Household, Running
from ehe.facts.kinds import ClosureAgreed, ClosureRequested, EntryChanged, WithdrawalNotified
from ehe.facts.recorded import Recorded


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
    """Open an entry with the new status. A pending one gives way; any other stays open until it is closed."""
    if child.entry and child.entry.status in ("pending", status):
        _end(child.entry, f, "status_changed")
    child.entries.append(Entry(status, f.on, f.uuid))


def _end(entry: Entry, f: Recorded, reason: str) -> None:
    entry.ended_on, entry.ended_by, entry.reason = f.on, f.uuid, reason


def _close(h: Household, child: Child, f: Recorded) -> None:
    asked = child.closure.fact if child.closure else None
    reason = asked.reason if isinstance(asked, ClosureRequested) else "closed"
    child.closure = None
    if reason == "reclassified":
        for entry in child.open_entries[:-1]:
            _end(entry, f, reason)
        for clock in h.clocks:
            if clock.is_running and clock.subject == child.uuid and clock.spec.ends_when_reclassified:
                void(clock, f, reason)
        return
    for entry in child.open_entries:
        _end(entry, f, reason)
    for clock in h.clocks:
        if clock.is_running and (clock.subject == child.uuid or not h.on_register):
            void(clock, f, reason)


def void(clock: Running, f: Recorded, reason: str) -> None:
    clock.state, clock.ended_on, clock.ended_by, clock.reason = "voided", f.on, f.uuid, reason
