"""The administrator's pages and the commands for users."""

import json
import re
from collections.abc import Callable, Iterator

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.exc import IntegrityError

from tests.support.visitor import PASSWORD, Visitor

Run = Callable[..., Result]


@pytest.fixture
def administrator(visitor: Visitor) -> Visitor:
    visitor.sign_in("administrator")
    return visitor


def given_password(page: str) -> str:
    found = re.search(r'ehe-key">([a-z2-9-]{19})<', page)
    assert found
    return found.group(1)


def test_a_user_who_is_added_gets_a_one_time_password(administrator: Visitor, app: Flask) -> None:
    administrator.get("/users/add")
    page = administrator.post("/users/add", name="Zoë Ní Bhriain", email="Zoe@example.gov.uk", role="officer").text
    visitor = Visitor(app.test_client())
    assert visitor.sign_in("zoe", given_password(page)).status_code == 302
    assert visitor.get("/").location == "/account/password"
    listed = administrator.get("/users").text
    assert "Zoë Ní Bhriain" in listed
    assert given_password(page) not in listed


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "officer@example.gov.uk"}, "There is already a user with this email address"),
        ({"email": "nobody"}, "Enter an email address like name@council.gov.uk"),
        ({"role": "owner"}, "Select one of the choices"),
        ({"role": ""}, "Select what they will do"),
        ({"role": "school", "school_urn": ""}, "Enter the URN of their school, 6 numbers like 912345"),
        ({"role": "school", "school_urn": "12"}, "Enter the URN of their school, 6 numbers like 912345"),
        ({"name": ""}, "Enter the person’s full name"),
        ({"name": " \t"}, "Enter the person’s full name"),
        ({"name": "n" * 500}, "Full name must be 400 characters or fewer"),
    ],
)
def test_what_is_wrong_with_a_new_user_is_said_beside_the_field(
    administrator: Visitor, fields: dict[str, str], words: str
) -> None:
    administrator.get("/users/add")
    sent = {"name": "Ann Other", "email": "ann@example.gov.uk", "role": "officer"} | fields
    answer = administrator.post("/users/add", **sent)
    assert answer.status_code == 200
    assert answer.text.count(words) == 2, "in the summary and beside the field"


def test_a_role_that_is_no_schools_forgets_the_school_typed_before(administrator: Visitor, app: Flask) -> None:
    from ehe.access import queries

    administrator.get("/users/add")
    administrator.post("/users/add", name="Ann", email="ann@example.gov.uk", role="officer", school_urn="912345")
    with app.app_context():
        user = queries.user_by_email("ann@example.gov.uk")
        assert user is not None
        assert user.school_urn is None


def test_a_user_who_is_disabled_is_out_and_stays_listed(
    administrator: Visitor, app: Flask, people: dict[str, str]
) -> None:
    officer = Visitor(app.test_client())
    officer.sign_in("officer")
    address = f"/users/{people['officer']}/disable"
    assert "signed out at once" in administrator.get(address).text
    assert officer.is_signed_in()
    assert administrator.post(address).location == "/users"
    assert not officer.is_signed_in()
    assert "open no account" in officer.sign_in("officer").text
    assert "Disabled" in administrator.get("/users").text


def test_a_new_password_ends_the_old_one(administrator: Visitor, app: Flask, people: dict[str, str]) -> None:
    address = f"/users/{people['officer']}/password"
    administrator.get(address)
    given = given_password(administrator.post(address).text)
    officer = Visitor(app.test_client())
    assert "open no account" in officer.sign_in("officer").text
    assert officer.sign_in("officer", given).status_code == 302


@pytest.mark.parametrize("act", ["disable", "password"])
def test_nobody_does_this_to_their_own_account(administrator: Visitor, people: dict[str, str], act: str) -> None:
    address = f"/users/{people['administrator']}/{act}"
    administrator.get(address)
    answer = administrator.post(address)
    assert "There is a problem" in answer.text
    assert administrator.is_signed_in()


def test_the_database_itself_holds_one_role_of_the_seven(app: Flask, people: dict[str, str]) -> None:
    from ehe.access import queries
    from ehe.core.base import db

    for role, school in (("owner", None), ("school", None), ("officer", "912345"), ("officer, manager", None)):
        with app.app_context():
            user = queries.user(people["officer"])
            user.role, user.school_urn = role, school
            with pytest.raises(IntegrityError):
                db.session.flush()


@pytest.fixture
def duties() -> Iterator[list[str]]:
    """A room whose duties must be handed over before a user is disabled."""
    from ehe.access import services
    from ehe.access.models import User
    from ehe.core.errors import Refused

    handed: list[str] = []

    def ask(user: User, cover: User | None) -> None:
        if cover is None:
            raise Refused("duties_without_owner", f"{user.name} has 3 children: name who covers.")
        handed.append(cover.email)

    services.on_leaving(ask)
    yield handed
    services._leaving.remove(ask)


def test_duties_keep_a_user_until_someone_covers(
    administrator: Visitor, people: dict[str, str], duties: list[str], run: Run
) -> None:
    address = f"/users/{people['officer']}/disable"
    administrator.get(address)
    assert "name who covers" in administrator.post(address).text
    refused = run("disable", "officer@example.gov.uk")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "name who covers" in refused.stderr
    assert run("disable", "officer@example.gov.uk", "--cover", "manager@example.gov.uk").exit_code == 0
    assert duties == ["manager@example.gov.uk"]


# ---- the commands ------------------------------------------------------------------------------


@pytest.fixture
def run(app: Flask) -> Run:
    from ehe.cli.users import user_group

    def run(*arguments: str, stdin: str | None = None) -> Result:
        return app.test_cli_runner().invoke(user_group, arguments, input=stdin)

    return run


def test_user_add_prints_a_one_time_password(run: Run, app: Flask) -> None:
    done = run("add", "Ann.Other@example.gov.uk", "--role", "manager", "--json")
    assert done.exit_code == 0
    said = json.loads(done.stdout)
    assert (said["email"], said["role"]) == ("ann.other@example.gov.uk", "manager")
    visitor = Visitor(app.test_client())
    visitor.sign_in("ann.other", said["one_time_password"])
    assert "good for one time" in visitor.get("/account/password").text


def test_user_add_takes_a_password_from_standard_input(run: Run, app: Flask) -> None:
    done = run(
        "add", "ann@example.gov.uk", "--role", "school", "--school", "912345", "--password-stdin", stdin=PASSWORD
    )
    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output
    visitor = Visitor(app.test_client())
    visitor.sign_in("ann")
    assert visitor.is_signed_in()


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["ann@example.gov.uk", "--role", "owner"], 2, "owner"),
        (["ann@example.gov.uk"], 2, "--role"),
        (["no address", "--role", "officer"], 1, "is not an email address"),
        (["ann@example.gov.uk", "--role", "school"], 1, "needs the URN"),
        (["ann@example.gov.uk", "--role", "officer", "--school", "912345"], 1, "belongs to no school"),
    ],
)
def test_user_add_refuses_in_one_sentence(run: Run, arguments: list[str], status: int, words: str) -> None:
    done = run("add", *arguments)
    assert done.exit_code == status
    assert words in done.stderr


def test_user_add_refuses_an_address_twice_and_a_short_password(run: Run) -> None:
    assert run("add", "ann@example.gov.uk", "--role", "officer").exit_code == 0
    assert "already" in run("add", "ANN@example.gov.uk", "--role", "auditor").stderr
    assert "12 characters" in run("add", "b@c.gov.uk", "--role", "auditor", "--password-stdin", stdin="short\n").stderr


def test_user_disable_knows_whom_it_disables(run: Run, people: dict[str, str]) -> None:
    assert "no user" in run("disable", "nobody@example.gov.uk").stderr
    assert run("disable", "Officer@example.gov.uk").exit_code == 0
