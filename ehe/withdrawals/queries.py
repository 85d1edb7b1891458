"""Every read of notices and their drafts, and of the records that may be of the same child."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from ehe.access import queries as access
from ehe.access.permissions import Person, Right, Role, Subject, can
from ehe.clocks.models import ChildState
from ehe.core.base import db
from ehe.core.errors import NotFound
from ehe.facts.models import FactChild, FactRow
from ehe.register import queries as register
from ehe.register.identifiers import tidy_upn
from ehe.register.matching import Identity, Likeness, candidates, likeness
from ehe.register.models import Child, Household
from ehe.withdrawals.models import Notice, NoticeChild, NoticeDraft

PAGE = 25
MOST_DRAFTS = 20
# Of a name without a date of birth there may be many: more than these help nobody to decide.
MOST_NAMESAKES = 200
WORST_FIRST = {"red": 0, "amber": 1, "green": 2}


# ---- the school's own ----------------------------------------------------------------------------


def draft(person: Person, uuid: str, *, to_change: bool = False) -> NoticeDraft:
    """A draft of this person's school; another school's is not there. `to_change` keeps a second window waiting."""
    mine = select(NoticeDraft).where(NoticeDraft.uuid == uuid, NoticeDraft.school_urn == person.school_urn)
    if to_change:
        mine = mine.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(mine)
    if found is None:
        raise NotFound("draft")
    return found


def drafts_of(person: Person) -> list[NoticeDraft]:
    """What this school has begun and not sent, latest first."""
    mine = select(NoticeDraft).where(NoticeDraft.school_urn == person.school_urn, NoticeDraft.sent_as.is_(None))
    return list(db.session.scalars(mine.order_by(NoticeDraft.updated_at.desc(), NoticeDraft.uuid).limit(MOST_DRAFTS)))


def own_notice(person: Person, uuid: str) -> Notice:
    """A notice of this person's school; another school's is not there."""
    found = db.session.get(Notice, uuid)
    if found is None or not can(person, Right.see_own_notices, Subject(school_urn=found.school_urn)):
        raise NotFound("notice")
    return found


@dataclass(frozen=True)
class Listed:
    """One page of a list."""

    notices: list[Notice]
    total: int
    page: int

    @property
    def showing(self) -> str:
        first = (self.page - 1) * PAGE
        return f"Showing {first + 1} to {first + len(self.notices)} of {self.total}" if self.notices else ""

    @property
    def has_next(self) -> bool:
        return self.page * PAGE < self.total


def own_notices(person: Person, page: int = 1) -> Listed:
    """This school's notices, latest first."""
    mine = select(Notice).where(Notice.school_urn == person.school_urn)
    total = db.session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    mine = mine.order_by(Notice.sent_at.desc(), Notice.uuid).limit(PAGE).offset((page - 1) * PAGE)
    return Listed(list(db.session.scalars(mine)), total, page)


def reference_is_taken(reference: str) -> bool:
    return db.session.scalar(select(Notice.uuid).where(Notice.reference == reference)) is not None


def by_household(notice: Notice) -> list[list[str]]:
    """The children of a notice as the register holds them, those of one household together."""
    found: dict[str, list[str]] = {}
    for row in notice.children:
        found.setdefault(row.child.household_uuid, []).append(row.child_uuid)
    return list(found.values())


# ---- intake --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """A notice on the intake list: its children as they are kept, and the worst of their ratings."""

    notice: Notice
    children: list[Child]
    rag: str | None
    proposed: bool
    officers: frozenset[str]


def waiting(person: Person) -> list[Waiting]:
    """The notices not yet accepted that this person may see: the worst rating first, then the oldest."""
    rows = select(Notice).where(Notice.accepted_at.is_(None)).order_by(Notice.sent_at, Notice.uuid)
    seen = {notice: children_of(notice) for notice in _whole(rows) if may_see(person, notice)}
    uuids = {child.uuid for children in seen.values() for child in children}
    states = {row.child: row for row in db.session.scalars(select(ChildState).where(ChildState.child.in_(uuids)))}
    found = [_waiting(notice, children, states) for notice, children in seen.items()]
    return sorted(found, key=lambda one: (WORST_FIRST.get(one.rag or "", 3), one.notice.sent_at, one.notice.uuid))


def _whole(rows: Select[Notice]) -> Sequence[Notice]:
    """Notices with their children and households, in as few questions as may be."""
    whole = selectinload(Notice.children).options(joinedload(NoticeChild.child).joinedload(Child.household))
    return db.session.scalars(rows.options(whole)).all()


def _waiting(notice: Notice, children: list[Child], states: Mapping[str, ChildState]) -> Waiting:
    rated = [state for child in children if (state := states.get(child.uuid)) and state.rag]
    worst = min(rated, key=lambda state: WORST_FIRST.get(state.rag or "", 3), default=None)
    officers = frozenset(state.officer for child in children if (state := states.get(child.uuid)) and state.officer)
    return Waiting(notice, children, worst.rag if worst else None, bool(worst and worst.rating_proposed), officers)


def accepted_lately(person: Person) -> list[Notice]:
    """The notices accepted last, for whoever looks for one that has left the list."""
    rows = select(Notice).where(Notice.accepted_at.is_not(None))
    latest = rows.order_by(Notice.accepted_at.desc(), Notice.uuid).limit(PAGE)
    return [notice for notice in _whole(latest) if may_see(person, notice)]


def children_of(notice: Notice) -> list[Child]:
    """The children a notice is about, each under the record that is kept."""
    return list(dict.fromkeys(kept(row.child) for row in notice.children))


def may_see(person: Person, notice: Notice) -> bool:
    """A notice is seen by those who may see every child it is about."""
    return all(_may_see(person, child) for child in children_of(notice))


def _may_see(person: Person, child: Child) -> bool:
    # Who may see a restricted record is asked of the facts; any other is everybody's who reads children.
    subject = register.subject_of(child) if child.household.restricted else None
    return can(person, Right.read_child, subject)


def notice_for(person: Person, uuid: str) -> Notice:
    """A notice for the intake; one of a restricted record is not there for others. Every look is noted."""
    found = db.session.get(Notice, uuid)
    if found is None or not may_see(person, found):
        raise NotFound("notice")
    for row in found.children:
        register.child_for(person, row.child_uuid)
    return found


def child_of(notice: Notice, uuid: str) -> Child:
    """One of the children of a notice, under the record the notice made."""
    for row in notice.children:
        if row.child_uuid == uuid:
            return row.child
    raise NotFound("child")


def kept(child: Child) -> Child:
    """The child under whose record this one is kept."""
    been: set[str] = set()
    while child.same_as and child.uuid not in been:
        been.add(child.uuid)
        child = db.session.get_one(Child, child.same_as)
    return child


def officers() -> list[tuple[Person, int]]:
    """Who may be given a child, with how many they have."""
    counts = (
        select(ChildState.officer, func.count().label("held"))
        .where(ChildState.status.is_not(None))
        .group_by(ChildState.officer)
    )
    held = {row.officer: row.held for row in db.session.execute(counts)}
    return [(person, held.get(person.uuid, 0)) for person in access.active_with_role(Role.officer)]


# ---- the same child? -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Candidate:
    """A record that may be of the same child, why, and what a person has answered about the two."""

    child: Child
    like: Likeness
    answer: str | None = None

    @property
    def is_restricted(self) -> bool:
        return self.child.household.restricted

    @property
    def is_answered(self) -> bool:
        return self.answer in ("same", "different")


def candidates_for(child: Child) -> list[Candidate]:
    """Every record that may be this child's, restricted ones too: ask `for_person` what somebody may be shown."""
    others = {other.uuid: other for other in _alike(child)}
    answers = _answers(child.uuid)
    found = candidates(identity(child), (identity(other) for other in others.values()))
    return [Candidate(others[other.uuid], like, answers.get(other.uuid)) for other, like in found]


@dataclass(frozen=True)
class Asked:
    """What a person is asked about one child, and whether the head of service has to be asked as well."""

    child: Child
    shown: list[Candidate]
    for_head_of_service: bool

    @property
    def open(self) -> list[Candidate]:
        return [candidate for candidate in self.shown if not candidate.is_answered]

    @property
    def is_answered(self) -> bool:
        return not self.open and not self.for_head_of_service


def for_person(person: Person, child: Child) -> Asked:
    """The candidates this person may see; of the others, only that somebody else has to look."""
    if child.same_as:
        return Asked(child, [], for_head_of_service=False)
    found = candidates_for(child)
    shown = [one for one in found if _may_see(person, one.child)]
    hidden = [one for one in found if one not in shown and not one.is_answered]
    return Asked(child, shown, bool(hidden))


def identity(child: Child) -> Identity:
    return Identity(
        uuid=child.uuid,
        first_name=child.first_name,
        last_name=child.last_name,
        known_as=child.known_as,
        born_on=child.born_on,
        upn=child.upn,
    )


def likely_pair(child: Child, others: Iterable[Child]) -> Child | None:
    """Who among the children of a household is most likely this one."""
    known = {other.uuid: other for other in others}
    found = candidates(identity(child), (identity(other) for other in known.values()))
    return known[found[0][0].uuid] if found else None


def is_alike(one: Child, other: Child) -> bool:
    return likeness(identity(one), identity(other)) is not None


def _alike(child: Child) -> Sequence[Child]:
    """Read through indexes what may match at all; the rule decides. A brother or sister is not the same child."""
    wanted: list[ColumnElement[bool]] = [and_(Child.last_name.in_(_spellings(child.last_name)), _birth_unknown(child))]
    if child.upn:
        wanted.append(Child.upn == tidy_upn(child.upn))
    if child.born_on:
        wanted.append(Child.born_on == child.born_on)
    found: dict[str, Child] = {}
    for one in wanted:
        rows = (
            select(Child)
            .join(Household)
            .where(one, Child.same_as.is_(None), Child.household_uuid != child.household_uuid)
            .order_by(Child.created_at.desc(), Child.uuid)
            .limit(MOST_NAMESAKES if one is wanted[0] else None)
        )
        found |= {row.uuid: row for row in db.session.scalars(rows)}
    return list(found.values())


def _birth_unknown(child: Child) -> ColumnElement[bool]:
    """Where both dates of birth are known, the date finds the record; a name alone is asked where one is missing."""
    return Child.born_on.is_(None) if child.born_on else or_(Child.born_on.is_(None), Child.born_on.is_not(None))


def _spellings(name: str) -> set[str]:
    return {name, name.lower(), name.upper(), name.title(), name.capitalize()}


def _answers(child: str) -> dict[str, str]:
    """What a person has answered about this record and others; the latest answer about each stands."""
    rows = (
        select(FactRow)
        .join(FactChild, FactChild.fact_seq == FactRow.seq)
        .where(FactRow.kind == "child_matched", FactChild.child == child, FactChild.relation == "about")
        .order_by(FactRow.seq)
    )
    told = [row.payload for row in db.session.scalars(rows) if row.payload]
    return {str(payload["other"]): str(payload["answer"]) for payload in told}
