"""The desk: what is asked of a person, a child at a time, and how it ends."""

import re
from collections.abc import Callable
from datetime import date, time

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from ehe.access.models import User
from ehe.access.permissions import Role
from ehe.access.services import add_user
from ehe.clocks.models import ChildState
from ehe.core import today
from ehe.core.commit import commit
from ehe.escalations.sweep import sweep
from ehe.facts import kinds
from ehe.facts.actors import Actor
from ehe.outbox.models import Message
from tests.conftest import FrozenDay
from tests.factories import register as make
from tests.factories.household import Home, instant, told
from tests.support.pages import errors
from tests.support.together import together
from tests.support.visitor import PASSWORD, Visitor

Visit = Callable[[], Visitor]


@pytest.fixture(autouse=True)
def _day(frozen_today: FrozenDay) -> None:
    """Monday 11 January 2027."""


@pytest.fixture
def signed_in(people: dict[str, str], visit: Visit) -> Callable[[str], Visitor]:
    def sign_in(role: str) -> Visitor:
        visitor = visit()
        visitor.sign_in(role)
        return visitor

    return sign_in


@pytest.fixture
def two(db: SQLAlchemy, people: dict[str, str]) -> Home:
    """Ada was withdrawn, Ben is still at school: somebody has to ask after him."""
    home = make.family("Ada", "Ben")
    make.notified(home, date(2027, 1, 8))
    make.assigned(home, people["officer"])
    return home


def swept(day: date) -> None:
    with today.at(instant(day, time(7))):
        sweep()


def open_tasks(db: SQLAlchemy, kind: str) -> list[Message]:
    db.session.rollback()
    query = select(Message).where(Message.kind == kind, Message.channel == "desk", Message.state == "queued")
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def test_a_task_is_in_the_words_of_the_procedure_with_the_way_to_the_act(
    db: SQLAlchemy, two: Home, signed_in: Callable[[str], Visitor]
) -> None:
    page = signed_in("officer").get("/my-work/tasks").text
    assert "Ask the school of each brother and sister" in page
    assert "(<bdi>Northmoor Primary School</bdi>)" in page
    assert f'href="/children/{two.children[1]}/brothers-and-sisters"' in page


def test_a_lapse_shows_its_last_day_and_how_far_it_has_climbed(
    db: SQLAlchemy, people: dict[str, str], signed_in: Callable[[str], Visitor]
) -> None:
    make.on_the_register("Ada", day=date(2026, 12, 14), officer=people["officer"])
    swept(date(2027, 1, 9))
    page = signed_in("head_of_service").get("/my-work/tasks").text
    assert "Write to the family" in page
    assert "Climbed to: head of service" in page
    assert "overdue" in page


def test_a_task_for_a_manager_says_so_to_an_officer_and_leads_to_what_the_officer_can_do(
    db: SQLAlchemy, people: dict[str, str], signed_in: Callable[[str], Visitor]
) -> None:
    home = make.on_the_register("Ada", day=date(2027, 1, 4), officer=people["officer"])
    swept(date(2027, 1, 11))
    page = signed_in("officer").get("/my-work/tasks").text
    rating = page.split("Rate the child’s welfare", 1)[1].split("</li>", 1)[0]
    assert "Your manager rates." in rating
    assert f'href="/children/{home.child}#rating"' in rating
    assert f'href="/children/{home.child}/record"' in rating
    assert f"/children/{home.child}/rating" not in page
    db.session.get_one(ChildState, home.child).worst_code = "triage"
    commit()
    assert "Your manager rates." in signed_in("officer").get("/my-work").text
    assert "manager rates" not in signed_in("manager").get("/my-work").text


def test_a_manager_is_offered_the_rating_itself(
    db: SQLAlchemy, people: dict[str, str], signed_in: Callable[[str], Visitor]
) -> None:
    home = make.on_the_register("Ada", day=date(2027, 1, 4), officer=people["officer"])
    swept(date(2027, 1, 12))
    page = signed_in("manager").get("/my-work/tasks").text
    assert f'href="/children/{home.child}/rating"' in page
    assert "manager rates" not in page


def test_a_task_of_a_clock_ends_with_its_clock_and_is_not_ticked_off(
    db: SQLAlchemy, two: Home, people: dict[str, str], signed_in: Callable[[str], Visitor]
) -> None:
    told(two, kinds.ComplaintMade(about="authority", words="Too slow."), date(2027, 1, 11), at=time(8, 30))
    manager = signed_in("manager")
    assert "Decide who carries on while a complaint is looked at" in manager.get("/my-work/tasks").text
    (task,) = open_tasks(db, "complaint_cover")
    assert manager.get(f"/my-work/tasks/{task.uuid}/done").status_code == 404
    cover = kinds.CoverDecided(officer=people["officer"])
    told(two, cover, date(2027, 1, 11), by=Actor("manager", people["manager"]), at=time(8, 45))
    assert "Decide who carries on" not in manager.get("/my-work/tasks").text


def test_a_task_without_a_clock_is_ticked_off_with_a_word_once(
    db: SQLAlchemy, two: Home, people: dict[str, str], signed_in: Callable[[str], Visitor]
) -> None:
    officer, (task,) = signed_in("officer"), open_tasks(db, "sibling_check")
    path = f"/my-work/tasks/{task.uuid}/done"
    page = officer.get(path)
    assert "Enter what was done" in officer.post(path, words=" ").text
    assert "Ben Example" in page.text
    first = officer.post(path, words="Rang the school: all well.")
    again = officer.post(path, words="Rang the school: all well.")
    assert (first.status_code, again.status_code) == (303, 303)
    done = db.session.get_one(Message, task.uuid, populate_existing=True)
    assert (done.state, done.reason, done.owner) == ("closed", "Rang the school: all well.", people["officer"])


def test_the_same_thing_asked_twice_is_one_line_and_ends_at_once(
    db: SQLAlchemy, two: Home, signed_in: Callable[[str], Visitor]
) -> None:
    make.concern(two, date(2027, 1, 11), children=[two.child])
    officer = signed_in("officer")
    page = officer.get("/my-work/tasks").text
    assert page.count("Ask the school of each brother and sister") == 3  # once, and in the hidden words of two links
    assert "asked 2 times" in page
    path = f"/my-work/tasks/{open_tasks(db, 'sibling_check')[0].uuid}/done"
    officer.get(path)
    officer.post(path, words="Asked.")
    assert open_tasks(db, "sibling_check") == []


def test_another_officer_s_task_is_not_there(db: SQLAlchemy, two: Home, signed_in: Callable[[str], Visitor]) -> None:
    (task,) = open_tasks(db, "sibling_check")
    manager = signed_in("manager")
    assert "Ask the school" not in manager.get("/my-work/tasks").text
    assert manager.get(f"/my-work/tasks/{task.uuid}/done").status_code == 404


def test_the_desk_of_an_officer_who_has_left_is_the_managers(
    db: SQLAlchemy, two: Home, people: dict[str, str], signed_in: Callable[[str], Visitor]
) -> None:
    task = open_tasks(db, "sibling_check")[0]
    task.to_role, task.to_word = "officer", people["officer"]
    db.session.get_one(User, people["officer"]).active = False
    commit()
    assert "Ask the school" in signed_in("manager").get("/my-work/tasks").text


def test_a_restricted_child_s_tasks_lie_only_with_those_who_may_see_it(
    db: SQLAlchemy, people: dict[str, str], signed_in: Callable[[str], Visitor]
) -> None:
    home = make.family("Fay", restricted=True)
    make.notified(home, date(2026, 12, 14), safety="yes")
    swept(date(2027, 1, 9))
    assert "Fay" not in signed_in("manager").get("/my-work/tasks").text
    head = signed_in("head_of_service").get("/my-work/tasks").text
    assert "Fay Example" in head
    assert "Someone must not know where this child lives" in head


def test_worse_ratings_come_first(db: SQLAlchemy, people: dict[str, str], signed_in: Callable[[str], Visitor]) -> None:
    calm = make.family("Calm", "Cal")
    make.notified(calm, date(2027, 1, 11))
    red = make.family("Red", "Ron")
    make.notified(red, date(2027, 1, 11), protection_plan=True, children=red.children)
    make.concern(red, date(2027, 1, 11))
    for home in (calm, red):
        make.assigned(home, people["officer"])
    page = signed_in("officer").get("/my-work/tasks").text
    assert page.index("Ron Example") < page.index("Cal Example")


def test_the_count_on_the_tab_is_what_lies_on_the_desk(
    db: SQLAlchemy, two: Home, signed_in: Callable[[str], Visitor]
) -> None:
    page = signed_in("officer").get("/my-work").text
    assert re.search(r'href="/my-work/tasks"[^>]*>Tasks <span class="ehe-count">1</span>', page)


def test_a_full_desk_comes_in_pages_and_nothing_on_it_is_missed(
    db: SQLAlchemy, people: dict[str, str], signed_in: Callable[[str], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    from ehe.clocks.views import desk

    monkeypatch.setattr(desk, "A_PAGE", 4)
    for name in ("Ada", "Ben", "Cy", "Di", "Ed"):
        make.on_the_register(name, day=date(2026, 12, 14), officer=people["officer"])
    swept(date(2027, 1, 11))
    officer, found, path = signed_in("head_of_service"), set[str](), "/my-work/tasks"
    while path:
        page = officer.get(path).text
        found |= set(re.findall(r"Write to the family, (\w+) Example", page))
        following = re.search(r'href="([^"]+)" rel="next"', page)
        path = following[1] if following else ""
    assert found == {"Ada", "Ben", "Cy", "Di", "Ed"}
    assert officer.get("/my-work/tasks?page=99").status_code == 200


# ---- who is away ------------------------------------------------------------------------------------


def away(manager: Visitor, people: dict[str, str], **more: str) -> str:
    manager.get("/my-work/away")
    fields = {"officer": people["officer"], "cover": people["manager"]} | day("from_on", 11, 1, 2027) | more
    return str(manager.post("/my-work/away", **fields).text)


def day(name: str, day: int | str, month: int | str, year: int | str) -> dict[str, str]:
    return {f"{name}-day": str(day), f"{name}-month": str(month), f"{name}-year": str(year)}


def test_an_absence_is_recorded_and_ended_early(
    db: SQLAlchemy, people: dict[str, str], signed_in: Callable[[str], Visitor]
) -> None:
    manager = signed_in("manager")
    away(manager, people, **day("until", 15, 1, 2027))
    page = manager.get("/my-work/away").text
    assert "11 January 2027 to 15 January 2027" in page
    manager.get(f"/my-work/away/{people['officer']}/back")
    assert manager.post(f"/my-work/away/{people['officer']}/back").status_code == 303
    assert "11 January 2027 to 15 January 2027" not in manager.get("/my-work/away").text


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"officer": ""}, "Select who is away"),
        ({"officer": "nobody"}, "Select who is away"),
        (day("from_on", 31, 2, 2027), "The first day away must be a real date"),
        (day("from_on", "", "", ""), "Enter the first day away"),
        (day("until", 10, 1, 2027), "The last day away must be today or in the future"),
        (day("from_on", 20, 1, 2027) | day("until", 15, 1, 2027), "must be the same as or after the first day away"),
        (day("from_on", 1, 1, 9999), "The first day away must be within the next 2 years"),
        (day("from_on", 1, 1, 1999), "must be the same as or after 1 January 2001"),
    ],
)
def test_a_wrong_absence_is_said_beside_the_field(
    db: SQLAlchemy,
    people: dict[str, str],
    signed_in: Callable[[str], Visitor],
    more: dict[str, str],
    sentence: str,
) -> None:
    page = away(signed_in("manager"), people, **more)
    assert page.count(sentence) == 2  # in the summary, and beside the field


def test_nobody_covers_for_themselves(
    db: SQLAlchemy, people: dict[str, str], signed_in: Callable[[str], Visitor]
) -> None:
    assert "Select somebody else to cover" in away(signed_in("manager"), people, cover=people["officer"])


def test_two_who_tick_off_one_task_in_the_same_instant_are_not_both_thanked(
    db: SQLAlchemy, people: dict[str, str], signed_in: Callable[[str], Visitor]
) -> None:
    home = make.family("Ada", "Ben")
    make.notified(home, date(2027, 1, 8))
    add_user("second@example.gov.uk", Role.officer, name="Second", password=PASSWORD)
    commit()
    uuid = open_tasks(db, "sibling_check")[0].uuid
    path = f"/my-work/tasks/{uuid}/done"
    officers = [signed_in("officer"), signed_in("second"), signed_in("officer"), signed_in("second")]
    for officer in officers:
        officer.get(path)
    ticks = [lambda n=n, one=one: one.post(path, words=str(n)) for n, one in enumerate(officers)]
    answers = together(ticks)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 303]
    done = db.session.get_one(Message, uuid, populate_existing=True)
    assert answers[int(done.reason or "")].status_code == 303, "whose words are kept was thanked"
    late = next(answer for answer in answers if answer.status_code == 200)
    assert errors(late) == ["This task has been ticked off already."]
