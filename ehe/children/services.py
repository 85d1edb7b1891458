"""Acts upon a child's home and officer. Each records its fact through the door; addresses are rows beside it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from ehe.access.models import User
from ehe.access.permissions import Person, Right, can
from ehe.access.services import on_leaving
from ehe.clocks import desks
from ehe.clocks.models import ChildState
from ehe.clocks.services import record
from ehe.core.base import db
from ehe.core.errors import NotFound, Refused
from ehe.core.today import today
from ehe.escalations.services import record_referral
from ehe.facts.actors import Actor
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
from ehe.register.models import Address, Adult, Child, Household
from ehe.register.queries import children_of, staff
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


@on_leaving
def hand_over(user: User, cover: User | None, by: Actor) -> None:
    """Whoever leaves has their children, and what lies on their desk, taken over; else they stay.

    A restricted record is never handed to somebody by an administrator: the head of service names who has it first.
    """
    mine = select(ChildState.household, ChildState.child).where(
        ChildState.officer == user.uuid, ChildState.status.is_not(None)
    )
    households: dict[str, list[str]] = {}
    for household, child in db.session.execute(mine.order_by(ChildState.household, ChildState.child)):
        households.setdefault(household, []).append(child)
    if not households:
        return
    how_many = sum(map(len, households.values()))
    if cover is None:
        children = "1 child" if how_many == 1 else f"{how_many} children"
        raise Refused("duties_without_owner", f"{user.name} is the officer of {children}: say who takes over.")
    if cover.uuid not in {person.uuid for person in staff()}:
        raise Refused("cover_not_staff", f"{cover.name} cannot have children: choose an officer or a manager.")
    restricted = select(Household.uuid).where(Household.restricted.is_(True), Household.uuid.in_(households))
    if not can(cover.person, Right.restricted_list) and db.session.scalar(restricted.limit(1)):
        raise Refused("restricted", "The head of service must first say who takes over some of these children.")
    for children_of_one in households.values():
        record(OfficerAssigned(officer=cover.uuid), children=children_of_one, by=by)
    desks.move(user.uuid, to=cover.uuid)


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
