"""What every page has in common, and that no name on it becomes markup."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import jinja2
import pytest
from flask import Flask, render_template_string

from tests.integration.access.conftest import AppWith
from tests.support.visitor import Visitor

Visit = Callable[[], Visitor]
HOSTILE = '<img src=x onerror="alert(1)">'
OPEN = ["/sign-in", "/signed-out", "/help", "/privacy", "/accessibility"]
SIGNED_IN = ["/", "/account", "/account/password", "/users", "/users/add", "/no-such-page"]


class Page(HTMLParser):
    """What a browser would make of it: elements, ids, the title and the heading."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, str] = {}
        self._within: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._within:
            while self._within.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        for tag in {"title", "h1"} & set(self._within):
            self.words[tag] = self.words.get(tag, "") + data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def administrator(visitor: Visitor) -> Visitor:
    visitor.sign_in("administrator")
    return visitor


@pytest.mark.parametrize("path", OPEN + SIGNED_IN)
def test_every_page_is_whole(administrator: Visitor, visit: Visit, path: str) -> None:
    answer = (visit() if path in OPEN else administrator).get(path)
    page = Page(answer.text)
    heading = page.words["h1"].strip()
    assert page.words["title"].startswith(heading)
    assert page.words["title"].endswith("Your council")
    assert len(page.all("h1")) == len(page.all("main")) == 1
    ids = [attributes["id"] for _, attributes in page.elements if attributes.get("id")]
    assert len(ids) == len(set(ids))
    assert page.all("html") == [{"lang": "en", "class": "govuk-template"}]
    assert 'href="#main-content" class="govuk-skip-link"' in answer.text
    labelled = {attributes.get("for") for attributes in page.all("label")}
    for field in page.all("input"):
        assert field.get("type") == "hidden" or field["id"] in labelled
    # Help is in the same place everywhere (WCAG 3.2.6).
    assert re.findall(r'govuk-footer__link" href="([^"]+)', answer.text) == ["/help", "/accessibility", "/privacy"]


@pytest.mark.parametrize("path", OPEN + SIGNED_IN)
def test_no_page_wears_the_crown_or_loads_from_elsewhere(administrator: Visitor, path: str) -> None:
    text = administrator.get(path).text
    for brand in ("govuk-footer__crown", "GOV.UK", "crest", "Crown copyright", "gds"):
        assert brand not in text
    assert not re.search(r'(src|href)="(https?:)?//', text)


@pytest.mark.parametrize("path", OPEN + SIGNED_IN)
def test_the_policy_allows_what_the_page_holds_and_nothing_else(administrator: Visitor, path: str) -> None:
    answer = administrator.get(path)
    policy = answer.headers["Content-Security-Policy"]
    nonce = re.search(r"script-src 'self' 'nonce-([\w-]+)'", policy)
    assert nonce
    for needed in ("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert needed in policy
    assert "unsafe" not in policy
    for tag in ("script", "style"):
        for attributes in Page(answer.text).all(tag):
            assert "src" in attributes or attributes["nonce"] == nonce.group(1)
    assert not re.search(r"\son\w+=", answer.text), "no handler within an element"
    assert " style=" not in answer.text
    assert nonce.group(1) not in administrator.get(path).headers["Content-Security-Policy"]


def test_headers_of_every_answer(administrator: Visitor) -> None:
    for path in ("/account", "/no-such-page", "/help"):
        headers = administrator.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "geolocation=()" in headers["Permissions-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert "Strict-Transport-Security" not in headers


def test_on_https_browsers_are_told_to_stay_there(app_with: AppWith) -> None:
    address = "https://register.example.gov.uk"
    answer = app_with(base_url=address).test_client().get("/help", base_url=address)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_view_may_ask_for_a_stricter_policy(app_with: AppWith) -> None:
    from ehe.access.permissions import open_page

    made = app_with()
    view = open_page("a test")(lambda: ("a document", {"Content-Security-Policy": "sandbox"}))
    made.add_url_rule("/document", "document", view)
    assert made.test_client().get("/document").headers["Content-Security-Policy"] == "sandbox"


def test_style_sheets_are_kept_by_browsers_until_they_change(administrator: Visitor) -> None:
    text = administrator.get("/account").text
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', text)
    assert len(addresses) == 4
    for address in addresses:
        with administrator.client.get(address.replace("&amp;", "&")) as answer:
            assert answer.status_code == 200
            assert "immutable" in answer.headers["Cache-Control"]
            assert "Set-Cookie" not in answer.headers


def test_a_hostile_name_is_shown_as_it_is_written(app: Flask, administrator: Visitor) -> None:
    from ehe.access import services
    from ehe.access.permissions import Role
    from ehe.access.queries import Authority
    from ehe.core.commit import unit_of_work

    with app.app_context(), unit_of_work():
        user, _ = services.add_user("hostile@example.gov.uk", Role.administrator, name=HOSTILE, password="a" * 20)
        uuid = user.uuid
        services.name_authority(Authority(name=f"{HOSTILE} Council", team=HOSTILE, phone=HOSTILE))
    hostile = Visitor(app.test_client())
    hostile.sign_in("hostile", "a" * 20)
    shown = [hostile.get(path) for path in ("/", "/account", "/users", "/help", "/no-such-page")]
    shown += [administrator.get(f"/users/{uuid}/{act}") for act in ("disable", "password")]
    shown.append(administrator.post("/users/add", name=HOSTILE, email=HOSTILE, role=HOSTILE))
    shown.append(administrator.post(f"/users/{uuid}/password"))
    for answer in shown:
        assert "&lt;img src=x" in answer.text
        images = [image for image in Page(answer.text).all("img") if image.get("src") == "x"]
        assert not images


@pytest.fixture
def three_rooms(app_with: AppWith, people: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An application whose links and starts lead to three pages, and to one that is not built."""
    from ehe.access import navigation
    from ehe.access.permissions import Right, Role, requires

    made = app_with()
    for name, right in (("desk", Right.see_work), ("notice", Right.notify_withdrawal), ("trail", Right.read_audit)):
        made.add_url_rule(f"/try/{name}", f"try.{name}", requires(right)(lambda: "here"))
    links = [("Desk", "try.desk"), ("Notice", "try.notice"), ("Trail", "try.trail"), ("Absent", "try.absent")]
    starts = {Role.officer: "try.desk", Role.school: "try.notice", Role.social_care: "try.absent"}
    monkeypatch.setattr(navigation, "LINKS", links)
    monkeypatch.setattr(navigation, "STARTS", starts)
    return made


def as_each_role(app: Flask, people: dict[str, str], ask: Callable[[Visitor], object]) -> dict[str, object]:
    answers = {}
    for role in people:
        visitor = Visitor(app.test_client())
        visitor.sign_in(role)
        answers[role] = ask(visitor)
    return answers


def test_the_links_are_those_the_person_can_use(three_rooms: Flask, people: dict[str, str]) -> None:
    def links(visitor: Visitor) -> object:
        found = re.findall(r'navigation__link" href="([^"]+)"', visitor.get("/account").text)
        return [link for link in found if link not in ("/", "/account")]

    assert as_each_role(three_rooms, people, links) == {
        "officer": ["/try/desk"],
        "manager": ["/try/desk"],
        "head_of_service": ["/try/desk"],
        "school": ["/try/notice"],
        "social_care": [],
        "auditor": ["/try/trail"],
        "administrator": [],
    }


def test_the_link_above_a_page_is_marked_and_no_other(visitor: Visitor) -> None:
    def marked(path: str) -> list[tuple[str, str]]:
        return re.findall(r'navigation__link" href="([^"]+)" aria-current="(\w+)"', visitor.get(path).text)

    visitor.sign_in("administrator")
    assert marked("/users") == [("/users", "page")]
    assert marked("/users/add") == [("/users", "true")]
    assert marked("/account") == [("/account", "page")]
    for path in ("/", "/help", "/no-such-page", "/usersandmore"):
        assert marked(path) == []


def test_each_role_starts_where_its_work_is(three_rooms: Flask, people: dict[str, str]) -> None:
    starts = as_each_role(three_rooms, people, lambda visitor: visitor.get("/").location)
    assert starts == dict.fromkeys(people) | {"officer": "/try/desk", "school": "/try/notice"}


def test_a_failed_form_says_so_first(administrator: Visitor) -> None:
    administrator.get("/users/add")
    text = administrator.post("/users/add").text
    assert "<title>Error: Add a user" in text
    assert text.index("There is a problem") < text.index("<h1")
    page = Page(text)
    ids = {attributes.get("id") for _, attributes in page.elements}
    for target in re.findall(r'<a href="#([\w-]+)">', text):
        assert target in ids


def test_the_authoritys_own_words_and_colour_are_on_every_page(app: Flask, visit: Visit) -> None:
    from ehe.access import services
    from ehe.access.queries import Authority
    from ehe.core.commit import unit_of_work

    with app.app_context(), unit_of_work():
        services.name_authority(Authority(name="Exampleshire Council", brand_colour="#4b0082", email="ehe@ex.gov.uk"))
    text = visit().get("/help").text
    assert "<title>Help – Home education register – Exampleshire Council</title>" in text
    assert "--govuk-brand-colour: #4b0082" in text
    assert "mailto:ehe@ex.gov.uk" in text


@pytest.mark.parametrize("colour", ["#ffcc00", "red", "#12", "#000000; } body { display: none"])
def test_a_colour_that_cannot_be_read_on_is_refused(app: Flask, colour: str) -> None:
    from ehe.access import services
    from ehe.access.queries import Authority
    from ehe.core.errors import Refused

    with app.app_context(), pytest.raises(Refused) as refusal:
        services.name_authority(Authority(brand_colour=colour))
    assert refusal.value.code == "colour_too_light"


@pytest.mark.parametrize(
    "mistake", ["{{ no_such_name }}", "{{ child.no_such_attribute }}", "{% if no_such_name %}x{% endif %}"]
)
def test_a_name_that_a_page_does_not_know_is_a_fault(app: Flask, mistake: str) -> None:
    with app.test_request_context("/help"), pytest.raises(jinja2.UndefinedError):
        render_template_string(mistake, child=object())


def test_a_key_that_a_dictionary_does_not_have_is_empty(app: Flask) -> None:
    with app.test_request_context("/help"):
        assert render_template_string("{{ row.absent }}{% if row.absent %}x{% endif %}.", row={}) == "."
