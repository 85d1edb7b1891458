"""Acts upon a child's home and officer. Each records its fact through the door; addresses are rows beside it."""

from collections.abc import Sequence
from datetime import datetime

from ehe.access.permissions import Person, Right, can
from ehe.clocks import desks
from ehe.clocks.services import record
from ehe.core.base import db
from ehe.core.errors import NotFound, Refused
from ehe.core.today import today
from ehe.escalations.services import record_referral
from ehe.facts.kinds import (
    AddressDisputed,
    AddressRecorded,
    AddressVerified,
    ExtensionGranted,
    ExtensionRequested,
    OfficerAssigned,
    SafeToWriteRecorded,
    SafetyRecorded,
    SiblingChecked,
)
from ehe.facts.recorded import Recorded
from ehe.register.models import Address, Adult, Child
from ehe.register.queries import children_of
from ehe.withdrawals.services import record_learned


def _everyone(child: Child) -> list[str]:
    return [one.uuid for one in children_of(child.household_uuid)]


def adult_of(child: Child, uuid: str) -> Adult:
    """An adult of this child's household; anybody else's is not found."""
    adult = db.session.get(Adult, uuid)
    if adult is None or adult.household_uuid != child.household_uuid:
        raise NotFound("adult")
    return adult


def address_of(child: Child, uuid: str) -> Address:
    address = db.session.get(Address, uuid)
    if address is None or address.adult.household_uuid != child.household_uuid:
        raise NotFound("address")
    return address


def record_address(child: Child, adult: Adult, address: Address, *, in_place: bool, by: Person) -> None:
    """An address from one source; in place of the ones held, or beside them. It is that person's and no other's."""
    said = AddressRecorded(sources=[address.source or "not known"], words=f"An address of {adult.name}")
    record_learned(said, children=_everyone(child), by=by.actor)
    if in_place:
        for held in adult.addresses:
            if held.until_on is None:
                held.until_on = address.from_on or today()
    adult.addresses.append(address)
    db.session.flush()


def verify_address(child: Child, address: Address, sources: Sequence[str], *, by: Person, at: datetime) -> bool:
    """Sources agree on an address; two distinct ones verify it. True if it is verified now."""
    said = AddressVerified(sources=list(sources), words=f"The address of {address.adult.name}")
    record_learned(said, children=_everyone(child), by=by.actor, at=at)
    if len(sources) >= 2:
        address.status = "verified"
    address.source = ", ".join(sources)[:400]
    db.session.flush()
    return address.status == "verified"


def dispute_address(child: Child, address: Address, source: str, words: str, *, by: Person, at: datetime) -> None:
    """Sources disagree: letters stop and the check begins again; our own clocks run on."""
    said = AddressDisputed(sources=[source], words=words)
    record_learned(said, children=_everyone(child), by=by.actor, at=at)
    address.status = "disputed"
    db.session.flush()


def check_sibling(sibling: str, words: str, source: str, *, by: Person, at: datetime) -> None:
    """What one brother's or sister's school says; the task on a desk ends with it."""
    record_learned(SiblingChecked(sources=[source], words=words), children=[sibling], by=by.actor, at=at)
    desks.finish("sibling_check", [sibling], by)


def record_safety(child: Child, said: SafetyRecorded, *, by: Person, at: datetime) -> None:
    """Yes or not known restricts the record at once; no opens it again only for who keeps the restricted list."""
    record_learned(said, children=_everyone(child), by=by.actor, at=at)
    if said.answer == "no" and can(by, Right.restricted_list):
        child.household.restricted = False
        db.session.flush()


def say_safe_to_write(child: Child, adult: Adult, said: SafeToWriteRecorded, *, by: Person) -> None:
    record_learned(said, children=_everyone(child), by=by.actor)
    adult.safe_to_write = said.answer
    db.session.flush()


def agree_extension(child: Child, asked: Recorded, *, by: Person) -> None:
    """The second person agrees: it is the first one's extension, written down by the second."""
    request = asked.fact
    if not isinstance(request, ExtensionRequested):
        raise Refused("extension_not_requested", "No extension waits for a second person.")
    fact = ExtensionGranted(clock=request.clock, until=request.until, reason=request.reason, second=by.uuid)
    record_referral(fact, children=[child.uuid], by=asked.by, recorded_by=by.uuid)


def assign(children: Sequence[str], officer: str, staff: Sequence[str], *, by: Person) -> None:
    """Whose children these are from now on. `staff` are those who may have children."""
    if officer not in staff:
        raise Refused("no_such_officer", "Select somebody who can sign in and have children.")
    record(OfficerAssigned(officer=officer), children=children, by=by.actor)
    for child in children:
        desks.finish("restricted_record", [child], by)
