"""A household on the register, made as the product makes one: rows for people, facts through the door."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from ehe.clocks.services import Recording, record
from ehe.core.base import db
from ehe.core.commit import commit
from ehe.facts.actors import Actor, actor_from_word
from ehe.facts.kinds import Kind, WithdrawalNotified
from ehe.register.models import Adult, Child, Household

SCHOOL = Actor("school", "school:900001")
OFFICER = actor_from_word("officer")
MANAGER = actor_from_word("manager")


@dataclass
class Home:
    """A household and its children's uuids, in order."""

    uuid: str
    children: list[str]

    @property
    def child(self) -> str:
        return self.children[0]


def instant(day: date, at: time = time(12)) -> datetime:
    return datetime.combine(day, at, tzinfo=ZoneInfo("Europe/London"))


def household(children: int = 1, *, born_on: date | None = date(2018, 5, 4), last_name: str = "Example") -> Home:
    """People only: nobody is on the register yet."""
    home = Household()
    db.session.add(home)
    db.session.flush()
    made = [
        Child(
            household_uuid=home.uuid,
            place=n,
            first_name=f"Child{n + 1}",
            last_name=last_name,
            born_on=born_on,
            school_name="Northmoor Primary",
            school_urn="900001",
        )
        for n in range(children)
    ]
    adult = Adult(household_uuid=home.uuid, name="A Parent", parental_responsibility=True, safe_to_write="yes")
    db.session.add_all([*made, adult])
    db.session.flush()
    return Home(home.uuid, [child.uuid for child in made])


def told(home: Home, fact: Kind, day: date, *, by: Actor = OFFICER, at: time = time(12), **more: Any) -> Recording:
    """Record one fact about the household's first child (or those named) and commit."""
    recording = record(fact, children=more.pop("children", [home.child]), by=by, at=instant(day, at), **more)
    commit()
    return recording


def withdrawn(day: date = date(2027, 1, 4), children: int = 1, **notice: Any) -> Home:
    """A household whose children a school has notified as withdrawn; green unless the notice says more."""
    home = household(children)
    notice = {"written_notice": True, "received_on": day, "last_attended_on": day} | notice
    told(home, WithdrawalNotified(**notice), day, by=SCHOOL, children=home.children)
    return home
