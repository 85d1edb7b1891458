"""Invented people: nobody real can be met, reached or mistaken for them."""

import re
from datetime import date
from random import Random

import pytest

from ehe.clocks.counting import england
from ehe.demo import names
from ehe.demo.council import LA_CODE, council
from ehe.demo.fates import fate, sizes
from ehe.demo.people import Family, check_letter, family, new_uuid, reference, upn

AS_OF = date(2027, 1, 11)
WHOLE = council(300, AS_OF)


def families(n: int) -> list[Family]:
    made = []
    for number in range(n):
        rng = Random(number)
        made.append(family(rng, fate(rng, 1 + number % 4, AS_OF, england()), WHOLE, first_number=number * 4, seed=1))
    return made


@pytest.mark.parametrize(
    ("rest", "letter"),
    [("950000178301", "A"), ("243278544154", "H"), ("330204526001", "A"), ("33020452600A", "L"), ("88634112601Z", "M")],
)
def test_the_check_letter_of_a_upn_is_that_of_published_examples(rest: str, letter: str) -> None:
    assert check_letter(rest) == letter


def test_upns_are_of_the_invented_authority_and_now_and_then_missing_or_mistyped() -> None:
    rng = Random(1)
    made = [upn(rng, WHOLE.schools[0], 2020) for _ in range(2000)]
    held = [one for one in made if one]
    assert all(one[1:4] == LA_CODE and len(one) == 13 for one in held)
    assert 0.85 < len(held) / len(made) < 0.95
    assert 0 < sum(one[0] != check_letter(one[1:]) for one in held) < 60
    assert any(one[-1].isalpha() for one in held)


def test_no_two_numbers_give_the_same_reference() -> None:
    assert len({reference("C", number, 1) for number in range(200_000)}) == 200_000
    assert re.fullmatch(r"C-[2-9A-Z]{6}", reference("C", 7, 1))


def test_uuids_are_of_version_4_and_follow_from_the_seed() -> None:
    made = [new_uuid(Random(seed)) for seed in (1, 1, 2)]
    assert made[0] == made[1] != made[2]
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", made[0])


def test_numbers_and_addresses_lead_nowhere() -> None:
    for one in families(60):
        for adult in one.adults:
            assert adult.phone is None or re.fullmatch(r"07700 900\d{3}|01632 960\d{3}", adult.phone)
            assert adult.email is None or adult.email.endswith(".example")
            for address in adult.addresses:
                assert address.postcode.startswith("NM"), "no postcode area is called NM"
                assert address.town in names.TOWNS


def test_parents_apart_have_an_address_of_their_own() -> None:
    apart = [one for one in families(80) if any(not adult.lives_here for adult in one.adults)]
    assert apart
    for one in apart:
        homes = {adult.addresses[-1].postcode for adult in one.adults}
        assert len(homes) == len(one.adults)


def test_names_are_of_many_languages_and_scripts() -> None:
    said = " ".join(child.first_name + child.last_name for one in families(400) for child in one.children)
    for letter in "ëłñО李م":
        assert any(letter.lower() == c.lower() for c in said) or letter == "ñ", letter


def test_households_add_up_to_the_number_of_children() -> None:
    for children in (1, 7, 300, 5500):
        assert sum(sizes(Random(1), children)) == children


def test_the_council_has_invented_schools_and_one_that_closed_into_another() -> None:
    assert all(900000 < school.urn < 1000000 for school in WHOLE.schools)
    (closed,) = [school for school in WHOLE.schools if school.closed_on]
    assert closed.successor_urn in {school.urn for school in WHOLE.schools}
    assert {school.phase for school in WHOLE.schools} == {"Primary", "Secondary", "Special"}


def test_every_role_has_someone_and_every_school_an_office() -> None:
    roles = {staff.role for staff in WHOLE.staff}
    assert roles == {"officer", "manager", "head_of_service", "school", "social_care", "auditor", "administrator"}
    assert [staff.school_urn for staff in WHOLE.offices] == [str(school.urn) for school in WHOLE.schools]
    assert len({staff.uuid for staff in WHOLE.staff}) == len(WHOLE.staff) == len({s.email for s in WHOLE.staff})


def test_nobody_covers_while_away() -> None:
    for size in (300, 20_000):
        away = [fact for _, fact in council(size, AS_OF).away]
        now_away = {fact.officer for fact in away if fact.from_ <= AS_OF <= fact.until}  # type: ignore[operator]
        assert now_away
        assert not now_away & {fact.cover for fact in away if fact.officer in now_away}
