"""What sending a notice makes, all at once or not at all; once, however often it is sent."""

import re
import threading
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from ehe.clocks.models import ChildState, ClockRow
from ehe.core.base import Base
from ehe.core.errors import Refused
from ehe.documents.models import Document
from ehe.facts.models import FactRow
from ehe.outbox.models import Message
from ehe.register.models import Address, Adult, Child, Household
from ehe.withdrawals import services
from ehe.withdrawals.models import Notice, NoticeDraft
from ehe.withdrawals.rules.answers import from_json
from tests.factories.notice import ADDRESS, APART, BORN, CARER, CHILD, CONTACT, URN, Journey, day
from tests.support.visitor import Visitor

OTHER_HOME = (
    {"name": "Sam Other", "lives": "other_home", "relationship": "father", "responsibility": "yes"},
    {"line1": "7 Far Lane", "town": "Esk", "not_shared": "y", "phone": "01632 960 002"},
)


def all_of(db: SQLAlchemy, table: type[Base]) -> list[Base]:
    return list(db.session.scalars(select(table)))


def fact(db: SQLAlchemy, kind: str) -> FactRow:
    return db.session.scalars(select(FactRow).where(FactRow.kind == kind)).one()


def test_a_notice_makes_a_household_of_its_own_with_its_facts_and_clocks(journey: Journey, db: SQLAlchemy) -> None:
    journey.fill(
        siblings=[{"first_name": "Ben", "last_name": "Example", "school": "Eastmoor Academy"}],
        known={"own_words": "Moved  house.", "social_care_open": "no", "other_parent_aware": "not_safe_to_ask"},
        roll={**day("last_attended_on", date(2026, 12, 18)), "special_school": "not_known"},
        notice={"held": "yes", "notice_from": "Jo Example", **day("received_on", date(2027, 1, 8))},
    ).send()
    household = db.session.scalars(select(Household)).one()
    ada, ben = db.session.scalars(select(Child).order_by(Child.place))
    assert (ada.name, ada.born_on, ada.school_urn, ada.school_name) == (
        "Ada Example", date(2018, 5, 4), URN, "Northmoor Primary",
    )  # fmt: skip
    assert (ben.name, ben.school_name, ben.household_uuid) == ("Ben Example", "Eastmoor Academy", household.uuid)
    notified = fact(db, "withdrawal_notified")
    notice = db.session.scalars(select(Notice)).one()
    assert notified.payload == {
        "written_notice": True,
        "received_on": "2027-01-08",
        "last_attended_on": "2026-12-18",
        "ground": "EHE",
        "own_words": "Moved  house.",
        "notice_from": "Jo Example",
        "other_parent_aware": "not_safe_to_ask",
        "safety": "no",
        "social_care_open": False,
        "reference": notice.reference,
        "school": "Northmoor Primary",
    }
    assert (notified.by, notified.by_role, notified.recorded_by) == (f"school:{URN}", "school", notice.sent_by)
    clocks = {row.code for row in db.session.scalars(select(ClockRow).where(ClockRow.subject == ada.uuid))}
    assert {"triage", "first_contact", "first_visit", "child_last_seen"} <= clocks
    assert db.session.get_one(ChildState, ada.uuid).status == "pending"
    assert db.session.get_one(ChildState, ben.uuid).status is None  # a brother is not on the register by that
    assert notice.fact == notified.uuid
    assert re.fullmatch(r"W-[2-9A-Z]{6}", notice.reference)
    assert notice.state == "Sent"


def test_parents_at_two_addresses_are_held_apart(journey: Journey, db: SQLAlchemy) -> None:
    journey.fill(carers=[(CARER, CONTACT), OTHER_HOME, (APART | {"name": "Third Person"}, {})]).send()
    jo, sam, third = db.session.scalars(select(Adult).order_by(Adult.place))
    assert (jo.lives_in_household, sam.lives_in_household, third.lives_in_household) == (True, False, False)
    assert {jo.safe_to_write, sam.safe_to_write, third.safe_to_write} == {"not_known"}
    assert {jo.source, sam.source} == {f"school:{URN}"}
    assert [a.lines for a in jo.addresses] == [["1 Elm Row", "Northmoor", "B31 2HL"]]
    assert [a.lines for a in sam.addresses] == [["7 Far Lane", "Esk"]]
    assert [a.not_to_be_shared for a in (*jo.addresses, *sam.addresses)] == [False, True]
    assert {a.source for a in (*jo.addresses, *sam.addresses)} == {f"school:{URN}"}
    assert third.addresses == []
    assert (sam.parental_responsibility, sam.relationship_to_child, sam.phone) == (True, "father", "01632 960 002")


@pytest.mark.parametrize(
    ("home", "addresses"),
    [
        ({"kind": "no_fixed", "where": "with friends"}, []),
        ({"kind": "not_shared"}, []),
        ({"kind": "not_shared", "line1": "A safe house"}, [True]),
    ],
)
def test_no_address_to_give_is_no_address_in_the_record(
    journey: Journey, db: SQLAlchemy, home: dict[str, str], addresses: list[bool]
) -> None:
    journey.fill(address=home).send()
    assert [a.not_to_be_shared for a in db.session.scalars(select(Address))] == addresses
    if home["kind"] == "not_shared":
        assert db.session.scalars(select(Household)).one().restricted


@pytest.mark.parametrize(("answer", "restricted"), [("yes", True), ("not_known", True), ("no", False)])
def test_safety_restricts_the_record_before_anything_else(
    journey: Journey, db: SQLAlchemy, answer: str, restricted: bool
) -> None:
    journey.fill(safety=answer).send()
    assert db.session.scalars(select(Household)).one().restricted is restricted
    tasks = set(db.session.scalars(select(Message.kind).where(Message.to_role == "head_of_service")))
    assert ("restricted_record" in tasks) is restricted
    letters = db.session.scalars(select(Message.state).where(Message.kind == "acknowledgement")).all()
    assert list(letters) == (["held"] if restricted else ["queued"])


def test_a_concern_is_a_fact_of_its_own_in_the_schools_words(journey: Journey, db: SQLAlchemy) -> None:
    journey.fill(concern="Hungry <b>often</b>.\nThin.").send()
    assert fact(db, "concern_raised").payload == {"own_words": "Hungry <b>often</b>.\nThin.", "dissatisfied": False}
    assert fact(db, "concern_raised").by == f"school:{URN}"
    ada = db.session.scalars(select(Child)).one()
    assert db.session.get_one(ChildState, ada.uuid).rag == "red"


def test_a_notice_with_a_concern_tells_the_school_the_sooner_day(journey: Journey, db: SQLAlchemy) -> None:
    journey.fill(concern="Hungry.").send()
    notice = db.session.scalars(select(Notice)).one()
    assert notice.check_due_on == date(2027, 1, 12)  # one working day, for the concern makes it red


def test_two_children_of_a_family_leave_in_one_notice(journey: Journey, db: SQLAlchemy) -> None:
    journey.fill(children=[CHILD | BORN, {"first_name": "Cy", "last_name": "Example"}]).send()
    assert db.session.scalar(select(func.count()).select_from(Household)) == 1
    about = {link.child for link in fact(db, "withdrawal_notified").children if link.relation == "about"}
    assert about == {child.uuid for child in db.session.scalars(select(Child))}
    states = db.session.scalars(select(ChildState.status)).all()
    assert list(states) == ["pending", "pending"]


def test_no_written_notice_opens_a_query_to_the_school(journey: Journey, db: SQLAlchemy) -> None:
    path = journey.fill(notice={"held": "no"}).send()
    notice = db.session.scalars(select(Notice)).one()
    assert (notice.state, notice.answer_due_on) == ("Query", date(2027, 1, 18))
    queued = set(db.session.scalars(select(Message.kind).where(Message.to_word == f"school:{URN}")))
    assert queued == {"withdrawal_receipt", "written_notice_query"}
    assert "By Monday 18 January 2027 please" in journey.school.get(f"{path}/done").text


def test_a_upn_that_is_too_long_stays_with_the_notice(journey: Journey, db: SQLAlchemy) -> None:
    journey.fill(children=[CHILD | {"upn": "A330204526001 or so"}]).send()
    assert db.session.scalars(select(Child)).one().upn is None
    notice = db.session.scalars(select(Notice)).one()
    assert from_json(notice.answers).children[0].upn == "A330204526001 or so"


def test_the_draft_keeps_nothing_of_anybody_once_it_is_sent(journey: Journey, db: SQLAlchemy) -> None:
    path = journey.fill().send()
    draft = db.session.scalars(select(NoticeDraft)).one()
    assert (draft.answers, draft.sent_as) == ({}, path.rpartition("/")[2])
    assert db.session.scalars(select(Document)).one().notice_uuid == draft.sent_as
    db.session.rollback()
    assert journey.show("address").location.endswith(path)  # a page left open leads to the notice
    assert journey.school.post(f"{journey.path}/address", **ADDRESS).location.endswith(path)


def test_nothing_is_left_when_the_transaction_is_undone(
    journey: Journey, db: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey.fill(concern="Worried.")
    journey.show("check")

    def fails(_child: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("ehe.withdrawals.services.sending._ask_about_restricted", fails)
    journey.school.client.application.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        answer = journey.school.post(f"{journey.path}/check")
    finally:
        journey.school.client.application.config["PROPAGATE_EXCEPTIONS"] = None
    assert answer.status_code == 500
    for table in (Notice, Household, Child, Adult, Address, ClockRow, ChildState, Message):
        assert all_of(db, table) == [], table.__tablename__
    assert {fact.kind for fact in all_of(db, FactRow)} == {"user_added"}
    db.session.rollback()
    monkeypatch.undo()
    journey.send()  # and the draft is whole
    assert len(all_of(db, Notice)) == 1


# ---- once ----------------------------------------------------------------------------------------


def test_a_form_sent_twice_sends_once_and_leads_to_the_same_place(journey: Journey, db: SQLAlchemy) -> None:
    journey.fill().show("check")
    form = dict(journey.school.hidden)
    first = journey.school.client.post(f"{journey.path}/check", data=form)
    second = journey.school.client.post(f"{journey.path}/check", data=form)
    assert first.status_code == second.status_code == 303
    assert second.location.removesuffix("/done") == first.location.removesuffix("/done")
    assert len(all_of(db, Notice)) == 1
    assert len(all_of(db, Child)) == 1


def test_two_windows_with_one_draft_send_one_notice(journey: Journey, db: SQLAlchemy) -> None:
    journey.fill().show("check")
    one = dict(journey.school.hidden)
    journey.show("check")
    other = dict(journey.school.hidden)
    assert one["form_key"] != other["form_key"]
    for form in (one, other):
        assert journey.school.client.post(f"{journey.path}/check", data=form).status_code == 303
    assert len(all_of(db, Notice)) == 1


def test_sent_at_the_same_instant_from_two_windows(
    journey: Journey, db: SQLAlchemy, app: Flask, visit: Callable[[], Visitor]
) -> None:
    journey.fill()
    windows = []
    for _ in range(4):
        window = visit()
        window.sign_in("school")
        window.get(f"{journey.path}/check")
        windows.append(window)
    db.session.rollback()
    start, codes = threading.Barrier(len(windows)), []

    def send(window: Visitor) -> None:
        start.wait()
        codes.append(window.post(f"{journey.path}/check").status_code)

    threads = [threading.Thread(target=send, args=(window,)) for window in windows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [303] * len(windows)
    assert len(all_of(db, Notice)) == 1
    assert len(all_of(db, FactRow)) == len({row.uuid for row in all_of(db, FactRow)})  # type: ignore[attr-defined]
    assert len(all_of(db, Child)) == 1


# ---- the service itself --------------------------------------------------------------------------


def test_the_service_refuses_what_the_pages_would(journey: Journey, db: SQLAlchemy, people: dict[str, str]) -> None:
    from ehe.access.queries import user

    school, officer = user(people["school"]).person, user(people["officer"]).person
    draft = db.session.scalars(select(NoticeDraft)).one()
    with pytest.raises(Refused, match="still missing"):
        services.send(draft, by=school, today=date(2027, 1, 11))
    with pytest.raises(Refused, match="may not notify"):
        services.send(draft, by=officer, today=date(2027, 1, 11))
