"""What is due, for the officers' list: one row a child, its counts, and who has how much.

The list reads `child_state`, which the door keeps; a page costs the same number of statements however many
children there are. The order is total, and the next page begins after the last row of this one, so that no
child is passed over when a row above it goes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, true, tuple_

from ehe.access.permissions import RIGHTS, Person, Right
from ehe.clocks.models import ChildState
from ehe.core.base import db
from ehe.register.models import Child, Household
from ehe.register.queries import covered_for

ROWS = (25, 50, 100)
SHOWS = ("all", "not_seen", "overdue", "red", "unallocated", "restricted")
NEVER_DUE = date(9999, 12, 31)
RANK: Mapping[str | None, int] = {"red": 0, "amber": 1, "green": 2, None: 3}


@dataclass(frozen=True)
class Place:
    """Where a row stands in the order of the list."""

    seen: int
    due_on: date
    rank: int
    child: str

    def __str__(self) -> str:
        return f"{self.seen}_{self.due_on.isoformat()}_{self.rank}_{self.child}"


def place_of(text: str) -> Place | None:
    """The place that an address names; None for one that was made up."""
    parts = text.split("_")
    if len(parts) != 4 or parts[0] not in ("0", "1") or parts[2] not in ("0", "1", "2", "3"):
        return None
    try:
        return Place(int(parts[0]), date.fromisoformat(parts[1]), int(parts[2]), str(UUID(parts[3])))
    except ValueError:
        return None


@dataclass(frozen=True)
class Wanted:
    """What the reader asks the list for. `whose` is "mine", "team" or an officer's uuid."""

    whose: str = "mine"
    show: str = "all"
    rows: int = ROWS[0]
    after: Place | None = None
    before: Place | None = None


@dataclass(frozen=True)
class Row:
    """One child on the list. `due_on` is the last day of what falls due first."""

    child: str
    name: str
    known_as: str | None
    reference: str
    restricted: bool
    rag: str | None
    proposed: bool
    last_seen_on: date | None
    last_seen_how: str | None
    last_seen_by: str | None
    seen_since_withdrawal: bool
    worst_code: str | None
    due_on: date | None
    officer: str | None
    status: str
    open_concerns: int
    failed_in_a_row: int
    referral: str | None
    closing_asked: bool

    @property
    def place(self) -> Place:
        return Place(int(self.seen_since_withdrawal), self.due_on or NEVER_DUE, RANK[self.rag], self.child)


COLUMNS: tuple[Any, ...] = (
    ChildState.child, Child.first_name, Child.last_name, Child.known_as, Child.reference, Household.restricted,
    ChildState.rag, ChildState.rating_proposed, ChildState.last_seen_on, ChildState.last_seen_how,
    ChildState.last_seen_by, ChildState.seen_since_withdrawal, ChildState.worst_code, ChildState.worst_due_on,
    ChildState.officer, ChildState.status, ChildState.open_concerns, ChildState.failed_in_a_row, ChildState.referral,
    ChildState.closing_asked,
)  # fmt: skip


def hands_of(person: Person) -> list[str]:
    """The person, and those whose children the person has today."""
    return [person.uuid, *covered_for(person.uuid)]


def visible(person: Person) -> ColumnElement[bool]:
    """Which households this person's lists may show: the loader's rule, as a condition on `Household`."""
    if Right.restricted_list in RIGHTS[person.role]:
        return true()
    own = select(ChildState.household).where(ChildState.officer.in_(hands_of(person)))
    return or_(Household.restricted.is_(False), Household.uuid.in_(own))


def _base(person: Person, *columns: Any) -> Select[Any]:
    """Every child on the register whom this person may see: what the list, its counts and its table share."""
    return (
        select(*columns)
        .join_from(ChildState, Child, Child.uuid == ChildState.child)
        .join(Household, Household.uuid == ChildState.household)
        .where(ChildState.status.is_not(None), Child.same_as.is_(None), visible(person))
    )


def _whose(person: Person, whose: str) -> ColumnElement[bool]:
    if whose == "team":
        return true()
    return ChildState.officer.in_(hands_of(person) if whose == "mine" else [whose])


def _show(today: date) -> dict[str, ColumnElement[bool]]:
    return {
        "all": true(),
        "not_seen": ChildState.seen_since_withdrawal.is_(False),
        "overdue": ChildState.worst_due_on < today,
        "red": ChildState.rag == "red",
        "unallocated": ChildState.officer.is_(None),
        "restricted": Household.restricted.is_(True),
    }


# --- the rows -------------------------------------------------------------------------------------

ORDER: tuple[Any, ...] = (
    case((ChildState.seen_since_withdrawal.is_(True), 1), else_=0),
    func.coalesce(ChildState.worst_due_on, NEVER_DUE),
    case({rag: rank for rag, rank in RANK.items() if rag}, value=ChildState.rag, else_=RANK[None]),
    ChildState.child,
)


@dataclass(frozen=True)
class Page:
    rows: tuple[Row, ...]
    more_before: bool
    more_after: bool


def page(person: Person, wanted: Wanted, today: date) -> Page:
    """The rows that are wanted: not seen since withdrawal first, then what falls due first, then the worse rating."""
    query = _base(person, *COLUMNS).where(_whose(person, wanted.whose), _show(today)[wanted.show])
    if wanted.before:
        found = _rows(query.where(tuple_(*ORDER) < _at(wanted.before)), wanted.rows, backwards=True)
        rows = tuple(reversed(found[: wanted.rows]))
        return Page(rows, more_before=len(found) > wanted.rows, more_after=True)
    if wanted.after:
        query = query.where(tuple_(*ORDER) > _at(wanted.after))
    found = _rows(query, wanted.rows)
    return Page(tuple(found[: wanted.rows]), wanted.after is not None, len(found) > wanted.rows)


def _at(place: Place) -> ColumnElement[Any]:
    return tuple_(literal(place.seen), literal(place.due_on), literal(place.rank), literal(place.child))


def _rows(query: Select[Any], rows: int, backwards: bool = False) -> list[Row]:
    order = [column.desc() for column in ORDER] if backwards else ORDER
    return [_row(*found) for found in db.session.execute(query.order_by(*order).limit(rows + 1))]


def _row(child: str, first: str, last: str, known_as: str | None, reference: str, restricted: bool, rag: str | None,
         proposed: bool | None, *rest: Any) -> Row:  # fmt: skip
    return Row(child, f"{first} {last}".strip(), known_as, reference, restricted, rag, bool(proposed), *rest)


# --- counts ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counts:
    """How many children each tab and each choice would show; one statement for all."""

    mine: int
    team: int
    shows: Mapping[str, int]


def counts(person: Person, whose: str, today: date) -> Counts:
    mine, chosen, show = _whose(person, "mine"), _whose(person, whose), _show(today)
    columns = [_how_many(and_(chosen, condition)) for condition in show.values()]
    found = db.session.execute(_base(person, _how_many(mine), func.count(), *columns)).one()
    return Counts(found[0], found[1], dict(zip(show, found[2:], strict=True)))


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


@dataclass(frozen=True)
class Load:
    """One officer's children: how many, how many of them late, red, and not seen since withdrawal."""

    officer: str | None
    children: int
    overdue: int
    red: int
    not_seen: int


def loads(person: Person, today: date) -> list[Load]:
    """Overdue by officer: children without an officer first, then the officer with most overdue."""
    show = _show(today)
    columns = [_how_many(show[name]) for name in ("overdue", "red", "not_seen")]
    rows = db.session.execute(_base(person, ChildState.officer, func.count(), *columns).group_by(ChildState.officer))
    found = [Load(*row) for row in rows]
    return sorted(found, key=lambda load: (load.officer is not None, -load.overdue, -load.children, load.officer or ""))


def glances(children: list[str]) -> dict[str, ChildState]:
    """The at-a-glance rows of these children."""
    rows = db.session.scalars(select(ChildState).where(ChildState.child.in_(children)))
    return {row.child: row for row in rows}
