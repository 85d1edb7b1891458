"""One walker opens every page as every role: WCAG 2.2 AA by axe, 320 px without sideways scroll, no script.

It follows the links of the pages themselves, one page for each route, so that a page no link leads to
is found too: whatever a role may open and the walk did not reach must be named below, with the reason.
"""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException

from tests.browser.conftest import PEOPLE
from tests.support.browser import Pages, sideways_scroll, violations

# Reached by sending a form, or only in a state that a walk does not bring about; each has its own test.
ELSEWHERE = {
    "access.stay": "answers a page left open, and is no page",
    "access.signed_out": "comes after signing out",
    "access.add_user": "walked in as a form of its own",
    "security.login": "the walk begins by signing in",
    "static": "files",
}
BY_PREFIX = {
    "letters.": "a letter is prepared in the letters' own test",
    "withdrawals.": "the school's draft and the intake are walked in their own journeys",
    "referrals.": "what a referral allows depends on its state",
    "work.": "tasks and absences come and go",
    "access.": "an administrator's acts on one user",
    "register.verify_address": "an address that one source has given",
    "register.dispute_address": "an address that is not yet disputed",
    "security.": "sign-in and second factor",
}
SKIP = (".pdf", "/files/")


def rule_of(app: Flask, path: str) -> str | None:
    """Which route a path leads to."""
    try:
        endpoint, _ = app.url_map.bind("localhost").match(path, method="GET")
    except HTTPException:
        return None
    return str(endpoint)


def walk(app: Flask, page: Page) -> Iterator[str]:
    """Each route that links lead to, once: the page stands open when its endpoint is given."""
    waiting, been = [urlsplit(page.url).path], set[str]()
    while waiting:
        path = waiting.pop(0)
        endpoint = rule_of(app, urlsplit(path).path)
        if endpoint is None or endpoint in been or endpoint in ELSEWHERE or any(part in path for part in SKIP):
            continue
        been.add(endpoint)
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        yield endpoint
        waiting += page.eval_on_selector_all("a[href^='/']", "links => links.map(link => link.getAttribute('href'))")


@pytest.mark.parametrize("role", PEOPLE)
def test_every_page_is_accessible_at_both_widths(
    council: Flask, new_page: Pages, sign_in: Callable[[Page, str], None], role: str
) -> None:
    page = new_page()
    sign_in(page, role)
    faults, seen = [], 0
    for endpoint in walk(council, page):
        seen += 1
        faults += [f"{endpoint}: {fault}" for fault in violations(page)]
        headings = page.locator("h1").count()
        if headings != 1:
            faults.append(f"{endpoint}: {headings} first headings")
        page.set_viewport_size({"width": 320, "height": 900})
        if wider := sideways_scroll(page):
            faults.append(f"{endpoint}: {wider} px too wide at 320 px")
        page.set_viewport_size({"width": 1280, "height": 900})
    assert not faults, "\n".join(faults)
    assert seen >= 4


@pytest.mark.parametrize("role", ["officer", "school", "social_care"])
def test_every_page_opens_without_javascript(
    council: Flask, new_page: Pages, sign_in: Callable[[Page, str], None], role: str
) -> None:
    page = new_page(javascript=False)
    sign_in(page, role)
    for endpoint in walk(council, page):
        assert page.get_by_role("heading", level=1).is_visible(), endpoint


def test_the_walk_of_a_head_of_service_reaches_what_it_should(
    council: Flask, new_page: Pages, sign_in: Callable[[Page, str], None]
) -> None:
    """A page that no link leads to is a page that nobody finds."""
    from ehe.access.permissions import RIGHTS, Role, declared_by

    page = new_page()
    sign_in(page, "head_of_service")
    reached = set(walk(council, page))
    for rule in council.url_map.iter_rules():
        declared = declared_by(council.view_functions[rule.endpoint])
        mine = declared and declared.right in RIGHTS[Role.head_of_service] and "GET" in (rule.methods or set())
        if mine and rule.endpoint not in ELSEWHERE and not rule.endpoint.startswith(tuple(BY_PREFIX)):
            assert rule.endpoint in reached, f"{rule.endpoint} ({rule.rule}): no link leads there"
    assert {"work.list", "register.child", "referrals.all_referrals", "letters.list", "withdrawals.list"} <= reached
