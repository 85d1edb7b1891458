"""The school's pages: what they ask, what they do with bad input, and that nothing typed is lost."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from ehe.core.commit import commit
from ehe.core.today import now
from ehe.documents.models import Document
from ehe.schools.models import School
from ehe.withdrawals.models import Notice, NoticeDraft
from ehe.withdrawals.rules.answers import Answers, from_json
from ehe.withdrawals.services import drop_drafts
from tests.factories.files import docx, jpg, png
from tests.factories.notice import ADDRESS, APART, BORN, CARER, CHILD, CONTACT, URN, Journey, day, upload
from tests.support.visitor import Visitor

SUMMARY = "There is a problem"


def answers(db: SQLAlchemy) -> Answers:
    row = db.session.scalars(select(NoticeDraft).execution_options(populate_existing=True)).one()
    kept = from_json(row.answers)
    db.session.rollback()
    return kept


def notices(db: SQLAlchemy) -> int:
    count = db.session.scalar(select(func.count()).select_from(Notice)) or 0
    db.session.rollback()
    return count


def test_the_start_page_says_what_is_needed_and_when(school: Visitor) -> None:
    page = school.get("/withdrawals/notify")
    assert page.status_code == 200
    for said in ("No later than the day", "about 10 minutes", "emergency phone number", "call 999"):
        assert said in page.text


def test_the_first_question_is_safety_and_has_no_default(journey: Journey) -> None:
    page = journey.show("safety")
    assert "must not know where the child lives" in page.text
    assert not re.search(r"<input[^>]* checked", page.text)
    assert "Select whether anyone must not know" in journey.page("safety").text


def test_the_pages_lead_from_one_to_the_next(journey: Journey) -> None:
    assert journey.saved("safety", safety="no") == "child/1"
    assert journey.saved("child/1", **CHILD) == "children"
    assert journey.saved("children", more="yes") == "child/2"
    assert journey.saved("children", more="no") == "address"
    assert journey.saved("address", **ADDRESS) == "carers"
    assert journey.show("carers").location.endswith("/carer/1")
    assert journey.saved("carer/1", **CARER) == "carer/1/contact"
    assert journey.saved("carer/1/contact", **CONTACT) == "carers"
    assert journey.saved("carers", more="no") == "siblings"
    assert journey.saved("siblings", more="yes") == "sibling/1"
    assert journey.saved("sibling/1", first_name="Ben") == "siblings"
    assert journey.saved("siblings", more="no") == "roll"
    assert journey.saved("roll", ground="EHE") == "parents-notice"
    assert journey.saved("parents-notice", held="no") == "what-you-know"
    assert journey.saved("what-you-know") == "worry"
    assert journey.saved("worry") == "check"


def test_a_change_from_the_check_leads_back_to_it(journey: Journey) -> None:
    journey.fill()
    journey.show("address?then=check")
    changed = journey.school.post(f"{journey.path}/address?then=check", **ADDRESS | {"town": "Esk"})
    assert changed.location.endswith("/check")
    assert "Esk" in journey.show("check").text


@pytest.mark.parametrize(
    ("page", "fields", "said"),
    [
        ("safety", {"safety": "perhaps"}, "Select whether anyone must not know"),
        ("child/1", {"last_name": "Example"}, "Enter the child’s first name"),
        ("child/1", {"first_name": "Ada", "last_name": "  "}, "Enter the child’s last name"),
        ("child/1", CHILD | {"first_name": "x" * 401}, "First name must be 400 characters or fewer"),
        ("child/1", CHILD | {"born_on-day": "31", "born_on-month": "2", "born_on-year": "2018"}, "must be a real date"),
        ("child/1", CHILD | {"born_on-day": "1", "born_on-year": "2018"}, "must include a month"),
        ("child/1", CHILD | BORN | {"born_on-year": "2030"}, "Date of birth must be in the past"),
        ("child/1", CHILD | BORN | {"born_on-year": "1950"}, "Date of birth must be within the last 25 years"),
        ("child/1", CHILD | {"sex": "x"}, "Select one of the answers"),
        ("child/1", CHILD | {"upn": "1" * 51}, "must be 50 characters or fewer"),
        ("address", {}, "Select where the child lives"),
        ("address", {"kind": "moon"}, "Select where the child lives"),
        ("address", {"kind": "address", "town": "Esk"}, "Enter address line 1"),
        ("address", {"kind": "address", "line1": "1 Elm Row"}, "Enter a town or city"),
        ("address", ADDRESS | {"postcode": "QE1 1AA"}, "Enter a full UK postcode"),
        ("carer/1", {"lives": "with_child"}, "Enter their full name"),
        ("carer/1", {"name": "Jo"}, "Select where they live"),
        ("roll", {}, "Select why the name comes off the roll"),
        ("roll", {"ground": "NONSENSE"}, "Select why the name comes off the roll"),
        ("roll", {"ground": "EHE", **day("last_attended_on", date(2027, 1, 12))}, "must be today or in the past"),
        ("roll", {"ground": "EHE", **day("last_attended_on", date(1999, 1, 12))}, "must be the same as or after"),
        ("roll", {"ground": "EHE", **day("off_roll_on", date(2029, 1, 12))}, "must be within the next year"),
        (
            "roll",
            {"ground": "EHE", **day("off_roll_on", date(2024, 8, 1))},
            "Select a reason that the regulations have",
        ),
        (
            "roll",
            {"ground": "EHE", **day("last_attended_on", date(2026, 12, 18)), **day("off_roll_on", date(2026, 12, 17))},
            "must be the same as or after 18 December 2026",
        ),
        ("parents-notice", {}, "Select whether you hold"),
        ("parents-notice", {"held": "yes"}, "Select the parent’s notice"),
        ("parents-notice", {"held": "no", **day("received_on", date(2027, 2, 1))}, "must be today or in the past"),
        ("what-you-know", {"own_words": "x" * 20_001}, "must be 20,000 characters or fewer"),
        ("worry", {"concern": "x" * 20_001}, "must be 20,000 characters or fewer"),
    ],
)
def test_bad_input_gets_a_sentence_beside_the_field_and_in_the_summary(
    journey: Journey, page: str, fields: dict[str, str], said: str
) -> None:
    answer = journey.page(page, **fields)
    assert answer.status_code == 200
    assert SUMMARY in answer.text
    assert answer.text.count(said) == 2
    assert "<title>Error: " in answer.text
    for value in fields.values():
        if len(value) < 30 and value not in ("perhaps", "moon", "x", "NONSENSE", "  "):
            assert value in answer.text  # what was typed is still there


def test_contact_of_a_parent_asks_for_what_the_law_asks_for(journey: Journey) -> None:
    journey.saved("carer/1", **CARER)
    assert "Enter an emergency phone number" in journey.page("carer/1/contact").text
    assert "Enter a phone number" in journey.page("carer/1/contact", phone="none").text
    assert "not both" in journey.page("carer/1/contact", phone="01632 960 001", no_phone="y").text
    assert journey.saved("carer/1/contact", no_phone="y") == "carers"
    journey.saved("carer/2", name="Sam Other", lives="other_home")
    assert "Enter address line 1" in journey.page("carer/2/contact", no_phone="y").text
    assert journey.saved("carer/2/contact", no_phone="y", address_not_known="y") == "carers"
    journey.saved("carer/3", **APART)
    assert journey.saved("carer/3/contact") == "carers"


def test_a_wrong_upn_is_doubted_once_and_kept(journey: Journey, db: SQLAlchemy) -> None:
    assert journey.saved("child/1", **CHILD, upn="a330204526002") == "child/1/upn"
    page = journey.show("child/1/upn")
    assert "first letter does not fit" in page.text
    assert "a330204526002" in page.text
    assert f"{journey.path}/children" in page.text
    assert journey.saved("child/1", **CHILD, upn="a330204526002") == "children"  # it is not doubted a second time
    assert answers(db).children[0].upn == "a330204526002"
    assert "The UPN of Ada Example may be wrong" in journey.show("check").text


def test_a_good_upn_goes_on_at_once(journey: Journey) -> None:
    assert journey.saved("child/1", **CHILD, upn="A330 2045 26001") == "children"


@pytest.mark.parametrize(
    "name", ["x" * 300, "Ada 🌻🎒", "آدا مثال", "<img src=x onerror=alert(1)>", 'O’Neil "Q" & Sons']
)
def test_names_of_any_kind_are_kept_exactly(journey: Journey, db: SQLAlchemy, name: str) -> None:
    journey.fill(children=[{"first_name": name, "last_name": "Example"}])
    assert answers(db).children[0].first_name == name
    page = journey.show("check")
    assert page.status_code == 200
    assert "<img" not in page.text
    notice = journey.send()
    assert journey.school.get(notice).status_code == 200
    assert journey.school.get(f"{notice}/receipt.pdf").status_code == 200


def test_characters_that_no_database_keeps_are_left_out(journey: Journey, db: SQLAlchemy) -> None:
    journey.saved("child/1", first_name="A\x00d\x07a", last_name="Example")
    assert answers(db).children[0].first_name == "Ada"


def test_one_name_is_enough_when_it_is_said(journey: Journey) -> None:
    assert journey.saved("child/1", last_name="Suharto", one_name="y") == "children"


def test_own_words_keep_every_space_and_line(journey: Journey, db: SQLAlchemy) -> None:
    words = "  She said:\r\n\r\n\tno  more.\r\n"
    journey.saved("what-you-know", own_words=words)
    journey.saved("worry", concern=words)
    kept = answers(db)
    assert kept.known.own_words == kept.concern == words.replace("\r\n", "\n")


def test_an_address_that_must_not_be_shared_turns_the_first_answer_to_yes(journey: Journey, db: SQLAlchemy) -> None:
    journey.saved("safety", safety="no")
    journey.saved("address", kind="not_shared")
    assert answers(db).safety == "yes"
    assert "your first answer is now “Yes”" in journey.show("check").text


# ---- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("letter.txt", b"Dear school", "must be a PDF, DOCX, JPG or PNG"),
        ("letter.pdf", b"MZ a program", "is named as a PDF but is not one"),
        ("letter.pdf", b"", "is empty"),
        ("letter.docx", docx(macros=True), "holds macros"),
        ("letter.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024 + 1), "must be smaller than 10MB"),
    ],
    ids=["kind", "not what it says", "empty", "macros", "above 10 MB"],
)
def test_a_file_that_is_not_taken_is_said_beside_the_field(
    journey: Journey, db: SQLAlchemy, name: str, content: bytes, said: str
) -> None:
    page = journey.page("parents-notice", held="yes", file=upload(name, content))
    assert page.status_code == 200
    assert page.text.count(said) == 2
    assert db.session.scalar(select(func.count()).select_from(Document)) == 0


def test_a_file_of_20_mb_gets_a_plain_page_and_loses_nothing(journey: Journey, db: SQLAlchemy) -> None:
    journey.saved("worry", concern="kept")
    page = journey.page("parents-notice", held="yes", file=upload("large.pdf", b"%PDF-" + b"0" * 20 * 1024 * 1024))
    assert page.status_code == 413
    assert "too large" in page.text
    assert answers(db).concern == "kept"


@pytest.mark.parametrize(("name", "content"), [("a.docx", docx()), ("a.jpg", jpg()), ("a.png", png())])
def test_other_kinds_of_file_are_taken(journey: Journey, name: str, content: bytes) -> None:
    assert journey.saved("parents-notice", held="yes", file=upload(name, content)) == "what-you-know"
    assert name in journey.show("parents-notice").text


def test_a_good_file_is_kept_although_another_answer_is_wrong(journey: Journey) -> None:
    wrong = journey.page("parents-notice", held="yes", file=upload(), **day("received_on", date(2027, 2, 1)))
    assert wrong.status_code == 200
    assert "letter.pdf" in wrong.text
    # the same page, put right, without choosing the file again
    right = journey.school.post(f"{journey.path}/parents-notice", held="yes", **day("received_on", date(2027, 1, 7)))
    assert right.status_code == 303


# ---- drafts --------------------------------------------------------------------------------------


def test_a_draft_is_kept_and_found_again(journey: Journey, visit: Callable[[], Visitor]) -> None:
    journey.saved("child/1", **CHILD)
    again = visit()
    again.sign_in("school")
    start = again.get("/withdrawals/notify")
    assert "Begun and not sent" in start.text
    assert "Ada Example" in start.text
    assert f"{journey.path}/check" in start.text


def test_a_page_changed_in_another_window_is_not_overwritten_in_silence(journey: Journey, db: SQLAlchemy) -> None:
    journey.show("worry")
    stale = dict(journey.school.hidden)
    journey.saved("worry", concern="from the other window")
    late = journey.school.client.post(f"{journey.path}/worry", data={**stale, "concern": "typed first"})
    assert late.status_code == 200
    assert "in another window" in late.text
    assert "typed first" in late.text
    assert answers(db).concern == "from the other window"
    journey.school._seen(late)
    assert journey.school.post(f"{journey.path}/worry", concern="typed first").status_code == 303
    assert answers(db).concern == "typed first"


def test_a_draft_can_be_deleted_and_is_gone(journey: Journey, db: SQLAlchemy) -> None:
    journey.show("drop")
    assert journey.school.post(f"{journey.path}/drop").status_code == 303
    assert db.session.scalar(select(func.count()).select_from(NoticeDraft)) == 0
    assert journey.show("safety").status_code == 404


def test_a_deleted_draft_takes_its_file_with_it(journey: Journey, db: SQLAlchemy) -> None:
    journey.saved("parents-notice", held="yes", file=upload("first.pdf"))
    journey.saved("parents-notice", held="yes", file=upload("second.pdf"))
    assert [file.name for file in db.session.scalars(select(Document))] == ["second.pdf"]
    db.session.rollback()
    journey.show("drop")
    journey.school.post(f"{journey.path}/drop")
    assert db.session.scalars(select(Document)).all() == []


def test_drafts_that_nobody_touches_go_and_a_file_that_was_sent_stays(journey: Journey, db: SQLAlchemy) -> None:
    journey.fill().send()
    Journey(journey.school).saved("parents-notice", held="yes", file=upload("left.pdf"))
    assert drop_drafts(now() - timedelta(days=28)) == 0
    assert drop_drafts(now() + timedelta(days=1)) == 2
    commit()
    assert [file.name for file in db.session.scalars(select(Document))] == ["letter.pdf"]
    assert notices(db) == 1


def test_people_can_be_taken_off_a_list(journey: Journey, db: SQLAlchemy) -> None:
    journey.saved("child/1", **CHILD)
    journey.saved("child/2", first_name="Ben", last_name="Example")
    assert "Remove Ada Example" in journey.show("children/1/remove").text
    assert journey.school.post(f"{journey.path}/children/1/remove").status_code == 303
    assert [child.first_name for child in answers(db).children] == ["Ben"]
    assert journey.show("children/7/remove").status_code == 303


@pytest.mark.parametrize(
    "page", ["child/0", "child/3", "child/99", "carer/5", "sibling/21", "carers/1/upn", "nonsense"]
)
def test_pages_that_do_not_exist(journey: Journey, page: str) -> None:
    assert journey.show(page).status_code == 404


def test_another_schools_draft_looks_like_none(journey: Journey, db: SQLAlchemy, visit: Callable[[], Visitor]) -> None:
    from ehe.access.permissions import Role
    from ehe.access.services import add_user
    from tests.support.visitor import PASSWORD

    add_user("other@example.gov.uk", Role.school, name="Other", school_urn="912346", password=PASSWORD)
    commit()
    other = visit()
    other.sign_in("other")
    theirs = other.get(f"{journey.path}/safety")
    absent = other.get("/withdrawals/notify/00000000-0000-4000-8000-000000000000/safety")
    assert theirs.status_code == absent.status_code == 404
    assert len(theirs.data) == len(absent.data)
    assert "Begun and not sent" not in other.get("/withdrawals/notify").text


@pytest.mark.parametrize("role", ["officer", "manager", "head_of_service", "social_care", "auditor", "administrator"])
def test_only_schools_notify(people: dict[str, str], visit: Callable[[], Visitor], role: str) -> None:
    visitor = visit()
    visitor.sign_in(role)
    assert visitor.get("/withdrawals/notify").status_code == 404
    assert visitor.get("/withdrawals/sent").status_code == 404


# ---- what stops a notice -------------------------------------------------------------------------


def test_missing_answers_are_named_and_nothing_is_sent(journey: Journey, db: SQLAlchemy) -> None:
    page = journey.show("check")
    assert "Before the notice can be sent" in page.text
    tried = journey.page("check")
    assert tried.status_code == 200
    assert SUMMARY in tried.text
    assert "<title>Error: " in tried.text
    assert f"{journey.path}/roll?then=check" in tried.text
    assert notices(db) == 0


def test_missing_helpful_answers_never_block(journey: Journey, db: SQLAlchemy) -> None:
    journey.fill(children=[CHILD], notice={"held": "no"})
    page = journey.show("check")
    assert page.text.count("Not given") > 10
    assert "Before the notice can be sent" not in page.text
    journey.send()
    assert notices(db) == 1


def test_a_closed_schools_user_is_told_plainly_and_cannot_notify(journey: Journey, db: SQLAlchemy) -> None:
    journey.fill()
    closed = db.session.get_one(School, int(URN))
    closed.status, closed.closed_on = "Closed", date(2026, 8, 31)
    commit()
    start = journey.school.get("/withdrawals/notify")
    assert "recorded as closed since 31 August 2026" in start.text
    assert "Start now" not in start.text
    assert journey.school.post("/withdrawals/notify").location.endswith("/withdrawals/notify")
    assert journey.school.post(f"{journey.path}/check").location.endswith("/withdrawals/notify")
    assert notices(db) == 0
    assert journey.school.get("/withdrawals/sent").status_code == 200


def test_a_child_who_has_died_is_told_to_a_person_and_starts_nothing(journey: Journey, db: SQLAlchemy) -> None:
    journey.fill()
    journey.show("roll")
    answer = journey.school.post(f"{journey.path}/roll", ground="DIED")
    assert answer.location.endswith("/died")
    assert "very sorry" in journey.show("died").text
    assert answers(db).roll.ground == ""
    journey.page("check")
    assert notices(db) == 0
