import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from ehe.cli.imports import import_group
from ehe.core.base import db
from ehe.schools.models import School

DATA = Path(__file__).parents[2] / "data" / "schools"
SAMPLE = DATA / "gias_sample.csv"

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """`ehe import schools` with these words."""
    return lambda *words: app.test_cli_runner().invoke(import_group, ["schools", *map(str, words)])


def held(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(School)) or 0


def counts(result: Result) -> dict[str, int]:
    last: dict[str, int] = json.loads(result.stdout.splitlines()[-1])
    return last


NONE = {"created": 0, "updated": 0, "unchanged": 0, "to_match": 0, "refused": 0}


@pytest.mark.parametrize("words", [(), ("--commit",)], ids=["as it comes", "with --commit"])
def test_a_file_is_loaded_and_loaded_again(run: Run, app: Flask, words: tuple[str, ...]) -> None:
    first = run(SAMPLE, "--json", *words)
    assert (first.exit_code, first.stderr) == (0, "")
    assert [json.loads(line) for line in first.stdout.splitlines()] == [NONE | {"created": 105}]
    assert counts(run(SAMPLE, "--json", *words)) == NONE | {"unchanged": 105}
    assert held(app) == 105


def test_both_lists_are_loaded_in_words(run: Run, app: Flask) -> None:
    assert run(SAMPLE).stdout == "105 created, 0 updated, 0 unchanged, 0 to match, 0 refused.\n"
    assert run(DATA / "schools_birmingham_kent.csv").stdout.startswith("1000 created, ")
    assert held(app) == 1105


def test_a_dry_run_lists_every_row_and_saves_nothing(run: Run, app: Flask) -> None:
    result = run(SAMPLE, "--dry-run", "--json")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert rows[0] == {"row": 2, "result": "created", "urn": 100000, "name": "The Aldgate School"}
    assert len(rows) == 106
    assert rows[-1] == NONE | {"created": 105}
    assert held(app) == 0


def test_a_dry_run_in_words_says_that_nothing_was_saved(run: Run, app: Flask) -> None:
    run(SAMPLE)
    said = run(SAMPLE, "--dry-run").stdout.splitlines()
    assert said[0] == "Row 2, 100000 The Aldgate School: unchanged."
    assert said[-1] == "Nothing was saved."


BAD = "URN,EstablishmentName,OpenDate\n100001,A School,\n,No number,\n100002,B School,31-02-2020\n100003,C School,\n"


@pytest.mark.parametrize("words", [(), ("--commit",)], ids=["as it comes", "with --commit"])
def test_refused_rows_are_listed_and_nothing_is_saved(
    run: Run, app: Flask, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (file := tmp_path / "bad.csv").write_text(BAD)
    result = run(file, "--json", *words)
    assert (result.exit_code, result.stderr) == (1, "Nothing was saved, because 2 rows are refused.\n")
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"row": 3, "result": "refused", "column": "URN", "why": "The row has no URN."},
        {
            "row": 4,
            "result": "refused",
            "column": "OpenDate",
            "why": "'31-02-2020' is a date that does not exist; the day comes first, as in 31-08-2026.",
        },
        NONE | {"refused": 2},
    ]
    assert held(app) == 0


def test_a_dry_run_lists_refused_rows_among_the_others(run: Run, app: Flask, tmp_path: Path) -> None:
    (file := tmp_path / "bad.csv").write_text(BAD)
    result = run(file, "--dry-run")
    assert (result.exit_code, result.stderr) == (1, "Nothing would be saved, because 2 rows would be refused.\n")
    said = result.stdout.splitlines()
    assert said[:2] == ["Row 2, 100001 A School: created.", "Row 3, URN: refused. The row has no URN."]
    assert said[4:] == ["2 created, 0 updated, 0 unchanged, 0 to match, 2 refused.", "Nothing was saved."]
    assert held(app) == 0


@pytest.mark.parametrize("words", [(), ("--dry-run",), ("--json",)], ids=["loading", "dry run", "JSON"])
@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "The file is empty.\n"),
        (b"PK\x03\x04rest", "The file is a workbook or a zip archive: save or unpack it as CSV first.\n"),
        (b"\x00\x01\x02\x03" * 99, "no column URN"),
        (
            b"Dear colleague,\nplease find attached\n",
            "The first row has no column URN, so this is not a list of schools.\n",
        ),
        (b'URN,EstablishmentName\n1,A\n2,"B\n', "Row 3 cannot be read as CSV"),
    ],
    ids=["empty", "workbook", "binary", "prose", "open quotation"],
)
def test_a_wrong_file_is_refused_in_one_sentence(
    run: Run, app: Flask, tmp_path: Path, raw: bytes, why: str, words: tuple[str, ...]
) -> None:
    (file := tmp_path / "wrong.csv").write_bytes(raw)
    result = run(file, *words)
    assert result.exit_code == 1
    assert why in result.stderr
    assert result.stderr.count("\n") == 1
    assert held(app) == 0


def test_a_missing_file_and_a_folder_are_refused_in_one_sentence(run: Run, tmp_path: Path) -> None:
    missing, folder = run(tmp_path / "none.csv"), run(tmp_path)
    assert (missing.exit_code, missing.stderr) == (1, f"There is no file {tmp_path / 'none.csv'}.\n")
    assert (folder.exit_code, folder.stderr) == (1, f"{tmp_path} is not a file.\n")


def test_a_file_that_may_not_be_read_is_refused_in_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbid)
    result = run(SAMPLE)
    assert (result.exit_code, result.stderr) == (1, f"{SAMPLE} cannot be read: Permission denied.\n")


@pytest.mark.parametrize(
    "words", [(), (SAMPLE, "--dry-run", "--commit"), (SAMPLE, "--nonsense"), (SAMPLE, SAMPLE)], ids=str
)
def test_wrong_usage_is_status_2(run: Run, app: Flask, words: tuple[object, ...]) -> None:
    assert run(*words).exit_code == 2
    assert held(app) == 0
