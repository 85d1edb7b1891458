"""What the register will not take about contact and sightings. Pure."""

from ehe.clocks.sightings import sights
from ehe.clocks.state import Household
from ehe.core.errors import Refused
from ehe.facts.kinds import ContactAttempted
from ehe.facts.recorded import Recorded

FACE_TO_FACE = frozenset({"visit", "meeting", "video"})


def unanswered(h: Household, asked: Recorded) -> list[str]:
    """The children on the register for whom a contact says nothing, where it must."""
    fact = asked.fact
    if not isinstance(fact, ContactAttempted) or not asked.by.is_own_staff:
        return []
    if fact.method not in FACE_TO_FACE or fact.outcome not in ("answered", "adult_only"):
        return []
    answered = {sight.child for sight in sights(asked)}
    return [c.uuid for c in h.registered if c.member.left_on is None and c.uuid not in answered]


def check_contact(h: Household, asked: Recorded) -> None:
    """Refuse a visit that does not say, for every child of the household on the register, whether it was seen.

    Serious case review, Birmingham 2010: the child's sighting at the visit of 8 February was not recorded.
    """
    if unanswered(h, asked):
        raise Refused(
            "sighting_needs_answer_per_child",
            "Say for each child of the household whether they were seen, and how.",
        )


def check_visit_decision(h: Household, asked: Recorded) -> None:
    if not asked.by.is_manager:
        raise Refused("not_allowed", "A manager decides what follows a declined visit.")
