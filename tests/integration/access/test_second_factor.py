"""The second factor, where an authority asks for one."""

import re
from datetime import date, time

import pytest
from flask import Flask
from passlib.totp import TOTP

from tests.conftest import FrozenDay
from tests.integration.access.conftest import AppWith
from tests.support.visitor import Visitor

MONDAY = date(2027, 1, 11)


@pytest.fixture
def strict(app_with: AppWith, people: dict[str, str]) -> Flask:
    return app_with(second_factor=True)


def set_up(visitor: Visitor) -> TOTP:
    """Go through the first sign-in with an app, and give the app back."""
    assert visitor.sign_in("officer").location == "/sign-in/second-factor"
    visitor.get("/sign-in/second-factor")
    page = visitor.post("/sign-in/second-factor", setup="authenticator")
    found = re.search(r'ehe-key">([^<]+)<', page.text)
    assert found
    app = TOTP(key=found.group(1))
    answer = visitor.post("/sign-in/code", code=app.generate().token)
    assert answer.status_code == 302, answer.text
    return app


def test_the_password_alone_opens_nothing(strict: Flask, frozen_today: FrozenDay) -> None:
    visitor = Visitor(strict.test_client())
    visitor.sign_in("officer")
    assert not visitor.is_signed_in()
    assert "Show the code to scan" in visitor.get("/sign-in/second-factor").text
    assert "ehe-key" in visitor.post("/sign-in/second-factor", setup="authenticator").text
    assert not visitor.is_signed_in()


def test_it_is_set_up_at_the_first_sign_in_and_asked_for_at_the_next(strict: Flask, frozen_today: FrozenDay) -> None:
    first = Visitor(strict.test_client())
    app = set_up(first)
    assert first.is_signed_in()
    second = Visitor(strict.test_client())
    frozen_today(MONDAY, time(9, 5))
    answer = second.sign_in("officer")
    assert answer.location.startswith("/sign-in/code")
    page = second.get(answer.location)
    assert "Enter the code from your app" in page.text
    assert second.post("/sign-in/code", code=app.generate().token).status_code == 302
    assert second.is_signed_in()


def test_a_code_opens_once(strict: Flask, frozen_today: FrozenDay) -> None:
    app = set_up(Visitor(strict.test_client()))
    frozen_today(MONDAY, time(9, 5))
    code = app.generate().token
    first, second = Visitor(strict.test_client()), Visitor(strict.test_client())
    for visitor in (first, second):
        visitor.get(visitor.sign_in("officer").location)
    assert first.post("/sign-in/code", code=code).status_code == 302
    assert "The code is not right" in second.post("/sign-in/code", code=code).text
    assert not second.is_signed_in()


def test_codes_cannot_be_guessed_without_end(strict: Flask, frozen_today: FrozenDay) -> None:
    app = set_up(Visitor(strict.test_client()))
    frozen_today(MONDAY, time(9, 5))
    visitor = Visitor(strict.test_client())
    visitor.get(visitor.sign_in("officer").location)
    good = app.generate().token
    bad = "000000" if good != "000000" else "000001"
    for _ in range(10):
        assert "The code is not right" in visitor.post("/sign-in/code", code=bad).text
    assert "Wait 15 minutes" in visitor.post("/sign-in/code", code=good).text
    assert not visitor.is_signed_in()


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "1234567890"])
def test_what_is_no_code_is_said_to_be_none(strict: Flask, frozen_today: FrozenDay, code: str) -> None:
    set_up(Visitor(strict.test_client()))
    visitor = Visitor(strict.test_client())
    visitor.get(visitor.sign_in("officer").location)
    answer = visitor.post("/sign-in/code", code=code)
    assert ("Enter the code" if not code else "The code has 6 numbers") in answer.text


def test_a_session_that_was_stolen_cannot_set_up_another_app(strict: Flask, frozen_today: FrozenDay) -> None:
    visitor = Visitor(strict.test_client())
    set_up(visitor)
    assert visitor.get("/sign-in/second-factor").status_code == 404
    assert visitor.get("/sign-in/code").status_code == 404


def test_the_steps_cannot_be_entered_from_the_middle(strict: Flask) -> None:
    visitor = Visitor(strict.test_client())
    for path in ("/sign-in/second-factor", "/sign-in/code"):
        assert visitor.get(path).location == "/sign-in"


def test_a_new_one_time_password_lets_a_lost_app_be_set_up_anew(strict: Flask, frozen_today: FrozenDay) -> None:
    from ehe.access import queries, services
    from ehe.core.commit import unit_of_work

    set_up(Visitor(strict.test_client()))
    with strict.app_context(), unit_of_work():
        user = queries.user_by_email("officer@example.gov.uk")
        assert user is not None
        given = services.give_new_password(user)
    visitor = Visitor(strict.test_client())
    assert visitor.sign_in("officer", given).location == "/sign-in/second-factor"


def test_without_the_setting_its_pages_are_absent(app: Flask, visitor: Visitor) -> None:
    for path in ("/sign-in/second-factor", "/sign-in/code", "/sign-in/lost"):
        assert visitor.get(path).status_code == 404


def test_who_cannot_use_their_app_is_told_whom_to_ask(strict: Flask) -> None:
    assert "Ask the person who manages users" in Visitor(strict.test_client()).get("/sign-in/lost").text
