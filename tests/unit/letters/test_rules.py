"""The address in the window: 3 to 7 lines, nothing dropped, or a sentence that says what to put right."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehe.core.errors import Refused
from ehe.letters.rules import PostalAddress, address_block, postcode
from ehe.printing.fonts import width_mm
from ehe.printing.layouts import DL, LAYOUTS, NOTIFY, Layout

HOME = PostalAddress(("27 Chapel Street",), "Northmoor", "NM2 4DB")


def two_mm_a_letter(text: str, points: float) -> float:
    """A typeface easy to count with: 2 mm a letter at 10 pt, so 39 letters fit the DL window."""
    return len(text) * points / 5


def block(person: str = "Joanna Marsh", address: PostalAddress = HOME, layout: str = "dl") -> tuple[str, ...]:
    return address_block(person, address, LAYOUTS[layout], two_mm_a_letter).lines


@pytest.mark.parametrize(
    ("lines", "town", "printed"),
    [
        pytest.param(("27 Chapel Street",), "Northmoor", ("27 Chapel Street", "NORTHMOOR"), id="as it is"),
        pytest.param((" 27  Chapel\tStreet, ", ""), "northmoor", ("27 Chapel Street", "NORTHMOOR"), id="tidied"),
        pytest.param(("27 Chapel Street", "Northmoor"), "Northmoor", ("27 Chapel Street", "NORTHMOOR"), id="town once"),
        pytest.param(("Northmoor", "2 Elm Row"), "Northmoor", ("Northmoor", "2 Elm Row", "NORTHMOOR"), id="not above"),
        pytest.param(
            ("Flat 3", "Elm House", "27 Chapel Street"),
            "Northmoor",
            ("Flat 3", "Elm House", "27 Chapel Street", "NORTHMOOR"),
            id="six lines fit",
        ),
        pytest.param(
            ("Flat 3", "Elm House", "27 Chapel Street", "Lower Esk"),
            "Northmoor",
            ("Flat 3, Elm House", "27 Chapel Street", "Lower Esk", "NORTHMOOR"),
            id="seven: flat and building joined",
        ),
        pytest.param(
            ("Flat 3", "The Very Long Name of a Building Indeed", "27 Chapel Street", "Lower Esk"),
            "Northmoor",
            ("Flat 3", "The Very Long Name of a Building Indeed", "27 Chapel Street, Lower Esk", "NORTHMOOR"),
            id="the first two do not fit on one, the next do",
        ),
        pytest.param(
            ("Flat 3, The Very Long Name of a Building Indeed",),
            "Northmoor",
            ("Flat 3", "The Very Long Name of a Building Indeed", "NORTHMOOR"),
            id="too wide: parted at the comma",
        ),
    ],
)
def test_lines_are_joined_or_parted_and_never_dropped(
    lines: tuple[str, ...], town: str, printed: tuple[str, ...]
) -> None:
    assert block(address=PostalAddress(lines, town, "nm24db")) == ("Joanna Marsh", *printed, "NM2 4DB")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("nm24db", "NM2 4DB"),
        (" nm2  4db ", "NM2 4DB"),
        ("SW1A1AA", "SW1A 1AA"),
        ("m1 1ae", "M1 1AE"),
        ("gir0aa", "GIR 0AA"),
    ],
)
def test_postcode_is_capitals_with_one_space(typed: str, printed: str) -> None:
    assert postcode(typed) == printed


def changed(lines: tuple[str, ...] = HOME.lines, town: str = HOME.town, code: str = HOME.postcode) -> PostalAddress:
    return PostalAddress(lines, town, code)


@pytest.mark.parametrize(
    ("person", "address", "code"),
    [
        pytest.param("", HOME, "no_name", id="nobody"),
        pytest.param("Mr and Mrs Marsh", HOME, "two_people", id="two people"),
        pytest.param("Joanna & Tom Marsh", HOME, "two_people", id="two people with &"),
        pytest.param("Joanna Marsh / Tom Marsh", HOME, "two_people", id="two people with /"),
        pytest.param("Иван", changed(), "address_unreadable", id="no letter the post can read"),
        pytest.param("Jo", changed(("—",)), "address_unreadable", id="second line without letter or digit"),
        pytest.param("Jo", changed(("(rear) 27 Chapel Street",)), "address_bad_start", id="bracket first"),
        pytest.param("Jo", changed(("27 Chapel Street", "~ Lower Esk")), "address_bad_start", id="tilde first"),
        pytest.param("Jo", changed(()), "no_street", id="no street"),
        pytest.param("Jo", changed((" ", ",")), "no_street", id="blank lines are no street"),
        pytest.param("Jo", changed(town=" "), "no_town", id="no town"),
        pytest.param("Jo", changed(code=""), "no_postcode", id="no postcode"),
        pytest.param("Jo", changed(code="NM2"), "bad_postcode", id="half a postcode"),
        pytest.param("Jo", changed(code="QQ2 4DB"), "bad_postcode", id="no such first letter"),
        pytest.param("Jo", changed(("No fixed abode",)), "no_fixed_address", id="no fixed abode"),
        pytest.param("Jo", changed(("c/o library", "no  fixed-address")), "no_fixed_address", id="no fixed address"),
        pytest.param("Jo", changed(town="NFA"), "no_fixed_address", id="NFA as the town"),
        pytest.param("Jo", changed(("n.f.a.",)), "no_fixed_address", id="n.f.a."),
        pytest.param("X" * 300, HOME, "address_too_wide", id="300 characters of name"),
        pytest.param("Jo", changed(("X" * 300,)), "address_too_wide", id="300 characters of street"),
        pytest.param("Jo", changed(tuple(f"{n} {'X' * 28}" for n in range(5))), "address_too_long", id="none join"),
    ],
)
def test_an_address_that_cannot_be_posted_to_is_refused(person: str, address: PostalAddress, code: str) -> None:
    with pytest.raises(Refused) as refused:
        block(person, address)
    assert refused.value.code == code
    assert re.fullmatch(r"[A-Z“].{20,350}\.", refused.value.why, re.DOTALL), "one plain sentence or two, not too long"


@pytest.mark.parametrize("name", ["Sandy Anderson", "Andrew Handley", "NFamara Diallo"])
def test_a_name_that_only_contains_and_is_one_person(name: str) -> None:
    assert block(name)[0] == name


def test_no_fixed_address_offers_another_way() -> None:
    with pytest.raises(Refused, match="hand it over in person, or to keep it for collection"):
        block(address=changed(("NFA",)))


def test_smaller_type_before_a_refusal() -> None:
    name = "J" * 40
    large = address_block("J" * 39, HOME, DL, two_mm_a_letter)
    small = address_block(name, HOME, DL, two_mm_a_letter)
    assert (large.points, small.points) == DL.address_points
    assert small.lines[0] == name


words = st.text(alphabet="abcXYZ 0123456789,-'", max_size=60)


@given(person=words, lines=st.lists(words, max_size=8), town=words, layout=st.sampled_from([NOTIFY, DL]))
def test_every_address_fits_whole_or_is_refused(person: str, lines: list[str], town: str, layout: Layout) -> None:
    address = PostalAddress(tuple(lines), town, "NM2 4DB")
    try:
        made = address_block(person, address, layout, width_mm)
    except Refused:
        return
    assert 3 <= len(made.lines) <= layout.address_lines
    assert all(width_mm(line, made.points) <= layout.address_width for line in made.lines)
    assert made.lines[-1] == "NM2 4DB"

    def parts(texts: list[str]) -> list[str]:
        return re.findall(r"[^\s,]+", " ".join(texts).casefold())

    kept, given_ = parts(list(made.lines[:-1])), parts([person, *lines, town])
    # A town that stood twice is printed once; otherwise every word is there, in its order.
    assert kept in (given_, given_[: len(given_) - len(parts([town]))])
