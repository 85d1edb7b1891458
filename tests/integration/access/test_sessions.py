"""Sessions are rows: a copied cookie is worth nothing once its session has ended."""

import sqlite3
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import FrozenDay
from tests.integration.access.conftest import AppWith
from tests.support.visitor import PASSWORD, Visitor

Visit = Callable[[], Visitor]
MONDAY = date(2027, 1, 11)


def rows(app: Flask) -> list[Any]:
    from ehe.access.models import UserSession
    from ehe.core.base import db

    with app.app_context():
        return list(db.session.scalars(select(UserSession).order_by(UserSession.started_at)))


@pytest.fixture
def thief(visit: Visit) -> Callable[[Visitor], Visitor]:
    """A second browser with a copy of the first one's cookie."""

    def copy(victim: Visitor) -> Visitor:
        other = visit()
        other.client.set_cookie("ehe", victim.cookie())
        assert other.is_signed_in()
        return other

    return copy


def test_a_copied_cookie_is_dead_after_signing_out(visitor: Visitor, thief: Callable[[Visitor], Visitor]) -> None:
    visitor.sign_in("officer")
    copy = thief(visitor)
    answer = visitor.post("/sign-out")
    assert answer.location == "/signed-out"
    assert visitor.client.get_cookie("ehe") is None
    assert not copy.is_signed_in()


def test_a_copied_cookie_is_dead_after_a_new_password(visitor: Visitor, thief: Callable[[Visitor], Visitor]) -> None:
    visitor.sign_in("officer")
    copy = thief(visitor)
    visitor.get("/account/password")
    new = "a much better password"
    visitor.post("/account/password", password=PASSWORD, new_password=new, new_password_confirm=new)
    assert visitor.is_signed_in()
    assert not copy.is_signed_in()


def test_disabling_ends_every_session_at_once(
    app: Flask, visitor: Visitor, visit: Visit, people: dict[str, str]
) -> None:
    from ehe.access import queries, services
    from ehe.core.commit import unit_of_work

    other = visit()
    visitor.sign_in("officer")
    other.sign_in("officer")
    with app.app_context(), unit_of_work():
        services.disable_user(queries.user(people["officer"]))
    assert not visitor.is_signed_in()
    assert not other.is_signed_in()
    assert all(row.ended_at for row in rows(app) if row.user == people["officer"])


def test_an_hour_without_use_ends_it(visitor: Visitor, frozen_today: FrozenDay) -> None:
    visitor.sign_in("officer")
    frozen_today(MONDAY, time(9, 59))
    assert visitor.is_signed_in()
    frozen_today(MONDAY, time(10, 58))
    assert visitor.is_signed_in()
    frozen_today(MONDAY, time(12, 4))
    assert not visitor.is_signed_in()


def test_a_use_too_soon_to_be_written_down_still_counts_for_its_hour(visitor: Visitor, frozen_today: FrozenDay) -> None:
    visitor.sign_in("officer")
    frozen_today(MONDAY, time(9, 4))
    assert visitor.is_signed_in()
    frozen_today(MONDAY, time(10, 3))
    assert visitor.is_signed_in()


def test_ten_hours_end_it_however_much_it_is_used(visitor: Visitor, frozen_today: FrozenDay) -> None:
    visitor.sign_in("officer")
    for hour in range(9, 19):
        for minute in (20, 59):
            frozen_today(MONDAY, time(hour, minute))
            assert visitor.is_signed_in()
    frozen_today(MONDAY, time(19, 1))
    assert not visitor.is_signed_in()


def test_signing_in_gives_a_new_cookie(visitor: Visitor, thief: Callable[[Visitor], Visitor], visit: Visit) -> None:
    """Else whoever planted a cookie before the sign-in would share the session after it."""
    visitor.get("/sign-in")
    planted = visitor.cookie()
    visitor.sign_in("officer")
    assert visitor.cookie() != planted
    other = visit()
    other.client.set_cookie("ehe", planted)
    assert not other.is_signed_in()


def test_a_cookie_made_up_is_no_session_and_is_taken_away(visit: Visit) -> None:
    browser = visit()
    browser.client.set_cookie("ehe", "made-up")
    assert not browser.is_signed_in()
    assert browser.client.get_cookie("ehe") is None


def test_the_cookie_is_one_opaque_word_kept_by_digest(app: Flask, visitor: Visitor, people: dict[str, str]) -> None:
    visitor.sign_in("officer")
    (row,) = [row for row in rows(app) if row.user]
    assert row.user == people["officer"]
    assert visitor.cookie() not in (row.digest, row.data)
    assert people["officer"] not in visitor.cookie()
    assert "@" not in row.data


def test_cookie_flags(visitor: Visitor, app_with: AppWith) -> None:
    plain = visitor.get("/sign-in").headers["Set-Cookie"]
    assert plain.startswith("ehe=")
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    assert "Path=/" in plain
    assert "Secure" not in plain
    secure = app_with(base_url="https://register.example.gov.uk").test_client()
    cookie = secure.get("/sign-in", base_url="https://register.example.gov.uk").headers["Set-Cookie"]
    assert cookie.startswith("__Host-ehe=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_signing_out_needs_a_form_of_ours(visitor: Visitor) -> None:
    visitor.sign_in("officer")
    assert visitor.get("/sign-out").status_code == 405
    assert visitor.client.post("/sign-out").status_code == 400
    assert visitor.is_signed_in()


def test_a_page_without_a_form_leaves_no_session_behind(app: Flask, visit: Visit) -> None:
    for path in ("/help", "/privacy", "/accessibility", "/signed-out", "/no-such-page"):
        assert "Set-Cookie" not in visit().get(path).headers
    assert rows(app) == []


def test_visits_that_never_signed_in_are_forgotten(app: Flask, visit: Visit, frozen_today: FrozenDay) -> None:
    for _ in range(3):
        visit().get("/sign-in")
    assert len(rows(app)) == 3
    frozen_today(MONDAY, time(10, 5))
    visit().get("/sign-in")
    assert len(rows(app)) == 1


def test_reading_pages_writes_to_the_session_at_most_every_five_minutes(
    app: Flask, visitor: Visitor, frozen_today: FrozenDay
) -> None:
    def last_used() -> datetime:
        return max(row.last_used_at for row in rows(app))

    visitor.sign_in("officer")
    visitor.get("/account")
    began = last_used()
    frozen_today(MONDAY, time(9, 4))
    visitor.get("/account")
    assert last_used() == began
    frozen_today(MONDAY, time(9, 6))
    visitor.get("/account")
    assert (last_used() - began).total_seconds() == 6 * 60


def test_a_page_is_read_while_another_process_holds_sqlites_write_lock(
    app: Flask, visitor: Visitor, request: pytest.FixtureRequest
) -> None:
    if request.config.getoption("--database") != "sqlite":
        return  # PostgreSQL has no such lock
    visitor.sign_in("administrator")
    visitor.get("/users")
    other = sqlite3.connect(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"), isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        assert visitor.get("/users").status_code == 200
        assert visitor.get("/account").status_code == 200
        assert visitor.get("/no-such-page").status_code == 404
    finally:
        other.close()
