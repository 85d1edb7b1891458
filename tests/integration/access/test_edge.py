"""The commit edge of a request, and what the person sees when it fails."""

import logging
import sqlite3
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, flash
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from tests.integration.access.conftest import AppWith
from tests.support.visitor import Visitor

NAME = "Ada Example"


def keep(value: str) -> None:
    from ehe.access import services

    services.choose("kept", value)


def kept(app: Flask) -> Any:
    from ehe.access import queries

    with app.app_context():
        return queries.setting("kept")


def failing(error: Exception) -> Callable[[], str]:
    def view() -> str:
        keep(NAME)
        flash("It was saved", "success")
        raise error

    return view


def refused_with_a_status() -> tuple[str, int]:
    keep(NAME)
    return "no", 422


def well() -> str:
    keep(NAME)
    flash("It was saved", "success")
    return "done"


FAILURES: dict[str, Callable[[], Exception]] = {
    "integrity": lambda: IntegrityError(f"INSERT {NAME}", {}, Exception(NAME)),
    "stale": lambda: StaleDataError(NAME),
    "busy": lambda: OperationalError(f"INSERT {NAME}", {}, Exception("database is locked")),
    "fault": lambda: ValueError(f"cannot read {NAME}"),
}


@pytest.fixture
def edged(app_with: AppWith, people: dict[str, str]) -> Flask:
    from ehe.access.permissions import Right, requires
    from ehe.core.errors import NotFound, Refused

    made = app_with(testing=False)
    failures = FAILURES | {
        "refused": lambda: Refused("no", "This child has an open concern."),
        "absent": lambda: NotFound(),
    }
    for name, error in failures.items():
        made.add_url_rule(f"/{name}", name, requires(Right.own_account)(failing(error())), methods=["POST"])
    both = ["GET", "POST"]
    made.add_url_rule("/well", "well", requires(Right.own_account)(well), methods=both)
    made.add_url_rule("/status", "status", requires(Right.own_account)(refused_with_a_status), methods=both)
    return made


@pytest.fixture
def officer(edged: Flask) -> Visitor:
    visitor = Visitor(edged.test_client())
    visitor.sign_in("officer")
    return visitor


def test_a_form_that_ends_well_is_committed(edged: Flask, officer: Visitor) -> None:
    assert officer.post("/well").text == "done"
    assert kept(edged) == NAME


@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/refused", 422, "This could not be done"),
        ("/absent", 404, "Page not found"),
        ("/integrity", 409, "Someone else has changed this"),
        ("/stale", 409, "Someone else has changed this"),
        ("/busy", 503, "The register cannot do this just now"),
        ("/fault", 500, "Something went wrong"),
    ],
)
def test_what_fails_is_undone_and_said_plainly(
    edged: Flask, officer: Visitor, caplog: pytest.LogCaptureFixture, path: str, status: int, title: str
) -> None:
    with caplog.at_level(logging.INFO):
        answer = officer.post(path)
    assert answer.status_code == status
    assert f'<h1 class="govuk-heading-l">{title}</h1>' in answer.text
    assert NAME not in answer.text
    assert NAME not in caplog.text
    assert kept(edged) is None
    assert "It was saved" not in officer.get("/account").text


def test_a_refusal_is_shown_in_its_own_words(officer: Visitor) -> None:
    assert "This child has an open concern." in officer.post("/refused").text


def test_an_answer_of_refusal_is_undone_like_an_error(edged: Flask, officer: Visitor) -> None:
    assert officer.post("/status").status_code == 422
    assert kept(edged) is None


def test_a_fault_can_be_found_by_its_reference(officer: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    import re

    page = officer.post("/fault").text
    found = re.search(r"reference <strong>(\w{8})</strong>", page)
    assert found
    assert f"reference={found.group(1)} endpoint=fault kind=builtins.ValueError" in caplog.text
    assert "test_edge.py:" in caplog.text


def test_a_page_that_reads_cannot_write(edged: Flask, officer: Visitor, request: pytest.FixtureRequest) -> None:
    """PostgreSQL says so aloud; on SQLite it is undone."""
    answer = officer.get("/well")
    assert answer.status_code == (200 if request.config.getoption("--database") == "sqlite" else 503)
    assert kept(edged) is None


def test_a_form_waits_for_sqlites_write_lock_and_says_so_when_it_waits_too_long(
    edged: Flask, officer: Visitor, request: pytest.FixtureRequest
) -> None:
    from sqlalchemy import event

    from ehe.core.base import db

    if request.config.getoption("--database") != "sqlite":
        return
    with edged.app_context():
        event.listen(db.engine, "checkout", lambda connection, *_: connection.execute("PRAGMA busy_timeout=50"))
    other = sqlite3.connect(edged.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"), isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        answer = officer.post("/well")
        assert answer.status_code == 503
        assert "Wait a minute" in answer.text
    finally:
        other.close()
    assert officer.post("/well").status_code == 200


def test_without_a_token_nothing_is_done_and_the_page_says_why(edged: Flask, officer: Visitor) -> None:
    answer = officer.client.post("/well")
    assert answer.status_code == 400
    assert "Your page was open too long" in answer.text
    assert kept(edged) is None


def test_a_token_of_another_session_is_no_token(edged: Flask, officer: Visitor) -> None:
    other = Visitor(edged.test_client())
    other.get("/sign-in")
    answer = officer.client.post("/well", data={"csrf_token": other.hidden["csrf_token"]})
    assert answer.status_code == 400


def test_a_form_sent_after_the_session_ended_is_told_so(edged: Flask, officer: Visitor) -> None:
    hidden = dict(officer.hidden)
    officer.post("/sign-out")
    answer = officer.client.post("/well", data=hidden)
    assert answer.status_code == 400
    assert "open too long" in answer.text


def test_twenty_megabytes_are_too_large(edged: Flask, officer: Visitor) -> None:
    answer = officer.post("/well", csrf_token="x" * (20 * 1024 * 1024))
    assert answer.status_code == 413
    assert "up to 12MB" in answer.text


def test_a_method_that_a_page_does_not_take(officer: Visitor) -> None:
    answer = officer.client.put("/account", headers={"X-CSRFToken": officer.hidden["csrf_token"]})
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host"])
def test_an_address_that_someone_else_chose_is_in_no_answer(app_with: AppWith, header: str) -> None:
    made = app_with(base_url="https://register.example.gov.uk")
    client = made.test_client()
    answer = client.get("/sign-in", headers={header: "evil.test"}, base_url="https://register.example.gov.uk")
    assert "evil.test" not in answer.text
    assert "evil.test" not in str(answer.headers)
    assert answer.status_code == (400 if header == "Host" else 200)


def test_the_access_log_has_ids_and_no_query(edged: Flask, officer: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        officer.get("/account?name=Ada+Example")
        officer.get("/children/Ada-Example")
        officer.get(f"/users/{uuid.uuid4()}/disable?why=Ada")
    assert "Ada" not in caplog.text
    assert "GET /account 200" in caplog.text
    assert "GET - 404" in caplog.text


def test_with_the_database_gone_the_page_is_still_a_page(app_with: AppWith, tmp_path: Any) -> None:
    made = app_with(testing=False, database_url=f"sqlite:///{tmp_path}/nowhere/gone.sqlite3")
    answer = made.test_client().get("/sign-in")
    assert answer.status_code == 503
    assert "The register cannot do this just now" in answer.text
    assert "govuk-footer" in answer.text


def test_a_missing_style_sheet_is_answered_without_the_database(app_with: AppWith, tmp_path: Any) -> None:
    made = app_with(testing=False, database_url=f"sqlite:///{tmp_path}/nowhere/gone.sqlite3")
    client = made.test_client()
    client.set_cookie("ehe", "a session")
    assert client.get("/static/none.css").status_code == 404
    with client.get("/static/ehe.css") as answer:
        assert answer.status_code == 200


def test_every_answer_gives_its_connection_back(edged: Flask, officer: Visitor) -> None:
    from ehe.core.base import db

    for path in ("/account", "/no-such-page", "/help"):
        officer.get(path)
    officer.post("/fault")
    with edged.app_context():
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        assert db.session.scalar(text("select 1")) == 1
