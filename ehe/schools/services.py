"""Bringing a GIAS extract in."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from typing import Any, BinaryIO, Literal

from sqlalchemy import insert, text, update

from ehe.core.base import db
from ehe.core.errors import Refused
from ehe.schools import gias, queries
from ehe.schools.cells import LONGEST, Value
from ehe.schools.models import School, SchoolChange
from ehe.schools.rules import fold

Outcome = Literal["created", "updated", "unchanged", "refused"]

BATCH = 1000
FIELDS = tuple(column.name for column in School.__table__.columns)


@dataclass(frozen=True, slots=True)
class Result:
    """What becomes, or would become, of one row. `fields` are those of a held school that differ."""

    row: int
    result: Outcome
    urn: int | None = None
    name: str | None = None
    fields: tuple[str, ...] = ()
    column: str | None = None
    why: str | None = None


@dataclass
class Counts:
    """How many rows came to what. A school is known by its URN, so there is never anything to match."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    to_match: int = 0
    refused: int = 0

    def add(self, result: Result) -> None:
        setattr(self, result.result, getattr(self, result.result) + 1)

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


Tell = Callable[[Result], None]


@dataclass(frozen=True, slots=True)
class _Compared:
    """A row beside what is held: `before` and `after` are whole rows of the table."""

    result: Result
    before: dict[str, Any]
    after: dict[str, Any]


def load(file: BinaryIO, *, today: date, tell: Tell) -> None:
    """Take every school of the file in, or none: one refused row is enough and nothing is written.

    The file is read once for what is wrong with it, before the database is touched, and once to be written.
    What a held school was before is kept as `school_change`, seen `today`. A school that the file does not
    name is left alone, and so is every field that the file has no column for.
    """
    _refuse_all_if_one_is_refused(file, tell)
    _one_load_at_a_time()
    for batch in _batches(file):
        compared = _compare(batch)
        for one in compared:
            if one.result.result == "refused":
                raise Refused("file_changed", "Nothing was saved, because the file changed while it was being read.")
            tell(one.result)
        _write(compared, today)


def preview(file: BinaryIO, *, tell: Tell) -> None:
    """Tell for every row what `load` would do with it. Writes nothing."""
    for batch in _batches(file):
        for one in _compare(batch):
            tell(one.result)


def _refuse_all_if_one_is_refused(file: BinaryIO, tell: Tell) -> None:
    refused = 0
    for row in gias.read(file):
        if isinstance(row, gias.Refusal):
            refused += 1
            tell(_refused(row))
    if refused:
        rows = "1 row is" if refused == 1 else f"{refused} rows are"
        raise Refused("rows_refused", f"Nothing was saved, because {rows} refused.")


def _one_load_at_a_time() -> None:
    """Two loads at once would both find a school missing. Readers, and rows that point to a school, go on.

    On SQLite the transaction itself is the only writer.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE school IN SHARE ROW EXCLUSIVE MODE"))


def _batches(file: BinaryIO) -> Iterator[list[gias.Row | gias.Refusal]]:
    rows = gias.read(file)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _compare(batch: list[gias.Row | gias.Refusal]) -> list[_Compared]:
    held = queries.held(row.urn for row in batch if isinstance(row, gias.Row))
    return [
        _beside(row, held.get(row.urn, {})) if isinstance(row, gias.Row) else _Compared(_refused(row), {}, {})
        for row in batch
    ]


def _refused(row: gias.Refusal) -> Result:
    return Result(row.number, "refused", column=row.column, why=row.why)


def _beside(row: gias.Row, before: dict[str, Any]) -> _Compared:
    name = str(row.values["name"])
    after = dict.fromkeys(FIELDS) | before | row.values | {"urn": row.urn, "name_folded": fold(name)[:LONGEST]}
    fields = tuple(field for field, value in row.values.items() if before and before[field] != value)
    result: Outcome = "created" if not before else "updated" if fields else "unchanged"
    return _Compared(Result(row.number, result, row.urn, name, fields), before, after)


def _write(batch: list[_Compared], today: date) -> None:
    new = [one.after for one in batch if one.result.result == "created"]
    changed = [one for one in batch if one.result.result == "updated"]
    if new:
        db.session.execute(insert(School), new)
    if changed:
        db.session.execute(update(School), [one.after for one in changed])
        db.session.execute(insert(SchoolChange), [change for one in changed for change in _changes(one, today)])


def _changes(one: _Compared, today: date) -> Iterator[dict[str, Any]]:
    for field in one.result.fields:
        was, became = _as_text(one.before[field]), _as_text(one.after[field])
        yield {"urn": one.after["urn"], "field": field, "was": was, "became": became, "seen_on": today}


def _as_text(value: Value) -> str | None:
    return None if value is None else str(value)
