"""What a telling is made of, and the table of who tells which kind. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ehe.clocks.words import plain as day
from ehe.facts.kinds import Kind, payload_of
from ehe.register import words as w


@dataclass(frozen=True)
class Line:
    """A line below the title. `own` marks words that somebody wrote or said: they are shown exactly."""

    label: str
    text: str
    own: bool = False


@dataclass(frozen=True)
class Told:
    title: str
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Book:
    """What people, children and clocks are called."""

    people: Mapping[str, str] = field(default_factory=dict)
    children: Mapping[str, str] = field(default_factory=dict)
    clocks: Mapping[str, str] = field(default_factory=dict)

    def person(self, word: str | None) -> str:
        return self.people.get(word or "", w.plain(word or "not known"))

    def child(self, uuid: str) -> str:
        return self.children.get(uuid, "a child of the household")

    def clock(self, code: str) -> str:
        return self.clocks.get(code, w.plain(code))


Tell = Callable[[Any, Book], Told]
_tell: dict[str, Tell] = {}


def tell(fact: Kind, book: Book) -> Told:
    """What this fact says."""
    return _tell.get(fact.kind, _plainly)(fact, book)


def _plainly(fact: Kind, _book: Book) -> Told:
    """A kind newer than its words is shown all the same: a page without an entry would be a gap in the history."""
    return Told(w.plain(fact.kind), tuple(Line(w.plain(name), str(said)) for name, said in payload_of(fact).items()))


def told_kinds() -> set[str]:
    return set(_tell)


def of(*facts: type[Kind]) -> Callable[[Tell], Tell]:
    def keep(teller: Tell) -> Tell:
        for fact in facts:
            _tell[fact.kind] = teller
        return teller

    return keep


def told(title: str, *lines: Line | None) -> Told:
    return Told(title, tuple(line for line in lines if line))


def line(label: str, text: object) -> Line | None:
    """A line, unless there is nothing to say."""
    if text is None or text == "" or text == []:
        return None
    if isinstance(text, bool):
        return Line(label, "Yes" if text else "No")
    return Line(label, day(text) if isinstance(text, date) else str(text))


def own(label: str, text: str | None) -> Line | None:
    return Line(label, text, own=True) if text else None


def listed(label: str, items: object) -> Line | None:
    return line(label, "; ".join(str(item) for item in items) if isinstance(items, list | tuple) else None)
