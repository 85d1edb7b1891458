"""Signing in: neutral answers, a brake on guessing, and the way back."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, time

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import FrozenDay
from tests.support.visitor import PASSWORD, Visitor

Visit = Callable[[], Visitor]


def test_the_right_password_signs_in_whatever_the_case_of_the_address(visitor: Visitor) -> None:
    visitor.get("/sign-in")
    answer = visitor.post("/sign-in", email=" Officer@Example.GOV.uk ", password=PASSWORD)
    assert answer.status_code == 302
    assert answer.location == "/"
    assert visitor.is_signed_in()


def test_signing_in_is_written_down(app: Flask, visitor: Visitor, people: dict[str, str]) -> None:
    from ehe.access import queries

    visitor.sign_in("officer")
    with app.app_context():
        assert queries.user(people["officer"]).last_signed_in_at is not None
        assert queries.user(people["manager"]).last_signed_in_at is None


def test_unknown_wrong_and_disabled_get_one_answer(app: Flask, visitor: Visitor, people: dict[str, str]) -> None:
    from ehe.access import queries, services
    from ehe.core.commit import unit_of_work

    with app.app_context(), unit_of_work():
        services.disable_user(queries.user(people["auditor"]))
    answers = []
    for email, password in (
        ("nobody_@example.gov.uk", PASSWORD),
        ("officer@example.gov.uk", "not the password!"),
        ("auditor@example.gov.uk", PASSWORD),
    ):
        visitor.get("/sign-in")
        answer = visitor.post("/sign-in", email=email, password=password)
        assert "together they open no account" in answer.text
        answers.append((answer.status_code, len(answer.text.replace(email, ""))))
    assert len(set(answers)) == 1


@pytest.mark.parametrize(("email", "password"), [("", PASSWORD), ("officer@example.gov.uk", ""), ("", "")])
def test_what_is_missing_is_said_beside_its_field(visitor: Visitor, email: str, password: str) -> None:
    visitor.get("/sign-in")
    answer = visitor.post("/sign-in", email=email, password=password)
    assert answer.status_code == 200
    assert answer.text.count("Enter your email address") == (0 if email else 2)
    assert answer.text.count("Enter your password") == (0 if password else 2)
    assert "<title>Error: Sign in" in answer.text
    assert PASSWORD not in answer.text


def test_after_ten_failures_even_the_right_password_must_wait(visitor: Visitor, frozen_today: FrozenDay) -> None:
    for _ in range(10):
        assert "open no account" in visitor.sign_in("officer", "wrong password").text
    assert "Wait 15 minutes" in visitor.sign_in("officer").text
    assert not visitor.is_signed_in()
    frozen_today(date(2027, 1, 11), time(9, 16))
    assert visitor.sign_in("officer").status_code == 302


def test_an_unknown_account_is_slowed_down_alike(visitor: Visitor) -> None:
    for _ in range(10):
        visitor.sign_in("nobody", "wrong password")
    assert "Wait 15 minutes" in visitor.sign_in("nobody", "wrong password").text


def test_guesses_made_at_once_count_like_guesses_in_turn(
    app: Flask, visitor: Visitor, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty that all begin before one has failed: the right one among them comes too late."""
    from ehe.access import passwords, throttle

    fits = passwords.fits
    for _ in range(9):
        visitor.sign_in("officer", "wrong password")
    late = visit()
    late.get("/sign-in")

    def overtaken(password: str, kept: str | None) -> bool:
        monkeypatch.setattr(passwords, "fits", fits)
        visitor.sign_in("officer", "wrong password")
        return fits(password, kept)

    monkeypatch.setattr(passwords, "fits", overtaken)
    answer = late.post("/sign-in", email="officer@example.gov.uk", password=PASSWORD)
    assert throttle.WAIT in answer.text


def test_no_lock_is_held_while_a_password_is_compared(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    from ehe.access import passwords

    if request.config.getoption("--database") != "sqlite":
        return
    fits, file = passwords.fits, app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")

    def another_writes(password: str, kept: str | None) -> bool:
        with closing(sqlite3.connect(file, isolation_level=None, timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
        return fits(password, kept)

    monkeypatch.setattr(passwords, "fits", another_writes)
    assert visitor.sign_in("officer").status_code == 302


def test_one_account_held_up_holds_up_no_other(visitor: Visitor) -> None:
    for _ in range(11):
        visitor.sign_in("officer", "wrong password")
    assert visitor.sign_in("manager").status_code == 302


def test_signing_in_forgets_the_failures_before(visitor: Visitor, visit: Visit) -> None:
    for _ in range(9):
        visitor.sign_in("officer", "wrong password")
    visitor.sign_in("officer")
    other = visit()
    for _ in range(9):
        other.sign_in("officer", "wrong password")
    assert other.sign_in("officer").status_code == 302


def test_addresses_that_failed_are_kept_by_digest_alone(app: Flask, visitor: Visitor) -> None:
    from ehe.access.models import SignInTries
    from ehe.core.base import db

    visitor.sign_in("someone.private", "wrong password")
    with app.app_context():
        (kept,) = db.session.execute(select(SignInTries.digest, SignInTries.failures)).all()
    assert "private" not in kept.digest
    assert kept.failures == 1


def test_a_page_asked_for_before_signing_in_is_shown_after_it(visitor: Visitor) -> None:
    answer = visitor.get("/users?search=Somebody+Private")
    assert answer.location == "/sign-in?next=/users"
    visitor.get(answer.location)
    answer = visitor.post("/sign-in", email="administrator@example.gov.uk", password=PASSWORD)
    assert answer.location == "/users"


@pytest.mark.parametrize(
    "foreign", ["https://evil.test/", "//evil.test", "/\\evil.test", "///evil.test", "javascript:alert(1)"]
)
def test_the_way_back_never_leads_elsewhere(visitor: Visitor, foreign: str) -> None:
    visitor.get("/sign-in")
    answer = visitor.post("/sign-in", email="officer@example.gov.uk", password=PASSWORD, next=foreign)
    assert answer.location in {None, "/", "/%5Cevil.test"}
    assert "evil.test" not in (answer.location or "").replace("%5Cevil.test", "")


def test_someone_signed_in_is_led_on_from_the_page_of_signing_in(visitor: Visitor) -> None:
    visitor.sign_in("officer")
    assert visitor.get("/sign-in").status_code == 302


def test_a_one_time_password_opens_nothing_but_its_change(app: Flask, visitor: Visitor, people: dict[str, str]) -> None:
    from ehe.access import queries, services
    from ehe.core.commit import unit_of_work

    with app.app_context(), unit_of_work():
        given = services.give_new_password(queries.user(people["administrator"]))
    visitor.sign_in("administrator", given)
    for path in ("/", "/users", "/account"):
        assert visitor.get(path).location == "/account/password"
    page = visitor.get("/account/password")
    assert "good for one time" in page.text
    new = "a much better password"
    answer = visitor.post("/account/password", password=given, new_password=new, new_password_confirm=new)
    assert answer.status_code == 302
    assert "Your password has been changed" in visitor.get("/").text
    assert visitor.get("/users").status_code == 200


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"password": "wrong"}, "The password you have now is not this one"),
        ({"new_password": "short", "new_password_confirm": "short"}, "12 characters or more"),
        ({"new_password_confirm": "another new one"}, "The two new passwords must be the same"),
        ({"new_password": PASSWORD, "new_password_confirm": PASSWORD}, "must not be the one you have now"),
        ({"password": ""}, "Enter the password you have now"),
    ],
)
def test_a_new_password_that_will_not_do_is_refused_in_words(
    visitor: Visitor, fields: dict[str, str], words: str
) -> None:
    visitor.sign_in("officer")
    visitor.get("/account/password")
    new = "a much better password"
    sent = {"password": PASSWORD, "new_password": new, "new_password_confirm": new} | fields
    answer = visitor.post("/account/password", **sent)
    assert answer.status_code == 200
    assert words in answer.text


def test_the_present_password_cannot_be_guessed_without_end(visitor: Visitor) -> None:
    visitor.sign_in("officer")
    visitor.get("/account/password")
    new = "a much better password"
    for _ in range(10):
        visitor.post("/account/password", password="a wrong guess", new_password=new, new_password_confirm=new)
    answer = visitor.post("/account/password", password=PASSWORD, new_password=new, new_password_confirm=new)
    assert "Wait 15 minutes" in answer.text


def test_a_password_is_the_same_however_its_accents_were_typed(app: Flask, visit: Visit) -> None:
    from ehe.access import services
    from ehe.access.permissions import Role
    from ehe.core.commit import unit_of_work

    with app.app_context(), unit_of_work():
        services.add_user("zoe@example.gov.uk", Role.officer, password="café au lait, très")
    assert visit().sign_in("zoe", "café au lait, très").status_code == 302


@pytest.mark.parametrize(
    "email", ["\x00", "officer\x00@example.gov.uk", "\x1b[2J", "\u202eofficer@example.gov.uk", "x" * 321]
)
def test_an_address_that_no_database_keeps_is_answered_like_any_other(visitor: Visitor, email: str) -> None:
    visitor.get("/sign-in")
    answer = visitor.post("/sign-in", email=email, password="not the password!")
    assert answer.status_code == 200
    assert "There is a problem" in answer.text
