"""A life played in memory is what the real door and the real sweep would have made of the same facts."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from ehe import tables
from ehe.clocks.counting import england
from ehe.clocks.services import ahead_of, record
from ehe.core import today
from ehe.core.commit import unit_of_work
from ehe.core.today import london_day
from ehe.demo.council import council
from ehe.demo.fates import fate, sizes
from ehe.demo.making import Order, play
from ehe.demo.rows import COLUMNS, rows_of
from ehe.demo.showcase import present
from ehe.demo.story import Story
from ehe.escalations.sweep import sweep
from ehe.facts import kinds, ledger
from ehe.facts.models import FactRow
from ehe.facts.recorded import Recorded
from ehe.facts.services import record_about_nobody
from ehe.register.models import Child, Household

AS_OF = date(2027, 1, 11)
CHILDREN = 300
SIZES = sizes(Random("1 sizes"), CHILDREN)
NAMES = {one.name: number for number in reversed(range(len(SIZES))) if (one := present(number, len(SIZES))) is not None}
# Ordinary households whose first notice is not long ago: they take less time to live.
SHORT = [
    number
    for number, size in enumerate(SIZES)
    if present(number, len(SIZES)) is None
    and (AS_OF - fate(Random(f"1 {AS_OF} {number}"), size, AS_OF, england()).start).days in range(20, 120)
]
# What differs by nature: random references, row numbers, the time of writing.
LEFT_OUT = {"uuid", "reference", "updated_at", "created_at", "id", "clock_id"}


def played(number: int) -> Story:
    order = Order(
        children=CHILDREN, households=len(SIZES), seed=1, as_of=AS_OF, policy="england", key="k" * 32,
        dialect="sqlite", signed=frozenset({1}),
    )  # fmt: skip
    return play(order, number, sum(SIZES[:number]), SIZES[number])


def plant(db: SQLAlchemy, story: Story) -> None:
    """The household before its first fact, and who was away."""
    whole = council(CHILDREN, AS_OF)
    with unit_of_work():
        for day, away in whole.away:
            at = today.london(day, today.datetime.min.time().replace(hour=9))
            record_about_nobody(away, by=whole.managers[0].actor, at=at)
        db.session.add(Household(uuid=story.family.uuid))
        db.session.flush()
        for child in story.family.children:
            row = Child(uuid=child.uuid, reference=child.reference, household_uuid=story.family.uuid, place=child.place)
            row.first_name, row.last_name, row.born_on = child.first_name, child.last_name, child.fate.born_on
            row.school_name = child.school.name if child.school else None
            db.session.add(row)


def by_people(story: Story) -> list[Recorded]:
    """The facts that somebody brought: not the register's own, and not a concern that a notice carried."""
    found: list[Recorded] = []
    for f, after in zip(story.life.facts, [*story.life.facts[1:], None], strict=True):
        carried = after is not None and (ahead := ahead_of(after.fact)) is not None and ahead == f.fact
        if f.kind not in kinds.SYSTEM_KINDS and not carried:
            found.append(f)
    return found


def live(story: Story) -> None:
    """Bring the facts to the door at their times, and sweep every day."""
    moments: list[tuple[Any, int, int, Recorded | None]] = []
    moments += [(f.at, 0, n, f) for n, f in enumerate(by_people(story))]
    day = london_day(story.life.facts[0].at)
    while day < AS_OF:
        moments.append((story.life.sweep_at(day), 1, 0, None))
        day += timedelta(days=1)
    for at, _, _, f in sorted(moments, key=lambda moment: moment[:3]):
        with today.at(at):
            if f is None:
                sweep(every_decision_signed=True)
            else:
                writer = story.life.recorded_by.get(f.uuid)
                with unit_of_work():
                    record(f.fact, children=f.children, by=f.by, at=f.at, recorded_by=writer)


def in_tables(db: SQLAlchemy, story: Story, table: str) -> list[tuple[Any, ...]]:
    found = db.metadata.tables[table]
    columns = [found.c[name] for name in COLUMNS[table] if name not in LEFT_OUT]
    query = select(*columns)
    if table == "step":
        clock = db.metadata.tables["clock"]
        query = query.add_columns(clock.c.cycle).join(clock, clock.c.id == found.c.clock_id)
    elif table == "entry":
        query = query.where(found.c.child_uuid.in_([child.uuid for child in story.family.children]))
    return sorted((tuple(row) for row in db.session.execute(query)), key=repr)


def in_memory(story: Story, table: str) -> list[tuple[Any, ...]]:
    rows = [row for name, row in rows_of(story) if name == table]
    kept = [n for n, name in enumerate(COLUMNS[table]) if name not in LEFT_OUT]
    if table == "step":
        cycles = {n: line.running.cycle for n, line in enumerate(story.life.book.lines)}
        return sorted(((*(row[n] for n in kept), cycles[row[0]]) for row in rows), key=repr)
    return sorted((tuple(row[n] for n in kept) for row in rows), key=repr)


@pytest.mark.parametrize(
    "number",
    [
        *(
            pytest.param(NAMES[name], id=name)
            for name in (
                "under the standing decision", "restricted", "nobody answers", "two sources worry", "missing and not looked for",
                "a declined visit accepted", "a closing to agree", "new and red", "a letter came back",
            )
        ),
        *SHORT[:4],
    ],
)  # fmt: skip
def test_the_same_facts_brought_to_the_door_give_the_same_rows(
    db: SQLAlchemy, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    assert tables.clocks
    story = played(number)
    life = story.life
    plant(db, story)
    uuids = iter([f.uuid for f in life.facts])
    monkeypatch.setattr(ledger, "new_uuid", lambda: next(uuids))
    live(story)

    rows = db.session.scalars(select(FactRow).where(FactRow.kind != "officer_away").order_by(FactRow.seq)).all()
    told = [(row.uuid, row.kind, row.at, row.by, row.payload) for row in rows]
    assert told == [(f.uuid, f.kind, f.at, f.by.word, kinds.payload_of(f.fact)) for f in life.facts]
    for table in ("entry", "child_state", "clock", "step", "message", "referral", "household"):
        assert in_tables(db, story, table) == in_memory(story, table), table
