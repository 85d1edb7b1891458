"""The command line as an engineer meets it: what it says, and its exit status."""

import json
import os
import subprocess
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import text

from ehe.cli import cli
from ehe.core.commit import commit
from tests.factories.household import withdrawn
from tests.support.databases import EHE, KEYS

CASE = Path(__file__).parents[2] / "data" / "replays" / "birmingham_2007.json"


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(cli, arguments)


def test_audit_verify_says_to_which_row_the_chain_holds(app: Flask, db: SQLAlchemy) -> None:
    withdrawn()
    result = run(app, "audit", "verify", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["broken"] is None


def test_audit_verify_names_a_changed_row_and_ends_with_1(app: Flask, db: SQLAlchemy) -> None:
    withdrawn()
    db.session.execute(text("update fact set \"by\" = 'x' where position = 1"))
    db.session.commit()
    result = run(app, "audit", "verify")
    assert result.exit_code == 1
    assert "row 1" in result.stderr


def test_a_second_sweep_fires_nothing(app: Flask, db: SQLAlchemy) -> None:
    withdrawn(date(2026, 9, 1))
    commit()
    first, second = (json.loads(run(app, "sweep", "--once", "--json").stdout) for _ in range(2))
    assert first["fired"] > 0
    assert (second["due"], second["fired"]) == (0, 0)


def test_a_pass_needs_to_be_told_once(app: Flask) -> None:
    assert run(app, "sweep").exit_code == 2


def test_the_heartbeat_is_written_only_by_a_whole_pass(app: Flask, db: SQLAlchemy) -> None:
    run(app, "sweep", "--once")
    rows = db.session.execute(text("select name, last_ok from v_heartbeat")).all()
    assert [row[0] for row in rows] == ["sweep"]
    assert rows[0][1] is not None


def test_policy_check_passes_on_what_ships_and_names_a_fault(app: Flask, tmp_path: Path) -> None:
    assert run(app, "policy", "check").exit_code == 0
    broken = tmp_path / "mine.toml"
    shipped = Path("ehe/clocks/policy/england.toml").read_text()
    broken.write_text(shipped.replace('met_by = [{ fact = "rag_set" }]', "met_by = []"))
    result = run(app, "policy", "check", "--file", str(broken))
    assert result.exit_code == 1
    assert "no fact can meet it" in result.stderr


def test_policy_show_reads_the_table_aloud(app: Flask) -> None:
    shown = run(app, "policy", "show").stdout
    assert "First contact with the family" in shown
    assert "1 working day when red" in shown


def test_every_route_has_a_right_or_a_reason(app: Flask) -> None:
    lines = [json.loads(line) for line in run(app, "policy", "routes").stdout.splitlines()]
    assert len(lines) > 30
    for line in lines:
        assert bool(line.get("right")) != bool(line.get("open")), line


def test_replay_prints_one_json_object_a_line(app: Flask) -> None:
    result = run(app, "replay", str(CASE), "--json")
    assert result.exit_code == 0
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert {"on", "at", "event"} <= events[0].keys()
    assert any(e["event"] == "refused" and e["code"] == "closure_reason_not_allowed" for e in events)


def test_replay_in_words_is_a_timeline(app: Flask) -> None:
    shown = run(app, "replay", str(CASE)).stdout
    assert "Sat 8 December 2007 07:00  k: first contact: manager to manager, 1 days late" in shown


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"fact": "withdrawl_notified"}, "withdrawl_notified"),
        ({"written_notise": True}, "written_notise"),
        ({"safety": "perhaps"}, "safety"),
        ({"child": "zed"}, "zed"),
        ({"on": "2027-02-30"}, "2027-02-30"),
    ],
)
def test_a_case_with_an_unknown_word_ends_with_2_and_names_it(
    app: Flask, tmp_path: Path, change: dict[str, object], named: str
) -> None:
    fact = {"on": "2027-01-04", "fact": "withdrawal_notified", "child": "c1", "by": "school:A", "written_notice": True}
    case = {"until": "2027-01-05", "household": {"children": [{"id": "c1"}]}, "facts": [fact | change]}
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case))
    result = run(app, "replay", str(path))
    assert result.exit_code == 2
    assert named in result.stderr


def test_the_schedule_is_listed_in_sentences(app: Flask) -> None:
    shown = run(app, "jobs", "list").stdout
    assert "sweep, every 300 s." in shown


def test_policy_show_of_a_table_with_a_mistake_says_which(app: Flask, tmp_path: Path) -> None:
    shipped = files("ehe.clocks").joinpath("policy/england.toml").read_text()
    table = tmp_path / "table.toml"
    table.write_text(shipped.replace('ladder = "officer"', 'ladder = "nobody"', 1))
    shown = run(app, "policy", "show", "--file", str(table))
    assert (shown.exit_code, shown.exception.__class__) == (1, SystemExit)
    assert "climbs the ladder 'nobody'" in shown.stderr


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"title = '\xe9'", b"", b"hello [[["])
def test_a_policy_file_that_is_no_table_is_refused_in_words(app: Flask, tmp_path: Path, content: bytes) -> None:
    table = tmp_path / "table.toml"
    table.write_bytes(content)
    result = run(app, "policy", "check", "--file", str(table))
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_a_policy_file_in_utf_8_with_its_mark_is_read(app: Flask, tmp_path: Path) -> None:
    table = tmp_path / "table.toml"
    table.write_text(files("ehe.clocks").joinpath("policy/england.toml").read_text(), encoding="utf-8-sig")
    assert run(app, "policy", "check", "--file", str(table)).exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["a\x00@council.example"],
        ["\u202ea@council.example"],
        [f"{'x' * 400}@council.example"],
        ["a@council.example", "--name", "n" * 401],
        ["a@council.example", "--school", "912345"],
    ],
)
def test_a_user_whom_no_database_keeps_is_refused_in_words(app: Flask, db: SQLAlchemy, arguments: list[str]) -> None:
    result = run(app, "user", "add", *arguments, "--role", "officer")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert len(result.stderr) < 300


def test_a_urn_in_other_digits_is_none(app: Flask, db: SQLAlchemy) -> None:
    result = run(app, "user", "add", "a@council.example", "--role", "school", "--school", "٣٣٣٣٣٣")
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "setting"),
    [
        (["audit", "verify"], {}),
        (["sweep", "--once"], {}),
        (["jobs", "list"], {"EHE_DATABASE_URL": "garbage"}),
        (["user", "add", b"a@council.example", "--role", "officer", "--name", b"\xff"], {}),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_status_1(
    empty_database: str, tmp_path: Path, arguments: list[str | bytes], setting: dict[str, str]
) -> None:
    """The console script itself, on a database that has no tables."""
    own = {"EHE_DATABASE_URL": empty_database, "EHE_INSTANCE": str(tmp_path / "instance")}
    done = subprocess.run([EHE, *arguments], env=os.environ | KEYS | own | setting, capture_output=True, check=False)
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1), done.stderr


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "ehe.sqlite3").write_text("This is a letter to the council. " * 50)
    env = os.environ | KEYS | {"EHE_INSTANCE": str(tmp_path)}
    done = subprocess.run([EHE, "audit", "verify"], env=env, capture_output=True, check=False)
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1), done.stderr
