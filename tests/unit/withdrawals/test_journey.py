"""What a notice cannot be sent without, and that nothing else ever blocks it."""

from dataclasses import replace
from datetime import date

import pytest

from ehe.withdrawals.rules import journey
from ehe.withdrawals.rules.answers import (
    Answers,
    Carer,
    ChildLeaving,
    Home,
    ParentNotice,
    Place,
    Roll,
    from_json,
    part_of,
    phrase,
    put,
    to_json,
    with_home,
    without,
)
from ehe.withdrawals.rules.shown import sections

LEAST = Answers(
    safety="not_known",
    children=(ChildLeaving(first_name="Ada", last_name="Example"),),
    home=Home(kind="address", place=Place(line1="1 Elm Row", town="Northmoor")),
    carers=(Carer(name="Jo Example", lives="with_child", phone="01632 960 001"),),
    roll=Roll(ground="EHE"),
    parent_notice=ParentNotice(held="no"),
)


def pages(answers: Answers) -> list[str]:
    return [one.page for one in journey.missing(answers)]


def test_the_least_is_enough() -> None:
    assert journey.missing(LEAST) == []


def test_of_an_empty_notice_everything_required_is_named_in_order() -> None:
    assert pages(Answers()) == ["safety", "child", "address", "carer", "roll", "parent_notice"]


@pytest.mark.parametrize(
    ("change", "page"),
    [
        ({"safety": ""}, "safety"),
        ({"children": (ChildLeaving(first_name=""),)}, "child"),
        ({"home": Home(kind="address", place=Place(line1="1 Elm Row"))}, "address"),
        ({"home": Home()}, "address"),
        ({"carers": ()}, "carer"),
        ({"carers": (Carer(name="Sam", lives="apart"),)}, "carer"),
        ({"carers": (Carer(name="Jo", lives="with_child"),)}, "carer_contact"),
        ({"carers": (Carer(name="Jo", lives="other_home", phone="1"),)}, "carer_contact"),
        ({"carers": (Carer(name="", lives="with_child", phone="1"),)}, "carer"),
        ({"roll": Roll()}, "roll"),
        ({"parent_notice": ParentNotice()}, "parent_notice"),
        ({"parent_notice": ParentNotice(held="yes")}, "parent_notice"),
    ],
)
def test_each_required_answer_blocks(change: dict[str, object], page: str) -> None:
    assert pages(replace(LEAST, **change)) == [page]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"home": Home(kind="no_fixed")},
        {"home": Home(kind="not_shared")},
        {"carers": (Carer(name="Jo", lives="with_child", no_phone=True),)},
        {"carers": (Carer(name="Jo", lives="other_home", address_not_known=True, no_phone=True),)},
        {"carers": (*LEAST.carers, Carer(name="Sam", lives="apart"))},
    ],
    ids=["no fixed address", "not to be shared", "no phone", "address not known", "a parent apart"],
)
def test_saying_that_there_is_none_is_an_answer(change: dict[str, object]) -> None:
    assert pages(replace(LEAST, **change)) == []  # type: ignore[arg-type]


def test_pages_follow_one_another_and_end_at_the_check() -> None:
    seen = ["safety"]
    while seen[-1] != "check":
        seen.append(journey.following(seen[-1]))
        assert journey.before(seen[-1]) == seen[-2]
    assert tuple(seen) == journey.PAGES
    assert journey.before("safety") is None


def test_an_address_that_must_not_be_shared_answers_the_first_question() -> None:
    answers = with_home(replace(LEAST, safety="no"), Home(kind="not_shared"))
    assert answers.safety == "yes"
    assert with_home(replace(LEAST, safety="no"), Home(kind="no_fixed")).safety == "no"


def test_answers_come_back_from_the_draft_as_they_were() -> None:
    full = replace(
        LEAST,
        concern="She was  hungry\n\n🌻 آدا",
        roll=Roll(ground="EHE", last_attended_on=date(2026, 12, 18)),
        children=(ChildLeaving(first_name="آدا", last_name="🌻" * 300, born_on=date(2018, 5, 4)),),
    )
    assert from_json(to_json(full)) == full


def test_a_draft_of_an_older_version_is_read_as_far_as_it_goes() -> None:
    assert from_json({"safety": "yes", "something": "else"}) == Answers(safety="yes")
    with pytest.raises(ValueError, match="safety"):
        from_json({"safety": "perhaps"})


def test_a_part_changes_only_with_its_own_answers() -> None:
    assert part_of(LEAST, "home") == part_of(replace(LEAST, safety="yes"), "home")
    assert part_of(LEAST, "home") != part_of(replace(LEAST, home=Home(kind="no_fixed")), "home")


def test_lists_are_counted_from_one() -> None:
    assert put(("a", "b"), 2, "c") == ("a", "c")
    assert put(("a", "b"), 3, "c") == ("a", "b", "c")
    assert without(("a", "b", "c"), 2) == ("a", "c")


@pytest.mark.parametrize(
    ("names", "said"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_names_in_a_phrase(names: list[str], said: str) -> None:
    assert phrase(names) == said


def test_required_is_shown_apart_from_helpful_and_what_is_missing_says_so() -> None:
    shown = {section.title: section.rows for section in sections(LEAST, {})}
    assert [row.key for row in shown["Required by law"]] == [
        "Child’s full name",
        "Child’s address",
        "Parent or carer: full name",
        "Parent or carer: emergency phone number",
        "Why the name comes off the roll",
    ]
    assert all(row.is_given for row in shown["Required by law"])
    assert not any(row.is_given for row in shown["Helpful if known"])


def test_only_grounds_with_a_confirmed_letter_show_one() -> None:
    def lines(code: str) -> tuple[str, ...]:
        rows = sections(replace(LEAST, roll=Roll(ground=code)), {})[1].rows
        return rows[-1].lines

    assert lines("EHE")[1] == "Regulation 9(1)(f)"
    assert len(lines("MOVED")) == 1
