"""What the register will not take about a decision on the education. Pure."""

from ehe.clocks.state import Household
from ehe.core.errors import Refused
from ehe.facts.kinds import SuitabilityDecided
from ehe.facts.recorded import Recorded


def check_decision(h: Household, asked: Recorded) -> None:
    """An e-mail is not a decision: it takes a named person of ours and listed evidence."""
    fact = asked.fact
    if isinstance(fact, SuitabilityDecided) and not [item for item in fact.evidence if item.strip()]:
        raise Refused("decision_needs_evidence", "List the evidence that this decision rests on.")
    if not asked.by.is_own_staff:
        raise Refused("not_allowed", "Only the authority's own staff decide on suitability.")
