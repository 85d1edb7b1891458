"""From the register to a letter's closed list of values: for one recipient, and nobody else's."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from ehe.access import queries as access
from ehe.access.models import User
from ehe.clocks.counting import england
from ehe.clocks.state import Household
from ehe.core.base import db
from ehe.core.errors import Refused
from ehe.facts.kinds import LetterPosted, WithdrawalNotified
from ehe.letters.content import Authority, LetterContext, Officer, Recipient, ReminderContext, template_called
from ehe.letters.rules import PostalAddress
from ehe.register.models import Address, Adult, Child

NEEDED = (
    "name", "team", "address", "town", "postcode", "phone", "hours", "email", "admissions", "complaints",
    "privacy_notice",
)  # fmt: skip


def authority() -> Authority:
    """The council as its letters name it; refused until the administrator has filled it in."""
    known: dict[str, Any] = access.setting("authority") or {}
    for name in NEEDED:
        if not known.get(name):
            raise Refused(
                "authority_incomplete",
                f"No letter can be written before the council's {name.replace('_', ' ')} is filled in under Settings.",
            )
    return Authority(
        name=known["name"],
        team=known["team"],
        address=PostalAddress(tuple(known["address"]), known["town"], known["postcode"]),
        phone=known["phone"],
        hours=known["hours"],
        email=known["email"],
        colour=known.get("brand_colour", access.BRAND),
        admissions=known["admissions"],
        complaints=known["complaints"],
        privacy_notice=known["privacy_notice"],
    )


def officer(word: str | None, ours: Authority) -> Officer:
    """The named officer; without one, the team."""
    user = db.session.scalar(select(User).where(User.uuid == word)) if word else None
    if user is None:
        return Officer(name=ours.team, role="Home education", phone=ours.phone, email=ours.email)
    return Officer(name=user.name, role="Home education officer", phone=ours.phone, email=user.email)


def postal(address: Address) -> PostalAddress:
    lines = tuple(line for line in (address.line1, address.line2, address.line3) if line)
    return PostalAddress(lines, address.town or "", address.postcode or "")


def context(
    template: str,
    *,
    reference: str,
    dated: date,
    adult: Adult,
    address: Address,
    children: Sequence[Child],
    h: Household,
    restricted: bool,
    cause: str = "",
) -> LetterContext:
    """Everything this letter may say to this person about these children of their household.

    `cause` is the fact that asked for the letter: a notice speaks for its own school and day.
    """
    notice = next((f for f in h.facts if f.uuid == cause), None) or h.latest(WithdrawalNotified, children[0].uuid)
    schools = {child.school_name or "" for child in children}
    ours, school = authority(), schools.pop() if len(schools) == 1 else ""
    values: dict[str, Any] = {
        "reference": reference,
        "dated": dated,
        "authority": ours,
        "officer": officer(h.children[children[0].uuid].officer, ours),
        "recipient": Recipient(adult.name, postal(address)),
        "children": tuple(child.known_as or child.first_name for child in children),
        "told_on": notice.on if notice else dated,
        "names_school": bool(school) and not restricted,
        "school": "" if restricted else school,
        "writing_only": any(h.children[child.uuid].writing_wish for child in children),
        "contact_by": _contact_by(h, children, dated),
        "reply_by": england().add(dated, 20).on,
    }
    if template_called(template).context is ReminderContext:
        return ReminderContext(**values, first_letter_on=_first_letter(h, children, dated))
    return LetterContext(**values)


def _contact_by(h: Household, children: Sequence[Child], dated: date) -> date:
    """When we say we shall be in touch: the day the procedure gives us, never one already past."""
    due = [clock.due_on for child in children for clock in h.running("first_contact", child.uuid)]
    return max(min(due, default=dated), england().add(dated, 5).on)


def _first_letter(h: Household, children: Sequence[Child], dated: date) -> date:
    """When the letter that asked was posted."""
    asked = ("acknowledgement", "information_request")
    posted = [
        f.on
        for f in h.facts
        if isinstance(f.fact, LetterPosted) and f.fact.template in asked and children[0].uuid in f.children
    ]
    if not posted or posted[-1] >= dated:
        raise Refused("no_first_letter", "A reminder speaks of an earlier letter, and none has been posted.")
    return posted[-1]
