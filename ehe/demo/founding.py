"""The council itself as rows: its schools, its settings, its signed decision, and the people who sign in."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import insert, select

from ehe.access import passwords
from ehe.access.models import SettingRow, User
from ehe.core.base import db, new_uuid
from ehe.core.errors import Refused
from ehe.core.today import london
from ehe.demo import names
from ehe.demo.chaining import Waiting, waiting
from ehe.demo.council import LA_CODE, Council, DemoSchool, Staff
from ehe.demo.fates import LONGEST
from ehe.demo.making import Order
from ehe.demo.people import new_uuid as seeded_uuid
from ehe.escalations.models import SignedDecision
from ehe.facts import kinds
from ehe.facts.actors import Actor
from ehe.facts.kinds import Kind
from ehe.facts.recorded import Recorded
from ehe.schools.models import School
from ehe.schools.rules import CLOSED, OPEN, fold

PASSWORD = "invented-council"  # noqa: S105 - the demo's, printed by the command
# The setting that says: this register holds the invented council and no real child.
MARK = "demo"
# The day on which the council began with the register, before its first child.
BEFORE = timedelta(days=LONGEST + 30)
AUTHORITY = {
    "name": names.COUNCIL,
    "service": "Home education register",
    "team": "Elective home education team",
    "address": ["The Guildhall", "Lantern Row"],
    "town": "Aldermere",
    "postcode": "NM1 1AA",
    "phone": "01632 960100",
    "hours": "Monday to Friday, 9am to 5pm",
    "email": "home.education@aldermere.example",
    "website": "https://www.aldermere.example/home-education",
    "brand_colour": "#0b5563",
    "admissions": "www.aldermere.example/school-places, or telephone 01632 960101",
    "complaints": "www.aldermere.example/complaints, or write to the address above",
    "privacy_notice": "www.aldermere.example/privacy/home-education",
}
LAYOUT = "notify"


def found(council: Council, as_of: date) -> None:
    """Write people, schools, settings and the signed decision; what is there already stays."""
    add_people(council)
    held = set(db.session.scalars(select(School.urn)))
    rows = [_school(school, as_of) for school in council.schools if school.urn not in held]
    if rows:
        db.session.execute(insert(School), rows)
    for key, value in {"authority": AUTHORITY, "letter_layout": LAYOUT, MARK: {"as_of": as_of.isoformat()}}.items():
        db.session.merge(SettingRow(key=key, value=value))
    signed = _signature(as_of)
    row = SignedDecision(number=signed.number, director=signed.director, agreed_with=signed.agreed_with)
    row.signed_on, row.review_on, row.recorded_by = signed.signed_on, signed.review_on, council.head.uuid
    db.session.merge(row)
    db.session.flush()


def is_demo() -> bool:
    """Whether the register's children are the invented ones."""
    return db.session.get(SettingRow, MARK) is not None


def add_people(council: Council) -> None:
    """Add whoever is not there yet. All have the one password of the demo."""
    held: dict[str, str] = {uuid: email for uuid, email in db.session.execute(select(User.uuid, User.email))}  # noqa: C416
    missing = [staff for staff in council.staff if staff.uuid not in held]
    taken = {staff.email for staff in missing} & set(held.values())
    if taken:
        raise Refused("user_exists", f"Somebody else signs in as {min(taken)}, an address that the demo needs.")
    if missing:
        password = passwords.hashed(PASSWORD)
        db.session.execute(insert(User), [_user(staff, password) for staff in missing])


def _user(staff: Staff, password: str) -> dict[str, object]:
    return {
        "uuid": staff.uuid,
        "email": staff.email,
        "name": staff.name,
        "role": staff.role,
        "school_urn": staff.school_urn,
        "password": password,
        "fs_uniquifier": new_uuid(),
    }


def facts_of(council: Council, order: Order) -> Iterator[Waiting]:
    """Facts about no child: the settings chosen, the standing decision signed, who was away."""
    rng = Random(f"{order.seed} council")  # noqa: S311 - invented people, not secrets
    start = london(order.as_of, time(9)) - BEFORE
    administrator = Actor("other", council.others[-1].uuid)
    facts: list[tuple[datetime, Actor, Kind]] = [
        (start, administrator, kinds.SettingChanged(key="authority", value=AUTHORITY)),
        (start, administrator, kinds.SettingChanged(key="letter_layout", value=LAYOUT)),
        (start, council.head.actor, _signature(order.as_of)),
    ]
    facts += [(london(day, time(9)), council.managers[0].actor, away) for day, away in council.away]
    recorded = (Recorded(seeded_uuid(rng), n, at.date(), at, by, (), fact) for n, (at, by, fact) in enumerate(facts, 1))
    return waiting(recorded, number=-1, everyone=(), recorded_by={}, rng=rng, key=order.key, dialect=order.dialect)


def _signature(as_of: date) -> kinds.StandingDecisionSigned:
    return kinds.StandingDecisionSigned(
        number=1,
        director="Director of children’s services",
        agreed_with="Assistant director, children’s social care",
        signed_on=as_of - BEFORE,
        review_on=as_of + timedelta(days=240),
    )


def _school(school: DemoSchool, as_of: date) -> dict[str, object]:
    rng = Random(school.urn)  # noqa: S311 - invented people, not secrets
    low, high = {"Primary": (4, 11), "Secondary": (11, 16)}.get(school.phase, (4, 16))
    return {
        "urn": school.urn,
        "name": school.name,
        "name_folded": fold(school.name),
        "la_code": LA_CODE,
        "la_name": names.COUNCIL.removesuffix(" Council"),
        "establishment_number": school.number,
        "type_code": school.type_code,
        "type_name": school.type_name,
        "phase": school.phase if school.phase != "Special" else "Not applicable",
        "status": CLOSED if school.closed_on else OPEN,
        "opened_on": date(1996, 9, 1),
        "closed_on": school.closed_on,
        "reason_closed": "Result of Amalgamation/Merger" if school.closed_on else None,
        "successor_urn": school.successor_urn,
        "succeeded_on": school.closed_on,
        "low_age": low,
        "high_age": high,
        "street": f"{rng.randint(1, 90)} {rng.choice(names.STREETS)}",
        "town": rng.choice(names.TOWNS),
        "postcode": names.postcode(rng),
        "telephone": f"01632 960{rng.randrange(1000):03d}",
        "head_title": rng.choice(("Mr", "Ms", "Mrs", "Dr")),
        "head_first_name": rng.choice(names.GIRLS[:40]),
        "head_last_name": rng.choice(names.FAMILIES[:55]),
        "last_changed_on": as_of,
    }
