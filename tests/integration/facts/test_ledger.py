"""The chain of facts: whoever changes, removes or slips in a row is found out."""

from datetime import date

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import text

from ehe.core.commit import commit
from ehe.facts import ledger
from ehe.facts.kinds import ContactAttempted
from tests.factories.household import OFFICER, instant, told, withdrawn


@pytest.fixture
def rows(db: SQLAlchemy) -> int:
    """A few chained facts."""
    home = withdrawn()
    for day in (5, 6, 7):
        told(home, ContactAttempted(method="phone", outcome="no_answer"), date(2027, 1, day))
    return ledger.verify().rows


def test_an_untouched_chain_holds_to_its_last_row(rows: int) -> None:
    verdict = ledger.verify()
    assert verdict.broken is None
    assert verdict.rows == rows >= 4


@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        ("update fact set payload = '{\"written_notice\": false}' where position = 1", "content of row 1"),
        ("update fact set \"by\" = 'somebody else' where position = 2", "row 2"),
        ("update fact set \"on\" = '2027-01-01' where position = 2", "row 2"),
        ("update fact set content_digest = 'x' where position = 3", "row 3"),
        ("update fact_child set relation = 'sibling' where fact_seq = (select seq from fact where position = 2)", "row 2"),
        ("update chain_head set position = position - 1", "head"),
        ("update fact set position = null where position = (select max(position) from fact)", "outside the chain"),
    ],
)  # fmt: skip
def test_a_changed_row_is_named(db: SQLAlchemy, rows: int, tampering: str, said: str) -> None:
    db.session.execute(text(tampering))
    db.session.commit()
    assert said in (ledger.verify().broken or "")


@pytest.mark.parametrize("position", ["1", "2", "(select max(position) from fact)"])
def test_a_deleted_row_is_named(db: SQLAlchemy, rows: int, position: str) -> None:
    gone = db.session.scalar(text(f"select seq from fact where position = {position}"))
    at = db.session.scalar(text(f"select position from fact where seq = {gone}"))
    db.session.execute(text(f"delete from fact_child where fact_seq = {gone}"))
    db.session.execute(text(f"delete from fact where seq = {gone}"))
    db.session.commit()
    assert f"row {at} of the chain is missing" in (ledger.verify().broken or "")


def test_two_rows_that_changed_places_are_found(db: SQLAlchemy, rows: int) -> None:
    for was, becomes in ((2, -1), (3, 2), (-1, 3)):
        db.session.execute(text(f"update fact set position = {becomes} where position = {was}"))
    db.session.commit()
    assert ledger.verify().broken


def test_a_certified_disposal_leaves_a_provable_gap(db: SQLAlchemy, rows: int) -> None:
    """Payload and salt may be blanked: the chain still holds, and says how many are blank."""
    db.session.execute(text("update fact set payload = null, salt = null where position = 2"))
    db.session.commit()
    verdict = ledger.verify()
    assert (verdict.broken, verdict.blanked) == (None, 1)


def test_what_was_rolled_back_leaves_no_gap(db: SQLAlchemy, rows: int) -> None:
    home = withdrawn(date(2027, 2, 1))
    before = ledger.verify().rows
    ledger.write(
        ContactAttempted(method="phone", outcome="answered"),
        on=date(2027, 2, 2),
        at=instant(date(2027, 2, 2)),
        by=OFFICER,
        children=[(home.child, "about")],
    )
    db.session.rollback()
    commit()
    assert ledger.verify().rows == before
    told(home, ContactAttempted(method="phone", outcome="answered"), date(2027, 2, 3))
    assert ledger.verify().broken is None
