"""Every page has its right; without it, it is not there."""

import re
import time
from collections.abc import Callable
from statistics import median

import pytest
from flask import Flask

from tests.integration.access.conftest import AppWith
from tests.support.visitor import Visitor

Visit = Callable[[], Visitor]
UUID = "8c1c9c2e-5a3b-4f4c-9a4e-0d6a3f0f7a11"


def plain(page: str) -> str:
    """A page without what differs in every answer."""
    return re.sub(r'nonce="[^"]*"|value="[^"]*"', "", page)


def test_a_route_that_declares_nothing_stops_the_start(app: Flask, app_with: AppWith) -> None:
    from ehe.access.permissions import Undeclared, refuse_undeclared

    refuse_undeclared(app)
    careless = app_with()
    careless.add_url_rule("/careless", "careless", lambda: "for anyone?")
    with pytest.raises(Undeclared, match="/careless"):
        refuse_undeclared(careless)


def test_a_route_added_after_the_start_answers_nobody(app_with: AppWith, people: dict[str, str]) -> None:
    careless = app_with(testing=False)
    careless.add_url_rule("/careless", "careless", lambda: "for anyone?")
    answer = careless.test_client().get("/careless")
    assert answer.status_code == 500
    assert "for anyone" not in answer.text


def test_a_declaration_lost_under_another_decorator_stops_the_start(app_with: AppWith) -> None:
    from ehe.access.permissions import Right, Undeclared, refuse_undeclared, requires

    def hides(view: Callable[[], str]) -> Callable[[], str]:
        return lambda: view()

    careless = app_with()
    careless.add_url_rule("/hidden", "hidden", hides(requires(Right.read_child)(lambda: "a child")))
    with pytest.raises(Undeclared):
        refuse_undeclared(careless)


def test_routes_tells_each_route_with_its_right_or_why_it_is_open(app: Flask) -> None:
    from ehe.access.permissions import routes

    told = {(line["route"], *line["methods"]): line for line in routes(app)}
    assert told["/users/add", "GET", "POST"]["right"] == "manage_users"
    assert "sign in" in told["/sign-in", "GET", "POST"]["open"]
    assert all(("right" in line) != ("open" in line) for line in told.values())


def test_nobody_signed_in_is_led_to_the_sign_in(visit: Visit) -> None:
    assert visit().get("/users").location == "/sign-in?next=/users"
    assert visit().get("/").location == "/sign-in"


def test_a_form_of_nobody_leads_to_the_sign_in_and_does_nothing(visitor: Visitor) -> None:
    visitor.get("/sign-in")
    assert visitor.post("/users/add", email="a@b.gov.uk").location == "/sign-in"


@pytest.mark.parametrize("role", ["officer", "manager", "head_of_service", "school", "social_care", "auditor"])
def test_forbidden_looks_like_absent(visitor: Visitor, role: str) -> None:
    visitor.sign_in(role)
    absent = visitor.get("/no-such-page")
    for path in ("/users", "/users/add", f"/users/{UUID}/disable", f"/users/{UUID}/password"):
        forbidden = visitor.get(path)
        assert (absent.status_code, forbidden.status_code) == (404, 404)
        assert len(absent.text) == len(forbidden.text)
        assert plain(absent.text) == plain(forbidden.text)
        assert list(absent.headers.keys()) == list(forbidden.headers.keys())


def test_a_forbidden_form_looks_like_absent(visitor: Visitor, people: dict[str, str]) -> None:
    visitor.sign_in("officer")
    absent = visitor.post("/no-such-page")
    forbidden = visitor.post(f"/users/{people['manager']}/disable")
    assert absent.status_code == forbidden.status_code == 404
    assert plain(absent.text) == plain(forbidden.text)


def test_a_user_who_is_not_there_looks_like_a_page_that_is_not_there(visitor: Visitor) -> None:
    visitor.sign_in("administrator")
    absent, nobody = visitor.get("/no-such-page"), visitor.get(f"/users/{UUID}/disable")
    assert absent.status_code == nobody.status_code == 404
    assert plain(absent.text) == plain(nobody.text)


def test_forbidden_takes_about_as_long_as_absent(visitor: Visitor) -> None:
    visitor.sign_in("officer")
    took: dict[str, list[float]] = {"/no-such-page": [], "/users": []}
    for _ in range(60):
        for path, times in took.items():
            began = time.perf_counter()
            visitor.client.get(path)
            times.append(time.perf_counter() - began)
    absent, forbidden = (median(times) for times in took.values())
    # 10 per cent is what is wanted; a busy machine needs some room.
    assert forbidden == pytest.approx(absent, rel=0.25)


def test_each_role_reaches_what_its_rights_say_and_nothing_else(app_with: AppWith, people: dict[str, str]) -> None:
    """Each right behind a page of its own, asked for by each role."""
    from ehe.access.permissions import RIGHTS, Right, Role, requires

    made = app_with()
    for right in Right:
        made.add_url_rule(f"/try/{right.value}", f"try_{right.value}", requires(right)(lambda: "reached"))
    for role in Role:
        visitor = Visitor(made.test_client())
        visitor.sign_in(role.value)
        reached = {right for right in Right if visitor.get(f"/try/{right.value}").status_code == 200}
        assert reached == RIGHTS[role], role
