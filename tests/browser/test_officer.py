"""The officer's pages in a real browser, beside the walk over every page: long names, errors, the keyboard, print."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from playwright.sync_api import Page

from ehe.access import services
from ehe.access.permissions import Role
from ehe.core.commit import unit_of_work
from ehe.facts import kinds
from ehe.facts.actors import Actor
from tests.factories import register as make
from tests.factories.household import Home, told
from tests.support.browser import Pages, sideways_scroll, violations
from tests.support.visitor import PASSWORD

PAGES = ("", "/household", "/concerns", "/letters", "/chronology", "/record")
FORMS = (
    "contact", "sighting", "preference", "safety", "concern", "concern-decision", "concerns-review", "complaint",
    "information", "report", "decision", "address", "brothers-and-sisters", "written-notice", "entry", "enquiry",
    "roll", "attendance", "transfer", "transfer/receipt", "passing-on", "closing",
)  # fmt: skip
MANAGERS_FORMS = ("visit-decision", "rating", "officer", "extension", "cover", "closing/answer")


@pytest.fixture
def staff(app: Flask, db: SQLAlchemy) -> dict[str, str]:
    with unit_of_work():
        return {
            role.value: services.add_user(
                f"{role.value}@example.gov.uk", role, name=f"{role.label} One", password=PASSWORD
            )[0].uuid
            for role in (Role.officer, Role.manager, Role.head_of_service)
        }


@pytest.fixture
def home(db: SQLAlchemy, staff: dict[str, str]) -> Home:
    """Long, right-to-left and decorated names, a concern, failed attempts, a complaint, and somebody asked to close."""
    today, officer = date.today(), staff["officer"]
    home = make.on_the_register(
        make.LONG[:300], make.RIGHT_TO_LEFT, day=today - timedelta(days=20), officer=officer, last_name=make.EMOJI
    )
    make.concern(home, today - timedelta(days=4), make.LONG * 3)
    for days in (3, 2):
        attempt = kinds.ContactAttempted(method="visit", outcome="refused", place="doorstep")
        told(home, attempt, today - timedelta(days=days), by=Actor("officer", officer), children=home.children)
    make.complaint(home, today - timedelta(days=1))
    asked = kinds.ClosureRequested(reason="died", evidence="The hospital")
    told(home, asked, today - timedelta(days=1), by=Actor("officer", "somebody"))
    return home


def sign_in(page: Page, role: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(f"{role}@example.gov.uk")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)


def everywhere(home: Home) -> Iterator[str]:
    yield from ("/my-work", "/my-work?whose=team", "/my-work/tasks", "/my-work/away")
    for page in (*PAGES, *(f"/{form}" for form in (*FORMS, *MANAGERS_FORMS))):
        yield f"/children/{home.child}{page}"


def faults_of(page: Page) -> list[str]:
    wider = sideways_scroll(page)
    return violations(page) + ([f"{wider} px of sideways scroll"] if wider else [])


def test_long_and_unusual_names_break_no_page_at_320_px(home: Home, new_page: Pages) -> None:
    page = new_page(width=320)
    sign_in(page, "manager")
    found = {}
    for path in everywhere(home):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        if faults := faults_of(page):
            found[path] = faults
    assert not found


def test_every_form_is_accessible_with_its_errors(home: Home, new_page: Pages) -> None:
    page = new_page(width=320)
    sign_in(page, "manager")
    found = {}
    for form in (*FORMS, *MANAGERS_FORMS):
        page.goto(f"/children/{home.child}/{form}")
        with page.expect_navigation():
            page.locator("main form button[type=submit]").last.click()
        assert page.title().startswith("Error: "), form
        page.wait_for_function("document.activeElement.className === 'govuk-error-summary'")
        if faults := faults_of(page):
            found[form] = faults
    assert not found


def test_a_visit_is_recorded_by_keyboard_alone(db: SQLAlchemy, staff: dict[str, str], page: Page) -> None:
    home = make.on_the_register("Ada", day=date.today() - timedelta(days=3), officer=staff["officer"])
    sign_in(page, "officer")
    press(page, "Ada Example")
    press(page, "Record a contact or visit")
    for label in ("Visit", "Answered"):
        choose(page, label)
    fill(page, "What time?", "00:01")
    for label in ("Yes", "Inside the home", "Seen and spoken to"):
        choose(page, label)
    reach(page, "select")
    page.keyboard.type("Inside")
    choose(page, "Those we know of, and nobody else")
    press(page, "Record contact")
    page.get_by_role("alert").get_by_text("Contact recorded").wait_for()
    assert page.url.endswith(home.child)


# What has the focus, what it is called, and whether something else lies over it.
HERE = """() => {
    const e = document.activeElement
    const name = (e.labels?.[0]?.innerText ?? e.innerText ?? '').trim()
    const box = e.getBoundingClientRect()
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
    const covered = top && !e.contains(top) && !top.contains(e) && top.tagName !== 'LABEL'
    return {tag: e.tagName.toLowerCase(), name, covered: Boolean(covered) && e.type !== 'radio'}
}"""


def reach(page: Page, wanted: str, name: str = "") -> None:
    """Tab on until the element that has the focus is the one wanted, and seen to have it."""
    for _ in range(150):
        page.keyboard.press("Tab")
        here: dict[str, Any] = page.evaluate(HERE)
        if here["tag"] == wanted and (not name or here["name"].startswith(name)):
            assert not here["covered"], f"{name} has the focus and is covered"
            return
    raise AssertionError(f"{name or wanted} cannot be reached by keyboard")


def press(page: Page, name: str) -> None:
    tag = "button" if name == "Record contact" else "a"
    reach(page, tag, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def fill(page: Page, name: str, text: str) -> None:
    reach(page, "input", name)
    page.keyboard.type(text)


def choose(page: Page, name: str) -> None:
    """Radios are one stop: arrows go through them."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") != "radio":
            continue
        for _ in range(12):
            if page.evaluate("document.activeElement.labels[0].innerText").strip() == name:
                page.keyboard.press("Space")
                return
            page.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} cannot be chosen by keyboard")


def test_a_form_is_sent_without_scripts(home: Home, new_page: Pages) -> None:
    page = new_page(javascript=False, width=320)
    page.goto("/sign-in")
    page.fill("[name=email]", "officer@example.gov.uk")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.goto(f"/children/{home.child}/information")
    page.get_by_label("Information came, in any form").check()
    page.get_by_label("What was it?").fill("An outline")
    page.get_by_role("button", name="Record").click()
    assert "Recorded" in page.locator(".govuk-notification-banner--success").inner_text()


def test_the_list_prints_without_what_only_a_screen_needs(db: SQLAlchemy, home: Home, page: Page) -> None:
    sign_in(page, "manager")
    page.goto("/my-work")
    page.emulate_media(media="print")
    for selector in (".govuk-service-navigation", ".ehe-sub-navigation", ".ehe-filter", ".govuk-template__footer"):
        assert not page.locator(selector).first.is_visible(), selector
    assert page.locator(".ehe-print-only").is_visible()
    assert page.locator(".ehe-list thead").is_visible()
