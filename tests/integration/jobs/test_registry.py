"""The schedule: each pass leaves its heartbeat, and every staff page says when one has stopped."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from ehe.core import heartbeat
from ehe.core.settings import current
from ehe.core.today import now
from ehe.facts.models import FactRow
from ehe.jobs import registry
from ehe.web.models import FormSeen
from ehe.withdrawals.models import NoticeDraft
from tests.conftest import FrozenDay
from tests.factories.household import withdrawn
from tests.integration.officer import SignIn


@pytest.fixture(autouse=True)
def _inside(db: SQLAlchemy) -> None:
    """Every test here asks the register itself."""


def ran(**ago: timedelta) -> None:
    """Every job ran just now, but for those named, which ran that long ago."""
    from ehe.core.commit import short_transaction

    with short_transaction() as connection:
        for job in registry.jobs(current()).values():
            row = {
                "name": job.name,
                "expected_every_s": job.every_s,
                "last_ok": now() - ago.get(job.name, timedelta(0)),
            }
            connection.execute(heartbeat.Heartbeat.__table__.insert().values(**row))  # type: ignore[attr-defined]


def test_a_register_that_has_never_been_swept_says_so_on_every_staff_page(signed_in: SignIn) -> None:
    page = signed_in("officer").get("/my-work").text
    assert "Nothing is being chased" in page
    assert "The sweep has never run" in page


def test_while_every_pass_is_in_time_no_page_says_anything(signed_in: SignIn) -> None:
    ran()
    officer = signed_in("officer")
    for path in ("/my-work", "/referrals", "/letters", "/withdrawals"):
        assert "ehe-watch" not in officer.get(path).text
        assert "Nothing is being chased" not in officer.get(path).text


@pytest.mark.parametrize("role", ["officer", "manager", "head_of_service"])
def test_a_late_sweep_is_named_to_all_who_have_children_to_look_after(signed_in: SignIn, role: str) -> None:
    ran(sweep=timedelta(hours=3))
    page = signed_in(role).get("/my-work").text
    assert "Nothing is being chased" in page
    assert "no reminder has been raised and no lapse has climbed" in page
    assert "No email is leaving" not in page


def test_a_school_is_not_told(signed_in: SignIn) -> None:
    ran(sweep=timedelta(hours=3))
    school = signed_in("school")
    assert "Nothing is being chased" not in school.get("/withdrawals/sent").text


def test_a_pass_that_fails_leaves_its_heartbeat_late(db: SQLAlchemy, monkeypatch: Any) -> None:
    """Alive but failing is as late as dead."""

    def broken() -> dict[str, int]:
        raise RuntimeError("no")

    job = registry.Job("sweep", 300, "Fails.", broken)
    with pytest.raises(RuntimeError):
        registry.run(job)
    row = db.session.scalars(select(heartbeat.Heartbeat).where(heartbeat.Heartbeat.name == "sweep")).one()
    assert row.last_start is not None
    assert row.last_ok is None
    assert [late.name for late in registry.late(current()) if late.name == "sweep"] == ["sweep"]


@pytest.mark.parametrize(
    ("silent", "waits"), [(timedelta(days=10), True), (timedelta(hours=30), False), (timedelta(minutes=5), False)]
)
def test_the_first_sweep_after_a_day_of_silence_leaves_drafts_to_the_head_of_service(
    db: SQLAlchemy, frozen_today: FrozenDay, silent: timedelta, waits: bool
) -> None:
    withdrawn(date(2026, 9, 1))
    frozen_today(date(2026, 10, 6), time(7))
    ran(sweep=silent)
    registry.run(registry.jobs(current())["sweep"])
    drafted = db.session.scalars(select(FactRow).where(FactRow.kind == "referral_drafted")).one()
    assert drafted.payload is not None
    assert drafted.payload["held"] is waits


def test_tidying_drops_what_nobody_will_use_again_and_nothing_else(db: SQLAlchemy, people: dict[str, str]) -> None:
    old, new = _draft(people, db), _draft(people, db)
    for key in ("old", "new"):
        db.session.add(FormSeen(key=key, user=people["officer"], result_url="/"))
    db.session.commit()
    db.session.get_one(NoticeDraft, old).updated_at = now() - timedelta(days=29)
    db.session.get_one(NoticeDraft, new).updated_at = now() - timedelta(days=27)
    db.session.get_one(FormSeen, ("old", people["officer"])).at = now() - timedelta(days=8)
    db.session.commit()
    assert registry.run(registry.jobs(current())["tidy"]) == {"drafts": 1, "files": 0}
    assert db.session.scalars(select(NoticeDraft.uuid)).all() == [new]
    assert db.session.scalars(select(FormSeen.key)).all() == ["new"]


def _draft(people: dict[str, str], db: SQLAlchemy) -> str:
    draft = NoticeDraft(user=people["school"], school_urn="912345", answers={})
    db.session.add(draft)
    db.session.flush()
    return draft.uuid
