"""When an entry may be closed: the table of reasons, evidence and blockers. Pure.

Never for "no reply", "unable to contact" or "parent asked".
"""

from dataclasses import dataclass
from datetime import date, timedelta

from ehe.clocks.state import Child, Household
from ehe.core.errors import Refused
from ehe.facts.kinds import (
    AttendanceConfirmed,
    ClosureRequested,
    Kind,
    RollConfirmed,
    TransferAcknowledged,
)
from ehe.facts.recorded import Recorded
from ehe.register.words import CLOSING_REASONS


@dataclass(frozen=True)
class Reason:
    """What a reason for closing needs and what stands in its way."""

    words: str
    facts: tuple[type[Kind], ...] = ()
    words_needed: bool = False
    blocked_by: frozenset[str] = frozenset()


REASONS: dict[str, Reason] = {
    "on_roll": Reason(
        CLOSING_REASONS["on_roll"],
        facts=(RollConfirmed, AttendanceConfirmed),
        blocked_by=frozenset({"concern_open", "referral_open", "sibling_check_open"}),
    ),
    "order_complied": Reason(
        CLOSING_REASONS["order_complied"],
        facts=(RollConfirmed, AttendanceConfirmed),
        blocked_by=frozenset({"concern_open", "referral_open", "sibling_check_open"}),
    ),
    "moved": Reason(
        CLOSING_REASONS["moved"],
        facts=(TransferAcknowledged,),
        blocked_by=frozenset({"referral_open"}),
    ),
    "reclassified": Reason(CLOSING_REASONS["reclassified"]),
    "over_age": Reason(CLOSING_REASONS["over_age"]),
    "died": Reason(CLOSING_REASONS["died"], words_needed=True),
    "entered_in_error": Reason(
        CLOSING_REASONS["entered_in_error"], words_needed=True, blocked_by=frozenset({"concern_open", "referral_open"})
    ),
}

# What is open may go with the child: to the other authority, or to the right record.
PASSING_ON = frozenset({"moved", "entered_in_error"})

BLOCKERS = {
    "concern_open": "A concern about this child, or a brother or sister, is open.",
    "referral_open": "A referral about this household is open and has not been passed on.",
    "sibling_check_open": "The brothers and sisters have not been checked.",
}

# What a reason needs to have been recorded, as its absence is told.
EVIDENCE = {
    RollConfirmed: "that the child is on a school’s roll",
    AttendanceConfirmed: "the first attendance",
    TransferAcknowledged: "that the other authority has the file",
}


def school_leaving_date(born_on: date) -> date:
    """The end of compulsory school age (Education Act 1996 s.8).

    The last Friday in June of the school year (1 September to 31 August) in which the child turns 16.
    """
    try:
        sixteen = born_on.replace(year=born_on.year + 16)
    except ValueError:  # born on 29 February: 16 on 1 March at the latest
        sixteen = date(born_on.year + 16, 3, 1)
    year = sixteen.year + 1 if sixteen.month >= 9 else sixteen.year
    last = date(year, 6, 30)
    return last - timedelta(days=(last.weekday() - 4) % 7)


def blockers(h: Household, child: Child, reason: str) -> list[str]:
    """What stands in the way of closing this child's entry for this reason, by code."""
    found = []
    # With the last entry nobody would be left to whom a brother's or sister's concern could be a duty.
    is_last = not any(other.uuid != child.uuid for other in h.registered)
    concerns = h.open_concerns(None if is_last else child.uuid)
    if reason in PASSING_ON:
        concerns = [concern for concern in concerns if not concern.passed_on]
    if concerns:
        found.append("concern_open")
    if h.referral is not None and not (h.referral.passed_on and reason in PASSING_ON):
        found.append("referral_open")
    if h.running("sibling_check"):
        found.append("sibling_check_open")
    return [code for code in found if code in REASONS[reason].blocked_by]


def evidence_missing(h: Household, child: Child, fact: ClosureRequested, on: date) -> str | None:
    """What evidence the reason lacks, in words."""
    reason = REASONS[fact.reason]
    since = child.registered_since or date.min
    for kind in reason.facts:
        if not _proved(h, kind, child.uuid, since):
            return f"Not yet recorded: {EVIDENCE[kind]}."
    if reason.words_needed and not (fact.evidence or "").strip():
        return "Say who told us, or what was wrong."
    if fact.reason == "reclassified" and len(child.open_entries) < 2:
        return "Open the other entry first."
    if fact.reason == "over_age":
        return _not_over_age(child, on)
    return None


def _proved(h: Household, kind: type[Kind], child: str, since: date) -> bool:
    """Said during this entry, and not by the family: on a parent's word alone nothing is closed."""
    return any(
        isinstance(f.fact, kind) and child in f.children and f.on >= since and f.by.role not in ("family", "public")
        for f in h.facts
    )


def _not_over_age(child: Child, on: date) -> str | None:
    if child.member.born_on is None:
        return "The date of birth is not known."
    leaving = school_leaving_date(child.member.born_on)
    if on <= leaving:
        return f"Compulsory school age ends on {leaving.day} {leaving:%B %Y}."
    return None


def check_request(h: Household, asked: Recorded) -> None:
    """Refuse a reason that is never allowed, missing evidence, and what is open."""
    fact = asked.fact
    if isinstance(fact, ClosureRequested):
        _check_reason(h, asked, fact)
    _check_person(h, asked)


def _check_reason(h: Household, asked: Recorded, fact: ClosureRequested) -> None:
    if fact.reason not in REASONS:
        raise Refused("closure_reason_not_allowed", f"An entry is never closed for {fact.reason.replace('_', ' ')!r}.")
    for uuid in asked.children:
        child = h.children[uuid]
        if not child.open_entries:
            raise Refused("not_on_register", "This child has no open entry.")
        missing = evidence_missing(h, child, fact, asked.on)
        if missing:
            raise Refused("evidence_missing", missing)
        for code in blockers(h, child, fact.reason):
            raise Refused(code, BLOCKERS[code])


def _check_person(h: Household, asked: Recorded) -> None:
    if not asked.by.is_own_staff:
        raise Refused("not_allowed", "Only the authority's own staff close an entry.")
    if asked.by.word in h.complained_about:
        raise Refused("not_allowed", "A complaint names you on this household: someone else must do this.")


def check_agreement(h: Household, asked: Recorded) -> None:
    """A second person agrees, and everything is checked again on the day."""
    for uuid in asked.children:
        request = h.children[uuid].closure
        if request is None or not isinstance(request.fact, ClosureRequested):
            raise Refused("closure_not_requested", "Nobody has asked for this entry to be closed.")
        if request.by.word == asked.by.word:
            raise Refused("closure_needs_second_person", "The person who asked cannot agree: a second person must.")
        _check_reason(h, Recorded("", asked.seq, asked.on, asked.at, asked.by, (uuid,), request.fact), request.fact)
    _check_person(h, asked)


def check_refusal(h: Household, asked: Recorded) -> None:
    """A second person refuses as a second person agrees: not the one who asked."""
    requests = [request for uuid in asked.children if (request := h.children[uuid].closure)]
    if not requests:
        raise Refused("closure_not_requested", "Nobody has asked for this entry to be closed.")
    if any(request.by.word == asked.by.word for request in requests):
        raise Refused("closure_needs_second_person", "The person who asked cannot answer: a second person must.")
    _check_person(h, asked)
