"""Loading the invented council into an empty register, and the people who sign in to it."""

import tempfile
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random

from flask import current_app
from sqlalchemy import Connection, func, insert, select, text

from ehe.access import passwords
from ehe.access.models import SettingRow, User
from ehe.clocks.counting import england
from ehe.core.base import db, new_uuid
from ehe.core.errors import Refused
from ehe.core.settings import current
from ehe.core.today import london
from ehe.demo import names
from ehe.demo.bulk import Dialect, shifted, write
from ehe.demo.chaining import WaitingRoom, by_month, waiting, write_facts
from ehe.demo.council import LA_CODE, Council, DemoSchool, Staff, council
from ehe.demo.fates import LONGEST, sizes
from ehe.demo.making import Made, Order, batches, make
from ehe.demo.people import new_uuid as seeded_uuid
from ehe.demo.rows import COLUMNS, SHIFTED
from ehe.escalations.models import SignedDecision
from ehe.facts import chain, kinds
from ehe.facts.actors import Actor
from ehe.facts.models import ChainHead, FactRow
from ehe.facts.recorded import Recorded
from ehe.register.models import Child
from ehe.schools.models import School
from ehe.schools.rules import CLOSED, OPEN, fold

PASSWORD = "invented-council"  # noqa: S105 - the demo's, printed by the command
SMALL = 300
MOST = 1_000_000
BATCH = 150
# Below this many households, starting other processes costs more than it brings.
ALONE = 700
PROCESSES = 2
MARK = "demo"
LETTERS = {"letter_layout": "notify"}
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


@dataclass(frozen=True)
class Loaded:
    """What was loaded, by number."""

    children: int
    households: int
    facts: int
    clocks: int
    schools: int
    users: int
    seconds: float

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


@dataclass(frozen=True)
class SignIn:
    role: str
    name: str
    email: str


def is_empty() -> bool:
    return db.session.scalar(select(Child.uuid).limit(1)) is None


def load(children: int, seed: int, as_of: date) -> Loaded:
    """Load a council of so many children as it stands on the morning of a day, before that day's first sweep.

    Refused when the register holds a child: `register_not_empty`; and for a number or a day that cannot be.
    """
    began = time.monotonic()
    _check(children, as_of)
    connection = db.session.connection()
    head = db.session.scalar(select(ChainHead).where(ChainHead.id == 1).with_for_update())
    if not is_empty():
        raise Refused("register_not_empty", "The register holds children already, so no invented ones were added.")
    if head is None:
        raise Refused("no_chain", "The register has no chain of facts yet: run `ehe db upgrade`.")
    made, key = council(children, as_of), current().ledger_key
    _people(made)
    _place(made, as_of)
    all_sizes = sizes(Random(f"{seed} sizes"), children)  # noqa: S311 - invented people, not secrets
    dialect: Dialect = "sqlite" if connection.dialect.name == "sqlite" else "postgresql"
    order = Order(
        children=children,
        households=len(all_sizes),
        seed=seed,
        as_of=as_of,
        policy=current_app.config.get("EHE_POLICY", "england"),
        key=key,
        dialect=dialect,
        signed=frozenset({1}),
    )
    with tempfile.TemporaryDirectory(prefix="ehe-demo-") as folder, _room(connection):
        room = WaitingRoom(Path(folder))
        room.add(by_month(_of_the_council(made, order)))
        clocks = _write_households(connection, order, all_sizes, room)
        seq = db.session.scalar(select(func.max(FactRow.seq))) or 0
        first = seq
        seq, head.position, head.link = write_facts(
            connection, room.in_order(), key=key, seq=seq, position=head.position, previous=head.link
        )
        head.seal = chain.seal(key, head.position, head.link)
    _settle(connection)
    db.session.flush()
    return Loaded(
        children=children,
        households=len(all_sizes),
        facts=seq - first,
        clocks=clocks,
        schools=len(made.schools),
        users=len(made.staff),
        seconds=round(time.monotonic() - began, 1),
    )


def _check(children: int, as_of: date) -> None:
    calendar = england()
    first = calendar.first + timedelta(days=LONGEST + 400)
    last = calendar.last - timedelta(days=550)
    if not 1 <= children <= MOST:
        raise Refused("number_of_children", f"A council has from 1 to {MOST:,} children.")
    if not first <= as_of <= last:
        raise Refused("outside_calendar", f"The demo can stand on any day from {first} to {last}, not on {as_of}.")


@contextmanager
def _room(connection: Connection) -> Iterator[None]:
    """More memory for SQLite's pages while it takes so many rows in no order."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA cache_size=-400000")
    yield
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA cache_size=-2000")


def _settle(connection: Connection) -> None:
    """Numbers that were given by hand are used up; the planner learns what is there."""
    if connection.dialect.name == "postgresql":
        for table, column in (("fact", "seq"), ("clock", "id")):
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), max({column}))"  # noqa: S608
                    f" FROM {table} HAVING count(*) > 0"
                )
            )
    connection.exec_driver_sql("ANALYZE")


# --- households -----------------------------------------------------------------------------------------


def _write_households(connection: Connection, order: Order, all_sizes: list[int], room: WaitingRoom) -> int:
    """Write batch after batch in their order, while the next are being made. Returns how many clocks there are."""
    clocks = connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM clock").scalar_one() + 1
    first = int(clocks)
    for batch in _made(order, all_sizes):
        room.add(batch.months)
        for table, columns in COLUMNS.items():
            rows = batch.rows.get(table, [])
            if table in SHIFTED:
                rows = [shifted(row, clocks) for row in rows]
            write(connection, table, columns, rows)
        clocks += batch.clocks
    return int(clocks) - first


def _made(order: Order, all_sizes: list[int]) -> Iterator[Made]:
    work = batches(all_sizes, BATCH)
    if len(all_sizes) <= ALONE:
        yield from (make(order, batch) for batch in work)
        return
    # Fresh processes: a copy of this one would share its connection to the database.
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        waiting_for: deque[Future[Made]] = deque()
        for batch in work:
            waiting_for.append(pool.submit(make, order, batch))
            if len(waiting_for) > 2 * PROCESSES:
                yield waiting_for.popleft().result()
        while waiting_for:
            yield waiting_for.popleft().result()


# --- the council itself -----------------------------------------------------------------------------------


def _of_the_council(made: Council, order: Order) -> Iterator[tuple]:  # type: ignore[type-arg]
    """Facts about no child: the settings chosen, the standing decision signed, who was away."""
    rng = Random(f"{order.seed} council")  # noqa: S311 - invented people, not secrets
    start = london(order.as_of, datetime.min.time()) - timedelta(days=LONGEST + 30)
    administrator = Actor("other", made.others[-1].uuid)
    facts = [
        (start, administrator, kinds.SettingChanged(key="authority", value=AUTHORITY)),
        (start, administrator, kinds.SettingChanged(key="letter_layout", value="notify")),
        (start, made.head.actor, _signature(order.as_of)),
    ]
    for day, fact in made.away:
        facts.append((london(day, datetime.min.time().replace(hour=9)), made.managers[0].actor, fact))
    recorded = (Recorded(seeded_uuid(rng), n, at.date(), at, by, (), fact) for n, (at, by, fact) in enumerate(facts, 1))
    return waiting(recorded, number=-1, everyone=(), recorded_by={}, rng=rng, key=order.key, dialect=order.dialect)


def _signature(as_of: date) -> kinds.StandingDecisionSigned:
    return kinds.StandingDecisionSigned(
        number=1,
        director="Director of children’s services",
        agreed_with="Assistant director, children’s social care",
        signed_on=as_of - timedelta(days=LONGEST + 30),
        review_on=as_of + timedelta(days=240),
    )


def _place(made: Council, as_of: date) -> None:
    """Schools, settings and the signed decision."""
    db.session.execute(insert(School), [_school(school, as_of) for school in made.schools])
    for key, value in {"authority": AUTHORITY, "letter_layout": "notify", MARK: {"as_of": as_of.isoformat()}}.items():
        db.session.merge(SettingRow(key=key, value=value))
    signed = _signature(as_of)
    db.session.merge(
        SignedDecision(
            number=signed.number,
            director=signed.director,
            agreed_with=signed.agreed_with,
            signed_on=signed.signed_on,
            review_on=signed.review_on,
            recorded_by=made.head.uuid,
        )
    )
    db.session.flush()


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


# --- people who sign in -------------------------------------------------------------------------------------


def _people(made: Council) -> None:
    """Add whoever is not there yet. All have the one password of the demo."""
    held = set(db.session.scalars(select(User.uuid)))
    emails = set(db.session.scalars(select(User.email)))
    missing = [staff for staff in made.staff if staff.uuid not in held and staff.email not in emails]
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


def ensure(as_of: date) -> list[SignIn]:
    """The small council if the register is empty, its people if they are missing. Returns one sign-in a role.

    Empty for a register with children of its own: nobody gets a password there that everybody knows.
    """
    if is_empty():
        load(SMALL, 1, as_of)
    elif db.session.get(SettingRow, MARK) is None:
        return []
    small = council(SMALL, as_of)
    _people(small)
    return sign_ins(as_of)


def sign_ins(as_of: date) -> list[SignIn]:
    """One person for each thing that can be done; they are the same in a council of any size."""
    made = council(SMALL, as_of)
    chosen = (
        ("Officer", made.officers[0]),
        ("Manager", made.managers[0]),
        ("Head of service", made.head),
        ("Director’s safeguarding lead", made.lead),
        ("School", made.offices[0]),
        ("Children’s social care", made.social_workers[0]),
        ("Auditor", made.others[0]),
        ("Administrator", made.others[1]),
    )
    return [SignIn(role, staff.name, staff.email) for role, staff in chosen]
