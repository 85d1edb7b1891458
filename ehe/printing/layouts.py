"""The shapes a sheet may have, in millimetres from the top left corner of A4. Pure.

A layout is a shape here and a style sheet of the same name; the same letter fits all of them. Where
the address may stand is measured: it must show through the window however the sheet slides in the
envelope, and nothing else may ever come into view.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ehe.core.errors import Refused


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    def holds(self, other: "Box", spare: float = 0.5) -> bool:
        """Whether the other lies inside, give or take what a printer shifts a sheet."""
        across = self.left - spare <= other.left and other.right <= self.right + spare
        return across and self.top - spare <= other.top and other.bottom <= self.bottom + spare


@dataclass(frozen=True)
class Layout:
    """A way to print and post. `zones` are the places of the first page where each named block must stay."""

    code: str
    title: str
    zones: Mapping[str, Box]
    address_lines: int
    # Sizes of type, the best first.
    address_points: tuple[float, ...]
    # Of templates/, the later over the earlier.
    stylesheets: tuple[str, ...]
    most_pages: int = 10
    most_bytes: int = 2 * 1024 * 1024

    @property
    def address_width(self) -> float:
        return self.zones["address"].width


NOTIFY = Layout(
    code="notify",
    title="GOV.UK Notify prints and posts it",
    zones={
        "letterhead": Box(15, 5, 125, 30),
        "address": Box(24.6, 39.5, 120, 66.3),
        "sender": Box(125, 5, 195, 95),
        "letter": Box(15, 95, 195, 292),
    },
    address_lines=7,
    address_points=(9.5, 9),
    stylesheets=("letters/letter.css", "letters/notify.css"),
)
DL = Layout(
    code="dl",
    title="folded in three, in a DL envelope with a window",
    zones={
        "letterhead": Box(10, 10, 113, 42),
        "address": Box(22, 55, 101, 79),
        "sender": Box(113, 10, 200, 92),
        "letter": Box(15, 92, 200, 287),
    },
    address_lines=6,
    address_points=(10, 9),
    stylesheets=("letters/letter.css", "letters/dl.css"),
)
LAYOUTS = {layout.code: layout for layout in (NOTIFY, DL)}


def layout_called(code: str) -> Layout:
    if code not in LAYOUTS:
        raise Refused("no_such_layout", f"There is no letter layout {code!r}; there are: {', '.join(LAYOUTS)}.")
    return LAYOUTS[code]
