"""The places on the sheet agree with the envelopes."""

import pytest

from ehe.core.errors import Refused
from ehe.printing.layouts import DL, LAYOUTS, NOTIFY, Box, Layout, layout_called
from ehe.printing.render import stylesheet


def meets(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom


# All that the window can ever show, however the sheet slides in the envelope.
SHOWN = {NOTIFY.code: Box(15, 30, 125, 95), DL.code: Box(10, 42, 113, 92)}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
def test_the_window_can_show_the_address_and_nothing_else(layout: Layout) -> None:
    shown, zones = SHOWN[layout.code], layout.zones
    assert shown.holds(zones["address"], spare=0)
    assert [name for name, zone in zones.items() if meets(zone, shown)] == ["address"]


def test_the_dl_window_follows_from_the_envelope() -> None:
    # An envelope 220 by 110; the sheet folded to 99; a window 93 by 39, 20 from the left and 18 up; 2 mm to spare.
    top, across, down = 110 - 18 - 39, 220 - 210, 110 - 99
    assert Box(20 - across, top - down, 20 + 93, top + 39) == SHOWN["dl"]
    assert Box(20 + 2, top + 2, 20 + 93 - across - 2, top + 39 - down - 2) == DL.zones["address"]


def test_a_layout_is_a_shape_and_a_style_sheet() -> None:
    for layout in LAYOUTS.values():
        assert all("{" in stylesheet(name) for name in layout.stylesheets)


def test_an_unknown_layout_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="there are: notify, dl"):
        layout_called("a5")


@pytest.mark.parametrize(
    ("inside", "spare", "held"),
    [
        (Box(1, 1, 9, 9), 0, True),
        (Box(0, 0, 10.4, 10), 0.5, True),
        (Box(0, 0, 10.6, 10), 0.5, False),
        (Box(0, -1, 10, 10), 0.5, False),
    ],
)
def test_holds(inside: Box, spare: float, held: bool) -> None:
    assert Box(0, 0, 10, 10).holds(inside, spare) is held
