"""Rows in bulk into either database: values made ready where they are worked out, written in one go.

SQLite takes tuples of what its driver stores; PostgreSQL takes the lines of COPY.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, ForeignKeyConstraint, Index, Table
from sqlalchemy.schema import AddConstraint, DropConstraint

Dialect = Literal["sqlite", "postgresql"]
PLAIN = frozenset({str, int, bool, type(None)})
# What `write` takes: tuples of stored values, or lines of COPY.
Ready = tuple[Any, ...] | str


def ready(row: Sequence[Any], dialect: Dialect) -> Ready:
    """A row as its database takes it."""
    if dialect == "sqlite":
        return tuple([value if type(value) in PLAIN else _stored(value) for value in row])
    return "\t".join([_copied(value) for value in row])


def shifted(rows: Sequence[tuple[int, Ready]], by: int) -> list[Ready]:
    """Rows that begin with a number, with the number raised and put in its place."""
    return [(n + by, *row) if isinstance(row, tuple) else f"{n + by}\t{row}" for n, row in rows]


def joined(first: Sequence[int | str], rest: Ready) -> Ready:
    """Numbers and plain words put in front of a row that is ready."""
    if isinstance(rest, tuple):
        return (*first, *rest)
    return "\t".join([*map(str, first), rest])


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value) if isinstance(value, list | tuple | dict) else value


def _copied(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, date):
        return value.isoformat()
    text = json.dumps(value) if isinstance(value, list | tuple | dict) else str(value)
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\n" in text or "\t" in text or "\r" in text:
        text = text.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return text


def write(connection: Connection, table: str, columns: Iterable[str], rows: Sequence[Ready]) -> None:
    """Insert the rows in the connection's own transaction."""
    if not rows:
        return
    quote = connection.dialect.identifier_preparer.quote
    names = [quote(column) for column in columns]
    target = f"{quote(table)} ({', '.join(names)})"
    if connection.dialect.name == "sqlite":
        # The names are those of our own tables.
        marks = ", ".join("?" * len(names))
        connection.exec_driver_sql(f"INSERT INTO {target} VALUES ({marks})", list(rows))  # noqa: S608
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        copy.write("\n".join(map(str, rows)) + "\n")


@contextmanager
def indexed_afterwards(connection: Connection, tables: Iterable[Table]) -> Iterator[None]:
    """Take plain indexes off these tables and make them again at the end, which is quicker than keeping them.

    PostgreSQL checks its foreign keys again then, too. All of it is part of the transaction.
    """
    found = sorted(tables, key=lambda table: table.name)
    indexes = [index for table in found for index in sorted(table.indexes, key=_name) if not index.unique]
    keys = [key for table in found for key in sorted(table.foreign_key_constraints, key=_name)]
    if connection.dialect.name == "sqlite":
        keys = []
    for index in indexes:
        index.drop(connection)
    for key in keys:
        connection.execute(DropConstraint(key))
    yield
    for key in keys:
        connection.execute(AddConstraint(key))
    for index in indexes:
        index.create(connection)


def _name(thing: Index | ForeignKeyConstraint) -> str:
    return str(thing.name)
