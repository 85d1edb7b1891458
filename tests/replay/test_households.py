"""Who lives together: children and adults who join, leave and come back. Nobody is lost on the way."""

from typing import Any

from tests.replay.cases import Outcome, concern, contact, fact, rated, replay, visit, withdrawal

ON = "2027-01-11"
A, B = "school:School A", "school:School B"


def household(on: str, who: str, change: str) -> dict[str, Any]:
    return fact(on, "household_changed", None, who=who, change=change, by="officer")


def left_alone(until: str) -> Outcome:
    return replay([withdrawal(ON, previous_plan=True), household("2027-01-12", "c1", "left")], until)


def test_after_the_only_child_has_left_the_household_each_rung_still_fires_once() -> None:
    left_alone("2027-01-20")


def test_the_lapse_of_a_child_who_has_left_drafts_one_referral_that_names_that_child() -> None:
    run = replay(
        [
            withdrawal(ON, previous_plan=True),
            fact("2027-01-11 13:00", "address_verified", sources=["school", "council_tax"]),
            household("2027-01-12", "c1", "left"),
        ],
        "2027-02-04",
    )
    assert run.days("referral_drafted") == ["2027-02-01"]
    assert run.of("referral_drafted", child="c1")


def test_the_lapse_of_a_child_who_has_left_a_sibling_behind_is_drafted_about_that_child() -> None:
    run = replay(
        [
            withdrawal(ON, ["c1", "c2"]),
            household("2027-01-12", "c1", "left"),
            visit("2027-01-13", ["c1", "c2"], grade="not_seen"),
            contact("2027-01-14", "visit", "no_answer", child="c1", by="health"),
        ],
        "2027-02-08",
        2,
    )
    assert run.ladder("next_attempt", "c1")[-1] == ("social_care", "2027-02-04")
    assert run.of("referral_drafted", child="c1")


def test_a_visit_to_those_who_stayed_needs_no_answer_for_a_child_who_has_left() -> None:
    run = replay(
        [withdrawal(ON, ["c1", "c2"]), household("2027-01-12", "c1", "left"), visit("2027-01-13", "c2")],
        "2027-01-13",
        2,
    )
    assert run.refused() == []


def test_leaving_the_household_stops_no_clock_of_the_child() -> None:
    run = replay(
        [withdrawal(ON, ["c1", "c2"]), household("2027-01-12", "c1", "left")],
        "2027-01-25",
        2,
    )
    for child in ("c1", "c2"):
        assert run.ladder("first_contact", child) == [
            ("due", "2027-01-18"),
            ("manager", "2027-01-19"),
            ("head_of_service", "2027-01-25"),
        ]


def test_a_child_who_comes_back_is_of_the_household_again() -> None:
    run = replay(
        [
            withdrawal(ON, ["c1", "c2"]),
            household("2027-01-12", "c1", "left"),
            household("2027-01-14", "c1", "joined"),
            visit("2027-01-15", "c2"),
        ],
        "2027-01-15",
        2,
    )
    assert run.refused() == [("contact_attempted", "sighting_needs_answer_per_child")]


def test_an_adult_who_leaves_or_joins_moves_no_date() -> None:
    run = replay(
        [
            withdrawal(ON),
            household("2027-01-12", "mother", "left"),
            {
                "on": "2027-01-13",
                "fact": "adult_added",
                "child": "c1",
                "person": {"id": "partner", "name": "A Partner"},
                "by": "officer",
            },
        ],
        "2027-01-20",
    )
    assert run.of("clock_redated") == []
    assert run.ladder("triage") == [("due", "2027-01-18"), ("manager", "2027-01-19")]


def test_a_second_withdrawal_in_the_household_adds_its_task_to_the_one_sibling_check() -> None:
    run = replay([withdrawal(ON, "c1"), withdrawal("2027-01-12", "c2", by=B, protection_plan=True)], "2027-01-13", 2)
    assert len(run.started("sibling_check", "c1")) == 1
    assert run.redated("sibling_check", "c1") == [("2027-01-12", "2027-01-11")]
    assert run.tasks(on="2027-01-12", child="c1", kind="sibling_check")


def test_a_child_added_to_the_household_is_on_its_clocks() -> None:
    run = replay(
        [
            withdrawal(ON),
            fact("2027-01-12", "child_added", {"id": "c9", "first_name": "New", "last_name": "Example"}),
            concern("2027-01-13", A, category="low"),
            withdrawal("2027-01-14", "c9"),
        ],
        "2027-01-14",
    )
    assert run.of("clock_started", "sibling_check")[0]["child"] == ["c1", "c9"]
    assert run.started("first_visit", "c9") == [("2027-01-14", "2027-01-28")] or run.rag("c9") != "green"


def test_a_person_s_referral_lists_every_child_of_the_household() -> None:
    run = replay(
        [withdrawal(ON, "c1"), fact("2027-01-12", "referral_made", by="officer", method="phone")], "2027-01-12", 3
    )
    assert run.of("clock_started", "referral_decision")[0]["child"] == ["c1", "c2", "c3"]


def test_rating_one_child_red_moves_the_household_s_clocks_and_not_the_sibling_s_own() -> None:
    run = replay([withdrawal(ON, "c1"), rated("2027-01-12", "red")], "2027-01-12", 2)
    assert run.redated("sibling_check", "c2") == [("2027-01-12", "2027-01-11")]
    assert run.of("clock_redated", child="c2", clock="first_visit") == []


# --- a child who is added later ------------------------------------------------------------------------------


def added(on: str, child: str, school: str) -> dict[str, Any]:
    person = {"id": child, "first_name": child.upper(), "last_name": "Example", "school": school}
    return fact(on, "child_added", None, by="officer", person=person)


def test_a_child_who_is_added_asks_about_itself_and_reopens_nothing() -> None:
    run = replay(
        [
            withdrawal("2027-01-11"),
            fact("2027-01-12", "sibling_checked", "c2", by="school:School B"),
            added("2027-02-01", "n", "School N"),
        ],
        "2027-02-10",
        2,
    )
    assert [
        (e["child"], e["school"]) for e in run.of("task_opened", kind="sibling_check") if e["on"] == "2027-02-01"
    ] == [("n", "School N")]
    first, second = run.started("sibling_check")
    assert (first[0], second[0]) == ("2027-01-11", "2027-02-01")
    fired = [e for e in run.of("step_fired", "sibling_check") if e["on"] >= "2027-02-01"]
    assert {e["due_on"] for e in fired} == {second[1]}


def test_nothing_starts_before_the_day_on_which_a_child_was_added() -> None:
    run = replay([withdrawal("2027-01-11"), added("2027-01-20", "n", "School N")], "2027-01-21")
    assert run.started("sibling_check") == [("2027-01-20", "2027-01-22")]


def test_a_fact_about_a_child_who_is_not_yet_known_is_refused_and_the_replay_goes_on() -> None:
    seen = fact("2027-01-15", "child_sighted", "n", grade="seen", setting="home", observer="officer")
    run = replay([withdrawal("2027-01-11"), added("2027-01-20", "n", "School N"), seen], "2027-01-21")
    assert run.refused() == [("child_sighted", "child_not_known")]


def test_a_child_may_be_added_by_a_later_line_of_an_earlier_day() -> None:
    lines = [withdrawal("2027-01-11"), concern("2027-01-25", "public", "n"), added("2027-01-20", "n", "School N")]
    assert replay(lines, "2027-01-25").refused() == []


def test_a_sibling_nobody_has_asked_about_keeps_the_check_open() -> None:
    run = replay(
        [
            withdrawal("2027-01-11"),
            concern("2027-01-12", "school:School B", "c2", category="low"),
            fact("2027-01-12 13:00", "sibling_checked", "c2"),
        ],
        "2027-01-12",
        3,
    )
    assert run.met("sibling_check") == []


def test_a_child_without_an_officer_is_everybody_s_and_not_the_brother_s_officer_s() -> None:
    run = replay(
        [
            withdrawal("2027-01-11", ["c1", "c2"]),
            fact("2027-01-11 13:00", "officer_assigned", officer="officer-1", by="manager"),
        ],
        "2027-01-20",
        2,
    )
    assert {e["to"] for e in run.of("step_fired", "triage", "c1", rung="due")} == {"officer-1"}
    assert {e["to"] for e in run.of("step_fired", "triage", "c2", rung="due")} == {"officer"}
