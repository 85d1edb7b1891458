"""What the register will not take about ratings and cover. Pure."""

from ehe.clocks.redating import would_lengthen
from ehe.clocks.state import Household
from ehe.core.errors import Refused
from ehe.facts.kinds import RagSet
from ehe.facts.recorded import Recorded


def check_own_staff(h: Household, asked: Recorded) -> None:
    if not asked.by.is_own_staff:
        raise Refused("not_allowed", "Only the authority's own staff may do this.")


def check_who_decides(h: Household, asked: Recorded) -> None:
    """Our own staff, or a service to which the concern was passed; never who raised it, the family or the public."""
    if asked.by.role in ("school", "family", "public"):
        raise Refused("not_allowed", "The authority's own staff, or children's social care, decide a concern.")


def check_not_complained_about(h: Household, asked: Recorded) -> None:
    """A person complained about cannot withhold, close, re-rate or extend on that household."""
    if asked.by.word in h.complained_about:
        raise Refused("not_allowed", "A complaint names you on this household: someone else must do this.")


def check_rating(h: Household, asked: Recorded) -> None:
    """A rating that lengthens any running clock needs a manager, with a reason."""
    check_own_staff(h, asked)
    check_not_complained_about(h, asked)
    fact = asked.fact
    if not isinstance(fact, RagSet) or not any(would_lengthen(h, child, fact.rag) for child in asked.children):
        return
    if not fact.reason:
        raise Refused("rating_needs_reason", "This rating gives a running clock a later date: say why.")
    if not asked.by.is_manager:
        raise Refused("not_allowed", "A rating that gives a clock a later date is a manager's.")


def check_cover(h: Household, asked: Recorded) -> None:
    check_own_staff(h, asked)
    check_not_complained_about(h, asked)
