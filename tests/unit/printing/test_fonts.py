"""Which characters can be drawn: never a box, never an invisible mark."""

import pytest

from ehe.printing import fonts
from ehe.printing.errors import LetterHeld
from ehe.printing.fonts import BOLD, FOLDER, REGULAR, can_draw, drawn_text, refuse_undrawable, undrawable, width_mm
from tests.support.together import together


@pytest.mark.parametrize(
    "name",
    [
        "Aoife O’Brien-Ní Dhomhnaill", "Wiśniewska", "Ștefan Țîțeică", "Nguyễn Thị Ánh", "Łukasz Żółć", "Þórður",
        "Иван Щербаков", "Ειρήνη", "Jose\u0301", "Zoë, Renée & Ångström", "Chi\u0323kamso", "№ 4½",
    ],
)  # fmt: skip
def test_names_that_can_be_drawn(name: str) -> None:
    assert undrawable(name) == []


@pytest.mark.parametrize(
    ("name", "faults"),
    [
        ("Amy 😀", ["😀"]),
        ("محمد", ["م", "ح", "د"]),
        ("שרה", ["ש", "ר", "ה"]),
        ("王芳 and 王", ["王", "芳"]),
        ("Amy\u200f", ["\u200f"]),
        ("\u202eymA", ["\u202e"]),
        ("A\u2066my\u2069", ["\u2066", "\u2069"]),
        ("A\u200bmy", ["\u200b"]),
        ("A\u00admy", ["\u00ad"]),
        ("Amy\x00", ["\x00"]),
        ("Ren\ufffd", ["\ufffd"]),
        ("\ue000", ["\ue000"]),
        ("\u2028", ["\u2028"]),
    ],
)
def test_characters_that_cannot(name: str, faults: list[str]) -> None:
    assert undrawable(name) == faults
    with pytest.raises(LetterHeld) as held:
        refuse_undrawable(name)
    assert f"U+{ord(faults[0]):04X}" in held.value.why
    assert not set(held.value.why) & {"\u200f", "\u202e", "\u2066", "\x00"}, "the mark itself is not shown"


def test_the_sentence_names_the_character() -> None:
    with pytest.raises(LetterHeld, match=r"does not have “😀” \(U\+1F600, grinning face\)\. Write the name"):
        refuse_undrawable("Amy 😀")
    with pytest.raises(LetterHeld, match=r"cannot be seen or read, U\+200F \(right-to-left mark\)\. Type the name"):
        refuse_undrawable("Amy\u200f")


def test_a_long_list_is_cut_in_the_sentence_only() -> None:
    with pytest.raises(LetterHeld, match="and 3 more"):
        refuse_undrawable("".join(map(chr, range(0x4E00, 0x4E08))))


def test_line_breaks_of_html_are_spaces() -> None:
    assert all(can_draw(space) for space in "\t\r\n \u00a0")


def test_both_faces_ship_with_their_licence() -> None:
    for name in (REGULAR, BOLD, "OFL.txt"):
        assert (FOLDER / name).is_file()


def test_widths_add_up() -> None:
    # The letter M of this typeface is 907 thousandths of an em wide, and a digit 572.
    assert width_mm("MM", 10) == pytest.approx(2 * 0.907 * 10 * 25.4 / 72)
    assert width_mm("1234", 20) == pytest.approx(4 * 0.572 * 20 * 25.4 / 72)


def test_text_is_what_the_reader_sees() -> None:
    page = "<html><head><title>not this</title><style>nor this</style></head><body>A &lt;b&gt; <b>c</b>&#233;</body>"
    assert drawn_text(page) == "A <b> cé"


def test_many_letters_at_once_may_ask_for_the_first_time() -> None:
    """A font read bit by bit as it is asked failed one thread in two."""
    for _ in range(5):
        fonts._face.cache_clear()
        assert together([lambda: undrawable("Zoë Ní Bhriain")] * 6) == [[]] * 6
