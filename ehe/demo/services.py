"""Loading the invented council into an empty register, and how to sign in to it."""

import gc
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import ParamSpec, TypeVar

from flask import current_app
from sqlalchemy import Connection, Table, func, select, text

from ehe.clocks.counting import england
from ehe.clocks.models import ClockRow
from ehe.core.base import db
from ehe.core.errors import Refused
from ehe.core.settings import current
from ehe.demo import founding
from ehe.demo.bulk import Dialect, indexed_afterwards, shifted, write
from ehe.demo.chaining import End, WaitingRoom, by_month, write_facts
from ehe.demo.council import council
from ehe.demo.fates import LONGEST, sizes
from ehe.demo.founding import PASSWORD
from ehe.demo.making import Made, Order, batches, begin_process, make
from ehe.demo.rows import COLUMNS
from ehe.facts import chain
from ehe.facts.models import ChainHead, FactRow
from ehe.register.models import Child

SMALL = 300
MOST = 1_000_000
BATCH = 150
# Up to so many households, starting other processes costs more than it brings.
ALONE = 700
PROCESSES = 2

P = ParamSpec("P")
T = TypeVar("T")


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
    """Someone to be in the demo."""

    role: str
    name: str
    email: str
    password: str = PASSWORD


def is_empty() -> bool:
    """Whether the register holds no child."""
    return db.session.scalar(select(Child.uuid).limit(1)) is None


def load(children: int, seed: int, as_of: date) -> Loaded:
    """Load a council of so many children as it stands on the morning of a day, before that day's first sweep.

    Refused when the register holds a child (`register_not_empty`), and for a number or a day that cannot be.
    """
    began = time.monotonic()
    _check(children, as_of)
    connection = db.session.connection()
    # Two who load at once wait for each other here, and the second finds children.
    head = db.session.scalar(select(ChainHead).where(ChainHead.id == 1).with_for_update())
    if not is_empty():
        raise Refused("register_not_empty", "The register holds children already, so no invented ones were added.")
    if head is None:
        raise Refused("no_chain", "The register has no chain of facts yet: run `ehe db upgrade`.")
    whole = council(children, as_of)
    founding.found(whole, as_of)
    all_sizes = sizes(Random(f"{seed} sizes"), children)  # noqa: S311 - invented people, not secrets
    order = Order(
        children=children,
        households=len(all_sizes),
        seed=seed,
        as_of=as_of,
        policy=current_app.config.get("EHE_POLICY", "england"),
        key=current().ledger_key,
        dialect=_dialect(connection),
        signed=frozenset({1}),
    )
    before = db.session.scalar(select(func.max(FactRow.seq))) or 0
    with tempfile.TemporaryDirectory(prefix="ehe-demo-") as folder, _in_bulk(connection), _workers(order) as workers:
        room = WaitingRoom(Path(folder))
        room.add(by_month(founding.facts_of(whole, order)))
        with indexed_afterwards(connection, _tables(order)):
            clocks = _write_households(connection, workers, order, all_sizes, room)
            after = End(before, head.position, head.link)
            end = write_facts(connection, workers, room, key=order.key, after=after)
        head.position, head.link, head.seal = end.position, end.link, chain.seal(order.key, end.position, end.link)
        db.session.flush()
        _settle(connection)
    return Loaded(
        children=children,
        households=len(all_sizes),
        facts=end.seq - before,
        clocks=clocks,
        schools=len(whole.schools),
        users=len(whole.staff),
        seconds=round(time.monotonic() - began, 1),
    )


def _check(children: int, as_of: date) -> None:
    calendar = england()
    # Room for five years before it, and for duties that fall due a year and more after it.
    first, last = calendar.first + timedelta(days=LONGEST + 400), calendar.last - timedelta(days=550)
    if not 1 <= children <= MOST:
        raise Refused("number_of_children", f"A council has from 1 to {MOST:,} children.")
    if not first <= as_of <= last:
        raise Refused("outside_calendar", f"The council can stand on any day from {first} to {last}, not on {as_of}.")


def _dialect(connection: Connection) -> Dialect:
    return "sqlite" if connection.dialect.name == "sqlite" else "postgresql"


@contextmanager
def _in_bulk(connection: Connection) -> Iterator[None]:
    """More memory for SQLite's pages while it takes so many rows in no order; no search for garbage meanwhile."""
    sqlite, collecting = _dialect(connection) == "sqlite", gc.isenabled()
    gc.disable()
    if sqlite:
        connection.exec_driver_sql("PRAGMA cache_size=-400000")
    try:
        yield
    finally:
        if collecting:
            gc.enable()
    if sqlite:
        connection.exec_driver_sql("PRAGMA cache_size=-2000")


def _tables(order: Order) -> list[Table]:
    """The tables whose indexes are made afterwards: none for a small council, which others may be looking at."""
    named = (*COLUMNS, "fact", "fact_child") if order.households > ALONE else ()
    return [db.metadata.tables[name] for name in named]


def _settle(connection: Connection) -> None:
    """Numbers that were given by hand are used up, and the planner learns what is there."""
    if _dialect(connection) == "postgresql":
        for table, column, last in (
            ("fact", "seq", select(func.max(FactRow.seq))),
            ("clock", "id", select(func.max(ClockRow.id))),
        ):
            given = connection.scalar(last)
            if given:
                sequence = func.pg_get_serial_sequence(table, column)
                connection.execute(select(func.setval(sequence, given)))
    connection.execute(text("ANALYZE"))


class _Here(Executor):
    """This process, as one to submit work to."""

    def submit(self, work: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> Future[T]:
        done: Future[T] = Future()
        done.set_result(work(*args, **named))
        return done


@contextmanager
def _workers(order: Order) -> Iterator[Executor]:
    if order.households <= ALONE:
        yield _Here()
        return
    # From a fresh process: a copy of this one would share its connection to the database.
    context = get_context("forkserver")
    context.set_forkserver_preload([make.__module__])
    with ProcessPoolExecutor(PROCESSES, mp_context=context, initializer=begin_process) as pool:
        yield pool


def _write_households(
    connection: Connection, workers: Executor, order: Order, all_sizes: list[int], room: WaitingRoom
) -> int:
    """Write batch after batch in their order, while the next are being made. Returns how many clocks there are."""
    first = clocks = (connection.scalar(select(func.max(ClockRow.id))) or 0) + 1
    for batch in _made(workers, order, all_sizes):
        room.add(batch.months)
        for table, columns in COLUMNS.items():
            numbered = batch.shifted.get(table)
            rows = shifted(numbered, clocks) if numbered else batch.rows.get(table, [])
            write(connection, table, columns, rows)
        clocks += batch.clocks
    return clocks - first


def _made(workers: Executor, order: Order, all_sizes: list[int]) -> Iterator[Made]:
    """The batches in their order; few are made ahead of those that are written."""
    ahead: deque[Future[Made]] = deque()
    for batch in batches(all_sizes, BATCH):
        ahead.append(workers.submit(make, order, batch))
        if len(ahead) > 2 * PROCESSES:
            yield ahead.popleft().result()
    while ahead:
        yield ahead.popleft().result()


# --- signing in -----------------------------------------------------------------------------------------


def ensure(as_of: date) -> list[SignIn]:
    """The small council if the register is empty, its people if they are missing. Returns how to sign in.

    Empty for a register with children of its own: nobody gets a password there that everybody knows.
    """
    if is_empty():
        load(SMALL, 1, as_of)
    elif founding.is_demo():
        founding.add_people(council(SMALL, as_of))
    else:
        return []
    return sign_ins(as_of)


def sign_ins(as_of: date) -> list[SignIn]:
    """One person for each thing that can be done; they are the same in a council of any size."""
    whole = council(SMALL, as_of)
    chosen = (
        ("Officer", whole.officers[0]),
        ("Manager", whole.managers[0]),
        ("Head of service", whole.head),
        ("Director’s safeguarding lead", whole.lead),
        ("School", whole.offices[0]),
        ("Children’s social care", whole.social_workers[0]),
        ("Auditor", whole.others[0]),
        ("Administrator", whole.others[1]),
    )
    return [SignIn(role, staff.name, staff.email) for role, staff in chosen]
