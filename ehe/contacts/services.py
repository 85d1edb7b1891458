"""Recording contact, sightings, wishes and what a manager decides after a declined visit."""

from collections.abc import Sequence
from datetime import datetime

from ehe.clocks.services import Recording, guard, record
from ehe.contacts import rules
from ehe.facts.actors import Actor
from ehe.facts.kinds import ChildSighted, ContactAttempted, VisitDecided

guard(rules.check_contact, ContactAttempted)
guard(rules.check_visit_decision, VisitDecided)


def record_contact(
    fact: ContactAttempted, *, children: Sequence[str], by: Actor, at: datetime | None = None
) -> Recording:
    """An attempt to reach the family. `sighting_needs_answer_per_child` when a child is left out."""
    return record(fact, children=children, by=by, at=at)


def record_sighting(fact: ChildSighted, *, children: Sequence[str], by: Actor, at: datetime | None = None) -> Recording:
    """A child seen (or not) outside a contact of ours."""
    return record(fact, children=children, by=by, at=at)


def decide_visit(fact: VisitDecided, *, children: Sequence[str], by: Actor, at: datetime | None = None) -> Recording:
    """What follows a declined visit; `not_allowed` unless a manager decides."""
    return record(fact, children=children, by=by, at=at)
