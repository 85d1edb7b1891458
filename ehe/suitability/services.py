"""Asking for information, receiving it, what was promised, and the decision."""

from collections.abc import Sequence
from datetime import datetime

from ehe.clocks.services import Recording, guard, record
from ehe.facts.actors import Actor
from ehe.facts.kinds import (
    InformationPromised,
    InformationReceived,
    InformationRequested,
    ReportShared,
    SuitabilityDecided,
)
from ehe.suitability import rules

Education = InformationRequested | InformationReceived | InformationPromised | ReportShared

guard(rules.check_decision, SuitabilityDecided)


def record_education(fact: Education, *, children: Sequence[str], by: Actor, at: datetime | None = None) -> Recording:
    """Something asked for, received, promised or shared about the education."""
    return record(fact, children=children, by=by, at=at)


def decide_suitability(
    fact: SuitabilityDecided, *, children: Sequence[str], by: Actor, at: datetime | None = None
) -> Recording:
    """A judgement on the education; `decision_needs_evidence` without a list of evidence."""
    return record(fact, children=children, by=by, at=at)
