"""A letter about a child of the register that is nobody's yet: for looking at, never for sending."""

from datetime import date

from sqlalchemy import select

from ehe.clocks.services import household_of
from ehe.core.base import db
from ehe.core.errors import NotFound, Refused
from ehe.letters import queries, writing
from ehe.letters.content import LetterContext
from ehe.register.models import Child, Household


def letter_about(reference: str, template: str, dated: date) -> LetterContext:
    """What the letter would say to the first adult of the child's household who may be written to."""
    child = db.session.scalar(select(Child).where(Child.reference == reference))
    if child is None:
        raise NotFound(f"child {reference}")
    household = db.session.get_one(Household, child.household_uuid)
    for candidate in queries.candidates(household.uuid, ""):
        if candidate.why_not is None and candidate.address is not None:
            return writing.context(
                template,
                reference=f"{reference}-PREVIEW",
                dated=dated,
                adult=candidate.adult,
                address=candidate.address,
                children=[child],
                h=household_of(child.uuid),
                restricted=household.restricted,
            )
    raise Refused("may_not_write", "Nobody of this household can be written to at present.")
