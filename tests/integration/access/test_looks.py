"""Who looked at whom is on the disk before the page leaves; if it cannot be, the page does not leave."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, event, select

from tests.integration.access.conftest import AppWith
from tests.support.visitor import Visitor

ADA, BEN = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


@pytest.fixture
def shown(app_with: AppWith, people: dict[str, str]) -> Flask:
    """An application with pages that show children, as the loader of the register notes them."""
    from ehe.access import looks
    from ehe.access.permissions import Right, requires
    from ehe.core.errors import NotFound, Refused

    made = app_with()

    def child() -> str:
        looks.note(ADA, own=True)
        looks.note(ADA, own=True)
        looks.note(BEN, own=False)
        return "Ada and Ben"

    def recorded() -> str:
        from ehe.access import services

        looks.note(ADA, own=False)
        services.choose("tried", True)
        return "recorded"

    def refused() -> str:
        looks.note(ADA, own=False)
        raise Refused("no", "Ada Example may not be closed.")

    def hidden() -> str:
        raise NotFound

    def faulty() -> str:
        looks.note(ADA, own=False)
        raise RuntimeError("a fault of ours")

    made.config["PROPAGATE_EXCEPTIONS"] = False
    for name, view in (("child", child), ("refused", refused), ("hidden", hidden), ("faulty", faulty)):
        made.add_url_rule(f"/{name}", name, requires(Right.read_child)(view))
    made.add_url_rule("/recorded", "recorded", requires(Right.record_fact)(recorded), methods=["POST"])
    return made


@pytest.fixture
def reader(shown: Flask) -> Visitor:
    visitor = Visitor(shown.test_client())
    visitor.sign_in("officer")
    return visitor


def kept(app: Flask) -> list[Any]:
    from ehe.access.models import Look
    from ehe.core.base import db

    with app.app_context():
        return list(db.session.scalars(select(Look).order_by(Look.child)))


def test_one_row_a_child_and_page(shown: Flask, reader: Visitor) -> None:
    assert reader.get("/child").text == "Ada and Ben"
    looks = kept(shown)
    assert [(look.child, look.own_caseload, look.page, look.sealed) for look in looks] == [
        (ADA, True, "child", False),
        (BEN, False, "child", False),
    ]
    assert looks[0].at == looks[1].at
    reader.get("/child")
    assert len(kept(shown)) == 4


def test_a_page_that_records_notes_its_looks_after_its_commit(shown: Flask, reader: Visitor) -> None:
    from ehe.access import queries

    assert reader.post("/recorded").text == "recorded"
    assert len(kept(shown)) == 1
    with shown.app_context():
        assert queries.setting("tried") is True


def test_a_refusal_that_speaks_of_a_child_is_a_look_too(shown: Flask, reader: Visitor) -> None:
    assert "Ada Example" in reader.get("/refused").text
    assert len(kept(shown)) == 1


def test_a_child_that_is_not_for_this_person_is_no_look(shown: Flask, reader: Visitor) -> None:
    assert reader.get("/hidden").status_code == 404
    assert kept(shown) == []


@pytest.fixture
def broken(shown: Flask) -> Iterator[None]:
    """A database that takes no look."""
    from ehe.core.base import db

    with shown.app_context():
        engine = db.engine

    def refuse(_c: Connection, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("INSERT INTO look"):
            raise RuntimeError("the disk is full of Ada Example")

    event.listen(engine, "before_cursor_execute", refuse)
    yield
    event.remove(engine, "before_cursor_execute", refuse)


def test_a_look_that_cannot_be_written_is_not_shown(
    shown: Flask, reader: Visitor, broken: None, caplog: pytest.LogCaptureFixture
) -> None:
    answer = reader.get("/child")
    assert answer.status_code == 503
    assert "Ada" not in answer.text
    assert "Ada" not in caplog.text
    assert answer.headers["Retry-After"] == "30"
    assert "Content-Security-Policy" in answer.headers
    assert reader.get("/account").status_code == 200, "the session has survived, and other pages answer"


def test_a_busy_database_that_never_lets_a_look_in_gives_a_503(shown: Flask, reader: Visitor, request: Any) -> None:
    from ehe.core.base import db

    if request.config.getoption("--database") != "sqlite":
        return  # on PostgreSQL nobody can hold up an insert so
    with shown.app_context():
        url = shown.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")

        def hurry(connection: Any, *_: object) -> None:
            connection.execute("PRAGMA busy_timeout=50")

        event.listen(db.engine, "checkout", hurry)
    other = sqlite3.connect(url, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        assert reader.get("/child").status_code == 503
    finally:
        other.close()


def test_jobs_and_commands_show_nobody_anything(app: Flask) -> None:
    from ehe.access import looks

    with app.app_context():
        looks.note(ADA, own=False)
    assert kept(app) == []


def test_a_fault_of_ours_is_told_as_one_and_shows_nobody(
    shown: Flask, reader: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    answer = reader.get("/faulty")
    assert answer.status_code == 500
    faults = [record.getMessage() for record in caplog.records if record.name == "ehe.faults"]
    assert len(faults) == 1, "the fault itself, and nothing that came of it"
    assert "RuntimeError" in faults[0]
    assert kept(shown) == []
