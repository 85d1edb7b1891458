"""Reading letters: what is waiting to be written, what is on its way, and whom each may go to."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from ehe.access.permissions import Person, Right, can
from ehe.core.base import db
from ehe.core.errors import NotFound
from ehe.facts.models import FactChild, FactRow
from ehe.letters import sending
from ehe.letters.models import Letter
from ehe.outbox.models import Message
from ehe.register.models import Address, Adult, Child, Household
from ehe.register.queries import child_for

WAITING = ("queued", "held")


@dataclass(frozen=True)
class ToWrite:
    """A letter that the procedure asks for and nobody has prepared yet."""

    message: Message
    child: Child


@dataclass(frozen=True)
class Candidate:
    """Someone of the household, the address they would be written to at, and why not if not."""

    adult: Adult
    address: Address | None
    why_not: str | None
    letter: Letter | None


def to_write(person: Person) -> list[ToWrite]:
    """Letters the procedure asks for, the oldest first; restricted households only for those who may."""
    query = (
        select(Message, Child)
        .join(Child, Child.uuid == Message.child)
        .join(Household, Household.uuid == Child.household_uuid)
        .where(Message.channel == "letter", Message.state.in_(WAITING))
        .order_by(Message.created_at, Message.uuid)
        .limit(200)
    )
    if not can(person, Right.restricted_list):
        query = query.where(Household.restricted.is_(False))
    return [ToWrite(message, child) for message, child in db.session.execute(query)]


def letters_in(person: Person, *states: str, limit: int = 200) -> list[Letter]:
    query = (
        select(Letter)
        .join(Household, Household.uuid == Letter.household)
        .where(Letter.state.in_(states))
        .order_by(Letter.prepared_at, Letter.uuid)
        .limit(limit)
    )
    if not can(person, Right.restricted_list):
        query = query.where(Household.restricted.is_(False))
    return list(db.session.scalars(query))


def message_for(person: Person, uuid: str) -> tuple[Message, list[Child]]:
    """A letter waiting to be written, with the children it is about, through the scoped loader."""
    message = db.session.get(Message, uuid)
    if message is None or message.channel != "letter" or message.child is None:
        raise NotFound("letter")
    named = db.session.scalars(
        select(FactChild.child)
        .join(FactRow, FactRow.seq == FactChild.fact_seq)
        .where(FactRow.uuid == message.fact, FactChild.relation == "about")
        .order_by(FactChild.place)
    ).all()
    return message, [child_for(person, child) for child in named or [message.child]]


def letter_for(person: Person, uuid: str) -> tuple[Letter, list[Child]]:
    """A letter and its children, for one of our own staff."""
    letter = db.session.get(Letter, uuid)
    if letter is None or not letter.children:
        raise NotFound("letter")
    return letter, [child_for(person, child) for child in letter.children]


def letters_of(household: str) -> list[Letter]:
    """A household's letters, newest first, for the child's page."""
    return list(
        db.session.scalars(select(Letter).where(Letter.household == household).order_by(Letter.prepared_at.desc()))
    )


def candidates(household: str, cause: str) -> list[Candidate]:
    """Each adult who might be written to, one letter each, never two people at one address line."""
    adults = db.session.scalars(
        select(Adult)
        .where(Adult.household_uuid == household, Adult.until_on.is_(None))
        .order_by(Adult.place, Adult.uuid)
    )
    held = db.session.scalars(select(Letter).where(Letter.cause == cause, Letter.state != "cancelled"))
    prepared = {letter.recipient: letter for letter in held}
    return [_candidate(adult, prepared.get(adult.uuid)) for adult in adults]


def _candidate(adult: Adult, letter: Letter | None) -> Candidate:
    address = address_of(adult)
    person = sending.Person(
        parental_responsibility=adult.parental_responsibility,
        lives_in_household=adult.lives_in_household,
        safe_to_write=adult.safe_to_write,
        address=tuple(address.lines) if address else (),
        address_status=address.status if address else None,
        not_to_be_shared=address.not_to_be_shared if address else False,
    )
    return Candidate(adult, address, sending.why_not(person), letter)


def address_of(adult: Adult) -> Address | None:
    """Where this person lives now: the latest address without an end. Nobody else's is ever looked at."""
    current = [address for address in adult.addresses if address.until_on is None]
    return current[-1] if current else None


def candidate_for(letter: Letter) -> Candidate | None:
    adult = db.session.get(Adult, letter.recipient)
    return _candidate(adult, letter) if adult else None


def names_of(letters: Sequence[Letter]) -> dict[str, str]:
    """The children's names of several letters, by uuid."""
    uuids = {child for letter in letters for child in letter.children}
    return {child.uuid: child.name for child in db.session.scalars(select(Child).where(Child.uuid.in_(uuids)))}
