"""Every page of the officer's rooms: who opens it, and what it does with what nobody should send."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from ehe.access.permissions import RIGHTS, Right, Role, declared_by
from ehe.facts.models import FactRow
from ehe.register.models import Adult
from tests.conftest import FrozenDay
from tests.factories import register as make
from tests.factories.household import Home
from tests.integration.officer import SignIn
from tests.support.pages import day
from tests.support.visitor import Visitor

ROOMS = ("work", "register", "contacts", "concerns", "suitability", "closures")
ROLES = [role.value for role in Role]

HOSTILE = [
    "x" * 300,
    "x" * 30_000,
    "\x00",
    make.EMOJI,
    make.RIGHT_TO_LEFT,
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "99999999999999999999",
    "-1",
    "9999",
    "٣",
    "{{ 7*7 }}",
    "\ud7ff\uffff",
]


@pytest.fixture(autouse=True)
def _day(frozen_today: FrozenDay) -> None:
    """Monday 11 January 2027, 09:00."""


@pytest.fixture
def home(db: SQLAlchemy, people: dict[str, str]) -> Home:
    home = make.on_the_register("Ada", "Ben", day=date(2027, 1, 4), officer=people["officer"])
    make.concern(home, date(2027, 1, 5))
    make.declined(home, date(2027, 1, 6), people["officer"])
    return home


def routes(app: Flask) -> Iterator[tuple[str, str, Right, bool]]:
    """Endpoint, rule, right, and whether it takes a form."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in ROOMS:
            declared = declared_by(app.view_functions[rule.endpoint])
            assert declared
            assert declared.right, f"{rule.endpoint} is open to anyone"
            yield rule.endpoint, rule.rule, declared.right, "POST" in (rule.methods or set())


def path_of(rule: str, db: SQLAlchemy, home: Home) -> str:
    mother = db.session.scalars(select(Adult).where(Adult.name == "Jo Example")).one()
    known = {"adult": mother.uuid, "address": mother.addresses[0].uuid}
    if "/tasks/" in rule or "/away/" in rule:
        return re.sub(r"<[^>]+>", str(uuid4()), rule)
    return re.sub(r"<uuid:(\w+)>", lambda found: known.get(found[1], home.child), rule)


@pytest.mark.parametrize("role", ROLES)
def test_a_page_opens_for_those_with_its_right_and_for_nobody_else(
    app: Flask, db: SQLAlchemy, home: Home, signed_in: SignIn, role: str
) -> None:
    visitor = signed_in(role)
    for endpoint, rule, right, _ in routes(app):
        if "/tasks/" in rule or "/away/" in rule:
            continue
        status = visitor.get(path_of(rule, db, home)).status_code
        if right in RIGHTS[Role(role)]:
            assert status in (200, 303), (endpoint, status)
        else:
            assert status == 404, (endpoint, status)


@pytest.mark.parametrize("role", ["school", "social_care", "auditor", "administrator"])
def test_nobody_but_our_own_staff_sends_any_of_them(
    app: Flask, db: SQLAlchemy, home: Home, signed_in: SignIn, role: str
) -> None:
    visitor = signed_in(role)
    before = db.session.scalar(select(func.count()).select_from(FactRow))
    for endpoint, rule, _, takes_a_form in routes(app):
        if takes_a_form:
            assert visitor.post(path_of(rule, db, home), x="y").status_code == 404, endpoint
    assert db.session.scalar(select(func.count()).select_from(FactRow)) == before


@pytest.fixture
def head(signed_in: SignIn) -> Visitor:
    return signed_in("head_of_service")


def fields_of(page: str) -> list[str]:
    form = page.split("<main", 1)[1]
    names = re.findall(r'<(?:input|textarea|select)[^>]* name="([^"]+)"', form)
    return [name for name in dict.fromkeys(names) if name not in ("csrf_token", "form_key", "read_to")]


@pytest.mark.parametrize("turn", range(4))
def test_no_form_falls_over_whatever_is_sent(app: Flask, db: SQLAlchemy, home: Home, head: Visitor, turn: int) -> None:
    """Each field of each form meets several of these values, in different company each time."""
    for endpoint, rule, _, takes_a_form in routes(app):
        if not takes_a_form or "/tasks/" in rule or "/away/" in rule:
            continue
        path = path_of(rule, db, home)
        names = fields_of(head.get(path).text)
        answer = head.post(path, **{name: HOSTILE[(n + 5 * turn) % len(HOSTILE)] for n, name in enumerate(names)})
        assert answer.status_code in (200, 303, 422), (endpoint, answer.status_code)
        assert "<script>alert(1)" not in answer.text


def test_an_empty_form_is_answered_with_what_is_missing(app: Flask, db: SQLAlchemy, home: Home, head: Visitor) -> None:
    before = db.session.scalar(select(func.count()).select_from(FactRow))
    for endpoint, rule, _, takes_a_form in routes(app):
        if not takes_a_form or "/tasks/" in rule or "/away/" in rule:
            continue
        path = path_of(rule, db, home)
        head.get(path)
        answer = head.post(path)
        assert answer.status_code in (200, 422), (endpoint, answer.status_code)
        if answer.status_code == 200 and "<form" in answer.text.split("<main", 1)[1]:
            assert "There is a problem" in answer.text, endpoint
            assert answer.text.split("<title>")[1].startswith("Error: "), endpoint
    assert db.session.scalar(select(func.count()).select_from(FactRow)) == before


@pytest.mark.parametrize("page", ["", "/contact", "/closing", "/chronology"])
@pytest.mark.parametrize("uuid", ["0", "not-a-uuid", "00000000-0000-0000-0000-000000000000", "%F0%9F%A7%9A"])
def test_an_address_that_is_no_child_s_is_not_found(home: Home, head: Visitor, page: str, uuid: str) -> None:
    assert head.get(f"/children/{uuid}{page}").status_code == 404


def test_a_page_without_its_token_changes_nothing(db: SQLAlchemy, home: Home, head: Visitor) -> None:
    before = db.session.scalar(select(func.count()).select_from(FactRow))
    path, fields = f"/children/{home.child}/rating", {"rag": "green", "reason": "x"}
    head.get(path)
    head.hidden.pop("csrf_token")
    answer: Any = head.client.post(path, data={**head.hidden, **fields})
    assert answer.status_code == 400
    assert db.session.scalar(select(func.count()).select_from(FactRow)) == before


def test_addresses_and_titles_hold_nobody_s_name_in_the_query(app: Flask) -> None:
    for _, rule, _, _ in routes(app):
        assert rule == rule.lower()
        assert "_" not in re.sub(r"<[^>]+>", "", rule), rule


@pytest.mark.parametrize("key", ["\x00", "x" * 36, "\U0001f9da" * 300, ""])
def test_a_key_made_by_hand_is_as_good_as_none(db: SQLAlchemy, home: Home, head: Visitor, key: str) -> None:
    path = f"/children/{home.child}/report"
    head.get(path)
    assert head.post(path, form_key=key, who="").status_code == 200
    shared = {"who": "Jo Example, by post"} | day("happened_on", 11, 1, 2027)
    assert head.post(path, form_key=key, **shared).status_code == 303


@pytest.mark.parametrize("page", ["sighting", "concern", "concern-decision"])
def test_a_child_that_is_named_twice_is_meant_once(db: SQLAlchemy, home: Home, head: Visitor, page: str) -> None:
    shared = {
        "observer": "police",
        "grade": "seen",
        "setting": "home",
        "speaker": "public",
        "own_words": "He was alone again.",
        "outcome": "early_help",
        "reason": "x",
    }
    path = f"/children/{home.child}/{page}"
    head.get(path)
    answer = head.post(path, children=[home.child, home.child], **shared, **day("happened_on", 11, 1, 2027))
    assert answer.status_code == 303
