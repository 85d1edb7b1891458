"""Making households, a batch at a time, in this process or in others. The same seed and day give the same rows."""

import gc
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from random import Random

from ehe.clocks.counting import england
from ehe.clocks.policy import load
from ehe.core.today import london
from ehe.demo.bulk import Dialect, Ready, ready
from ehe.demo.chaining import Months, Waiting, by_month, waiting
from ehe.demo.council import Council, council
from ehe.demo.fates import fate
from ehe.demo.habits.family import begin
from ehe.demo.life import Life, World
from ehe.demo.people import family, reference
from ehe.demo.rows import SHIFTED, rows_of
from ehe.demo.showcase import present
from ehe.demo.story import Story
from ehe.demo.tidy import tidy


@dataclass(frozen=True)
class Order:
    """What is to be made."""

    children: int
    households: int
    seed: int
    as_of: date
    policy: str
    key: str = field(repr=False)
    dialect: Dialect
    signed: frozenset[int]


@dataclass(frozen=True)
class Batch:
    """Households with their sizes; `first` and `first_child` are the numbers of the first of each among all."""

    first: int
    first_child: int
    sizes: tuple[int, ...]


@dataclass
class Made:
    """A batch's rows, ready to be written, and its facts, waiting to be chained.

    The rows of clocks and steps stand apart: their clock's number counts within the batch.
    """

    rows: dict[str, list[Ready]]
    shifted: dict[str, list[tuple[int, Ready]]]
    clocks: int
    months: Months


def begin_process() -> None:
    """A process that only makes households: nothing it makes refers in circles, so no garbage is looked for."""
    gc.disable()


def batches(sizes: Sequence[int], of: int) -> Iterator[Batch]:
    child = 0
    for first in range(0, len(sizes), of):
        some = tuple(sizes[first : first + of])
        yield Batch(first, child, some)
        child += sum(some)


@lru_cache(maxsize=1)
def _world(order: Order) -> tuple[World, Council]:
    made = council(order.children, order.as_of)
    until = london(order.as_of, datetime.min.time())
    return World(load(order.policy), england(), made.leave, order.signed, until), made


def make(order: Order, batch: Batch) -> Made:
    """Play the lives of a batch of households."""
    rows: dict[str, list[Ready]] = defaultdict(list)
    shifted: dict[str, list[tuple[int, Ready]]] = defaultdict(list)
    facts: list[Waiting] = []
    clocks, child = 0, batch.first_child
    for number, size in enumerate(batch.sizes, batch.first):
        story = play(order, number, child, size)
        tidy(story)
        for table, row in rows_of(story):
            if table in SHIFTED:
                shifted[table].append((row[0] + clocks, ready(row[1:], order.dialect)))
            else:
                rows[table].append(ready(row, order.dialect))
        facts += waiting(
            story.life.facts,
            number=number,
            everyone=[one.uuid for one in story.family.children],
            recorded_by=story.life.recorded_by,
            rng=story.rng,
            key=order.key,
            dialect=order.dialect,
        )
        clocks += len(story.life.book.lines)
        child += size
    return Made(dict(rows), dict(shifted), clocks, by_month(facts))


def play(order: Order, number: int, first_child: int, size: int) -> Story:
    """One household's life, from its own seed: it does not matter which process plays it."""
    rng = Random(f"{order.seed} {order.as_of} {number}")  # noqa: S311 - invented people, not secrets
    world, whole = _world(order)
    special = present(number, order.households)
    fates = special.fate if special else fate
    fated = fates(rng, size, order.as_of, world.calendar)
    people = family(rng, fated, whole, first_number=first_child, seed=order.seed)
    life = Life(
        people.uuid,
        [child.member for child in people.children],
        world,
        rng,
        lambda n: reference("R", first_child * 32 + n, order.seed),
    )
    story = Story(people, life, whole, rng, missing=fated.missing)
    if special:
        special.prepare(story)
    begin(story, number=first_child, seed=order.seed)
    life.run()
    story.rest()
    return story
