"""The table of unique pupil numbers, and that every slip is caught."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehe.register.identifiers import LETTERS, check_letter, is_temporary, tidy_upn, upn_fault

VALID = ["A950000178301", "H243278544154", "A330204526001", "L33020452600A", "M88634112601Z"]
INVALID = {
    "R247962919251": "Q",
    "A330204526002": "P",
    "A330240526001": "W",
}


@pytest.mark.parametrize("upn", VALID)
def test_a_good_number_has_no_fault(upn: str) -> None:
    assert upn_fault(upn) is None
    assert check_letter(upn) == upn[0]


@pytest.mark.parametrize(("upn", "letter"), INVALID.items())
def test_a_number_that_does_not_add_up_is_doubted(upn: str, letter: str) -> None:
    assert check_letter(upn) == letter
    assert "first letter does not fit" in (upn_fault(upn) or "")


@pytest.mark.parametrize(
    ("upn", "said"),
    [
        ("I330204526001", "never with I, O or S"),
        ("3330204526001", "begins with a letter"),
        ("A33020452600", "this one has 12"),
        ("A3302045260011", "this one has 14"),
        ("", "this one has 0"),
        ("A33020452B001", "12 numbers"),
        ("A33020452600I", "12 numbers"),
        ("A33020452600٣", "12 numbers"),
        ("Ａ330204526001", "begins with a letter"),
    ],
)
def test_what_is_no_upn_at_all_is_said(upn: str, said: str) -> None:
    assert said in (upn_fault(upn) or "")


def test_spaces_and_small_letters_are_tidied() -> None:
    assert tidy_upn(" a330 2045 26001\t") == "A330204526001"


def test_a_temporary_number_ends_in_a_letter() -> None:
    assert is_temporary("L33020452600A")
    assert not is_temporary("A330204526001")
    assert not is_temporary("A")


numbers = st.text("0123456789", min_size=12, max_size=12).map(lambda rest: check_letter("A" + rest) + rest)


@given(numbers, st.integers(1, 12), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_caught(upn: str, place: int, digit: str) -> None:
    wrong = upn[:place] + digit + upn[place + 1 :]
    assert (upn_fault(wrong) is None) == (wrong == upn)


@given(numbers, st.integers(1, 11))
def test_two_neighbours_swapped_are_always_caught(upn: str, place: int) -> None:
    swapped = upn[:place] + upn[place + 1] + upn[place] + upn[place + 2 :]
    assert (upn_fault(swapped) is None) == (swapped == upn)


@given(st.text(max_size=20))
def test_whatever_is_typed_gets_an_answer_and_no_error(text: str) -> None:
    fault = upn_fault(tidy_upn(text))
    assert fault is None or fault.endswith(".")


def test_the_alphabet_has_23_letters_and_none_that_is_mistaken() -> None:
    assert len(LETTERS) == 23
    assert not set("IOS") & set(LETTERS)
