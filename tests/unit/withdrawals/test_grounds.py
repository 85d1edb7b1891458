"""The dated list of grounds: own words, and only letters that were read in the regulations."""

from datetime import date

from ehe.withdrawals.rules.grounds import GROUNDS, ground, in_force


def test_only_confirmed_letters_are_given() -> None:
    letters = {g.code: g.letter for g in GROUNDS if g.letter}
    assert letters == {
        "TRANSFER": "a",
        "NURSERY_END": "b",
        "DUAL_END": "c",
        "SAO_CHANGED": "d",
        "SAO_REVOKED": "e",
        "EHE": "f",
        "LEAVE_OVERRUN": "h",
        "ABSENT_20": "i",
    }
    assert ground("MOVED") is not None
    assert ground("MOVED").source is None  # type: ignore[union-attr]


def test_every_ground_of_the_list_is_there_once() -> None:
    codes = [g.code for g in GROUNDS]
    assert len(codes) == len(set(codes)) == 15


def test_the_list_begins_with_the_regulations() -> None:
    assert in_force(date(2024, 8, 18)) == ()
    assert len(in_force(date(2024, 8, 19))) == 15


def test_an_unknown_ground_is_none() -> None:
    assert ground("NONSENSE") is None
    assert ground(None) is None
