"""`ehe demo load` and `ehe demo ensure`."""

import json
from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from ehe.access.models import User
from ehe.cli.demo import demo_group
from ehe.core.base import db
from ehe.core.commit import unit_of_work
from ehe.demo import services as demo
from ehe.register.models import Child, Household
from tests.conftest import FrozenDay

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """`ehe demo` with these words."""
    return lambda *words: app.test_cli_runner().invoke(demo_group, list(words))


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A smaller small council, for speed."""
    monkeypatch.setattr(demo, "SMALL", 12)


def held(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_council_is_loaded_and_says_how_to_sign_in(run: Run, app: Flask) -> None:
    result = run("load", "--children", "20", "--as-of", "2027-01-11")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("20 children in ")
    assert "manager@aldermere.example" in result.stdout
    assert held(app, Child) == 20


def test_as_json_it_counts(run: Run, app: Flask) -> None:
    counts = json.loads(run("load", "--children", "8", "--seed", "5", "--as-of", "2027-01-11", "--json").stdout)
    assert counts["children"] == 8
    assert counts.keys() == {"children", "households", "facts", "clocks", "schools", "users", "seconds"}


def test_a_second_load_is_refused_in_one_sentence(run: Run, app: Flask) -> None:
    run("load", "--children", "5")
    result = run("load", "--children", "5")
    assert result.exit_code == 1
    assert result.stderr == "The register holds children already, so no invented ones were added.\n"
    assert held(app, Child) == 5


@pytest.mark.parametrize(
    "words", [("--children", "many"), ("--as-of", "11/01/2027"), ("--as-of", "2027-02-30"), ("--nonsense",)], ids=str
)
def test_wrong_usage_is_status_2(run: Run, app: Flask, words: tuple[str, ...]) -> None:
    assert run("load", *words).exit_code == 2
    assert held(app, Child) == 0


def test_without_a_day_the_council_stands_on_today(run: Run, app: Flask, frozen_today: FrozenDay) -> None:
    assert run("load", "--children", "6").exit_code == 0
    with app.app_context():
        latest = db.session.scalar(select(func.max(Household.created_at)))
        assert latest is not None
        assert latest.date().isoformat() < "2027-01-11"


def test_ensure_loads_once_and_then_leaves_everything_as_it_is(run: Run, app: Flask) -> None:
    first = run("ensure")
    assert (first.exit_code, first.stderr) == (0, "")
    children, users = held(app, Child), held(app, User)
    assert children == 12
    assert run("ensure").stdout == first.stdout
    assert (held(app, Child), held(app, User)) == (children, users)


def test_ensure_puts_back_a_missing_person(run: Run, app: Flask) -> None:
    run("ensure")
    with app.app_context(), unit_of_work():
        db.session.delete(db.session.scalars(select(User).where(User.role == "auditor")).one())
    run("ensure")
    with app.app_context():
        assert db.session.scalar(select(User.email).where(User.role == "auditor")) == "auditor@aldermere.example"


def test_ensure_gives_one_sign_in_for_each_role(run: Run) -> None:
    found = [json.loads(line) for line in run("ensure", "--json").stdout.splitlines()]
    assert len(found) == 8
    assert all(one["password"] == demo.PASSWORD for one in found)


def test_a_register_with_children_of_its_own_gets_no_known_passwords(run: Run, app: Flask) -> None:
    with app.app_context(), unit_of_work():
        household = Household()
        db.session.add(household)
        db.session.flush()
        db.session.add(Child(household_uuid=household.uuid, first_name="Ada", last_name="Real"))
    result = run("ensure")
    assert result.exit_code == 0
    assert "no sign-ins of the demo were added" in result.stdout
    assert held(app, User) == 0
