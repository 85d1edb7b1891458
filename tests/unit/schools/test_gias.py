import csv
import tracemalloc
from collections.abc import Sequence
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest

from ehe.core.errors import Refused
from ehe.schools import gias
from ehe.schools.gias import Refusal, Row

DATA = Path(__file__).parents[2] / "data" / "schools"


def as_csv(heading: Sequence[str], *rows: Sequence[str], delimiter: str = ",", line: str = "\r\n") -> str:
    text = StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=line).writerows([heading, *rows])
    return text.getvalue()


def read(text: str | bytes) -> list[Row | Refusal]:
    return list(gias.read(BytesIO(text if isinstance(text, bytes) else text.encode())))


def one(column: str, cell: str) -> Row | Refusal:
    """What becomes of a row that has this cell beside its URN and name."""
    (row,) = read(as_csv(["URN", "EstablishmentName", column], ["100001", "A School", cell]))
    return row


def value(column: str, cell: str) -> Any:
    row = one(column, cell)
    assert isinstance(row, Row), row
    (only,) = (value for field, value in row.values.items() if field != "name")
    return only


# --- the real files -----------------------------------------------------------------------


def sample() -> dict[int, Row]:
    with (DATA / "gias_sample.csv").open("rb") as file:
        rows = list(gias.read(file))
    assert [row for row in rows if isinstance(row, Refusal)] == []
    return {row.urn: row for row in rows if isinstance(row, Row)}


def test_every_row_of_the_sample_extract_is_taken() -> None:
    assert len(sample()) == 105


@pytest.mark.parametrize(
    ("urn", "expected"),
    [
        (100012, {"status": "Open, but proposed to close", "opened_on": None, "closed_on": date(2021, 8, 31)}),
        (
            100037,
            {
                "status": "Closed",
                "opened_on": date(1900, 1, 1),
                "closed_on": date(2019, 12, 31),
                "reason_closed": "Closure",
            },
        ),
        (100008, {"la_code": "202", "la_name": "Camden", "telephone": "02078374590", "reason_closed": None}),
        (100000, {"website": "http://www.thealdgateschool.org", "uprn": "200000071925", "low_age": 3, "high_age": 11}),
        (101077, {"type_code": "10", "type_name": "Other independent special school", "phase": None}),
        (150516, {"la_code": "0", "la_name": "Does not apply", "telephone": "971047069000", "postcode": None}),
        (402386, {"la_code": "669", "status": "Proposed to open", "low_age": None, "opened_on": None}),
        (100000, {"head_title": "Mx", "head_first_name": "Sample", "head_last_name": "Headteacher"}),
    ],
    ids=["proposed to close", "closed", "telephone", "website", "special", "overseas", "Welsh", "head"],
)
def test_a_row_of_the_sample_says(urn: int, expected: dict[str, Any]) -> None:
    values = sample()[urn].values
    assert {field: values[field] for field in expected} == expected


def test_the_sample_is_windows_1252_because_of_one_letter() -> None:
    raw = (DATA / "gias_sample.csv").read_bytes()
    assert raw.count("Ynys Môn".encode("cp1252")) == sum(byte > 127 for byte in raw) == 1
    assert gias.encoding_of(BytesIO(raw)) == "cp1252"


def test_the_list_of_birmingham_and_kent_is_taken_with_its_successors() -> None:
    rows = read((DATA / "schools_birmingham_kent.csv").read_bytes())
    taken = [row for row in rows if isinstance(row, Row)]
    assert len(taken) == len(rows) == 1000
    assert sum("successor_urn" in row.values for row in taken) == 82
    (oaks,) = (row for row in taken if row.urn == 103165)
    assert oaks.values["successor_urn"] == 149872
    assert oaks.values["succeeded_on"] == date(2023, 6, 30)
    assert "status" not in oaks.values


# --- dialects -----------------------------------------------------------------------------

PLAIN = as_csv(["URN", "EstablishmentName"], ["402390", "Ysgol y Tŷ Bâch"])
WELSH = as_csv(["URN", "EstablishmentName"], ["402390", "Ysgol Bâch"])


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (PLAIN.encode("utf-8"), "Ysgol y Tŷ Bâch"),
        (PLAIN.encode("utf-8-sig"), "Ysgol y Tŷ Bâch"),
        (PLAIN.encode("utf-16"), "Ysgol y Tŷ Bâch"),
        (PLAIN.encode("utf-16-le"), "Ysgol y Tŷ Bâch"),
        (PLAIN.encode("utf-16-be"), "Ysgol y Tŷ Bâch"),
        (WELSH.encode("cp1252"), "Ysgol Bâch"),
        (WELSH.replace("\r\n", "\n").encode(), "Ysgol Bâch"),
        (WELSH.replace("\r\n", "\r").encode(), "Ysgol Bâch"),
        (WELSH.replace(",", "\t").encode("utf-16"), "Ysgol Bâch"),
        (WELSH.replace(",", ";").encode(), "Ysgol Bâch"),
        (WELSH.rstrip().encode(), "Ysgol Bâch"),
        (WELSH.rstrip("ch\r\n").encode("cp1252"), "Ysgol Bâ"),
        (WELSH.replace("B", "B\0").encode("utf-16"), "Ysgol Bâch"),
        (b"\r\n" + WELSH.encode() + b"\r\n,\r\n", "Ysgol Bâch"),
    ],
    ids=[
        "UTF-8", "UTF-8 with its mark", "UTF-16", "UTF-16 little-endian unmarked", "UTF-16 big-endian unmarked",
        "Windows-1252", "LF", "CR", "tabs", "semicolons", "no last line end",
        "an accent at the very end", "a null within", "blank rows",
    ],
)  # fmt: skip
def test_a_dialect_is_understood(raw: bytes, name: str) -> None:
    (row,) = read(raw)
    assert isinstance(row, Row)
    assert (row.urn, row.values) == (402390, {"name": name})


def test_windows_1252_is_found_out_however_late_the_first_accent_comes() -> None:
    rows = [[str(urn), "A plain school name"] for urn in range(100000, 170000)]
    raw = as_csv(["URN", "EstablishmentName"], *rows, ["402390", "Ysgol Bâch"]).encode("cp1252")
    assert len(raw) > gias.CHUNK
    last = read(raw)[-1]
    assert isinstance(last, Row)
    assert last.values["name"] == "Ysgol Bâch"


def test_an_accent_that_straddles_two_chunks_is_still_utf_8() -> None:
    head = as_csv(["URN", "EstablishmentName"])
    for shift in range(3):
        filler = "x" * (gias.CHUNK - len(head) - len("100001,") - shift)
        assert gias.encoding_of(BytesIO((head + "100001," + filler + "âââ\r\n").encode())) == "utf-8-sig"


@pytest.mark.parametrize("heading", ["URN", "urn", " U R N ", "(urn)", "Urn "])
def test_a_heading_is_bound_by_its_words_alone(heading: str) -> None:
    (row,) = read(
        as_csv(["la (CODE)", "ESTABLISHMENT NAME", "Unheard of", heading], ["202", "A School", "?", "100001"])
    )
    assert row == Row(2, 100001, {"name": "A School", "la_code": "202"})


def test_a_file_speaks_only_of_the_columns_it_has() -> None:
    (row,) = read(as_csv(["URN", "EstablishmentName"], ["100001", "A School"]))
    assert isinstance(row, Row)
    assert row.values == {"name": "A School"}


# --- cells --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("OpenDate", "31-08-2021", date(2021, 8, 31)),
        ("OpenDate", "1/9/2021", date(2021, 9, 1)),
        ("OpenDate", "2021-09-01", date(2021, 9, 1)),
        ("OpenDate", "03-04-2021", date(2021, 4, 3)),
        ("OpenDate", " ", None),
        ("EstablishmentNumber", "45", "0045"),
        ("EstablishmentNumber", "", None),
        ("EstablishmentStatus (code)", "3", "Open, but proposed to close"),
        ("EstablishmentStatus (name)", "OPEN but proposed to close", "Open, but proposed to close"),
        ("EstablishmentStatus (name)", "Asleep", "Asleep"),
        ("EstablishmentStatus (name)", "Not applicable", None),
        ("HeadTitle (name)", "Not-applicable", None),
        ("ReasonEstablishmentClosed (name)", "Does not apply", None),
        ("SchoolWebsite", "www.example.sch.uk", "http://www.example.sch.uk"),
        ("SchoolWebsite", "HTTPS://example.sch.uk/a", "HTTPS://example.sch.uk/a"),
        ("SchoolWebsite", "javascript:alert(1)", None),
        ("SchoolWebsite", "ftp://example.sch.uk", None),
        ("SchoolWebsite", "none", None),
        ("TelephoneNum", "2072831147", "02072831147"),
        ("TelephoneNum", "020 7283 1147", "020 7283 1147"),
        ("TelephoneNum", "971047069000", "971047069000"),
        ("Street", "  1\u00a0  High\nStreet ", "1 High Street"),
        ("UPRN", "5088037", "5088037"),
        ("successor_URN", "149872", 149872),
    ],
)
def test_a_cell_is_read_as(column: str, cell: str, expected: object) -> None:
    assert value(column, cell) == expected


@pytest.mark.parametrize(("column", "cell"), [("UPRN", "5.00E+06"), ("successor_URN", ""), ("LAESTAB", "none")])
def test_a_cell_says_nothing_rather_than_something_wrong(column: str, cell: str) -> None:
    row = one(column, cell)
    assert isinstance(row, Row)
    assert row.values == {"name": "A School"}


def test_laestab_stands_in_for_code_and_number_that_are_not_there() -> None:
    row = one("LAESTAB", "330/2045")
    assert isinstance(row, Row)
    assert row.values == {"name": "A School", "la_code": "330", "establishment_number": "2045"}


def test_a_type_name_without_its_code_takes_the_held_code_away() -> None:
    row = one("TypeOfEstablishment (name)", "Community school")
    assert isinstance(row, Row)
    assert row.values == {"name": "A School", "type_name": "Community school", "type_code": None}


def test_an_overseas_telephone_number_gets_no_nought() -> None:
    heading = ["URN", "EstablishmentName", "LA (code)", "TelephoneNum"]
    (row,) = read(as_csv(heading, ["150516", "Abroad", "0", "9710470690"]))
    assert isinstance(row, Row)
    assert row.values["telephone"] == "9710470690"


# --- refused rows -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "cell", "why"),
    [
        ("OpenDate", "31-02-2020", "'31-02-2020' is a date that does not exist"),
        ("OpenDate", "08-31-2020", "'08-31-2020' is a date that does not exist; the day comes first"),
        ("CloseDate", "2020-13-01", "does not exist"),
        ("CloseDate", "00-00-0000", "does not exist"),
        ("CloseDate", "31-08/2020", "is not a date"),
        ("CloseDate", "31-08-20", "'31-08-20' is not a date"),
        ("CloseDate", "soon " * 20, "…' is not a date"),
        ("successor_URN", "12A", "'12A' is not a URN"),
        ("successor_URN", "100001", "A school cannot be its own successor."),
        ("StatutoryLowAge", "four", "'four' is not an age in whole years."),
        ("Street", "x" * 401, "The value is longer than 400 characters."),
        ("LA (code)", "x" * 21, "The value is longer than 20 characters."),
    ],
)
def test_a_row_is_refused_for_a_cell_that_cannot_be_true(column: str, cell: str, why: str) -> None:
    refusal = one(column, cell)
    assert isinstance(refusal, Refusal), refusal
    assert (refusal.number, refusal.column) == (2, column)
    assert why in refusal.why


@pytest.mark.parametrize(
    ("urn", "name", "column", "why"),
    [
        ("", "A School", "URN", "The row has no URN."),
        ("  ", "A School", "URN", "The row has no URN."),
        ("10000A", "A School", "URN", "'10000A' is not a URN"),
        ("-100001", "A School", "URN", "is not a URN"),
        ("100001.0", "A School", "URN", "is not a URN"),
        ("10002045", "A School", "URN", "is not a URN"),
        ("١٠٠٠٠١", "A School", "URN", "is not a URN"),
        ("0", "A School", "URN", "is not a URN"),
        ("999999", "Home-schooled", "URN", "it is not a school"),
        ("888888", "Unknown", "URN", "it is not a school"),
        ("100001", "", "EstablishmentName", "The school has no name."),
        ("100001", " \u00a0 ", "EstablishmentName", "The school has no name."),
        ("100001", "???", "EstablishmentName", "The school has no name."),
        ("100001", "x" * 401, "EstablishmentName", "longer than 400"),
    ],
)
def test_a_row_is_refused_without_a_true_urn_and_a_name(urn: str, name: str, column: str, why: str) -> None:
    (refusal,) = read(as_csv(["URN", "EstablishmentName"], [urn, name]))
    assert isinstance(refusal, Refusal), refusal
    assert (refusal.number, refusal.column) == (2, column)
    assert why in refusal.why


def test_refused_rows_do_not_stop_the_others_and_keep_their_numbers() -> None:
    heading = ["URN", "EstablishmentName", "Street"]
    rows = read(as_csv(heading, ["1", "A", "a\nb"], ["2", "", ""], [], ["3", "C", ""], ["x", "D", ""], ["4", "E", ""]))
    assert [(row.number, isinstance(row, Row)) for row in rows] == [
        (2, True),
        (3, False),
        (5, True),
        (6, False),
        (7, True),
    ]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (["100001", "A Sch"], "The row has 2 cells where the heading has 3."),
        (["100001", "A School", "Street", "moved"], "The row has 4 cells where the heading has 3."),
    ],
    ids=["cut off", "shifted"],
)
def test_a_row_of_the_wrong_length_is_refused(cells: list[str], why: str) -> None:
    (refusal,) = read(as_csv(["URN", "EstablishmentName", "Street"], cells))
    assert isinstance(refusal, Refusal)
    assert refusal.why == why


def test_empty_cells_beyond_the_heading_do_no_harm() -> None:
    (row,) = read(as_csv(["URN", "EstablishmentName"], ["100001", "A School", "", " "]))
    assert isinstance(row, Row)


def test_a_urn_is_taken_once_from_a_file() -> None:
    first, second = read(as_csv(["URN", "EstablishmentName"], ["100001", "A School"], ["100001", "Another"]))
    assert isinstance(first, Row)
    assert second == Refusal(3, "URN", "URN 100001 stands in row 2 already.")


# --- refused files ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf\r\n \r\n", "The file is empty."),
        (b",,,\r\n,,,\r\n", "The first row has no column URN"),
        (b"URN,EstablishmentName\r\n", "The file has a heading and no rows."),
        (b"PK\x03\x04\x14\x00\x06\x00", "The file is a workbook or a zip archive"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "no column URN"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "The file is not a CSV file."),
        (b"URN,EstablishmentName\r\n1,A \x81\x8d\x8f\r\n", "it is damaged"),
        (b"\xff\xfeU\x00R\x00N\x00,\x00\xd8", "damaged"),
        (b'{"URN": 100001}', "no column URN"),
        (b"EstablishmentName,Town\r\nA School,London\r\n", "The first row has no column URN"),
        (b"URN,Town\r\n100001,London\r\n", "The first row has no column EstablishmentName"),
        (b"URN,EstablishmentName,urn\r\n1,A,2\r\n", "The heading has the column URN twice."),
        (b'URN,EstablishmentName\r\n1,A\r\n2,"B\r\n3,C\r\n4,D\r\n', "Row 3 cannot be read as CSV"),
        (b'URN,EstablishmentName\r\n1,A\r\n2,"B\r\n3,"C"\r\n4,D\r\n', "Row 3 cannot be read as CSV"),
        (b"URN,EstablishmentName\r\n1," + b"x" * 200_000 + b"\r\n", "Row 2 cannot be read as CSV"),
    ],
    ids=[
        "empty", "blank", "commas", "heading alone", "workbook", "PDF", "picture", "damaged", "half a character",
        "JSON", "no URN", "no name", "URN twice", "open quotation", "quotation closed by the next row",
        "a cell without end",
    ],
)  # fmt: skip
def test_a_file_is_refused_as_a_whole(raw: bytes, why: str) -> None:
    with pytest.raises(Refused) as refused:
        read(raw)
    assert why in refused.value.why
    assert refused.value.why.endswith(".")


def test_a_file_that_was_closed_early_leaves_nothing_behind() -> None:
    with BytesIO(PLAIN.encode()) as file:
        rows = gias.read(file)
        next(rows)
    rows.close()  # type: ignore[attr-defined]


def test_a_long_file_is_read_in_little_memory() -> None:
    heading = ["URN", "EstablishmentName", *(f"Column {n}" for n in range(138))]
    raw = as_csv(heading, *([str(urn), "A School", *["some words"] * 138] for urn in range(100000, 104000))).encode()
    file = BytesIO(raw)
    tracemalloc.start()
    assert sum(1 for _ in gias.read(file)) == 4000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < len(raw)
