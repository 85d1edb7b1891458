"""A form sent twice acts once."""

import threading
import uuid
from collections.abc import Callable

import pytest
from flask import Flask, request
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from tests.integration.access.conftest import AppWith
from tests.support.visitor import Visitor


@pytest.fixture
def counting(app_with: AppWith, people: dict[str, str]) -> Flask:
    """A page whose form adds a setting each time it acts."""
    from ehe.access import services
    from ehe.access.permissions import Right, requires
    from ehe.core.errors import Refused
    from ehe.web.forms import Form
    from ehe.web.once import once

    def act() -> Response | str:
        form = Form()
        assert form.validate_on_submit()

        def add() -> str:
            key = str(uuid.uuid4())
            services.choose(f"act.{key}", 1)
            if request.form.get("refuse"):
                raise Refused("no", "Not today.")
            return f"/done/{key}"

        try:
            return once(form.form_key.data or "", add)
        except Refused as refusal:
            return refusal.why

    made = app_with()
    made.add_url_rule("/act", "act", requires(Right.own_account)(act), methods=["POST"])
    return made


@pytest.fixture
def officer(counting: Flask) -> Visitor:
    visitor = Visitor(counting.test_client())
    visitor.sign_in("officer")
    return visitor


@pytest.fixture
def acts(counting: Flask) -> Callable[[], int]:
    from ehe.access.models import SettingRow
    from ehe.core.base import db

    def count() -> int:
        with counting.app_context():
            return db.session.scalar(select(func.count()).where(SettingRow.key.startswith("act."))) or 0

    return count


def test_sent_twice_it_acts_once_and_leads_to_the_same_place(officer: Visitor, acts: Callable[[], int]) -> None:
    key = str(uuid.uuid4())
    first, second = officer.post("/act", form_key=key), officer.post("/act", form_key=key)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert first.location.startswith("/done/")
    assert acts() == 1


def test_another_form_is_another_act(officer: Visitor, acts: Callable[[], int]) -> None:
    for _ in range(2):
        officer.post("/act", form_key=str(uuid.uuid4()))
    assert acts() == 2


def test_another_person_with_the_same_key_acts_for_themselves(
    counting: Flask, officer: Visitor, acts: Callable[[], int]
) -> None:
    manager = Visitor(counting.test_client())
    manager.sign_in("manager")
    key = str(uuid.uuid4())
    first, second = officer.post("/act", form_key=key), manager.post("/act", form_key=key)
    assert first.location != second.location
    assert acts() == 2


def test_a_refused_act_leaves_nothing_and_may_be_sent_again(officer: Visitor, acts: Callable[[], int]) -> None:
    key = str(uuid.uuid4())
    assert officer.post("/act", form_key=key, refuse="yes").text == "Not today."
    assert acts() == 0
    assert officer.post("/act", form_key=key).status_code == 303
    assert acts() == 1


def test_two_at_the_same_instant_are_one(counting: Flask, officer: Visitor, acts: Callable[[], int]) -> None:
    key, hidden, places = str(uuid.uuid4()), dict(officer.hidden), []

    def send(browser: Visitor, ready: threading.Barrier) -> None:
        ready.wait()
        places.append(browser.client.post("/act", data=hidden | {"form_key": key}).location)

    ready = threading.Barrier(6)
    threads = []
    for _ in range(6):
        browser = Visitor(counting.test_client())
        browser.client.set_cookie("ehe", officer.cookie())
        threads.append(threading.Thread(target=send, args=(browser, ready)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(places) == 6
    assert len(set(places)) == 1
    assert acts() == 1


@pytest.mark.parametrize("key", ["", "no key at all", "x" * 5000])
def test_a_key_made_by_hand_is_no_fault_of_the_page(officer: Visitor, acts: Callable[[], int], key: str) -> None:
    assert officer.post("/act", form_key=key).status_code == 303
    assert acts() == 1


def test_old_keys_are_forgotten(counting: Flask, officer: Visitor) -> None:
    from ehe.core.base import db
    from ehe.core.commit import unit_of_work
    from ehe.core.today import now
    from ehe.web import once
    from ehe.web.models import FormSeen

    officer.post("/act", form_key=str(uuid.uuid4()))
    with counting.app_context(), unit_of_work():
        once.forget(now())
        assert db.session.scalar(select(func.count()).select_from(FormSeen)) == 0
