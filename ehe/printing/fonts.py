"""What the shipped typeface can draw, and how wide. A letter never shows a box where a name should be."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

from ehe.printing.errors import LetterHeld

FOLDER = Path(__file__).resolve().parents[2] / "static" / "fonts"
REGULAR, BOLD = "NotoSans-Regular.ttf", "NotoSans-Bold.ttf"
MM_PER_POINT = 25.4 / 72

# HTML takes these for a space, and the typeface need not draw them.
SPACES = frozenset("\t\n\r ")
# Controls, invisible marks, private and unassigned characters: the typeface has some, as nothing at all.
INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
UNREADABLE = "\ufffd"  # what is left where text was read in a wrong encoding


@dataclass(frozen=True)
class _Face:
    """What is asked of one face: character to glyph, glyph to its advance, and how many units an em has."""

    characters: Mapping[int, str]
    advances: Mapping[str, tuple[int, int]]
    units: int


@lru_cache(maxsize=2)
def _face(name: str) -> _Face:
    """Plain values: a font read bit by bit, as it is asked, must not be shared by threads."""
    from fontTools.ttLib import TTFont

    with TTFont(FOLDER / name, lazy=True) as font:
        return _Face(font.getBestCmap(), font["hmtx"].metrics, int(font["head"].unitsPerEm))


def can_draw(character: str) -> bool:
    """Whether every face of the typeface draws it, as something that can be seen."""
    if character in SPACES:
        return True
    if character == UNREADABLE or unicodedata.category(character) in INVISIBLE:
        return False
    return all(ord(character) in _face(name).characters for name in (REGULAR, BOLD))


def undrawable(text: str) -> list[str]:
    """The characters of a text that cannot be drawn, each once, in their order."""
    return [character for character in dict.fromkeys(text) if not can_draw(character)]


def width_mm(text: str, points: float) -> float:
    """How wide one line of text is. Kerning is left out: it takes away more than it adds."""
    face = _face(REGULAR)
    units = sum(face.advances[face.characters.get(ord(character), ".notdef")][0] for character in text)
    return units / face.units * points * MM_PER_POINT


def called(character: str) -> str:
    """A character in words; a mark that cannot be seen is not shown."""
    code, name = f"U+{ord(character):04X}", unicodedata.name(character, "").lower()
    if unicodedata.category(character) in INVISIBLE:
        return f"{code} ({name or 'no name'})"
    return f"“{character}” ({code}, {name})" if name else f"“{character}” ({code})"


def refuse_undrawable(text: str) -> None:
    """Hold the letter and name what it cannot show."""
    faults = undrawable(text)
    if not faults:
        return
    unseen = [c for c in faults if c == UNREADABLE or unicodedata.category(c) in INVISIBLE]
    if unseen:
        raise LetterHeld(
            "invisible_character",
            f"The letter cannot be printed: it holds a mark that cannot be seen or read, {_list(unseen)}. "
            "Type the name or address again in the record, without it.",
        )
    raise LetterHeld(
        "missing_glyph",
        f"The letter cannot be printed: its typeface does not have {_list(faults)}. "
        "Write the name or address in Latin, Greek or Cyrillic letters for the letter, or write this one by hand.",
    )


def _list(characters: list[str], most: int = 5) -> str:
    more = f" and {len(characters) - most} more" if len(characters) > most else ""
    return ", ".join(called(character) for character in characters[:most]) + more


class _Drawn(HTMLParser):
    """Collects what a reader will see: text outside the head, styles and scripts."""

    NOT_DRAWN = frozenset({"head", "style", "script"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.NOT_DRAWN:
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._within:
            self._within.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self._within:
            self.text.append(data)


def drawn_text(html: str) -> str:
    """The text of a page, as its reader sees it."""
    parser = _Drawn()
    parser.feed(html)
    parser.close()
    return "".join(parser.text)
