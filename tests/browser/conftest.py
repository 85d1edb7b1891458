"""An invented council for a real browser, and people who sign in to it."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

PASSWORD = "invented-council"
PEOPLE = {
    "officer": "officer@aldermere.example",
    "manager": "manager@aldermere.example",
    "head_of_service": "head@aldermere.example",
    "school": "school@aldermere.example",
    "social_care": "social.care@aldermere.example",
    "auditor": "auditor@aldermere.example",
    "administrator": "administrator@aldermere.example",
}


@pytest.fixture
def council(app: Flask) -> Flask:
    """Sixty children with their histories, as `make run` shows them, only fewer; the watch is awake."""
    from ehe.core.commit import commit
    from ehe.core.settings import current
    from ehe.core.today import today
    from ehe.demo import services as demo
    from ehe.jobs import registry

    with app.app_context():
        demo.load(60, 1, today())
        commit()
        for job in registry.jobs(current()).values():
            registry.run(job)
    return app


@pytest.fixture
def sign_in(council: Flask) -> Callable[[Page, str], None]:
    """Sign in by hand, as the role says."""

    def act(page: Page, role: str) -> None:
        page.goto("/sign-in")
        page.get_by_label("Email").fill(PEOPLE[role])
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)

    return act
