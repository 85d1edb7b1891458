"""The administrator's pages and the commands for users."""

import json
import re
from collections.abc import Callable
from datetime import date

import pytest
from click.testing import Result
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ehe.access.models import User
from ehe.clocks.models import ChildState
from ehe.core.commit import commit
from ehe.facts import ledger
from ehe.facts.models import FactRow
from ehe.outbox.models import Message
from ehe.register.models import Household
from tests.factories import register as make
from tests.factories.household import Home
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
        ({"email": "\u202eann@example.gov.uk"}, "Enter an email address like name@council.gov.uk"),
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


# ---- whose children were theirs -----------------------------------------------------------------


@pytest.fixture
def home(people: dict[str, str], db: SQLAlchemy) -> Home:
    return make.on_the_register("Ada", "Ben", day=date(2027, 1, 4), officer=people["officer"])


def officers(db: SQLAlchemy) -> set[str | None]:
    db.session.rollback()
    return set(db.session.scalars(select(ChildState.officer)))


def test_duties_keep_a_user_until_someone_takes_them_over(
    administrator: Visitor, people: dict[str, str], home: Home, run: Run, db: SQLAlchemy
) -> None:
    address = f"/users/{people['officer']}/disable"
    page = administrator.get(address).text
    assert "Who takes over their children" in page
    assert people["school"] not in page
    assert "Officer One is the officer of 2 children: say who takes over." in administrator.post(address).text
    refused = run("disable", "officer@example.gov.uk")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "2 children" in refused.stderr
    assert run("disable", "officer@example.gov.uk", "--cover", "school@example.gov.uk").exit_code == 1
    assert officers(db) == {people["officer"]}
    administrator.get(address)
    assert administrator.post(address, cover=people["manager"]).status_code == 303
    assert officers(db) == {people["manager"]}
    desk = select(Message.to_word).where(Message.channel == "desk", Message.state == "queued")
    assert people["officer"] not in set(db.session.scalars(desk))
    said = select(FactRow.by).where(FactRow.kind == "officer_assigned").order_by(FactRow.seq.desc())
    assert db.session.scalars(said).first() == people["administrator"]


def test_an_administrator_hands_no_restricted_record_to_anybody(
    people: dict[str, str], home: Home, run: Run, db: SQLAlchemy
) -> None:
    """Who may see it is for the head of service to say."""
    db.session.get_one(Household, home.uuid).restricted = True
    commit()
    refused = run("disable", "officer@example.gov.uk", "--cover", "manager@example.gov.uk")
    assert refused.exit_code == 1
    assert "head of service must first say" in refused.stderr
    assert officers(db) == {people["officer"]}
    assert run("disable", "officer@example.gov.uk", "--cover", "head_of_service@example.gov.uk").exit_code == 0
    assert officers(db) == {people["head_of_service"]}


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


def test_what_is_done_to_users_stands_in_the_ledger_with_who_did_it(
    run: Run, people: dict[str, str], signed_in: Callable[[str], Visitor], db: SQLAlchemy
) -> None:
    administrator = signed_in("administrator")
    administrator.get(f"/users/{people['officer']}/password")
    assert administrator.post(f"/users/{people['officer']}/password").status_code == 200
    administrator.get(f"/users/{people['officer']}/disable")
    assert administrator.post(f"/users/{people['officer']}/disable").status_code == 303
    assert run("add", "new@example.gov.uk", "--role", "officer").exit_code == 0
    kinds = ("password_given", "user_disabled", "user_added")
    rows = db.session.scalars(select(FactRow).where(FactRow.kind.in_(kinds)).order_by(FactRow.seq.desc()).limit(3))
    new = db.session.scalars(select(User.uuid).where(User.email == "new@example.gov.uk")).one()
    assert [(row.kind, row.by, row.payload) for row in rows] == [
        ("user_added", "the command line", {"user": new, "role": "officer"}),
        ("user_disabled", people["administrator"], {"user": people["officer"]}),
        ("password_given", people["administrator"], {"user": people["officer"]}),
    ]
    assert ledger.verify().broken is None
