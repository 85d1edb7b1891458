import pytest

from ehe.schools.rules import fold, is_special


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("St. Mary's C.E. Primary", "st marys c e primary"),
        ("ST MARY’S", "st marys"),
        ("Ysgol Gynradd Pontybrenin Tŷ Bâch", "ysgol gynradd pontybrenin ty bach"),
        ("Smørrebrød & Łódź Straße", "smorrebrod and lodz strasse"),
        ("École  Jeannine\tManuel", "ecole jeannine manuel"),
        ("مدرسة", "مدرسة"),
        ("🎒 -- %_", ""),
    ],
)
def test_words_fold_to_what_people_type(written: str, searched: str) -> None:
    assert fold(written) == searched
    assert fold(fold(written)) == searched


@pytest.mark.parametrize(
    ("code", "name", "special"),
    [
        ("7", "Community special school", True),
        ("10", "Other independent special school", True),
        ("44", "Academy special converter", True),
        ("36", "Free schools special", True),
        ("32", "Special post 16 institution", False),
        ("14", "Pupil referral unit", False),
        ("42", "Academy alternative provision converter", False),
        ("1", "Community school", False),
        (None, "Foundation special school", True),
        (None, "Academy special sponsor led", True),
        (None, "Special post 16 institution", False),
        (None, "Mainstream Academy", False),
        (None, None, False),
    ],
)
def test_a_school_is_special_by_its_type_code_or_else_by_its_type_name(
    code: str | None, name: str | None, special: bool
) -> None:
    assert is_special(code, name) is special
