"""The facts of all households in the order they were written, chained in one pass.

Facts come household by household and are chained by time, so they wait in one file a month: however
many there are, only one month is held at once.
"""

import pickle
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection

from ehe.demo.bulk import Dialect, Ready, joined, ready, write
from ehe.facts import chain
from ehe.facts.kinds import payload_of
from ehe.facts.recorded import Recorded

FACT = (
    "seq", "position", "link", "uuid", "kind", "on", "at", "recorded_at", "by", "by_role", "recorded_by", "payload",
    "salt", "content_digest",
)  # fmt: skip
FACT_CHILD = ("fact_seq", "child", "relation", "place")

# When, whose (by number), which of theirs; then what goes into the chain and onto the rows.
Waiting = tuple[str, int, int, tuple[Any, ...], Ready, list[Ready]]
Months = dict[str, bytes]


def waiting(
    facts: Iterable[Recorded],
    *,
    number: int,
    everyone: Sequence[str],
    recorded_by: dict[str, str],
    rng: Random,
    key: str,
    dialect: Dialect,
) -> Iterator[Waiting]:
    """A household's facts, ready but for their place. They were written down when they happened."""
    for f in facts:
        payload, salt = payload_of(f.fact), f"{rng.getrandbits(128):032x}"
        digest = chain.content_digest(key, salt, payload)
        pairs = [(child, "about") for child in f.children]
        pairs += [(child, "household") for child in everyone if child not in f.children and f.children]
        writer, on, at = recorded_by.get(f.uuid, f.by.word), f.on.isoformat(), f.at.isoformat()
        links = (f.uuid, f.kind, on, at, at, f.by.word, f.by.role, writer, None, tuple(pairs), digest)
        row = (f.uuid, f.kind, f.on, f.at, f.at, f.by.word, f.by.role, writer, payload, salt, digest)
        children = [ready((*pair, place), dialect) for place, pair in enumerate(pairs)]
        yield at, number, f.seq, links, ready(row, dialect), children


def by_month(facts: Iterable[Waiting]) -> Months:
    """The facts of each month, packed for the file they wait in."""
    found: dict[str, list[Waiting]] = defaultdict(list)
    for fact in facts:
        found[fact[0][:7]].append(fact)
    return {month: pickle.dumps(rows, pickle.HIGHEST_PROTOCOL) for month, rows in found.items()}


class WaitingRoom:
    """One file a month in a folder that is thrown away afterwards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._months: set[str] = set()

    def add(self, months: Months) -> None:
        for month, packed in months.items():
            self._months.add(month)
            with (self.folder / month).open("ab") as file:
                file.write(packed)

    def files(self) -> list[Path]:
        """The months in their order."""
        return [self.folder / month for month in sorted(self._months)]


@dataclass(frozen=True)
class End:
    """Where the ledger and its chain end."""

    seq: int
    position: int
    link: str


@dataclass(frozen=True)
class Chained:
    """A month's facts, ready to be written, and where the chain ends with them."""

    facts: list[Ready]
    children: list[Ready]
    end: End


def chain_month(file: Path, key: str, after: End) -> Chained:
    """Put a month's facts in the order of their instants and tie them to the chain."""
    rows: list[Waiting] = []
    size = file.stat().st_size
    with file.open("rb") as packed:
        while packed.tell() < size:
            rows += pickle.load(packed)  # noqa: S301 - our own file, written a moment ago
    rows.sort(key=lambda row: row[:3])
    facts: list[Ready] = []
    children: list[Ready] = []
    seq, position, previous = after.seq, after.position, after.link
    for _, _, _, links, row, others in rows:
        seq, position = seq + 1, position + 1
        previous = chain.link(key, previous, position, chain.Links(*links))
        facts.append(joined((seq, position, previous), row))
        children += [joined((seq,), other) for other in others]
    return Chained(facts, children, End(seq, position, previous))


def write_facts(connection: Connection, workers: Executor, room: WaitingRoom, *, key: str, after: End) -> End:
    """Chain and write month after month: one is written while the next is being chained."""
    end = after
    ahead: Future[Chained] | None = None
    for file in [*room.files(), None]:
        done = ahead.result() if ahead else None
        end = done.end if done else end
        ahead = workers.submit(chain_month, file, key, end) if file else None
        if done:
            write(connection, "fact", FACT, done.facts)
            write(connection, "fact_child", FACT_CHILD, done.children)
    return end
