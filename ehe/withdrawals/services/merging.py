"""Making one household of two, when a person has said that a record of each is the same child.

Both records are kept. Nothing that was known is overwritten: what the notice adds is added beside it, with its
source. The facts stay where they were written and are read as the kept child's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, delete, select, update

from ehe.clocks import saving
from ehe.clocks.models import ChildState, ClockRow
from ehe.clocks.services import desk_of
from ehe.core.base import db
from ehe.core.errors import Refused
from ehe.core.today import today
from ehe.facts.models import FactChild
from ehe.outbox.models import Message
from ehe.register import queries as register
from ehe.register.models import Address, Adult, Child, EntryRow, Household
from ehe.schools.rules import fold

SAME_CHILD = "same_child"

Follow = Callable[["Joined"], None]
_follow: list[Follow] = []


def on_joined(follow: Follow) -> Follow:
    """Have a room above bring its own rows of a household along (a referral, a letter)."""
    if follow not in _follow:
        _follow.append(follow)
    return follow


@dataclass
class Joined:
    """What was moved: from which household to which, and who turned out to be whom."""

    left: str
    kept: str
    # Every child who changed household, and those who are another record's child.
    moved: list[str] = field(default_factory=list)
    pairs: dict[str, str] = field(default_factory=dict)
    everybody: bool = True

    @property
    def newcomers(self) -> list[str]:
        """Who is in the kept household now and was not known to it."""
        records = {row.uuid: row.same_as for row in _records(self.kept)}
        return [uuid for uuid in self.moved if records.get(uuid, uuid) is None]

    def settle(self) -> None:
        """Once the facts are written: bring what is left behind into step, and let the rooms above follow."""
        if not self.everybody:
            _read_again(self.left)
        for follow in _follow:
            follow(self)
        db.session.flush()


def join(child: Child, other: Child, come_too: Mapping[str, str]) -> Joined:
    """Bring `child` and those who come too into the household of `other`.

    `come_too` names the others of the child's household who belong there too: as which child of that household,
    or "" for one whom it does not have yet. Those who share a fact with the child always come.
    """
    left, kept = child.household_uuid, other.household_uuid
    _lock(left, kept)
    joined = Joined(left, kept, pairs={child.uuid: other.uuid})
    if left != kept:
        movers = [one for one in _records(left) if one.uuid == child.uuid or one.uuid in come_too or _bound(child, one)]
        joined.moved = [one.uuid for one in movers]
        joined.everybody = len(movers) == len(_records(left))
        joined.pairs |= {one.uuid: same for one in movers if (same := come_too.get(one.uuid)) and not one.same_as}
        _bring(movers, joined)
        _bring_adults(joined)
    _refuse_twins(joined)
    _keep_under(joined)
    _hand_over(joined)
    db.session.flush()
    return joined


def _refuse_twins(joined: Joined) -> None:
    if len(set(joined.pairs.values())) < len(joined.pairs):
        raise Refused(
            "one_child_twice", "Two children of the notice cannot both be the same child of the other record."
        )


def bound_to(child: Child) -> list[Child]:
    """Those of the household who share a fact with this child: they cannot be parted from it."""
    return [one for one in register.children_of(child.household_uuid) if one.uuid != child.uuid and _bound(child, one)]


def _lock(*households: str) -> None:
    rows = select(Child.uuid).where(Child.household_uuid.in_(households)).order_by(Child.uuid).with_for_update()
    db.session.execute(rows)


def _records(household: str) -> list[Child]:
    """Every record of a household, those kept under another's too."""
    rows = select(Child).where(Child.household_uuid == household).order_by(Child.place, Child.uuid)
    return list(db.session.scalars(rows))


def _bound(child: Child, one: Child) -> bool:
    """A fact about both, or a record kept under the child's: read apart, its other half would be missing."""
    if one.same_as == child.uuid:
        return True
    about = select(FactChild.fact_seq).where(FactChild.child == child.uuid, FactChild.relation == "about")
    shared = select(FactChild.fact_seq).where(
        FactChild.child == one.uuid, FactChild.relation == "about", FactChild.fact_seq.in_(about)
    )
    return db.session.scalar(shared.limit(1)) is not None


# ---- people --------------------------------------------------------------------------------------


def _bring(movers: list[Child], joined: Joined) -> None:
    home = db.session.get_one(Household, joined.kept)
    before = db.session.get_one(Household, joined.left)
    home.restricted = home.restricted or before.restricted
    place = max((one.place for one in _records(joined.kept)), default=-1)
    for one in movers:
        place += 1
        one.household_uuid, one.place = joined.kept, place
    db.session.flush()
    for household in (home, before):
        db.session.expire(household, ["children", "adults"])


def _keep_under(joined: Joined) -> None:
    """The record is kept under the other's; what only it knew is known of the child now."""
    for moved, same in joined.pairs.items():
        record, child = db.session.get_one(Child, moved), db.session.get_one(Child, same)
        if child.same_as or child.household_uuid != record.household_uuid:
            raise Refused("already_matched", "The other record has been joined to a third one since. Look again.")
        record.same_as = same
        db.session.execute(update(Child).where(Child.same_as == moved).values(same_as=same))
        for name in ("known_as", "born_on", "sex", "upn", "school_urn", "school_name"):
            if getattr(child, name) is None:
                setattr(child, name, getattr(record, name))
    db.session.flush()


def _bring_adults(joined: Joined) -> None:
    """The notice's adults: one who is already there gets what is new about them, any other is added."""
    there = register.adults_of(joined.kept)
    for adult in register.adults_of(joined.left):
        known = next((one for one in there if fold(one.name) == fold(adult.name) and one.until_on is None), None)
        if known is not None:
            _add_to(known, adult)
        elif joined.everybody:
            adult.household_uuid, adult.place = joined.kept, len(there) + adult.place
        else:
            db.session.add(_copy(adult, joined.kept, len(there) + adult.place))
    db.session.flush()


def _add_to(known: Adult, adult: Adult) -> None:
    """Never overwrite: fill what was not known, keep what differs beside it."""
    for name in ("relationship_to_child", "parental_responsibility", "email"):
        if getattr(known, name) is None:
            setattr(known, name, getattr(adult, name))
    if adult.phone and _digits(adult.phone) not in _digits(known.phone or ""):
        both = f"{known.phone} or {adult.phone}" if known.phone else adult.phone
        known.phone = both if len(both) <= 100 else known.phone
    held = {_bare(address) for address in known.addresses}
    known.addresses += [_address(address) for address in adult.addresses if _bare(address) not in held]


def _digits(phone: str) -> str:
    return "".join(c for c in phone if c.isdigit())


def _bare(address: Address) -> str:
    return fold(" ".join(address.lines)).replace(" ", "")


def _address(address: Address) -> Address:
    names = ("line1", "line2", "line3", "town", "postcode", "uprn", "source", "not_to_be_shared", "from_on", "until_on")
    return Address(**{name: getattr(address, name) for name in names})


def _copy(adult: Adult, household: str, place: int) -> Adult:
    names = (
        "name", "relationship_to_child", "parental_responsibility", "lives_in_household", "phone", "email",
        "safe_to_write", "needs", "from_on", "until_on", "source",
    )  # fmt: skip
    made = Adult(household_uuid=household, place=place, **{name: getattr(adult, name) for name in names})
    made.addresses = [_address(address) for address in adult.addresses]
    return made


# ---- what the door keeps -------------------------------------------------------------------------
#
# The door saves one household at a time and does not know that a child came from another. So what it keeps of
# the record that is now another child's is ended here, before the door reads the joined household.


def _hand_over(joined: Joined) -> None:
    for uuid in joined.pairs:
        _end_clocks(ClockRow.subject == uuid)
        db.session.execute(delete(EntryRow).where(EntryRow.child_uuid == uuid))
        db.session.execute(delete(ChildState).where(ChildState.child == uuid))
    if joined.left != joined.kept:
        if joined.everybody:
            _end_clocks(ClockRow.subject == joined.left)
        staying = [uuid for uuid in joined.moved if uuid not in joined.pairs]
        for table, whose in ((ClockRow, ClockRow.subject), (ChildState, ChildState.child)):
            db.session.execute(update(table).where(whose.in_(staying)).values(household=joined.kept))
        db.session.execute(update(ClockRow).where(ClockRow.subject.in_(joined.pairs)).values(household=joined.kept))
    _hand_over_messages(joined)
    db.session.flush()
    db.session.expire_all()


def _end_clocks(which: ColumnElement[bool]) -> None:
    """A duty towards a record that is another child's goes on as a duty towards that child."""
    for row in db.session.scalars(select(ClockRow).where(which, ClockRow.state == "running")):
        row.state, row.reason, row.ended_on = "voided", SAME_CHILD, today()
        for step in row.steps:
            if step.state == "pending":
                step.state, step.reason = "cancelled", SAME_CHILD
    db.session.flush()


def _hand_over_messages(joined: Joined) -> None:
    """Tasks and letters follow the child; a task of a duty stays open, for the duty goes on."""
    if joined.left != joined.kept:
        mine = Message.household == joined.left
        if not joined.everybody:
            mine &= Message.child.in_(joined.moved)
        db.session.execute(update(Message).where(mine).values(household=joined.kept))
    for moved, same in joined.pairs.items():
        db.session.execute(update(Message).where(Message.child == moved).values(child=same))


def _read_again(household: str) -> None:
    """Who stays behind is read without those who left."""
    desk = desk_of(household)
    saving.close_messages(household, saving.save_clocks(household, desk.h) + saving.save_children(household, desk.h))
    db.session.flush()
