"""Two records found to be one child: both stay, nothing is overwritten, and no duty is lost or doubled."""

from datetime import date, time

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from ehe.access.permissions import Person
from ehe.access.queries import user
from ehe.clocks.models import ChildState, ClockRow, StepRow
from ehe.clocks.services import household_of, record
from ehe.core import today
from ehe.core.commit import commit
from ehe.core.errors import Refused
from ehe.escalations.models import ReferralRow
from ehe.escalations.sweep import sweep
from ehe.facts.actors import actor_from_word
from ehe.facts.kinds import ContactAttempted, ReferralAcknowledged, ReferralMade, Sighting
from ehe.facts.models import FactRow
from ehe.letters.queries import letters_of
from ehe.letters.services import approve, prepare
from ehe.outbox.models import Message
from ehe.register.models import Address, Adult, Child, EntryRow, Household
from ehe.withdrawals import queries, services
from ehe.withdrawals.models import Notice
from tests.factories.household import OFFICER, Home, household, instant, told, withdrawn
from tests.factories.notice import APART, BORN, CARER, CHILD, CONTACT, Journey
from tests.support.visitor import Visitor

BEN = {"first_name": "Ben", "last_name": "Example", "school": "Eastmoor"}


@pytest.fixture
def known(db: SQLAlchemy) -> Home:
    """Ada and Ben Example, whom the register knows, with their mother at an old address."""
    home = household(2, born_on=date(2018, 5, 4))
    ada, ben = (db.session.get_one(Child, uuid) for uuid in home.children)
    ada.first_name, ben.first_name, ben.born_on, ada.school_name = "Ada", "Ben", date(2015, 1, 1), None
    mother = db.session.scalars(select(Adult)).one()
    mother.name, mother.phone = "jo EXAMPLE", "0121 496 0000"
    mother.addresses = [Address(line1="9 Old Street", town="Northmoor", postcode="B31 2HL", source="parent")]
    commit()
    return home


@pytest.fixture
def notice(known: Home, journey: Journey, db: SQLAlchemy) -> Notice:
    journey.fill(carers=[(CARER, CONTACT), (APART, {})], siblings=[BEN], concern="Thin.", notice={"held": "no"}).send()
    return db.session.scalars(select(Notice)).one()


@pytest.fixture
def me(people: dict[str, str], db: SQLAlchemy) -> Person:
    return user(people["officer"]).person


def child(db: SQLAlchemy, uuid: str) -> Child:
    return db.session.get_one(Child, uuid)


def records(db: SQLAlchemy, notice: Notice) -> tuple[Child, Child]:
    """The notice's Ada, and its Ben who is a brother at another school."""
    ada = notice.children[0].child
    ben = db.session.scalars(
        select(Child).where(Child.household_uuid == ada.household_uuid, Child.uuid != ada.uuid)
    ).one()
    return ada, ben


def join(db: SQLAlchemy, known: Home, notice: Notice, me: Person, **come_too: str) -> tuple[Child, Child]:
    ada, ben = records(db, notice)
    services.say_same(
        ada, child(db, known.child), "Same mother", come_too=come_too or {ben.uuid: known.children[1]}, by=me
    )
    commit()
    return ada, ben


def running(db: SQLAlchemy, subject: str) -> dict[str, date]:
    rows = db.session.scalars(select(ClockRow).where(ClockRow.subject == subject, ClockRow.state == "running"))
    return {row.code: row.due_on for row in rows}


def test_the_record_is_kept_under_the_other_and_its_facts_are_the_others(
    known: Home, notice: Notice, me: Person, db: SQLAlchemy
) -> None:
    ada, ben = join(db, known, notice, me)
    assert (ada.same_as, ben.same_as) == (known.children[0], known.children[1])
    assert {ada.household_uuid, ben.household_uuid} == {known.uuid}
    h = household_of(known.child)
    assert set(h.children) == set(known.children)
    kinds = {f.kind for f in h.facts if f.children == (known.child,)}
    assert {"withdrawal_notified", "concern_raised", "child_matched"} <= kinds
    state = db.session.get_one(ChildState, known.child)
    assert (state.status, state.rag) == ("pending", "red")
    said = db.session.scalars(select(FactRow).where(FactRow.kind == "child_matched").order_by(FactRow.seq)).all()
    assert [row.payload for row in said] == [
        {"answer": "same", "other": known.children[0], "reason": "Same mother"},
        {"answer": "same", "other": known.children[1], "reason": "Same mother"},
    ]
    assert {row.by for row in said} == {me.uuid}


def test_every_duty_goes_on_under_the_kept_child_with_the_same_dates(
    known: Home, notice: Notice, me: Person, db: SQLAlchemy
) -> None:
    ada, _ = records(db, notice)
    before, left = running(db, ada.uuid), ada.household_uuid
    shared = running(db, left)
    assert {"triage", "first_contact", "concern_disposition", "written_notice_query"} <= before.keys()
    join(db, known, notice, me)
    assert running(db, known.child) == before
    assert running(db, known.uuid) == shared
    assert running(db, ada.uuid) == running(db, left) == {}
    ended = db.session.scalars(select(ClockRow).where(ClockRow.subject.in_([ada.uuid, left]))).all()
    assert {(row.state, row.reason) for row in ended} == {("voided", "same_child")}
    steps = db.session.scalars(select(StepRow.state).where(StepRow.clock_id.in_([row.id for row in ended])))
    assert "pending" not in set(steps)


def test_what_the_door_keeps_of_the_record_is_gone_and_of_the_child_is_there(
    known: Home, notice: Notice, me: Person, db: SQLAlchemy
) -> None:
    ada, _ = join(db, known, notice, me)
    assert db.session.get(ChildState, ada.uuid) is None
    assert [row.child_uuid for row in db.session.scalars(select(EntryRow))] == [known.child]


def test_tasks_and_letters_follow_the_child(known: Home, notice: Notice, me: Person, db: SQLAlchemy) -> None:
    ada, ben = records(db, notice)
    before = sorted(tuple(row) for row in db.session.execute(select(Message.kind, Message.state)))
    join(db, known, notice, me)
    after = sorted(tuple(row) for row in db.session.execute(select(Message.kind, Message.state)))
    assert after == before
    rows = db.session.scalars(select(Message)).all()
    assert {row.household for row in rows} == {known.uuid}
    assert not {ada.uuid, ben.uuid} & {row.child for row in rows}


def test_nothing_fires_twice_and_nothing_is_forgotten_in_the_sweeps_after(
    known: Home, notice: Notice, me: Person, db: SQLAlchemy
) -> None:
    """Rungs taken before the join stay taken; the later ones are taken once, under the kept child."""
    with today.at(instant(date(2027, 1, 13), time(7))):
        sweep()
    fired = db.session.scalars(select(StepRow).where(StepRow.state == "fired")).all()
    taken = {(db.session.get_one(ClockRow, step.clock_id).code, step.rung) for step in fired}
    assert ("triage", "manager") in taken
    with today.at(instant(date(2027, 1, 13), time(10))):
        join(db, known, notice, me)
    with today.at(instant(date(2027, 1, 13), time(11))):
        counts, _ = sweep()
        assert (counts.fired, counts.errors) == (0, 0)
    with today.at(instant(date(2027, 1, 20), time(7))):
        counts, _ = sweep()
        assert counts.fired > 0
        assert counts.errors == 0
        again, _ = sweep()
        assert again.fired == 0
    facts = db.session.scalars(select(FactRow).where(FactRow.kind == "step_fired")).all()
    once = [(row.payload["clock"], row.payload["cycle"], row.payload["rung"]) for row in facts if row.payload]
    assert len(once) == len(set(once))


def test_adults_and_addresses_are_added_and_never_overwritten(
    known: Home, notice: Notice, me: Person, db: SQLAlchemy
) -> None:
    join(db, known, notice, me)
    adults = db.session.scalars(select(Adult).where(Adult.household_uuid == known.uuid).order_by(Adult.place)).all()
    assert [adult.name for adult in adults] == ["jo EXAMPLE", "Sam Other"]
    mother, other = adults
    assert mother.phone == "0121 496 0000 or 01632 960 001"
    assert [(a.line1, a.source) for a in mother.addresses] == [
        ("9 Old Street", "parent"),
        ("1 Elm Row", "school:912345"),
    ]
    assert not other.lives_in_household
    kept = child(db, known.child)
    assert (kept.name, kept.school_name) == ("Ada Example", "Northmoor Primary")  # what was not known is filled
    assert child(db, known.children[1]).born_on == date(2015, 1, 1)


def test_an_address_that_is_held_already_is_not_held_twice(
    known: Home, notice: Notice, me: Person, db: SQLAlchemy
) -> None:
    mother = db.session.scalars(select(Adult).where(Adult.household_uuid == known.uuid)).one()
    mother.addresses[0].line1, mother.phone = "1  ELM ROW", "01632960001"
    commit()
    join(db, known, notice, me)
    assert len(mother.addresses) == 1
    assert mother.phone == "01632960001"


def test_a_brother_without_a_record_joins_the_household(
    known: Home, notice: Notice, me: Person, db: SQLAlchemy
) -> None:
    _, ben = records(db, notice)
    join(db, known, notice, me, **{ben.uuid: ""})
    assert (ben.same_as, ben.household_uuid) == (None, known.uuid)
    joined = db.session.scalars(select(FactRow).where(FactRow.kind == "household_changed")).one()
    assert joined.payload == {"who": ben.uuid, "change": "joined", "source": "school:912345"}
    assert set(household_of(known.child).children) == {*known.children, ben.uuid}


def test_a_brother_who_does_not_live_there_stays_with_his_own_parents(
    known: Home, journey: Journey, me: Person, db: SQLAlchemy
) -> None:
    journey.fill(carers=[(CARER, CONTACT), (APART, {})], siblings=[BEN]).send()
    notice = db.session.scalars(select(Notice)).one()
    ada, ben = records(db, notice)
    left = ada.household_uuid
    services.say_same(ada, child(db, known.child), "Same mother", come_too={}, by=me)
    commit()
    assert (ben.household_uuid, ben.same_as) == (left, None)
    assert {adult.name for adult in db.session.scalars(select(Adult).where(Adult.household_uuid == left))} == {
        "Jo Example", "Sam Other",
    }  # fmt: skip
    assert running(db, left) == {}
    with today.at(instant(date(2027, 1, 20), time(7))):
        counts, _ = sweep()
        assert counts.errors == 0


def test_children_of_one_notice_cannot_be_parted(known: Home, journey: Journey, me: Person, db: SQLAlchemy) -> None:
    """One fact is about both: read apart, half of it would be missing."""
    journey.fill(children=[CHILD | BORN, {"first_name": "Cy", "last_name": "Example"}]).send()
    notice = db.session.scalars(select(Notice)).one()
    ada, cy = (row.child for row in notice.children)
    services.say_same(ada, child(db, known.child), "Same", come_too={}, by=me)
    commit()
    assert cy.household_uuid == known.uuid
    assert db.session.get_one(ChildState, cy.uuid).household == known.uuid
    assert {"triage", "first_contact"} <= running(db, cy.uuid).keys()
    rows = db.session.scalars(select(ClockRow).where(ClockRow.subject == cy.uuid)).all()
    assert {row.household for row in rows} == {known.uuid}
    services.say_same(cy, child(db, known.children[1]), "Ben is called Cy", come_too={}, by=me)
    commit()
    assert running(db, cy.uuid) == {}
    assert {"triage", "first_contact"} <= running(db, known.children[1]).keys()


def test_a_joined_household_is_restricted_if_either_was(
    known: Home, notice: Notice, me: Person, db: SQLAlchemy
) -> None:
    ada, _ = records(db, notice)
    db.session.get_one(Household, ada.household_uuid).restricted = True
    commit()
    head = Person(uuid=me.uuid, name="", email="", role="head_of_service")  # type: ignore[arg-type]
    join(db, known, notice, head)
    assert db.session.get_one(Household, known.uuid).restricted


def test_a_child_on_the_register_already_keeps_its_history(journey: Journey, me: Person, db: SQLAlchemy) -> None:
    """A second withdrawal: what was done before stays done, and the repeated withdrawal shows in the rating."""
    home = withdrawn(date(2026, 9, 1))
    kept = child(db, home.child)
    kept.first_name, kept.last_name, kept.born_on = "Ada", "Example", date(2018, 5, 4)
    sight = Sighting(child=home.child, grade="spoken_to", setting="home", observer="officer")
    told(home, ContactAttempted(method="visit", outcome="answered", sightings=(sight,)), date(2026, 9, 20))
    journey.fill().send()
    notice = db.session.scalars(select(Notice)).one()
    record = notice.children[0].child
    services.say_same(record, kept, "UPN and mother", come_too={}, by=me)
    commit()
    h = household_of(home.child)
    reasons = h.children[home.child].rating
    assert reasons is not None
    assert any("withdrawn before" in reason for reason in reasons.reasons)
    assert len([c for c in h.clocks if c.code == "first_visit"]) >= 1


def test_a_record_matched_to_a_record_that_is_matched_in_turn(
    known: Home, notice: Notice, journey: Journey, me: Person, db: SQLAlchemy
) -> None:
    ada, ben = records(db, notice)
    Journey(journey.school).fill().send()
    second = db.session.scalars(select(Notice).where(Notice.uuid != notice.uuid)).one().children[0].child
    services.say_same(second, ada, "Sent twice", come_too={}, by=me)
    commit()
    services.say_same(ada, child(db, known.child), "Same", come_too={ben.uuid: known.children[1]}, by=me)
    commit()
    assert (second.same_as, second.household_uuid) == (known.child, known.uuid)
    h = household_of(known.child)
    about = [f for f in h.facts if f.kind == "withdrawal_notified"]
    assert [f.children for f in about] == [(known.child,), (known.child,)]


def test_two_of_a_notice_cannot_be_one_child_of_the_record(
    known: Home, notice: Notice, me: Person, db: SQLAlchemy
) -> None:
    ada, ben = records(db, notice)
    with pytest.raises(Refused, match="cannot both be the same child"):
        services.say_same(ada, child(db, known.child), "Same", come_too={ben.uuid: known.child}, by=me)
    db.session.rollback()
    assert child(db, ada.uuid).same_as is None


def test_a_second_answer_comes_too_late(known: Home, notice: Notice, me: Person, db: SQLAlchemy) -> None:
    ada, _ = join(db, known, notice, me)
    with pytest.raises(Refused, match="already said"):
        services.say_same(ada, child(db, known.child), "Again", come_too={}, by=me)


def test_an_open_referral_goes_along_and_social_care_answers_it_once(
    known: Home, notice: Notice, me: Person, db: SQLAlchemy
) -> None:
    """Both households had one: there is one household now, and who acknowledges has everything."""
    ada, ben = records(db, notice)
    everyone = [ada.uuid, ben.uuid]
    record(ReferralMade(method="phone", own_words="Hungry"), children=everyone, by=OFFICER)
    told(known, ReferralMade(method="form"), date(2027, 1, 5), children=known.children)
    join(db, known, notice, me)
    rows = db.session.scalars(select(ReferralRow)).all()
    assert {row.household for row in rows} == {known.uuid}
    assert [set(row.children) for row in rows] == [set(known.children)] * 2
    by = actor_from_word("A Social Worker")
    told(known, ReferralAcknowledged(reference="SC1"), date(2027, 1, 11), by=by)
    assert {(row.state, row.acknowledged_by) for row in rows} == {("acknowledged", "A Social Worker")}
    assert "referral_acknowledgement" not in running(db, known.uuid)


def test_a_drafted_letter_goes_along_to_the_record_that_is_kept_of_the_same_adult(
    known: Home, notice: Notice, me: Person, db: SQLAlchemy
) -> None:
    ada, _ = records(db, notice)
    jo = db.session.scalars(
        select(Adult).where(Adult.household_uuid == ada.household_uuid, Adult.name == "Jo Example")
    ).one()
    jo.addresses[0].status = "verified"
    message = db.session.scalars(select(Message).where(Message.channel == "letter")).one()
    letter = prepare(message, [ada], to=[jo.uuid], layout="notify", by=me)[0]
    join(db, known, notice, me)
    mother = db.session.scalars(select(Adult).where(Adult.household_uuid == known.uuid, Adult.place == 0)).one()
    assert (letter.household, letter.children, letter.recipient) == (known.uuid, [known.child], mother.uuid)
    assert [found.uuid for found in letters_of(known.uuid)] == [letter.uuid]
    with pytest.raises(Refused, match="not verified"):
        approve(letter, [child(db, known.child)], by=me)


# ---- by hand -------------------------------------------------------------------------------------


def test_an_officer_joins_two_records_on_two_pages(
    known: Home, notice: Notice, officer: Visitor, journey: Journey, db: SQLAlchemy
) -> None:
    ada, ben = records(db, notice)
    path, record, brother = f"/withdrawals/{notice.uuid}", ada.uuid, ben.uuid
    match = f"{path}/children/{record}/match"
    db.session.rollback()
    officer.get(match)
    page = officer.post(match, answer=f"same:{known.child}", reason="Same mother")
    assert page.status_code == 200
    assert "Make the two records one child" in page.text
    assert "Same mother" in page.text
    assert f'value="as:{known.children[1]}" checked' in page.text  # the likeliest is chosen
    assert db.session.get_one(Child, record).same_as is None  # nothing has happened yet
    db.session.rollback()
    missing = officer.post(f"{match}/{known.child}", **{f"child_{brother}": "nonsense", "reason": "x"})
    assert "Select what you know about Ben Example" in missing.text
    done = officer.post(
        f"{match}/{known.child}", **{f"child_{brother}": f"as:{known.children[1]}", "reason": "Same mother"}
    )
    assert done.status_code == 303
    assert db.session.get_one(Child, record).same_as == known.child
    db.session.rollback()
    page = officer.get(path)
    assert "Yes: kept as" in page.text
    assert officer.post(f"{path}/accept").status_code == 303
    assert journey.school.get(f"/withdrawals/sent/{notice.uuid}").status_code == 200  # the school's page stays


def test_the_school_can_still_answer_its_query_afterwards(
    known: Home, notice: Notice, me: Person, journey: Journey, db: SQLAlchemy
) -> None:
    from tests.factories.notice import upload

    join(db, known, notice, me)
    path = f"/withdrawals/sent/{notice.uuid}/written-notice"
    journey.school.get(path)
    assert journey.school.post(path, file=upload()).status_code == 303
    assert "written_notice_query" not in running(db, known.child)
    assert not db.session.get_one(Notice, notice.uuid).has_query


def test_candidates_leave_out_records_that_are_kept_under_another(
    known: Home, notice: Notice, me: Person, journey: Journey, db: SQLAlchemy
) -> None:
    ada, _ = join(db, known, notice, me)
    Journey(journey.school).fill().send()
    third = db.session.scalars(select(Notice).where(Notice.uuid != notice.uuid)).one().children[0].child
    found = [one.child.uuid for one in queries.candidates_for(third)]
    assert found == [known.child]
    assert ada.uuid not in found
