"""A school's way through a notice in Chromium: by keyboard alone, on a small screen, and without JavaScript."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from ehe.core.commit import commit
from ehe.schools.models import School
from ehe.withdrawals.models import Notice
from ehe.withdrawals.rules.answers import from_json
from tests.factories.files import png
from tests.factories.notice import URN
from tests.support.browser import sideways_scroll, violations
from tests.support.visitor import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

NewPage = Callable[..., "Page"]


@pytest.fixture
def open_school(db: SQLAlchemy, people: dict[str, str]) -> None:
    db.session.add(School(urn=int(URN), name="Northmoor Primary", name_folded="northmoor primary", status="Open"))
    commit()


class Keyboard:
    """Reaches everything by Tab, chooses by Space and arrows, types, and sends by Enter."""

    def __init__(self, page: "Page") -> None:
        self.page = page

    def on(self) -> str:
        """What has the focus, and can be seen to have it."""
        found: str = self.page.evaluate(
            """() => {
                const e = document.activeElement
                const box = e.getBoundingClientRect()
                const style = getComputedStyle(e)
                const label = e.labels?.[0] ? getComputedStyle(e.labels[0], '::before') : style
                const seen = box.width > 0 && box.height > 0
                const ring = [style, label].some(s => s.outlineStyle !== 'none' || s.boxShadow !== 'none')
                return [e.id || e.textContent.trim(), seen && ring ? '' : '(focus cannot be seen)'].join('')
            }"""
        )
        return found

    def to(self, wanted: str) -> None:
        """Tab until the field, link or button is reached; a trap or a missing one ends in an error."""
        for _ in range(80):
            if re.fullmatch(wanted, self.on()):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{wanted!r} is not reached by keyboard on {self.page.url}; the focus is on {self.on()!r}")

    def fill(self, **fields: str) -> None:
        for field, text in fields.items():
            self.to(field)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(text)

    def choose(self, field: str, place: int = 0) -> None:
        """The n-th of a group of radios: Tab reaches the group, arrows move in it."""
        self.to(f"{field}(-\\d+)?")
        self.page.keyboard.press("Space")
        for _ in range(place):
            self.page.keyboard.press("ArrowDown")

    def press(self, words: str) -> None:
        self.to(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        assert sideways_scroll(self.page) == 0, self.page.url
        assert violations(self.page) == []

    def go_on(self) -> None:
        self.press("Save and continue")


def sign_in(page: "Page", who: str = "school") -> None:
    page.goto("/sign-in")
    page.fill("input[name=email]", f"{who}@example.gov.uk")
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "sign-in" not in url)


def test_by_keyboard_alone_on_a_small_screen(open_school: None, new_page: NewPage, db: SQLAlchemy) -> None:
    page = new_page(width=320)
    sign_in(page)
    page.goto("/withdrawals/notify")
    keys = Keyboard(page)
    keys.press("Start now")
    keys.go_on()  # nothing chosen: the focus moves to the summary
    assert "There is a problem" in keys.on()
    keys.choose("safety", 1)
    keys.go_on()
    keys.fill(first_name="Ada", last_name="Example", upn="A330204526002")
    keys.go_on()
    keys.press("Keep it and continue")
    keys.choose("more", 1)
    keys.go_on()
    keys.choose("kind")
    keys.fill(line1="1 Elm Row", town="Northmoor", postcode="b31 2hl")
    keys.go_on()
    keys.fill(name="Jo Example")
    keys.choose("lives")
    keys.go_on()
    keys.fill(phone="01632 960 001")
    keys.go_on()
    keys.choose("more", 1)
    keys.go_on()
    keys.choose("more", 1)
    keys.go_on()
    keys.choose("ground")
    keys.go_on()
    keys.choose("held", 1)
    keys.go_on()
    keys.fill(own_words="She will teach at home.")
    keys.go_on()
    keys.go_on()
    keys.press("Send")
    assert page.get_by_role("heading", name="Notice sent").is_visible()
    notice = db.session.scalars(select(Notice)).one()
    answers = from_json(notice.answers)
    assert (answers.children[0].name, answers.roll.ground, answers.safety) == ("Ada Example", "EHE", "no")
    assert answers.known.own_words == "She will teach at home."


@pytest.mark.parametrize("width", [1280, 320])
def test_without_javascript(open_school: None, new_page: NewPage, db: SQLAlchemy, width: int) -> None:
    page = new_page(width=width, javascript=False)
    sign_in(page)
    page.goto("/withdrawals/notify")
    page.get_by_role("button", name="Start now").click()

    def save() -> None:
        page.get_by_role("button", name="Save and continue").click()

    page.get_by_label("No", exact=True).check()
    save()
    page.get_by_label("First name").fill("Ada")
    page.get_by_label("Last name").fill("Example")
    save()
    page.get_by_label("No", exact=True).check()
    save()
    page.get_by_label("They have no fixed address").check()
    page.get_by_label("Where can the family be found").fill("with friends")
    save()
    page.get_by_label("Full name").fill("Jo Example")
    page.get_by_label("With the child, at the address you gave").check()
    save()
    page.get_by_label("The school holds no number for this person").check()
    save()
    page.get_by_label("No", exact=True).check()
    save()
    page.get_by_label("Not known").check()
    save()
    page.get_by_label("The child is on the roll of another school", exact=True).check()
    save()
    page.get_by_label("Yes, a letter or an email").check()
    page.get_by_label("Upload the parent’s notice").set_input_files(
        {"name": "scan.png", "mimeType": "image/png", "buffer": png()}
    )
    save()
    save()
    save()
    assert page.get_by_role("heading", name="Check your answers").is_visible()
    page.get_by_role("button", name="Send").click()
    assert page.get_by_role("heading", name="Notice sent").is_visible()
    answers = from_json(db.session.scalars(select(Notice)).one().answers)
    assert (answers.home.where, answers.any_siblings, answers.parent_notice.held) == (
        "with friends",
        "not_known",
        "yes",
    )
