"""A school sees its own notices and nobody else's; the receipt holds what it may and no more."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from flask_sqlalchemy import SQLAlchemy
from pypdf import PdfReader
from sqlalchemy import select

from ehe.access.models import Look
from ehe.access.permissions import Role
from ehe.access.services import add_user
from ehe.clocks.models import ClockRow
from ehe.core.commit import commit
from ehe.facts.models import FactRow
from ehe.register.models import Child
from ehe.withdrawals.models import Notice
from tests.factories.files import pdf
from tests.factories.notice import URN, Journey, day, upload
from tests.support.visitor import PASSWORD, Visitor


@pytest.fixture
def sent(journey: Journey) -> str:
    """A notice without the parent's own; its path."""
    return journey.fill(notice={"held": "no"}, known={"own_words": "SECRET WORDS"}, concern="SECRET WORRY").send()


@pytest.fixture
def other_school(db: SQLAlchemy, people: dict[str, str], visit: Callable[[], Visitor]) -> Visitor:
    add_user("other@example.gov.uk", Role.school, name="Other", school_urn="912346", password=PASSWORD)
    commit()
    visitor = visit()
    visitor.sign_in("other")
    return visitor


def text_of(content: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_the_confirmation_gives_the_reference_the_receipt_and_what_is_next(
    sent: str, journey: Journey, db: SQLAlchemy
) -> None:
    notice = db.session.scalars(select(Notice)).one()
    page = journey.school.get(f"{sent}/done").text
    assert notice.reference in page
    assert f"{sent}/receipt.pdf" in page
    assert "By Tuesday 12 January 2027 an officer reads your notice" in page


def test_the_receipt_says_what_it_may_and_nothing_else(sent: str, journey: Journey, db: SQLAlchemy) -> None:
    notice = db.session.scalars(select(Notice)).one()
    answer = journey.school.get(f"{sent}/receipt.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="receipt-{notice.reference}.pdf"'
    text = text_of(answer.data)
    for said in (
        notice.reference, "Northmoor Primary", f"URN {URN}", "Ada Example", "11 January 2027, 9:00am",
        "By Tuesday 12 January 2027", "the school sends us the parent’s written notice",
    ):  # fmt: skip
        assert said in text
    for secret in ("SECRET", "Elm Row", "Jo Example", "01632", "4 May 2018"):
        assert secret not in text
    reader = PdfReader(io.BytesIO(answer.data))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert reader.metadata is not None
    assert notice.reference in str(reader.metadata.title)


def test_the_receipt_is_the_same_each_time(sent: str, journey: Journey) -> None:
    assert journey.school.get(f"{sent}/receipt.pdf").data == journey.school.get(f"{sent}/receipt.pdf").data


def test_a_name_that_cannot_be_printed_does_not_hold_the_receipt(journey: Journey) -> None:
    notice = journey.fill(children=[{"first_name": "آدا", "last_name": "🌻"}]).send()
    text = text_of(journey.school.get(f"{notice}/receipt.pdf").data)
    assert "As you typed it" in text


def test_the_list_has_reference_name_day_and_state(sent: str, journey: Journey, db: SQLAlchemy) -> None:
    notice = db.session.scalars(select(Notice)).one()
    page = journey.school.get("/withdrawals/sent").text
    for said in (notice.reference, "Ada Example", "11 January 2027", "Query"):
        assert said in page


def test_the_notice_shows_what_was_sent(sent: str, journey: Journey) -> None:
    page = journey.school.get(sent).text
    for said in ("SECRET WORDS", "SECRET WORRY", "1 Elm Row", "No written notice is held", "Not given"):
        assert said in page


def test_looking_at_an_own_notice_is_noted(sent: str, journey: Journey, db: SQLAlchemy, people: dict[str, str]) -> None:
    journey.school.get(sent)
    child = db.session.scalars(select(Child.uuid)).one()
    looks = db.session.scalars(select(Look).where(Look.page == "withdrawals.own_notice")).all()
    assert [(look.child, look.user) for look in looks] == [(child, people["school"])]


# ---- another school ------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["", "/done", "/receipt.pdf", "/written-notice"])
def test_another_schools_notice_looks_exactly_like_an_absent_one(sent: str, other_school: Visitor, page: str) -> None:
    theirs = other_school.get(sent + page)
    absent = other_school.get(f"/withdrawals/sent/00000000-0000-4000-8000-000000000000{page}")
    assert theirs.status_code == absent.status_code == 404
    assert len(theirs.data) == len(absent.data)


def test_another_school_can_neither_answer_a_query_nor_see_it(sent: str, other_school: Visitor, db: SQLAlchemy) -> None:
    other_school.get("/withdrawals/notify")
    assert other_school.post(f"{sent}/written-notice", file=upload()).status_code == 404
    assert "Ada" not in other_school.get("/withdrawals/sent").text
    assert db.session.scalars(select(Notice)).one().has_query


def test_a_file_is_its_own_schools_and_of_that_notice_alone(
    journey: Journey, other_school: Visitor, db: SQLAlchemy
) -> None:
    from ehe.documents.models import Document

    first = journey.fill().send()
    file = db.session.scalars(select(Document)).one().uuid
    db.session.rollback()
    own = journey.school.get(f"{first}/files/{file}")
    assert own.data == pdf()
    assert own.headers["Content-Disposition"] == "attachment; filename=letter.pdf"
    assert own.headers["Content-Security-Policy"].startswith("sandbox")
    assert own.headers["X-Content-Type-Options"] == "nosniff"
    assert other_school.get(f"{first}/files/{file}").status_code == 404
    second = Journey(journey.school).fill().send()
    assert journey.school.get(f"{second}/files/{file}").status_code == 404


# ---- the query -----------------------------------------------------------------------------------


def test_the_parents_notice_answers_the_query(sent: str, journey: Journey, db: SQLAlchemy) -> None:
    journey.school.get(f"{sent}/written-notice")
    answer = journey.school.post(
        f"{sent}/written-notice", file=upload("late.pdf"), **day("received_on", date(2027, 1, 10))
    )
    assert answer.location.endswith(sent)
    received = db.session.scalars(select(FactRow).where(FactRow.kind == "written_notice_received")).one()
    assert received.payload == {"sources": [f"school:{URN}"], "words": "Received by the school on 2027-01-10"}
    clock = db.session.scalars(select(ClockRow).where(ClockRow.code == "written_notice_query")).one()
    assert clock.state == "met"
    assert db.session.scalars(select(Notice)).one().state == "Sent"
    db.session.rollback()
    page = journey.school.get(sent).text
    assert "The query is closed" in page
    assert "late.pdf" in page


def test_answering_twice_keeps_one_answer(sent: str, journey: Journey, db: SQLAlchemy) -> None:
    journey.school.get(f"{sent}/written-notice")
    form = dict(journey.school.hidden)
    for _ in range(2):
        assert journey.school.client.post(f"{sent}/written-notice", data=form | {"file": upload()}).status_code == 303
    assert len(db.session.scalars(select(FactRow).where(FactRow.kind == "written_notice_received")).all()) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Select the parent’s notice"),
        ({"file": upload("a.txt", b"x")}, "must be a PDF, DOCX, JPG or PNG"),
        ({"file": upload(), **day("received_on", date(2028, 1, 1))}, "must be today or in the past"),
    ],
)
def test_a_bad_answer_is_said_beside_the_field(
    sent: str, journey: Journey, db: SQLAlchemy, fields: dict[str, object], said: str
) -> None:
    journey.school.get(f"{sent}/written-notice")
    page = journey.school.post(f"{sent}/written-notice", **fields)
    assert page.text.count(said) == 2
    assert db.session.scalars(select(Notice)).one().has_query


def test_whoever_records_that_it_came_the_schools_list_says_so(sent: str, journey: Journey, db: SQLAlchemy) -> None:
    from ehe.facts.kinds import WrittenNoticeReceived
    from ehe.withdrawals.services import record_learned
    from tests.factories.household import OFFICER

    child = db.session.scalars(select(Child.uuid)).one()
    record_learned(WrittenNoticeReceived(), children=[child], by=OFFICER)
    commit()
    assert "Query" not in journey.school.get("/withdrawals/sent").text


@pytest.mark.parametrize("page", ["-1", "0", "9" * 31, "9" * 3000, "1e5", "\u0663", "x", ""])
def test_a_page_number_made_by_hand_shows_the_list_all_the_same(sent: str, journey: Journey, page: str) -> None:
    assert journey.school.get("/withdrawals/sent", query_string={"page": page}).status_code == 200
