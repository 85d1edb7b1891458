"""Reading a GIAS extract: bytes in, checked rows out. Pure: no database, no wall clock.

Columns are bound by the words of the heading; capitals, spaces and brackets do not matter, and neither
does their number: GIAS adds and drops columns without notice. Only URN and EstablishmentName must be there.
A row speaks of the columns its file has and of nothing else, so a file with fewer columns blanks nothing.
"""

import codecs
import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import chain
from typing import BinaryIO, cast

from ehe.core.errors import Refused
from ehe.schools.cells import COLUMNS, Value, Wrong, tidy

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Row:
    """One school as a file tells it. `values` holds only what the file speaks of."""

    number: int
    urn: int
    values: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row that cannot be taken: its number (the heading is row 1), the column, and why."""

    number: int
    column: str
    why: str


@dataclass(frozen=True, slots=True)
class _Bound:
    field: str
    place: int
    heading: str
    read: Callable[[str], Value]


def read(file: BinaryIO) -> Iterator[Row | Refusal]:
    """Every row of the file, from its start, one at a time. What is wrong with the file as a whole is `Refused`.

    `file` must be able to go back to its start. A URN that stands in the file a second time is a refusal.
    """
    encoding = encoding_of(file)
    file.seek(0)
    text = TextIOWrapper(file, encoding=encoding, newline="")
    try:
        records = _records(text)
        _, heading = next(records, (0, []))
        bound = _bind(heading)
        seen: dict[int, int] = {}
        number = 0
        for number, cells in records:
            row = _row(number, cells, bound, heading)
            if isinstance(row, Row) and seen.setdefault(row.urn, number) != number:
                row = Refusal(number, "URN", f"URN {row.urn} stands in row {seen[row.urn]} already.")
            yield row
        if not number:
            raise Refused("file_empty", "The file has a heading and no rows.")
    finally:
        if not file.closed:
            text.detach()


def encoding_of(file: BinaryIO) -> str:
    """UTF-8 or UTF-16, with or without their mark; else Windows-1252, in which GIAS publishes."""
    file.seek(0)
    head = file.read(CHUNK)
    if not head.strip(b"\r\n\t \xef\xbb\xbf\xff\xfe\0"):
        raise Refused("file_empty", "The file is empty.")
    if head.startswith(b"PK\x03\x04"):
        raise Refused("not_csv", "The file is a workbook or a zip archive: save or unpack it as CSV first.")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in head[:2]:
        return "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
    if b"\0" in head:
        raise Refused("not_csv", "The file is not a CSV file.")
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        while head:
            decoder.decode(head)
            head = file.read(CHUNK)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _records(text: TextIOWrapper) -> Iterator[tuple[int, list[str]]]:
    """Every record with its number, blank ones left out. Commas, semicolons or tabs: as the heading has it."""
    number = 0
    try:
        first = text.readline()
        lines = chain([first], text)
        for number, cells in enumerate(csv.reader(lines, delimiter=max(",;\t", key=first.count), strict=True), 1):
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error:
        why = "a quotation mark is missing or out of place, or a cell does not end"
        raise Refused("not_csv", f"Row {number + 1} cannot be read as CSV: {why}.") from None
    except UnicodeDecodeError:
        raise Refused("not_csv", "The file is not a CSV file, or it is damaged.") from None


def _plain(heading: str) -> str:
    return "".join(c for c in heading.casefold() if c.isalnum())


def _bind(heading: list[str]) -> list[_Bound]:
    """Which place of a row is which field; refuses a heading that lacks what is needed or says it twice."""
    places: dict[str, list[int]] = {}
    for place, words in enumerate(heading):
        places.setdefault(_plain(words), []).append(place)
    bound: dict[str, _Bound] = {}
    for field, words, reader in COLUMNS:
        found = places.get(_plain(words), [])
        if len(found) > 1:
            raise Refused("column_twice", f"The heading has the column {words} twice.")
        if found and field not in bound:
            bound[field] = _Bound(field, found[0], heading[found[0]].strip(), reader)
    for field, words in (("urn", "URN"), ("name", "EstablishmentName")):
        if field not in bound:
            raise Refused("column_missing", f"The first row has no column {words}, so this is not a list of schools.")
    return list(bound.values())


def _row(number: int, cells: list[str], bound: list[_Bound], heading: list[str]) -> Row | Refusal:
    # A row of the wrong length is cut off or shifted: any cell may stand under the wrong heading.
    width = len(heading)
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        why = f"The row has {len(cells)} cells where the heading has {width}."
        return Refusal(number, heading[min(len(cells), width) - 1].strip(), why)
    values: dict[str, Value] = {}
    for column in bound:
        try:
            values[column.field] = column.read(" ".join(cells[column.place].replace("\0", "").split()))
        except Wrong as wrong:
            return Refusal(number, column.heading, str(wrong))
    urn = cast(int, values.pop("urn"))
    tidy(values)
    if values.get("successor_urn") == urn:
        return Refusal(number, "successor_URN", "A school cannot be its own successor.")
    return Row(number, urn, values)
