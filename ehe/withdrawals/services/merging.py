"""Making one household of two, when a person has said that a record of each is the same child.

Both records are kept. Nothing that was known is overwritten: what the notice adds is added beside it, with its
source. The facts stay where they were written and are read as the kept child's.
"""

from collections.abc import Mapping

from sqlalchemy import select, update

from ehe.clocks.joining import Joined, hand_over
from ehe.core.base import db
from ehe.core.errors import Refused
from ehe.facts.models import FactChild
from ehe.register import queries as register
from ehe.register.models import Address, Adult, Child, Household
from ehe.schools.rules import fold


def newcomers(joined: Joined) -> list[str]:
    """Who is in the kept household now and was not known to it."""
    records = {row.uuid: row.same_as for row in _records(joined.kept)}
    return [uuid for uuid in joined.moved if records.get(uuid, uuid) is None]


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
    hand_over(joined)
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
            joined.adults[adult.uuid] = known.uuid
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
