"""Which lines go into the window of an envelope, and which addresses cannot be posted to. Pure.

The rules are those of the print-and-post service and of the windows themselves: 3 to 7 lines, the
person first, the postcode alone and last. No line is ever dropped or cut: what does not fit is refused.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from ehe.core.errors import Refused
from ehe.printing.layouts import Layout

# Millimetres that a line of text takes at a size in points.
Measure = Callable[[str, float], float]

POSTCODE = re.compile(
    r"^(GIR0AA|[A-PR-UWYZ]([0-9]{1,2}|[A-HK-Y][0-9]([0-9]|[ABEHMNPRV-Y])?|[0-9][A-HJKPS-UW])[0-9][ABD-HJLNP-UW-Z]{2})$"
)
NOT_A_PLACE = re.compile(r"^(n\.?\s?f\.?\s?a\.?)$|no[\s-]+fixed[\s-]+(abode|address)", re.IGNORECASE)
TWO_PEOPLE = re.compile(r"\s(and|&|\+)\s|/", re.IGNORECASE)
BAD_START = tuple('@()=[]"\\/,<>~')
LETTER_OR_DIGIT = re.compile(r"[A-Za-z0-9]")
FEWEST_LINES = 3
# Nothing is as exact as it is drawn: a printer and a reader of addresses both need a little room.
SPARE_MM = 0.5
LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """Where post goes, as the record holds it: the lines above the town, the town, the postcode."""

    lines: tuple[str, ...]
    town: str
    postcode: str


@dataclass(frozen=True)
class AddressBlock:
    """The address as it is printed: its lines, and the size of its type in points."""

    lines: tuple[str, ...]
    points: float


def address_block(person: str, address: PostalAddress, layout: Layout, measure: Measure) -> AddressBlock:
    """The address in the largest type in which it fits; `Refused` says what to put right."""
    name, town = _tidy(person), _tidy(address.town)
    between = _between(address.lines, town)
    _refuse_no_place((name, *between, town))
    _refuse_incomplete(name, between, town)
    last = (town.upper(), postcode(address.postcode))
    _refuse_unacceptable((name, *between, *last))
    for points in layout.address_points:
        try:
            return AddressBlock(_lines(name, between, last, _Window(layout, points, measure)), points)
        except Refused as refused:
            why = refused
    raise why


@dataclass(frozen=True)
class _Window:
    """Where the address has to fit, at one size of type."""

    layout: Layout
    points: float
    measure: Measure

    def holds(self, line: str) -> bool:
        return self.measure(line, self.points) <= self.layout.address_width - SPARE_MM


def _lines(name: str, between: tuple[str, ...], last: tuple[str, ...], window: _Window) -> tuple[str, ...]:
    room = window.layout.address_lines - 1 - len(last)
    lines = (name, *_parted(_joined(between, room, window), room, window), *last)
    for line in lines:
        if not window.holds(line):
            raise Refused(
                "address_too_wide",
                f"This line of the address is too long for the window of the envelope: “{_short(line)}”. "
                "Shorten it in the record, or print the letter in another layout.",
            )
    return lines


def postcode(text: str) -> str:
    """A postcode in capitals with its one space."""
    bare = re.sub(r"\s", "", text).upper()
    if not bare:
        raise Refused("no_postcode", "The address has no postcode. Find it before a letter is sent.")
    if not POSTCODE.match(bare):
        raise Refused(
            "bad_postcode", f"“{_short(_tidy(text))}” is not a UK postcode. Check it before a letter is sent."
        )
    return f"{bare[:-3]} {bare[-3:]}"


def _tidy(text: str) -> str:
    """One line: single spaces, no comma or space at its end. What it says is not changed."""
    return " ".join(text.split()).rstrip(" ,")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def _between(lines: tuple[str, ...], town: str) -> tuple[str, ...]:
    """The lines between person and town; a town that stands there a second time is not printed twice."""
    kept = tuple(line for line in map(_tidy, lines) if line)
    return kept[:-1] if kept and kept[-1].casefold() == town.casefold() else kept


def _refuse_no_place(lines: tuple[str, ...]) -> None:
    if any(NOT_A_PLACE.search(line) for line in lines):
        raise Refused(
            "no_fixed_address",
            "There is no fixed address to post this letter to. Offer to hand it over in person, "
            "or to keep it for collection.",
        )


def _refuse_incomplete(name: str, between: tuple[str, ...], town: str) -> None:
    if not name:
        raise Refused("no_name", "A letter is to a named person, and the record has no name.")
    if TWO_PEOPLE.search(name):
        raise Refused(
            "two_people", f"A letter is to one person. “{_short(name)}” looks like two: write one letter to each."
        )
    if not between:
        raise Refused("no_street", "The address has no house or street line. Complete it before a letter is sent.")
    if not town:
        raise Refused("no_town", "The address has no post town. Complete it before a letter is sent.")


def _refuse_unacceptable(lines: tuple[str, ...]) -> None:
    for line in lines[:2]:
        if not LETTER_OR_DIGIT.search(line):
            raise Refused(
                "address_unreadable",
                f"The first two lines of an address need a letter from A to Z or a digit; “{_short(line)}” has none.",
            )
    for line in lines:
        if line.startswith(BAD_START):
            raise Refused(
                "address_bad_start",
                f"A line of the address begins with “{line[0]}”, which the post cannot read: “{_short(line)}”.",
            )


def _joined(lines: tuple[str, ...], most: int, window: _Window) -> tuple[str, ...]:
    """Too many lines: put two in one with a comma, flat and building first; never drop one."""
    while len(lines) > most:
        pairs = (f"{lines[n]}, {lines[n + 1]}" for n in range(len(lines) - 1))
        at = next((n for n, pair in enumerate(pairs) if window.holds(pair)), None)
        if at is None:
            raise Refused(
                "address_too_long",
                f"The address has more than the {window.layout.address_lines} lines that show in the window of the "
                "envelope, and no two of them fit on one line. Shorten it in the record, or print the letter in "
                "another layout.",
            )
        lines = (*lines[:at], f"{lines[at]}, {lines[at + 1]}", *lines[at + 2 :])
    return lines


def _parted(lines: tuple[str, ...], most: int, window: _Window) -> tuple[str, ...]:
    """Too wide a line: part it at a comma while there is room below."""
    done: list[str] = []
    waiting = list(lines)
    while waiting:
        line = waiting.pop(0)
        room = len(done) + 1 + len(waiting) < most
        parts = line.split(", ")
        heads = [n for n in range(1, len(parts)) if window.holds(", ".join(parts[:n]))]
        if room and heads and not window.holds(line):
            waiting.insert(0, ", ".join(parts[heads[-1] :]))
            line = ", ".join(parts[: heads[-1]])
        done.append(line)
    return tuple(done)
