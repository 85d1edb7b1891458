"""Asking to close an entry, and a second person's answer."""

from collections.abc import Sequence
from datetime import datetime

from ehe.clocks.services import Recording, guard, record
from ehe.closures import rules
from ehe.facts.actors import Actor
from ehe.facts.kinds import ClosureAgreed, ClosureRefused, ClosureRequested

guard(rules.check_request, ClosureRequested)
guard(rules.check_agreement, ClosureAgreed)
guard(rules.check_refusal, ClosureRefused)


def request_closing(
    fact: ClosureRequested, *, children: Sequence[str], by: Actor, at: datetime | None = None
) -> Recording:
    """Ask for an entry to be closed; refused with `closure_reason_not_allowed`, `evidence_missing` or what is open."""
    return record(fact, children=children, by=by, at=at)


def agree_closing(fact: ClosureAgreed, *, children: Sequence[str], by: Actor, at: datetime | None = None) -> Recording:
    """A second person agrees; everything is checked again."""
    return record(fact, children=children, by=by, at=at)


def refuse_closing(
    fact: ClosureRefused, *, children: Sequence[str], by: Actor, at: datetime | None = None
) -> Recording:
    """A second person refuses, with a reason; the entry stays open and its clocks run on."""
    return record(fact, children=children, by=by, at=at)
