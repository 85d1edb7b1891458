"""Which records may be of one child; nobody is joined by it."""

from datetime import date
from typing import Any

import pytest

from ehe.register.matching import Identity, candidates, likeness

BORN = date(2018, 5, 4)
ADA: dict[str, Any] = {"first_name": "Ada", "last_name": "Example", "born_on": BORN, "upn": "A330204526001"}


def child(**values: Any) -> Identity:
    return Identity(**ADA | {"upn": None} | values)


@pytest.mark.parametrize(
    ("one", "other", "strength"),
    [
        pytest.param({}, {}, "name_and_birth", id="name and date of birth"),
        pytest.param({"first_name": "ADA"}, {"first_name": "ada"}, "name_and_birth", id="capitals"),
        pytest.param({"first_name": "Zoë"}, {"first_name": "Zoe"}, "name_and_birth", id="accents"),
        pytest.param({"last_name": "O’Neil-Smith"}, {"last_name": "ONEIL SMITH"}, "name_and_birth", id="punctuation"),
        pytest.param({"last_name": "Łukasz"}, {"last_name": "Lukasz"}, "name_and_birth", id="letters of their own"),
        pytest.param({"known_as": "Addy"}, {"first_name": "Addy"}, "name_and_birth", id="known as"),
        pytest.param({"first_name": "Example", "last_name": "Ada"}, {}, "name_and_birth", id="boxes swapped"),
        pytest.param(
            {"first_name": "Mary Jane", "last_name": "Doe"}, {"first_name": "Mary", "last_name": "Jane Doe"},
            "name_and_birth", id="parted otherwise",
        ),
        pytest.param({"first_name": "آدا"}, {"first_name": "آدا"}, "name_and_birth", id="right to left"),
        pytest.param({"first_name": "🌻", "last_name": "🌻"}, {"first_name": "🌻", "last_name": "🌻"},
                     "name_and_birth", id="nothing to fold"),
        pytest.param({"born_on": None}, {}, "name", id="date of birth missing on one side"),
        pytest.param({"upn": "A330204526001"}, {"upn": " a330204526001", "first_name": "Other", "born_on": None},
                     "upn", id="UPN, whatever the name"),
        pytest.param({"upn": "A330204526001"}, {"upn": "A330204526001", "born_on": date(2010, 1, 1)},
                     "upn", id="UPN, another date of birth"),
        pytest.param({"born_on": date(2018, 4, 5)}, {}, None, id="same name, other date of birth"),
        pytest.param({"first_name": "Ben"}, {}, None, id="twins"),
        pytest.param({"upn": "A330204526001"}, {"upn": "H243278544154", "first_name": "Ben"}, None, id="another UPN"),
        pytest.param({"first_name": "🌻", "last_name": "x"}, {"first_name": "🎒", "last_name": "y"}, None, id="emoji"),
        pytest.param({"first_name": "", "last_name": ""}, {"first_name": "", "last_name": ""}, None, id="no names"),
    ],
)  # fmt: skip
def test_who_may_be_the_same(one: dict[str, Any], other: dict[str, Any], strength: str | None) -> None:
    found = likeness(child(**one), child(**other))
    assert (found.strength if found else None) == strength
    back = likeness(child(**other), child(**one))
    assert (back.strength if back else None) == strength


def test_it_says_what_agrees_and_what_speaks_against_it() -> None:
    found = likeness(child(upn="A330204526001"), child(upn="A330204526001", first_name="Eve", born_on=None))
    assert found is not None
    assert (found.agrees, found.differs) == (("UPN",), ("name",))


def test_a_different_upn_does_not_hide_a_namesake_born_that_day() -> None:
    found = likeness(child(upn="A330204526001"), child(upn="H243278544154"))
    assert found is not None
    assert (found.strength, found.differs) == ("name_and_birth", ("UPN",))


def test_the_likeliest_comes_first_and_nobody_is_their_own_candidate() -> None:
    me = child(uuid="me", upn="A330204526001")
    others = [
        child(uuid="name", born_on=None),
        child(uuid="nobody", first_name="Ben"),
        child(uuid="upn", upn="A330204526001", first_name="Ben"),
        child(uuid="whole", upn="A330204526001"),
        child(uuid="born"),
        me,
    ]
    assert [other.uuid for other, _ in candidates(me, others)] == ["whole", "upn", "born", "name"]
