"""A household's facts as entries of its chronology: what, who, when it happened and when it was written down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, select

from ehe.clocks.policy import Policy
from ehe.clocks.telling import Book, Line, Told, tell
from ehe.core.base import db
from ehe.core.errors import Refused
from ehe.facts.kinds import SYSTEM_KINDS, read
from ehe.facts.models import FactChild, FactRow
from ehe.register.forms import is_day_only
from ehe.register.models import Child
from ehe.register.queries import adults_of, called
from ehe.register.words import sources_in

# Written down this much after it happened, an entry says when.
LATER = timedelta(hours=12)
BLANKED = Told("An entry whose content was removed under a certified disposal")


@dataclass(frozen=True)
class Entry:
    """One fact, told. `at` is None when only the day is known; `about` names children when there are several."""

    uuid: str
    kind: str
    on: date
    at: datetime | None
    title: str
    lines: tuple[Line, ...]
    by: str
    recorded_by: str | None
    recorded_at: datetime | None
    about: tuple[str, ...]
    corrected: bool
    corrects: str | None


def entries(
    household: str, policy: Policy, *, limit: int, offset: int = 0, people_only: bool = False
) -> tuple[list[Entry], int]:
    """Newest first, and how many there are. `people_only` leaves out what the register did by itself."""
    chosen = _of(household)
    if people_only:
        chosen = chosen.where(FactRow.kind.not_in(SYSTEM_KINDS))
    how_many = db.session.scalar(chosen.with_only_columns(func.count())) or 0
    newest = chosen.order_by(FactRow.at.desc(), FactRow.seq.desc()).limit(limit).offset(offset)
    return _entries(db.session.scalars(newest).all(), household, policy), how_many


def one(household: str, uuid: str, policy: Policy) -> Entry | None:
    rows = db.session.scalars(_of(household).where(FactRow.uuid == uuid)).all()
    return next(iter(_entries(rows, household, policy)), None)


def _of(household: str) -> Select[FactRow]:
    children = select(Child.uuid).where(Child.household_uuid == household)
    touched = select(FactChild.fact_seq).where(FactChild.child.in_(children))
    return select(FactRow).where(FactRow.seq.in_(touched))


def _entries(rows: Sequence[FactRow], household: str, policy: Policy) -> list[Entry]:
    book = _book(rows, household, policy)
    corrected = _corrected(row.uuid for row in rows)
    return [_entry(row, book, row.uuid in corrected) for row in rows]


def _book(rows: Sequence[FactRow], household: str, policy: Policy) -> Book:
    words: set[str | None] = {word for row in rows for word in (row.by, row.recorded_by)}
    for row in rows:
        said = row.payload or {}
        words |= {str(value) for name, value in said.items() if name in PEOPLE and value}
        words |= {str(source) for source in said.get("sources") or () if str(source).startswith("school:")}
        words |= {word for ground in said.get("grounds", ()) for word in sources_in(ground)}
    children = db.session.scalars(select(Child).where(Child.household_uuid == household))
    adults = {adult.uuid: adult.name for adult in adults_of(household)}
    titles = {code: clock.title for code, clock in policy.clocks.items()}
    return Book(called(words) | adults, {child.uuid: child.name for child in children}, titles)


# Where a payload names somebody by the word that facts use.
PEOPLE = frozenset({"officer", "owner", "cover", "second", "released_by", "to", "director"})


def _corrected(uuids: Iterable[str]) -> set[str]:
    found = db.session.scalars(select(FactRow.corrects).where(FactRow.corrects.in_(list(uuids))))
    return {uuid for uuid in found if uuid}


def _entry(row: FactRow, book: Book, corrected: bool) -> Entry:
    told = tell(read(row.kind, row.payload), book) if row.payload is not None else BLANKED
    named = tuple(dict.fromkeys(book.child(child.child) for child in row.children if child.relation == "about"))
    return Entry(
        uuid=row.uuid,
        kind=row.kind,
        on=row.on,
        at=None if is_day_only(row.at) else row.at,
        title=told.title,
        lines=told.lines,
        by=book.person(row.by),
        recorded_by=book.person(row.recorded_by) if row.recorded_by != row.by else None,
        recorded_at=row.recorded_at if row.recorded_at - row.at > LATER else None,
        about=named,
        corrected=corrected,
        corrects=row.corrects,
    )


# --- a page that was left open ---------------------------------------------------------------------


def read_to(household: str) -> int:
    """The newest fact of the household when a page was made; its form carries it."""
    return db.session.scalar(_of(household).with_only_columns(func.max(FactRow.seq))) or 0


def since(household: str, seq: int, policy: Policy) -> list[Entry]:
    """What was written after that, newest first."""
    rows = db.session.scalars(_of(household).where(FactRow.seq > seq).order_by(FactRow.seq.desc()).limit(20)).all()
    return _entries(rows, household, policy)


def must_be_current(household: str, seq: int) -> None:
    """For decisions: `changed_since` when facts came after the page was made. Takes the household's lock first."""
    query = select(Child.uuid).where(Child.household_uuid == household).order_by(Child.uuid).with_for_update()
    db.session.execute(query).all()
    if read_to(household) > seq:
        raise Refused(
            "changed_since",
            "Something was recorded while you had this page open. Read what is new below, then send your answer again.",
        )
