"""Families of the officer's pages: people, addresses and histories, made through the door like the product's own."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from ehe.clocks.models import ChildState
from ehe.clocks.services import record
from ehe.core.base import db, new_uuid
from ehe.core.commit import commit
from ehe.core.today import now, today
from ehe.facts import kinds
from ehe.facts.actors import Actor
from ehe.register.models import Address, Adult, Child, Household
from tests.factories.household import SCHOOL, Home, told

LONG = "Wolfeschlegelsteinhausenbergerdorff " * 9
RIGHT_TO_LEFT = "محمد عبد الله"
EMOJI = "Ada 🧚🏽‍♀️"


def family(
    *names: str,
    last_name: str = "Example",
    born_on: date = date(2018, 5, 4),
    restricted: bool = False,
    apart: bool = True,
) -> Home:
    """A household of children with a mother at home and, unless `apart` is False, a father who lives elsewhere."""
    home = Household(restricted=restricted)
    db.session.add(home)
    db.session.flush()
    children = [
        Child(
            household_uuid=home.uuid,
            place=n,
            first_name=name,
            last_name=last_name,
            born_on=born_on.replace(year=born_on.year - n),
            upn="A912345678012" if n == 0 else None,
            school_name="Northmoor Primary School",
            school_urn="900001",
        )
        for n, name in enumerate(names or ("Ada",))
    ]
    mother = Adult(
        household_uuid=home.uuid,
        name=f"Jo {last_name}",
        relationship_to_child="Mother",
        parental_responsibility=True,
        safe_to_write="yes",
        phone="01632 960001",
        source="school:900001",
    )
    at_home = {"line1": "14 Quarry Lane", "town": "Aldermere", "postcode": "ZZ99 4QL"}
    mother.addresses = [Address(**at_home, source="the school", from_on=date(2021, 3, 1))]
    people = [mother]
    if apart:
        father = Adult(
            household_uuid=home.uuid,
            place=1,
            name=f"Sam {last_name}",
            relationship_to_child="Father",
            lives_in_household=False,
        )
        father.addresses = [Address(line1="Flat 2, 8 Mill Street", town="Saltby", postcode="ZZ98 1AA", source="mother")]
        people.append(father)
    db.session.add_all([*children, *people])
    db.session.flush()
    return Home(home.uuid, [child.uuid for child in children])


def notified(home: Home, day: date, *, children: Sequence[str] = (), **notice: Any) -> Home:
    """The school's notice about the first child, or about those named."""
    notice = {"written_notice": True, "received_on": day, "last_attended_on": day} | notice
    told(home, kinds.WithdrawalNotified(**notice), day, by=SCHOOL, children=list(children or home.children[:1]))
    return home


def on_the_register(*names: str, day: date, officer: str | None = None, **more: Any) -> Home:
    """A family whose children were all withdrawn on a day, with an officer if one is named."""
    home = family(*names, **more)
    notified(home, day, children=home.children)
    if officer:
        assigned(home, officer)
    return home


def assigned(home: Home, officer: str) -> None:
    record(kinds.OfficerAssigned(officer=officer), children=home.children, by=Actor("manager", "manager"))
    commit()


def visited(home: Home, day: date, by: str, grade: str = "spoken_to", setting: str = "home") -> None:
    """An officer's visit with an answer for every child."""
    seen = tuple(kinds.Sighting(child=child, grade=grade, setting=setting) for child in home.children)  # type: ignore[arg-type]
    fact = kinds.ContactAttempted(
        method="visit", outcome="answered", announced=True, place="home", sightings=seen, words="A calm visit."
    )
    told(home, fact, day, by=Actor("officer", by), children=home.children)


def declined(home: Home, day: date, by: str) -> None:
    fact = kinds.ContactAttempted(method="visit", outcome="refused", announced=True, place="doorstep")
    told(home, fact, day, by=Actor("officer", by), children=home.children)


def concern(home: Home, day: date, words: str = "He took food from other children’s bags.", **more: Any) -> None:
    by, children = more.pop("by", SCHOOL), more.pop("children", home.children[:1])
    told(home, kinds.ConcernRaised(own_words=words, **more), day, by=by, children=children)


def complaint(home: Home, day: date) -> None:
    fact = kinds.ComplaintMade(about="officer", words="She will not leave us alone.")
    told(home, fact, day, by=Actor("family", "family"), children=home.children)


def many(count: int, officers: Sequence[str] = ()) -> None:
    """Rows alone, for lists at the size of a council: no facts stand behind them."""
    start = today() - timedelta(days=200)
    homes, children, states = [], [], []
    for n in range(count):
        home, child = new_uuid(), new_uuid()
        homes.append({"uuid": home, "restricted": n % 97 == 0, "created_at": now()})
        children.append(
            {
                "uuid": child,
                "reference": f"C-{n:06}",
                "household_uuid": home,
                "place": 0,
                "first_name": f"First{n % 83}",
                "last_name": f"Last{n % 71}",
                "created_at": now(),
            }
        )
        states.append(
            {
                "child": child,
                "household": home,
                "status": ("EHE", "pending", "CME")[n % 3],
                "entered_on": start,
                "rag": ("green", "amber", "red", "green", "green")[n % 5],
                "rating_proposed": n % 2 == 0,
                "officer": officers[n % len(officers)] if officers and n % 7 else None,
                "last_seen_on": None if n % 11 == 0 else start + timedelta(days=n % 150),
                "last_seen_how": "spoken_to:home",
                "last_seen_by": "officer",
                "seen_since_withdrawal": n % 4 != 0,
                "failed_in_a_row": n % 3,
                "open_concerns": int(n % 13 == 0),
                "closing_asked": False,
                "worst_code": "child_last_seen",
                "worst_due_on": today() + timedelta(days=n % 300 - 20),
                "updated_at": now(),
            }
        )
    db.session.execute(Household.__table__.insert(), homes)  # type: ignore[attr-defined]
    db.session.execute(Child.__table__.insert(), children)  # type: ignore[attr-defined]
    db.session.execute(ChildState.__table__.insert(), states)  # type: ignore[attr-defined]
    commit()
