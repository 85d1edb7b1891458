"""The invented council: its schools, and the people who work for it or with it. Pure."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random

from ehe.demo import names
from ehe.facts.actors import Actor
from ehe.facts.kinds import OfficerAway
from ehe.register.rules import Absence, Absences

# A code that no authority has or had.
LA_CODE = "999"
FIRST_URN = 900001
PEOPLE = uuid.UUID("5d0c3c1e-6a0f-4b43-9d5e-0d6d6a1c9b77")

OFFICERS = (
    "Joanna Whitlock", "Imran Sattar", "Bethan Rowe", "Marcus Adeyemi", "Kirsty Lowther", "Dominik Nowak",
    "Harpreet Gill", "Sheila Marlow",
)  # fmt: skip


@dataclass(frozen=True)
class Staff:
    """Someone who signs in. The uuid follows from the address, so a fact's `by` is the same in every demo."""

    email: str
    name: str
    role: str
    school_urn: str | None = None

    @cached_property
    def uuid(self) -> str:
        return str(uuid.uuid5(PEOPLE, self.email))

    @property
    def actor(self) -> Actor:
        return Actor(self.role, self.uuid)  # type: ignore[arg-type]


@dataclass(frozen=True)
class DemoSchool:
    urn: int
    name: str
    phase: str
    number: str
    type_code: str
    type_name: str
    closed_on: date | None = None
    successor_urn: int | None = None

    @property
    def is_special(self) -> bool:
        return self.type_code == "7"

    @property
    def actor(self) -> Actor:
        return Actor("school", f"school:{self.urn}")


@dataclass(frozen=True)
class Council:
    schools: tuple[DemoSchool, ...]
    officers: tuple[Staff, ...]
    managers: tuple[Staff, ...]
    head: Staff
    lead: Staff
    social_workers: tuple[Staff, ...]
    offices: tuple[Staff, ...]
    others: tuple[Staff, ...]
    away: tuple[tuple[date, OfficerAway], ...]

    @property
    def staff(self) -> tuple[Staff, ...]:
        """Everyone who signs in."""
        return (*self.officers, *self.managers, self.head, self.lead, *self.social_workers, *self.offices, *self.others)

    @property
    def leave(self) -> Absences:
        return Absences(Absence(fact.officer, fact.from_ or on, fact.until, fact.cover) for on, fact in self.away)

    def school_for(self, rng: Random, age: int) -> DemoSchool:
        """A school that has children of this age."""
        pick = rng.random()
        phase = "Special" if pick < 0.03 else "Primary" if age < 11 else "Secondary"
        return rng.choice(self._by_phase[phase])

    @cached_property
    def _by_phase(self) -> dict[str, list[DemoSchool]]:
        found: dict[str, list[DemoSchool]] = {}
        for school in self.schools:
            if school.closed_on is None:
                found.setdefault(school.phase, []).append(school)
        return found

    def office_of(self, urn: int) -> Staff:
        """Who sends a school's notices."""
        return self.offices[urn - FIRST_URN]


def council(children: int, as_of: date) -> Council:
    """A council of the size that so many children need."""
    schools = _schools(children, as_of)
    officers = tuple(_officer(n) for n in range(max(4, min(80, children // 180))))
    managers = (
        Staff("manager@aldermere.example", "Ruth Calder", "manager"),
        Staff("manager2@aldermere.example", "Owen Prosser", "manager"),
    )
    return Council(
        schools=schools,
        officers=officers,
        managers=managers,
        head=Staff("head@aldermere.example", "Yvonne Achebe", "head_of_service"),
        # The director's safeguarding lead signs in with a head of service's rights.
        lead=Staff("lead@aldermere.example", "Graham Tolley (safeguarding lead)", "head_of_service"),
        social_workers=(
            Staff("social.care@aldermere.example", "Nadia Rahim", "social_care"),
            Staff("social.care2@aldermere.example", "Tom Ellery", "social_care"),
        ),
        offices=tuple(_office(n, school) for n, school in enumerate(schools)),
        others=(
            Staff("auditor@aldermere.example", "Peter Quill", "auditor"),
            Staff("administrator@aldermere.example", "Sam Oduya", "administrator"),
        ),
        away=_leave(officers, as_of),
    )


def _office(n: int, school: DemoSchool) -> Staff:
    email = "school@aldermere.example" if n == 0 else f"office.{school.urn}@aldermere.example"
    return Staff(email, f"Office, {school.name}", "school", str(school.urn))


def _officer(n: int) -> Staff:
    email = "officer@aldermere.example" if n == 0 else f"officer{n + 1}@aldermere.example"
    if n < len(OFFICERS):
        return Staff(email, OFFICERS[n], "officer")
    rng = Random(f"officer {n}")  # noqa: S311 - invented people, not secrets
    return Staff(email, f"{rng.choice(names.GIRLS[:40])} {rng.choice(names.FAMILIES[:55])}", "officer")


def _schools(children: int, as_of: date) -> tuple[DemoSchool, ...]:
    """About two primary schools to a secondary, a few special ones, and one that has closed into another."""
    made: list[DemoSchool] = []
    for n in range(max(12, min(2000, children // 40))):
        phase = "Special" if n % 12 == 11 else "Secondary" if n % 3 == 0 else "Primary"
        start = {"Primary": 2000, "Secondary": 4000, "Special": 7000}[phase]
        academy = n % 2 == 0 and phase != "Special"
        code, kind = ("7", "Community special school") if phase == "Special" else ("1", "Community school")
        if academy:
            code, kind = "34", "Academy converter"
        made.append(DemoSchool(FIRST_URN + n, _school_name(n, phase), phase, str(start + n), code, kind))
    closed = DemoSchool(
        FIRST_URN + len(made), "Old Ropewalk Junior School", "Primary", "2990", "1", "Community school",
        closed_on=as_of - timedelta(days=500), successor_urn=made[1].urn,
    )  # fmt: skip
    return (*made, closed)


def _school_name(n: int, phase: str) -> str:
    ending = {"Primary": "Primary School", "Secondary": "Academy" if n % 2 == 0 else "School", "Special": "School"}
    place = names.SCHOOL_NAMES[n % len(names.SCHOOL_NAMES)]
    again = n // len(names.SCHOOL_NAMES)
    town = "" if again == 0 else f", {names.TOWNS[again % len(names.TOWNS)]}" + (f" {again}" if again > 7 else "")
    return f"{place} {ending[phase]}{town}"


def _leave(officers: tuple[Staff, ...], as_of: date) -> tuple[tuple[date, OfficerAway], ...]:
    """Two weeks in the last year for each officer, with a colleague as cover; the last one is away just now."""
    made = []
    for n, officer in enumerate(officers):
        first = as_of - timedelta(days=60 + (n * 37) % 270)
        if n == len(officers) - 1:
            first = as_of - timedelta(days=3)
        cover = officers[(n + 1) % len(officers)].uuid
        away = OfficerAway(officer=officer.uuid, from_=first, until=first + timedelta(days=13), cover=cover)
        made.append((first - timedelta(days=7), away))
    return tuple(sorted(made, key=lambda line: line[0]))
