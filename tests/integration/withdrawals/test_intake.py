"""The officer's side: the list, the notice, the question "is this the same child?", rating, accepting, allocating."""

from collections.abc import Callable
from datetime import date

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from ehe.access.models import Look
from ehe.clocks.models import ChildState
from ehe.clocks.state import Rating
from ehe.core.commit import commit
from ehe.facts.models import FactRow
from ehe.outbox.models import Message
from ehe.register.models import Child, Household
from ehe.withdrawals.models import Notice
from ehe.withdrawals.views.intake import _reasons
from tests.factories.household import Home, household
from tests.factories.notice import BORN, CHILD, Journey
from tests.support.visitor import Visitor

UPN = "A330204526001"


def notice_of(path: str) -> str:
    """The officer's address of a notice that the school knows by `path`."""
    return "/withdrawals/" + path.rpartition("/")[2]


@pytest.fixture
def known(db: SQLAlchemy) -> Home:
    """A household that the register knows: Ada Éxample, born as the notice's child."""
    home = household(1, born_on=date(2018, 5, 4))
    ada = db.session.get_one(Child, home.child)
    ada.first_name, ada.last_name = "ADA", "Éxample"
    commit()
    return home


@pytest.fixture
def notice(journey: Journey) -> str:
    return notice_of(journey.fill().send())


def provisional(db: SQLAlchemy, known: Home | None = None) -> str:
    children = select(Child.uuid).where(Child.school_urn == "912345").order_by(Child.created_at)
    found = db.session.scalars(children).first()
    assert found is not None
    db.session.rollback()
    return found


def matched(db: SQLAlchemy) -> list[dict[str, str]]:
    rows = db.session.scalars(select(FactRow).where(FactRow.kind == "child_matched").order_by(FactRow.seq))
    return [dict(row.payload or {}) for row in rows]


# ---- the list ------------------------------------------------------------------------------------


def test_the_worst_rating_comes_first(journey: Journey, officer: Visitor) -> None:
    journey.fill().send()
    Journey(journey.school).fill(children=[{"first_name": "Red", "last_name": "Child"}], concern="Thin.").send()
    Journey(journey.school).fill(
        children=[{"first_name": "Amber", "last_name": "Child"}], known={"previous_plan": "yes"}
    ).send()
    page = officer.get("/withdrawals").text
    places = [page.index(name) for name in ("Red Child", "Amber Child", "Ada Example")]
    assert places == sorted(places)


def test_a_long_list_has_pages(
    journey: Journey, officer: Visitor, monkeypatch: pytest.MonkeyPatch, db: SQLAlchemy, people: dict[str, str]
) -> None:
    monkeypatch.setattr("ehe.withdrawals.queries.PAGE", 2)
    journey.fill(children=[{"first_name": "One", "last_name": "Child"}]).send()
    for name in ("Two", "Three"):
        Journey(journey.school).fill(children=[{"first_name": name, "last_name": "Child"}]).send()
    first, second = officer.get("/withdrawals").text, officer.get("/withdrawals?page=2").text
    assert "Showing 1 to 2 of 3" in first
    on_first = {name for name in ("One", "Two", "Three") if f"{name} Child" in first}
    on_second = {name for name in ("One", "Two", "Three") if f"{name} Child" in second}
    assert (len(on_first), len(on_second), on_first & on_second) == (2, 1, set())
    assert officer.get("/withdrawals?page=9").status_code == 200
    assert officer.get("/withdrawals?page=x").status_code == 200
    looks = db.session.scalars(select(Look).where(Look.user == people["officer"])).all()
    # Who is shown is looked at, and nobody else; a list asked for beyond its end shows nobody. Page x is the first.
    assert len(looks) == 2 + 1 + 0 + 2


def test_an_accepted_notice_leaves_the_list_and_the_school_sees_it(
    notice: str, officer: Visitor, journey: Journey, db: SQLAlchemy, people: dict[str, str]
) -> None:
    assert "Accept the notice" in officer.get(notice).text
    assert officer.post(f"{notice}/accept").status_code == 303
    page = officer.get("/withdrawals").text
    assert "Every notice has been accepted" in page
    assert "Accepted last" in page
    assert "Accepted" in journey.school.get("/withdrawals/sent").text
    row = db.session.scalars(select(Notice)).one()
    assert (row.accepted_by, row.state) == (people["officer"], "Accepted")


def test_the_school_sees_that_it_is_accepted_although_its_query_is_open(journey: Journey, officer: Visitor) -> None:
    sent = journey.fill(notice={"held": "no"}).send()
    notice = sent.replace("/sent/", "/")
    officer.get(notice)
    assert officer.post(f"{notice}/accept").status_code == 303
    for path in ("/withdrawals/sent", sent):
        page = journey.school.get(path).text
        assert ">Accepted</strong>" in page
        assert ">Query</strong>" in page


def test_accepting_twice_keeps_the_first(
    notice: str, officer: Visitor, visit: Callable[[], Visitor], db: SQLAlchemy
) -> None:
    manager = visit()
    manager.sign_in("manager")
    for person in (officer, manager):
        person.get(notice)
        assert person.post(f"{notice}/accept").status_code == 303
    assert db.session.scalars(select(Notice)).one().accepted_by != ""
    facts = db.session.scalars(select(FactRow.kind).where(FactRow.kind != "user_added")).all()
    assert len(facts) == len(set(facts))


@pytest.mark.parametrize("role", ["school", "social_care", "auditor", "administrator"])
def test_intake_is_not_there_for_others(notice: str, visit: Callable[[], Visitor], role: str) -> None:
    visitor = visit()
    visitor.sign_in(role)
    assert visitor.get("/withdrawals").status_code == 404
    assert visitor.get(notice).status_code == 404


def test_an_absent_notice_is_not_found(officer: Visitor) -> None:
    assert officer.get("/withdrawals/00000000-0000-4000-8000-000000000000").status_code == 404


# ---- the notice ----------------------------------------------------------------------------------


def test_the_notice_shows_what_was_sent_the_rating_and_its_reasons(journey: Journey, officer: Visitor) -> None:
    sent = journey.fill(
        concern="Hungry <b>often</b>", siblings=[{"first_name": "Ben", "last_name": "Example", "school": "Eastmoor"}]
    ).send()
    page = officer.get(notice_of(sent)).text
    for said in (
        "Hungry &lt;b&gt;often&lt;/b&gt;", "proposed", "a significant concern within 90 days of the withdrawal",
        "(Northmoor Primary",
        "Ben Example", "Eastmoor", "1 Elm Row", "No record that you can see is alike", "Your manager rates.",
    ):  # fmt: skip
        assert said in page, said
    assert "school:912345" not in page


def test_every_look_at_a_notice_is_noted(notice: str, officer: Visitor, db: SQLAlchemy, people: dict[str, str]) -> None:
    officer.get(notice)
    looks = db.session.scalars(select(Look).where(Look.user == people["officer"])).all()
    assert [(look.child, look.page) for look in looks] == [(provisional(db), "withdrawals.notice")]


def test_a_file_is_there_for_officers_as_it_came(notice: str, officer: Visitor, db: SQLAlchemy) -> None:
    from ehe.documents.models import Document
    from tests.factories.files import pdf

    file = db.session.scalars(select(Document)).one().uuid
    db.session.rollback()
    answer = officer.get(f"{notice}/files/{file}")
    assert answer.data == pdf()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert officer.get(f"{notice}/files/00000000-0000-4000-8000-000000000000").status_code == 404


# ---- the same child? -----------------------------------------------------------------------------


def test_a_candidate_is_found_by_name_and_birth_and_shown_side_by_side(
    known: Home, notice: str, officer: Visitor, db: SQLAlchemy
) -> None:
    page = officer.get(notice).text
    assert "1 record may be of the same child" in page
    assert "Accept the notice</button>" not in page
    side = officer.get(f"{notice}/children/{provisional(db)}/match").text
    assert "ADA Éxample" in side
    assert side.count("<strong>Same</strong>") == 2  # name and date of birth
    looked = set(db.session.scalars(select(Look.child)))
    assert known.child in looked


def test_a_candidate_is_found_by_upn_whatever_the_name(journey: Journey, officer: Visitor, db: SQLAlchemy) -> None:
    home = household(1)
    db.session.get_one(Child, home.child).upn = UPN
    commit()
    sent = notice_of(
        journey.fill(children=[{"first_name": "Eve", "last_name": "Other", "upn": "a330 204526001"}]).send()
    )
    side = officer.get(f"{sent}/children/{provisional(db)}/match").text
    assert "Child1 Example" in side
    assert "Different" in side


def test_a_namesake_without_a_date_of_birth_is_found_and_one_born_otherwise_is_not(
    journey: Journey, officer: Visitor, db: SQLAlchemy
) -> None:
    unknown, other = household(1, born_on=None), household(1, born_on=date(2012, 1, 1))
    for home in (unknown, other):
        db.session.get_one(Child, home.child).first_name = "Ada"
    commit()
    sent = notice_of(journey.fill(children=[CHILD | BORN]).send())
    side = officer.get(f"{sent}/children/{provisional(db)}/match").text
    assert f'value="same:{unknown.child}"' in side
    assert other.child not in side


def test_a_different_child_is_recorded_with_its_reason_and_asked_no_more(
    known: Home, notice: str, officer: Visitor, db: SQLAlchemy
) -> None:
    path = f"{notice}/children/{provisional(db)}/match"
    officer.get(path)
    assert officer.post(path, answer="different", reason="Cousins, says the school").status_code == 303
    assert matched(db) == [{"answer": "different", "other": known.child, "reason": "Cousins, says the school"}]
    page = officer.get(notice).text
    assert "1 alike record is of a different child" in page
    officer.post(f"{notice}/accept")
    assert db.session.scalars(select(Notice)).one().accepted_at is not None


def test_not_sure_yet_is_recorded_and_the_question_stays(
    known: Home, notice: str, officer: Visitor, db: SQLAlchemy
) -> None:
    path = f"{notice}/children/{provisional(db)}/match"
    officer.get(path)
    officer.post(path, answer="not_sure", reason="No answer from the school")
    assert matched(db)[0]["answer"] == "not_sure"
    assert "Somebody was not sure yet" in officer.get(notice).text
    refused = officer.post(f"{notice}/accept")
    assert refused.status_code == 422
    assert "Say first, for each child" in refused.text
    assert db.session.scalars(select(Notice)).one().accepted_at is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Select whether this is the same child"),
        ({"answer": "perhaps", "reason": "x"}, "Select whether this is the same child"),
        (
            {"answer": "same:00000000-0000-4000-8000-000000000000", "reason": "x"},
            "Select whether this is the same child",
        ),
        ({"answer": "different"}, "Say why"),
        ({"answer": "different", "reason": "x" * 2001}, "must be 2,000 characters or fewer"),
    ],
)
def test_an_answer_needs_a_choice_and_a_reason(
    known: Home, notice: str, officer: Visitor, db: SQLAlchemy, fields: dict[str, str], said: str
) -> None:
    path = f"{notice}/children/{provisional(db)}/match"
    officer.get(path)
    page = officer.post(path, **fields)
    assert page.status_code == 200
    assert page.text.count(said) >= 2
    assert matched(db) == []


# ---- restricted records --------------------------------------------------------------------------


def restrict(db: SQLAlchemy, home: Home) -> None:
    db.session.get_one(Household, home.uuid).restricted = True
    commit()


def test_a_restricted_candidate_is_shown_only_to_those_who_may_see_it(
    known: Home, journey: Journey, officer: Visitor, visit: Callable[[], Visitor], db: SQLAlchemy
) -> None:
    restrict(db, known)
    notice = notice_of(journey.fill().send())
    for path in (notice, f"{notice}/children/{provisional(db)}/match"):
        page = officer.get(path).text
        assert "Refer to the head of service" in page
        for secret in ("Éxample", known.child, "restricted", "may be of the same child"):
            assert secret not in page, (path, secret)
    assert officer.post(f"{notice}/accept").status_code == 422
    assert officer.get(f"{notice}/children/{provisional(db)}/match/{known.child}").status_code == 303
    head = visit()
    head.sign_in("head_of_service")
    assert "1 record may be of the same child" in head.get(notice).text
    assert "ADA Éxample" in head.get(f"{notice}/children/{provisional(db)}/match").text
    task = db.session.scalars(select(Message).where(Message.kind == "restricted_match")).one()
    assert (task.to_role, task.channel, task.state) == ("head_of_service", "desk", "queued")


def test_once_the_head_of_service_has_answered_the_officer_may_accept(
    known: Home, journey: Journey, officer: Visitor, visit: Callable[[], Visitor], db: SQLAlchemy
) -> None:
    restrict(db, known)
    notice = notice_of(journey.fill().send())
    head = visit()
    head.sign_in("head_of_service")
    path = f"{notice}/children/{provisional(db)}/match"
    head.get(path)
    assert head.post(path, answer="different", reason="Another family").status_code == 303
    assert "Refer to the head of service" not in officer.get(notice).text
    assert officer.post(f"{notice}/accept").status_code == 303
    task = db.session.scalars(select(Message).where(Message.kind == "restricted_match")).one()
    assert (task.state, task.reason) == ("closed", "answered")


def test_a_restricted_notice_is_not_there_for_officers(
    journey: Journey, officer: Visitor, visit: Callable[[], Visitor], db: SQLAlchemy
) -> None:
    sent = journey.fill(safety="yes").send()
    notice = notice_of(sent)
    assert "Ada" not in officer.get("/withdrawals").text
    hidden = officer.get(notice)
    absent = officer.get("/withdrawals/00000000-0000-4000-8000-000000000000")
    assert hidden.status_code == absent.status_code == 404
    assert len(hidden.data) == len(absent.data)
    head = visit()
    head.sign_in("head_of_service")
    assert "Ada" in head.get("/withdrawals").text
    assert "This record is restricted" in head.get(notice).text
    assert journey.school.get(sent).status_code == 200  # the school still sees what it sent


# ---- rating and allocating -----------------------------------------------------------------------


@pytest.fixture
def manager(visit: Callable[[], Visitor], school: Visitor) -> Visitor:
    visitor = visit()
    visitor.sign_in("manager")
    return visitor


def test_a_manager_rates_with_the_reasons_of_the_proposal_in_sight(
    journey: Journey, manager: Visitor, db: SQLAlchemy
) -> None:
    notice = notice_of(journey.fill(concern="Thin.").send())
    path = f"{notice}/children/{provisional(db)}/rating"
    assert "a significant concern" in manager.get(path).text
    assert manager.post(path, rag="red").status_code == 303
    state = db.session.get_one(ChildState, provisional(db))
    assert (state.rag, state.rating_proposed) == ("red", False)


def test_a_rating_that_lengthens_a_clock_needs_a_reason_beside_its_field(
    journey: Journey, manager: Visitor, db: SQLAlchemy
) -> None:
    notice = notice_of(journey.fill(concern="Thin.").send())
    path = f"{notice}/children/{provisional(db)}/rating"
    manager.get(path)
    refused = manager.post(path, rag="green")
    assert refused.status_code == 200
    assert refused.text.count("This rating gives a running clock a later date: say why.") == 2
    manager.post(path, rag="green", reason="The doctor explained it.")
    assert db.session.get_one(ChildState, provisional(db)).rag == "green"


def test_rating_and_allocating_are_a_managers(notice: str, officer: Visitor, db: SQLAlchemy) -> None:
    assert officer.get(f"{notice}/children/{provisional(db)}/rating").status_code == 404
    assert officer.get(f"{notice}/officer").status_code == 404


def test_a_manager_names_the_officer(notice: str, manager: Visitor, db: SQLAlchemy, people: dict[str, str]) -> None:
    assert "Officer One (no children now)" in manager.get(f"{notice}/officer").text
    assert manager.post(f"{notice}/officer", officer=people["officer"]).status_code == 303
    assert db.session.get_one(ChildState, provisional(db)).officer == people["officer"]
    db.session.rollback()
    assert "Officer One" in manager.get(notice).text
    assert "1 child now" in manager.get(f"{notice}/officer").text


@pytest.mark.parametrize("who", ["", "manager", "nobody"])
def test_only_an_officer_can_be_named(
    notice: str, manager: Visitor, db: SQLAlchemy, people: dict[str, str], who: str
) -> None:
    manager.get(f"{notice}/officer")
    page = manager.post(f"{notice}/officer", officer=people.get(who, who))
    assert page.status_code == 200
    assert page.text.count("Select an officer") == 2


def test_the_reasons_of_a_rating_name_schools_people_and_services(db: SQLAlchemy, people: dict[str, str]) -> None:
    said = f"(health:school nursing, 15 April 2026; {people['officer']}, 2 April 2026; police, 3 April 2026)"
    rating = Rating(
        "red", True, (f"concerns from two sources {said}", "In May (police, 3 May 2026), nothing."), frozenset(), BORN
    )
    assert _reasons(rating) == [
        "concerns from two sources (school nursing, 15 April 2026; Officer One, 2 April 2026; the police, 3 April 2026)",
        "In May (police, 3 May 2026), nothing.",
    ]
