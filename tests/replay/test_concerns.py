"""Concerns, those who raise them, and what happens when they are told no."""

from typing import Any

import pytest

from tests.replay.cases import Outcome, concern, contact, fact, rated, replay, visit, withdrawal

ON = "2027-01-11"
A, B = "school:School A", "school:School B"


# --- each concern is decided ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rag", "due", "manager", "head", "social_care"),
    [
        ("green", "2027-01-26", "2027-01-27", "2027-02-02", "2027-02-16"),
        ("amber", "2027-01-19", "2027-01-20", "2027-01-26", "2027-02-02"),
        ("red", "2027-01-14", "2027-01-15", "2027-01-18", "2027-01-21"),
    ],
)
def test_a_concern_is_decided_in_2_5_or_10_working_days_and_climbs(
    rag: str, due: str, manager: str, head: str, social_care: str
) -> None:
    notice = {"green": {}, "amber": {"previous_plan": True}, "red": {"protection_plan": True}}[rag]
    run = replay([withdrawal(ON, **notice), concern("2027-01-12", A, category="low")], social_care)
    assert run.ladder("concern_disposition") == [
        ("due", due),
        ("manager", manager),
        ("head_of_service", head),
        ("social_care", social_care),
    ]


def test_a_concern_held_since_before_the_withdrawal_starts_its_clock_then() -> None:
    run = replay([concern("2026-11-02", A, category="low"), withdrawal(ON)], "2027-01-25")
    assert run.started("concern_disposition") == [(ON, "2027-01-25")]
    assert run[0]["on"] == ON


def test_a_concern_about_a_sibling_who_is_not_on_the_register_is_decided_too() -> None:
    run = replay([withdrawal(ON, "c1"), concern("2027-01-12", B, "c2", category="low")], "2027-01-12", 2)
    assert [on for on, _ in run.started("concern_disposition", "c2")] == ["2027-01-12"]


def test_each_concern_is_decided_by_a_named_outcome() -> None:
    run = replay(
        [
            withdrawal(ON),
            concern("2027-01-12", A, category="low"),
            fact("2027-01-13", "concern_decided", by="manager", outcome="education_only", reason="A lunch forgotten."),
        ],
        "2027-01-13",
    )
    assert run.met("concern_disposition") == ["2027-01-13"]


# --- the same caller again --------------------------------------------------------------------------


def manager_tasks(*facts: dict[str, Any]) -> list[str]:
    """The manager's tasks on the day of the last fact."""
    return replay([withdrawal(ON), *facts], facts[-1]["on"]).tasks(to="manager", on=facts[-1]["on"])


def test_one_caller_once_is_no_manager_s_task() -> None:
    assert manager_tasks(concern("2027-01-12", A, category="low")) == []


def test_the_same_caller_on_the_seventh_day_is_the_manager_s_task_the_same_day() -> None:
    assert manager_tasks(concern("2027-01-12", A, category="low"), concern("2027-01-19", A, category="low"))


def test_the_same_caller_on_the_eighth_day_is_not() -> None:
    assert manager_tasks(concern("2027-01-12", A, category="low"), concern("2027-01-20", A, category="low")) == []


def test_two_callers_in_a_week_are_not_the_same_caller() -> None:
    assert (
        manager_tasks(concern("2027-01-12", A, category="low"), concern("2027-01-13", "health", category="low")) == []
    )


def test_a_dissatisfied_caller_is_the_manager_s_task_at_the_first_call() -> None:
    facts = [withdrawal(ON), concern("2027-01-12", A, category="low", dissatisfied=True)]
    run = replay(facts, "2027-01-12")
    assert run.tasks(to="manager", on="2027-01-12")
    assert run.started("disagreement_stage_1") == [("2027-01-12", "2027-01-14")]


def test_the_same_caller_about_two_children_of_a_household_has_called_twice() -> None:
    run = replay(
        [
            withdrawal(ON, ["c1", "c2"]),
            concern("2027-01-12", A, "c1", category="low"),
            concern("2027-01-13", A, "c2", category="low"),
        ],
        "2027-01-13",
        2,
    )
    assert run.tasks(to="manager", on="2027-01-13")


# --- a third concern --------------------------------------------------------------------------------

# Long after the withdrawal, so that no rating moves; visited, so that nothing else is drafted.
LATER = [withdrawal("2027-01-28"), visit("2027-01-28 13:00")]


def third(*facts: dict[str, Any], until: str | None = None) -> Outcome:
    return replay([*LATER, *facts], until or facts[-1]["on"])


def test_a_third_concern_on_the_60th_day_from_two_sources_is_reviewed() -> None:
    run = third(
        concern("2027-05-04", A, category="low"),
        concern("2027-05-20", "health", category="low"),
        concern("2027-07-03", A, category="low"),
        until="2027-07-11",
    )
    assert run.rag() == "green"
    assert run.started("concerns_review") == [("2027-07-03", "2027-07-09")]
    assert run.ladder("concerns_review") == [("due", "2027-07-09"), ("head_of_service", "2027-07-10")]
    (due,) = run.of("step_fired", "concerns_review", rung="due")
    assert due["to"] == "manager"


def test_a_third_concern_on_the_61st_day_is_not() -> None:
    run = third(
        concern("2027-05-04", A, category="low"),
        concern("2027-05-20", "health", category="low"),
        concern("2027-07-04", A, category="low"),
    )
    assert run.started("concerns_review") == []


def test_three_concerns_of_the_public_are_one_source() -> None:
    run = third(*[concern(f"2027-05-{day:02}", "public", category="low") for day in (4, 14, 24)])
    assert run.started("concerns_review") == []


def test_the_concerns_of_a_household_are_counted_together_and_reviewed_once() -> None:
    run = replay(
        [
            *LATER,
            concern("2027-05-04", A, "c1", category="low"),
            concern("2027-05-06", B, "c2", category="low"),
            concern("2027-05-07", A, "c1", category="low"),
            fact("2027-05-08", "concerns_reviewed", by="manager", outcome="early_help", reason="A family meeting."),
        ],
        "2027-05-08",
        2,
    )
    (started,) = run.of("clock_started", "concerns_review")
    assert started["child"] == ["c1", "c2"]
    assert run.met("concerns_review") == ["2027-05-08"]


# --- disagreement -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def unsettled() -> Outcome:
    return replay([withdrawal(ON), rated(ON, "red"), fact(ON, "disagreement_raised", by=A)], "2027-02-17")


def test_each_stage_lapses_into_the_next_and_only_the_fourth_climbs(unsettled: Outcome) -> None:
    assert unsettled.started("disagreement_stage_1") == [(ON, "2027-01-13")]
    assert unsettled.voided("disagreement_stage_1") == [("2027-01-14", "next_stage")]
    assert unsettled.started("disagreement_stage_2") == [("2027-01-14", "2027-01-21")]
    assert unsettled.voided("disagreement_stage_2") == [("2027-01-22", "next_stage")]
    assert unsettled.started("disagreement_stage_3") == [("2027-01-22", "2027-01-29")]
    assert unsettled.voided("disagreement_stage_3") == [("2027-01-30", "next_stage")]
    assert unsettled.started("disagreement_stage_4") == [("2027-01-30", "2027-02-12")]
    assert unsettled.ladder("disagreement_stage_4") == [
        ("due", "2027-02-12"),
        ("manager", "2027-02-13"),
        ("head_of_service", "2027-02-16"),
    ]


@pytest.mark.parametrize("stage", [1, 2, 3])
def test_a_stage_before_the_fourth_never_climbs(unsettled: Outcome, stage: int) -> None:
    assert [rung for rung, _ in unsettled.ladder(f"disagreement_stage_{stage}")] in ([], ["due"])


def test_a_disagreement_settled_starts_no_further_stage() -> None:
    run = replay(
        [
            withdrawal(ON),
            fact(ON, "disagreement_raised", by=A),
            fact("2027-01-12", "disagreement_settled", by=A, outcome="A joint visit is agreed."),
        ],
        "2027-02-01",
    )
    assert run.met("disagreement_stage_1") == ["2027-01-12"]
    assert run.started("disagreement_stage_2") == []


def test_settling_at_the_second_stage_ends_that_stage() -> None:
    run = replay(
        [
            withdrawal(ON),
            fact(ON, "disagreement_raised", by=A),
            fact("2027-01-15", "disagreement_settled", by=A, outcome="A joint visit is agreed."),
        ],
        "2027-01-25",
    )
    assert run.met("disagreement_stage_2") == ["2027-01-15"]
    assert run.started("disagreement_stage_3") == []


def test_settling_on_the_last_day_is_in_time() -> None:
    run = replay(
        [
            withdrawal(ON),
            rated(ON, "red"),
            fact(ON, "disagreement_raised", by=A),
            fact("2027-01-13 23:30", "disagreement_settled", by=A),
        ],
        "2027-01-15",
    )
    assert run.met("disagreement_stage_1") == ["2027-01-13"]
    assert run.started("disagreement_stage_2") == []


def test_a_plan_does_not_pause_for_a_disagreement(unsettled: Outcome) -> None:
    plain = replay([withdrawal(ON), rated(ON, "red")], "2027-01-26")
    for clock in ("first_contact", "first_visit"):
        assert unsettled.ladder(clock) == plain.ladder(clock)


# --- the household's clocks -------------------------------------------------------------------------


def test_a_withdrawal_asks_about_each_sibling_and_names_its_school() -> None:
    run = replay([withdrawal(ON, "c1")], "2027-01-20", 3)
    assert {(t["child"], t["school"]) for t in run.of("task_opened", on=ON)} == {("c2", "School B"), ("c3", "School C")}
    (started,) = run.of("clock_started", "sibling_check")
    assert started["child"] == ["c1", "c2", "c3"]
    assert started["due_on"] == "2027-01-13"


def test_an_only_child_has_no_sibling_check() -> None:
    assert replay([withdrawal(ON), concern("2027-01-12", A)], "2027-01-12").started("sibling_check") == []


def test_one_sibling_check_runs_for_a_household_and_a_new_event_adds_its_task() -> None:
    run = replay(
        [withdrawal(ON, "c1"), concern("2027-01-12", A, "c1", category="low")],
        "2027-01-12",
        2,
    )
    assert run.started("sibling_check") == [(ON, "2027-01-13")]
    assert run.tasks(on="2027-01-12", child="c2")


def test_a_concern_after_the_check_is_answered_starts_it_again() -> None:
    run = replay(
        [
            withdrawal(ON, "c1"),
            fact("2027-01-12", "sibling_checked", "c2"),
            concern("2027-01-14", A, "c1", category="low"),
        ],
        "2027-01-14",
        2,
    )
    assert run.met("sibling_check") == ["2027-01-12"]
    assert [on for on, _ in run.started("sibling_check")] == [ON, "2027-01-14"]


def test_a_household_clock_takes_the_worst_rating_of_its_children() -> None:
    run = replay(
        [
            withdrawal(ON, "c1"),
            withdrawal("2027-01-12", "c2", by=B),
            fact("2027-01-12 13:00", "sibling_checked", "c2"),
            rated("2027-01-13 09:00", "red", child="c2"),
            rated("2027-01-13 09:30", "amber", child="c1"),
            concern("2027-01-13 10:00", A, "c1", category="low"),
        ],
        "2027-01-13",
        2,
    )
    assert run.of("clock_started", "sibling_check")[-1]["due_on"] == "2027-01-13"
    # The child's own clock takes the child's own rating.
    assert run.due("concern_disposition", "c1") == ["2027-01-20"]


def test_a_contact_with_one_child_s_family_is_recorded_for_the_children_it_names() -> None:
    run = replay(
        [withdrawal(ON, ["c1", "c2"]), contact("2027-01-12", "phone", "answered", child="c1")], "2027-01-12", 2
    )
    assert run.met("first_contact", "c1") == ["2027-01-12"]
    assert run.met("first_contact", "c2") == []
