"""Every read of the people of the register; among them the loader, the one way from an address to a child.

What this person may not see is answered as if it did not exist, and every look is noted.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from flask import g, has_request_context
from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from ehe.access import looks
from ehe.access import queries as access
from ehe.access.permissions import STAFF, Person, Right, Subject, can
from ehe.core.base import db
from ehe.core.errors import NotFound
from ehe.core.today import today
from ehe.facts.models import FactChild, FactRow
from ehe.register import rules
from ehe.register.models import Adult, Child, Household
from ehe.register.rules import Absences, AtWork, Said
from ehe.schools import queries as schools

T = TypeVar("T")

WORK = ("officer_assigned", "cover_decided", "complaint_made")
AWAY = ("officer_away", "officer_returned")

# ---- the loader --------------------------------------------------------------------------------


def child_for(person: Person, uuid: str) -> Child:
    """The child with this uuid, for this person. Every page that shows a child loads it here.

    A record found to be the same child leads to the one that is kept. `NotFound` if there is none, or if
    it is restricted and not for this person: from outside the two look the same.
    """
    child = _kept(uuid)
    if child is None or not can(person, Right.read_child, subject_of(child)):
        raise NotFound("child")
    looks.note(child.uuid, own=_works_with(person, child))
    return child


def _kept(uuid: str) -> Child | None:
    child, been = db.session.get(Child, uuid), set[str]()
    while child is not None and child.same_as and child.uuid not in been:
        been.add(child.uuid)
        child = db.session.get(Child, child.same_as)
    return child


def subject_of(child: Child, asked_by: str | None = None) -> Subject:
    """The child as rights see one: whether restricted, who may see it then, whom a complaint is about.

    `asked_by` is the first person of a two-person act.
    """
    work = _at_work(child.household_uuid)
    return replace(_subject(child.household, work), asked_by=asked_by)


def _subject(household: Household, work: AtWork) -> Subject:
    return Subject(
        restricted=household.restricted,
        may_see=_hands(work) if household.restricted else frozenset(),
        complained_about=work.complained_about,
    )


def officer_of(child: Child) -> str | None:
    """The uuid of the child's named officer."""
    return _at_work(child.household_uuid).officers.get(child.uuid)


def _works_with(person: Person, child: Child) -> bool:
    officer = officer_of(child)
    return officer is not None and person.uuid in (officer, absences().stand_in(officer, today()))


def _hands(work: AtWork) -> frozenset[str]:
    """A restricted record is seen by its officers and by those who cover for them today."""
    officers = set(work.officers.values())
    covers = {cover for officer in officers if (cover := absences().stand_in(officer, today()))}
    return frozenset(officers | covers)


def covered_for(person: str) -> list[str]:
    """The officers whose children this person has today."""
    away = absences()
    return [officer for officer in away.officers if officer != person and away.stand_in(officer, today()) == person]


def absences() -> Absences:
    """Who is or was away, and who has their children meanwhile."""
    away = FactRow.kind.in_(AWAY)
    put_right = FactRow.corrects.in_(select(FactRow.uuid).where(away))
    return _once("absences", lambda: rules.absences_of(_said(select(FactRow).where(or_(away, put_right)), {})))


def staff() -> list[Person]:
    """Our own people who may have children in their care, by name."""
    return access.active_with_role(*STAFF)


def _at_work(household: str) -> AtWork:
    return _once(f"at work {household}", lambda: _read_at_work(household))


def _read_at_work(household: str) -> AtWork:
    children = db.session.execute(select(Child.uuid, Child.same_as).where(Child.household_uuid == household)).all()
    touched = select(FactChild.fact_seq).where(
        FactChild.child.in_([uuid for uuid, _ in children]), FactChild.relation == "about"
    )
    rows = select(FactRow).where(FactRow.seq.in_(touched), FactRow.kind.in_((*WORK, "fact_corrected")))
    return rules.at_work(_said(rows, {uuid: kept for uuid, kept in children if kept}))


def _said(query: Any, alias: dict[str, str]) -> list[Said]:
    """Facts as plain values, with their corrections read into them."""
    rows = [row for row in db.session.scalars(query.order_by(FactRow.seq)) if row.payload is not None]
    put_right = [row.payload for row in rows if row.kind == "fact_corrected"]
    return [_one(row, put_right, alias) for row in rows if row.kind != "fact_corrected"]


def _one(row: FactRow, put_right: Iterable[dict[str, Any] | None], alias: dict[str, str]) -> Said:
    payload = dict(row.payload or {})
    named: Sequence[str] = [child.child for child in row.children if child.relation == "about"]
    for correction in put_right:
        if correction and str(correction["which"]) == row.uuid:
            field = {"from": "from_"}.get(correction["field"], correction["field"])
            if field == "child":
                named = correction["to"] if isinstance(correction["to"], list) else [str(correction["to"])]
            else:
                payload[field] = correction["to"]
    children = tuple(dict.fromkeys(alias.get(child, child) for child in named))
    return Said(row.kind, row.on, row.at, row.seq, children, payload)


def _once(key: str, read: Callable[[], T]) -> T:
    """Read once in a request: the loader, the rights and the page ask the same."""
    if not has_request_context():
        return read()
    kept: dict[str, Any] = g.setdefault("register_read", {})
    if key not in kept:
        kept[key] = read()
    found: T = kept[key]
    return found


# ---- people ------------------------------------------------------------------------------------


def children_of(household: str) -> list[Child]:
    """The children of a household in their order, without records found to be another's."""
    query = select(Child).where(Child.household_uuid == household, Child.same_as.is_(None))
    return list(db.session.scalars(query.order_by(Child.place, Child.uuid)))


def adults_of(household: str) -> list[Adult]:
    """The adults of a household and of the children's other homes, each with their own addresses."""
    query = select(Adult).where(Adult.household_uuid == household).options(selectinload(Adult.addresses))
    return list(db.session.scalars(query.order_by(Adult.lives_in_household.desc(), Adult.place, Adult.uuid)))


PLAIN = {
    "the register": "the register",
    "the command line": "the command line",
    "officer": "our officer",
    "manager": "a manager",
    "head_of_service": "the head of service",
    "safeguarding_lead": "the director’s safeguarding lead",
    "school": "the school",
    "social_care": "children’s social care",
    "social_care_manager": "children’s social care, the manager",
    "out_of_hours": "children’s social care, out of hours",
    "health": "health",
    "police": "the police",
    "authority": "another authority",
    "public": "a member of the public",
    "family": "the family",
}


def called(words: Iterable[str | None]) -> dict[str, str]:
    """What the words of facts (`by`, `officer`, `to`) are called: users and schools by name, others in plain words.

    The sources of an address stand in one word: "school:900001, the electoral roll".
    """
    wanted = {word for word in words if word}
    users = access.names({word for word in wanted if _is_uuid(word)})
    urns = {word.removeprefix("school:").partition(", ")[0] for word in wanted if word.startswith("school:")}
    held = schools.held(int(urn) for urn in urns if urn.isascii() and urn.isdigit() and len(urn) <= 9)
    named = {str(urn): str(row["name"]) for urn, row in held.items()}
    return {word: users.get(word) or _plain(word, named) for word in wanted}


def _is_uuid(word: str) -> bool:
    return len(word) == 36 and word.count("-") == 4


def _plain(word: str, named: dict[str, str]) -> str:
    role, _, name = word.partition(":")
    if role == "school" and name:
        first, comma, others = name.partition(", ")
        if comma and first.isdigit():
            return f"{named.get(first, f'school {first}')}, {others}"
        return named.get(name, f"school {name}" if name.isdigit() else name)
    if name:
        return name
    if _is_uuid(word):
        return "someone the register does not know"
    return PLAIN.get(word.replace(" ", "_"), PLAIN.get(word, word.replace("_", " ")))
