"""Raising and deciding concerns, rating, complaints and who covers."""

from collections.abc import Sequence
from datetime import datetime

from ehe.clocks.services import Recording, guard, record
from ehe.concerns import rules
from ehe.facts.actors import Actor
from ehe.facts.kinds import (
    ComplaintMade,
    ConcernDecided,
    ConcernRaised,
    ConcernsReviewed,
    CoverDecided,
    RagSet,
)

guard(rules.check_who_decides, ConcernDecided)
guard(rules.check_own_staff, ConcernsReviewed)
guard(rules.check_rating, RagSet)
guard(rules.check_cover, CoverDecided)


def raise_concern(
    fact: ConcernRaised,
    *,
    children: Sequence[str],
    by: Actor,
    at: datetime | None = None,
    recorded_by: str | None = None,
) -> Recording:
    """A concern in the speaker's own words, unaltered. `by` is who said it, `recorded_by` who wrote it down."""
    return record(fact, children=children, by=by, at=at, recorded_by=recorded_by)


def decide_concern(
    fact: ConcernDecided | ConcernsReviewed, *, children: Sequence[str], by: Actor, at: datetime | None = None
) -> Recording:
    """What is done about the open concerns, and why."""
    return record(fact, children=children, by=by, at=at)


def set_rating(fact: RagSet, *, children: Sequence[str], by: Actor, at: datetime | None = None) -> Recording:
    """A named person's rating; `rating_needs_reason` or `not_allowed` when it lengthens a clock without one."""
    return record(fact, children=children, by=by, at=at)


def make_complaint(
    fact: ComplaintMade,
    *,
    children: Sequence[str],
    by: Actor,
    at: datetime | None = None,
    recorded_by: str | None = None,
) -> Recording:
    """A complaint about us: a record of its own that blocks nothing and moves no date."""
    return record(fact, children=children, by=by, at=at, recorded_by=recorded_by)


def decide_cover(fact: CoverDecided, *, children: Sequence[str], by: Actor, at: datetime | None = None) -> Recording:
    """Who carries on; `not_allowed` for the person complained about."""
    return record(fact, children=children, by=by, at=at)
