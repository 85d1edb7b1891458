"""The case behind the register: every alarm that must fire without anyone asking."""

import json
from pathlib import Path

import pytest

from tests.replay.cases import Outcome, run_data

CASE = Path(__file__).parents[1] / "data" / "replays" / "birmingham_2007.json"


@pytest.fixture(scope="module")
def birmingham() -> Outcome:
    return run_data(json.loads(CASE.read_text()))


def test_the_withdrawal_is_red_at_triage_on_the_day_because_two_schools_spoke_of_hunger(birmingham: Outcome) -> None:
    for child in ("k", "s1"):
        assert birmingham.rags(child)[0] == ("2007-12-06", "red", True)
    (reason, *_) = birmingham.of("rated", child="k")[0]["reasons"]
    assert "School A" in reason
    assert "School B" in reason


def test_the_siblings_schools_are_tasked_on_the_day(birmingham: Outcome) -> None:
    tasks = birmingham.of("task_opened", kind="sibling_check", on="2007-12-06")
    assert {(t["child"], t["school"]) for t in tasks} >= {("s2", "School B"), ("s3", "School C")}


def test_the_missing_written_notice_is_queried_on_the_day_and_climbs(birmingham: Outcome) -> None:
    assert birmingham.of("message_queued", kind="written_notice_query", on="2007-12-06", to="school:School A")
    assert birmingham.ladder("written_notice_query", "k") == [
        ("due", "2007-12-10"),
        ("manager", "2007-12-11"),
        ("head_of_service", "2007-12-12"),
    ]


def test_the_concerns_held_since_autumn_start_their_clocks_at_the_withdrawal(birmingham: Outcome) -> None:
    assert birmingham.started("concern_disposition", "k")[0] == ("2007-12-06", "2007-12-10")
    assert birmingham.started("concern_disposition", "s2") == [("2007-12-06", "2007-12-10")]
    assert birmingham[0]["on"] == "2007-12-06"


def test_first_contact_is_late_on_8_december_and_climbs_by_itself(birmingham: Outcome) -> None:
    for child in ("k", "s1"):
        assert birmingham.ladder("first_contact", child) == [
            ("due", "2007-12-07"),
            ("manager", "2007-12-08"),
            ("head_of_service", "2007-12-11"),
            ("social_care", "2007-12-14"),
        ]


def test_the_visit_is_late_on_14_december(birmingham: Outcome) -> None:
    assert birmingham.ladder("first_visit", "k") == [
        ("due", "2007-12-13"),
        ("manager", "2007-12-14"),
        ("head_of_service", "2007-12-17"),
        ("social_care", "2007-12-20"),
    ]


def test_the_first_lapse_drafts_one_referral_for_the_whole_household_and_asks_for_release(birmingham: Outcome) -> None:
    assert birmingham.days("referral_drafted") == ["2007-12-14", "2007-12-22"]
    assert birmingham.of("referral_drafted")[0]["child"] == ["k", "s1", "s2", "s3"]
    (first, second) = birmingham.started("referral_release", "k")
    assert first == ("2007-12-14", "2007-12-17")
    assert birmingham.ladder("referral_release", "k")[:3] == [
        ("manager", "2007-12-17"),
        ("head_of_service", "2007-12-18"),
        ("safeguarding_lead", "2007-12-19"),
    ]
    assert second == ("2007-12-22", "2007-12-24")


def test_the_school_s_own_referral_voids_the_waiting_draft_and_is_chased_as_one_of_ours(birmingham: Outcome) -> None:
    assert birmingham.voided("referral_release", "k")[0][0] == "2007-12-19"
    assert birmingham.started("referral_acknowledgement", "k")[0] == ("2007-12-19", "2007-12-20")
    assert birmingham.started("referral_decision", "k")[0] == ("2007-12-19", "2007-12-20")
    assert birmingham.started("referral_feedback", "k")[0] == ("2007-12-19", "2007-12-24")
    assert birmingham.of("referral_chased", "referral_acknowledgement", on="2007-12-20", rung="chase")


def test_the_second_call_of_19_december_puts_a_manager_on_it_and_opens_a_disagreement(birmingham: Outcome) -> None:
    at_two = list(birmingham.of("task_opened", on="2007-12-19", at="14:00", to="manager"))
    assert any(t["kind"] != "concerns_review" and "k" in t["child"] for t in at_two)
    assert birmingham.started("disagreement_stage_1", "k")[0] == ("2007-12-19", "2007-12-21")


def test_the_third_concern_in_60_days_asks_the_manager_for_a_review(birmingham: Outcome) -> None:
    assert birmingham.started("concerns_review", "k") == [("2007-12-19", "2007-12-21")]
    assert birmingham.ladder("concerns_review", "k") == [("due", "2007-12-21"), ("head_of_service", "2007-12-22")]


def test_a_disagreement_unanswered_climbs_stage_by_stage(birmingham: Outcome) -> None:
    assert birmingham.voided("disagreement_stage_1", "k") == [("2007-12-22", "next_stage")]
    assert birmingham.started("disagreement_stage_2", "k") == [("2007-12-22", "2008-01-02")]
    assert birmingham.voided("disagreement_stage_2", "k") == [("2008-01-03", "next_stage")]
    assert birmingham.started("disagreement_stage_3", "k") == [("2008-01-03", "2008-01-10")]
    assert birmingham.started("disagreement_stage_4", "k") == [("2008-01-11", "2008-01-25")]
    assert birmingham.ladder("disagreement_stage_4", "k") == [
        ("due", "2008-01-25"),
        ("manager", "2008-01-26"),
        ("head_of_service", "2008-01-29"),
    ]


def test_no_further_action_forces_a_next_step_the_same_day(birmingham: Outcome) -> None:
    assert birmingham.started("referral_next_step", "k") == [("2007-12-20", "2007-12-21")]
    assert birmingham.of("task_opened", on="2007-12-20", kind="referral_next_step")
    assert birmingham.voided("referral_acknowledgement", "k")[0][0] == "2007-12-20"
    assert birmingham.met("referral_decision", "k") == ["2007-12-20"]


def test_the_referrer_s_feedback_is_chased_on_24_december_and_climbs(birmingham: Outcome) -> None:
    assert birmingham.ladder("referral_feedback", "k", cycle=6) == [
        ("chase", "2007-12-24"),
        ("manager", "2007-12-27"),
        ("head_of_service", "2007-12-28"),
        ("social_care_manager", "2007-12-31"),
    ]


def test_a_next_step_never_recorded_drafts_again_and_the_referral_goes_under_standing_decision_1(
    birmingham: Outcome,
) -> None:
    assert birmingham.ladder("referral_next_step", "k")[:2] == [("due", "2007-12-21"), ("manager", "2007-12-22")]
    assert [(e["on"], e["standing_decision"], e["to"]) for e in birmingham.of("referral_sent")] == [
        ("2007-12-29", 1, "out_of_hours")
    ]


def test_a_police_sighting_of_some_children_asks_the_officer_for_the_rest_and_stops_no_clock(
    birmingham: Outcome,
) -> None:
    assert [t["child"] for t in birmingham.of("task_opened", on="2007-12-21", at="12:00")] == ["k"]
    assert birmingham.met("child_last_seen", "s1") == []


def test_the_refusal_of_19_december_asks_for_the_next_attempt_next_day_and_climbs(birmingham: Outcome) -> None:
    assert birmingham.ladder("next_attempt", "k", cycle=8) == [
        ("due", "2007-12-20"),
        ("manager", "2007-12-21"),
        ("head_of_service", "2007-12-24"),
        ("social_care", "2007-12-31"),
    ]


def test_a_refusal_to_the_school_is_no_refusal_to_us(birmingham: Outcome) -> None:
    assert birmingham.started("visit_decision", "k") == []
    assert birmingham.met("first_contact", "k") == []


def test_the_second_failure_of_28_january_goes_to_the_manager_the_same_day(birmingham: Outcome) -> None:
    assert birmingham.met("next_attempt", "k") == ["2008-01-28"]
    assert birmingham.started("next_attempt", "k")[1] == ("2008-01-28", "2008-01-29")
    assert birmingham.of("task_opened", on="2008-01-28", at="11:00", to="manager")


def test_the_visit_of_8_february_without_an_answer_for_each_child_is_refused(birmingham: Outcome) -> None:
    assert ("contact_attempted", "sighting_needs_answer_per_child") in birmingham.refused()
    assert birmingham.met("first_visit", "k") == []


def test_the_promised_plan_is_late_after_22_february(birmingham: Outcome) -> None:
    assert birmingham.ladder("promised_information", "k") == [
        ("due", "2008-02-22"),
        ("manager", "2008-02-23"),
        ("head_of_service", "2008-02-26"),
    ]


def test_a_decision_without_evidence_is_refused(birmingham: Outcome) -> None:
    assert ("suitability_decided", "decision_needs_evidence") in birmingham.refused()


def test_a_glimpse_on_the_doorstep_resets_nothing(birmingham: Outcome) -> None:
    assert birmingham.started("child_last_seen", "k") == [("2007-12-06", "2008-03-06")]


def test_the_complaint_opens_a_manager_s_task_and_moves_no_date(birmingham: Outcome) -> None:
    assert birmingham.of("task_opened", on="2008-02-22", at="09:30", to="manager")
    assert birmingham.ladder("complaint_cover", "k") == [("due", "2008-02-25"), ("head_of_service", "2008-02-26")]
    assert birmingham.of("clock_redated") == []
    assert birmingham.voided("suitability_decision", "k") == []


def test_closing_for_no_reply_is_refused(birmingham: Outcome) -> None:
    assert birmingham.refused()[-1] == ("closure_requested", "closure_reason_not_allowed")


def test_coming_off_roll_without_a_decision_is_recorded_and_tasks_the_manager(birmingham: Outcome) -> None:
    (task,) = birmingham.of("task_opened", on="2008-03-14")
    assert task["to"] == "manager"
    assert set(task["child"]) == {"k", "s1"}


def test_no_decision_is_late_on_1_february_and_with_the_head_of_service_on_7_march(birmingham: Outcome) -> None:
    assert birmingham.ladder("suitability_decision", "k") == [
        ("due", "2008-01-31"),
        ("manager", "2008-02-01"),
        ("head_of_service", "2008-03-07"),
    ]


def test_on_17_may_child_last_seen_is_still_running_and_has_climbed_to_the_top(birmingham: Outcome) -> None:
    assert birmingham.ladder("child_last_seen", "k") == [
        ("due", "2008-03-06"),
        ("manager", "2008-03-07"),
        ("head_of_service", "2008-03-10"),
        ("social_care", "2008-03-13"),
    ]
    assert birmingham.met("child_last_seen", "k") == birmingham.voided("child_last_seen", "k") == []
    assert birmingham.rag("k") == "red"
