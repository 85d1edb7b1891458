"""Attempts to reach the family, visits declined, and what the manager decides about them."""

from typing import Any

import pytest

from tests.replay.cases import Outcome, concern, contact, fact, rated, replay, visit, withdrawal

ON = "2027-01-11"


def amber(*facts: dict[str, Any], until: str) -> Outcome:
    return replay([withdrawal(ON, previous_plan=True), *facts], until)


# --- first contact ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "outcome", "by", "met"),
    [
        ("phone", "answered", "officer", True),
        ("email", "answered", "officer", True),
        ("letter", "answered", "officer", True),
        ("phone", "refused", "officer", True),
        ("visit", "refused", "manager", True),
        ("visit", "no_answer", "officer", False),
        ("phone", "no_answer", "officer", False),
        ("email", "no_answer", "officer", False),
        ("letter", "no_answer", "officer", False),
        ("phone", "wrong_address", "officer", False),
        ("visit", "gone_away", "officer", False),
        ("visit", "no_access_to_building", "officer", False),
        ("visit", "rearranged_by_family", "officer", False),
        ("visit", "staff_could_not_attend", "officer", False),
        ("phone", "answered", "social care", False),
        ("visit", "answered", "school:School A", False),
        ("phone", "refused", "social care", False),
    ],
)
def test_first_contact_is_met_by_our_own_staff_reaching_someone(method: str, outcome: str, by: str, met: bool) -> None:
    run = replay([withdrawal(ON), contact("2027-01-12", method, outcome, by)], "2027-01-12")
    assert bool(run.met("first_contact")) is met
    assert run.refused() == []


def test_an_adult_alone_at_the_door_is_contact_and_no_visit() -> None:
    not_seen = [{"child": "c1", "grade": "not_seen", "setting": "doorstep", "observer": "officer"}]
    run = replay(
        [withdrawal(ON), contact("2027-01-12", "visit", "adult_only", sightings=not_seen)],
        "2027-01-12",
    )
    assert run.met("first_contact") == ["2027-01-12"]
    assert run.met("first_visit") == []


def test_a_letter_that_we_posted_is_no_contact() -> None:
    run = replay([withdrawal(ON), fact("2027-01-12", "letter_posted", template="appointment")], "2027-01-12")
    assert run.met("first_contact") == []


# --- the first visit --------------------------------------------------------------------------------


def test_a_meeting_is_a_visit_and_a_video_call_is_not() -> None:
    def met(method: str) -> list[str]:
        seen = [{"child": "c1", "grade": "spoken_to", "setting": "elsewhere", "observer": "officer"}]
        return replay([withdrawal(ON), contact("2027-01-12", method, "answered", sightings=seen)], "2027-01-12").met(
            "first_visit"
        )

    assert met("meeting") == ["2027-01-12"]
    assert met("video") == []


def test_a_visit_by_others_is_not_our_visit() -> None:
    run = replay([withdrawal(ON), contact("2027-01-12", "visit", "answered", "social care")], "2027-01-12")
    assert run.met("first_visit") == []


@pytest.mark.parametrize(
    ("notice", "met"), [({}, True), ({"previous_plan": True}, False), ({"protection_plan": True}, False)]
)
def test_a_report_received_stands_for_the_visit_only_when_green(notice: dict[str, bool], met: bool) -> None:
    run = replay([withdrawal(ON, **notice), fact("2027-01-12", "information_received", by="mother")], "2027-01-12")
    assert bool(run.met("first_visit")) is met


# --- a visit declined -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def declined_amber() -> Outcome:
    return amber(contact("2027-01-13", "visit", "refused"), until="2027-02-12")


@pytest.fixture(scope="module")
def declined_red() -> Outcome:
    return replay([withdrawal(ON, protection_plan=True), contact("2027-01-13", "visit", "refused")], "2027-02-02")


@pytest.fixture(scope="module")
def declined_with_concern() -> Outcome:
    return replay(
        [
            withdrawal(ON),
            concern("2027-01-12", "school:School A", category="low"),
            contact("2027-01-13", "visit", "refused"),
        ],
        "2027-02-17",
    )


def test_a_visit_declined_when_not_red_and_without_concern_meets_the_visit_and_asks_for_a_decision(
    declined_amber: Outcome,
) -> None:
    assert declined_amber.met("first_contact") == declined_amber.met("first_visit") == ["2027-01-13"]
    assert declined_amber.started("visit_decision") == [("2027-01-13", "2027-01-20")]
    assert declined_amber.of("task_opened", on="2027-01-13", to="manager")


def test_a_visit_decision_is_the_manager_s_and_its_lapse_the_head_of_service_s(declined_amber: Outcome) -> None:
    assert declined_amber.ladder("visit_decision") == [("due", "2027-01-20"), ("head_of_service", "2027-01-21")]
    (due,) = declined_amber.of("step_fired", "visit_decision", rung="due")
    assert due["to"] == "manager"


def test_the_next_attempt_after_a_declined_visit_ends_at_the_manager(declined_amber: Outcome) -> None:
    assert declined_amber.ladder("next_attempt") == [("due", "2027-01-20"), ("manager", "2027-01-21")]


def test_declining_a_visit_is_never_by_itself_a_referral(declined_amber: Outcome) -> None:
    assert declined_amber.of("referral_drafted") == []


def test_a_visit_declined_when_red_meets_no_visit_and_climbs_to_the_top(declined_red: Outcome) -> None:
    assert declined_red.met("first_contact") == ["2027-01-13"]
    assert declined_red.met("first_visit") == []
    assert declined_red.started("visit_decision") == [("2027-01-13", "2027-01-14")]
    assert declined_red.ladder("next_attempt") == [
        ("due", "2027-01-14"),
        ("manager", "2027-01-15"),
        ("head_of_service", "2027-01-18"),
        ("social_care", "2027-01-21"),
    ]
    assert declined_red.ladder("first_visit")[-1] == ("social_care", "2027-01-25")


def test_a_visit_declined_with_an_open_concern_meets_no_visit_and_climbs(declined_with_concern: Outcome) -> None:
    assert declined_with_concern.rag() == "amber"
    assert declined_with_concern.met("first_visit") == []
    assert declined_with_concern.started("visit_decision") == [("2027-01-13", "2027-01-20")]
    assert declined_with_concern.ladder("next_attempt") == [
        ("due", "2027-01-20"),
        ("manager", "2027-01-21"),
        ("head_of_service", "2027-01-27"),
        ("social_care", "2027-02-03"),
    ]


def test_a_concern_decided_before_the_refusal_is_no_open_concern() -> None:
    run = replay(
        [
            withdrawal(ON),
            concern("2027-01-12", "school:School A", category="low"),
            fact("2027-01-12 15:00", "concern_decided", by="manager", outcome="early_help", reason="Help offered."),
            contact("2027-01-13", "visit", "refused"),
        ],
        "2027-01-13",
    )
    assert run.met("first_visit") == ["2027-01-13"]


def test_a_refusal_to_others_starts_only_the_next_attempt_and_climbs_to_the_top() -> None:
    run = amber(contact("2027-01-13", "visit", "refused", "social care"), until="2027-02-03")
    assert run.met("first_contact") == run.met("first_visit") == run.started("visit_decision") == []
    assert run.ladder("next_attempt") == [
        ("due", "2027-01-20"),
        ("manager", "2027-01-21"),
        ("head_of_service", "2027-01-27"),
        ("social_care", "2027-02-03"),
    ]


def test_a_meeting_declined_asks_for_a_decision_and_a_call_declined_does_not() -> None:
    assert amber(contact("2027-01-13", "meeting", "refused"), until="2027-01-13").started("visit_decision")
    assert not amber(contact("2027-01-13", "phone", "refused"), until="2027-01-13").started("visit_decision")


# --- the next attempt -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "outcome", ["no_answer", "no_access_to_building", "rearranged_by_family", "gone_away", "wrong_address"]
)
def test_a_failed_attempt_asks_for_the_next_one(outcome: str) -> None:
    run = amber(contact("2027-01-13", "visit", outcome), until="2027-01-13")
    assert run.started("next_attempt") == [("2027-01-13", "2027-01-20")]
    assert run.tasks(to="manager") == []


@pytest.mark.parametrize(
    ("notice", "due"),
    [({}, "2027-01-27"), ({"previous_plan": True}, "2027-01-20"), ({"protection_plan": True}, "2027-01-14")],
)
def test_the_next_attempt_is_due_in_1_5_or_10_working_days(notice: dict[str, bool], due: str) -> None:
    run = replay([withdrawal(ON, **notice), contact("2027-01-13", "phone", "no_answer")], "2027-01-13")
    assert run.due("next_attempt") == [due]


def test_a_second_failure_in_a_row_is_the_manager_s_the_same_day_whoever_tried() -> None:
    run = amber(
        contact("2027-01-12", "phone", "no_answer"),
        contact("2027-01-14", "visit", "no_answer", "social care"),
        contact("2027-01-15", "phone", "answered"),
        contact("2027-01-18", "visit", "no_answer"),
        until="2027-01-18",
    )
    assert run.tasks(to="manager", on="2027-01-12") == []
    assert len(run.tasks(to="manager", on="2027-01-14")) == 1
    assert run.tasks(to="manager", on="2027-01-18") == []
    assert run.started("next_attempt") == [
        ("2027-01-12", "2027-01-19"),
        ("2027-01-14", "2027-01-21"),
        ("2027-01-18", "2027-01-25"),
    ]
    assert run.met("next_attempt") == ["2027-01-14", "2027-01-15"]


def test_a_failed_attempt_before_the_withdrawal_starts_nothing_by_itself() -> None:
    run = replay(
        [contact("2027-01-06", "visit", "no_answer", "school:School A"), withdrawal(ON, previous_plan=True)], ON
    )
    assert all(on == ON for on, _ in run.started("next_attempt"))


def test_an_attempt_over_christmas_is_due_on_the_next_working_day() -> None:
    run = replay(
        [withdrawal("2026-12-21", protection_plan=True), contact("2026-12-24", "visit", "no_answer")], "2026-12-31"
    )
    assert run.ladder("next_attempt") == [
        ("due", "2026-12-29"),
        ("manager", "2026-12-30"),
        ("head_of_service", "2026-12-31"),
    ]


# --- what the manager decides -----------------------------------------------------------------------


def declined(*facts: dict[str, Any], until: str, **notice: Any) -> Outcome:
    return replay(
        [
            withdrawal(ON, **{"previous_plan": True, **notice}),
            rated("2027-01-12 09:00", "amber"),
            contact("2027-01-13", "visit", "refused"),
            *facts,
        ],
        until,
    )


def decided(decision: str, on: str = "2027-01-14", by: str = "manager", **more: Any) -> dict[str, Any]:
    return fact(on, "visit_decided", by=by, decision=decision, reason="Checks held: GP saw the child.", **more)


def test_accepting_ends_the_decision_and_the_next_attempt() -> None:
    run = declined(decided("accept", review_on="2027-12-01"), until="2027-01-29")
    assert run.met("visit_decision") == ["2027-01-14"]
    assert [on for on, _ in run.voided("next_attempt")] == ["2027-01-14"]
    assert run.ladder("next_attempt") == []
    assert run.redated("child_last_seen") == [("2027-01-14", "2027-12-01")]


def test_accepting_never_moves_child_last_seen_nearer() -> None:
    run = declined(decided("accept", review_on="2027-06-01"), until="2027-01-14")
    assert run.redated("child_last_seen") == []


def test_after_accepting_child_last_seen_never_passes_the_manager() -> None:
    run = declined(decided("accept", review_on="2027-02-15"), until="2027-03-16", last_attended_on="2026-05-08")
    assert run.redated("child_last_seen") == [("2027-01-14", "2027-02-15")]
    assert run.ladder("child_last_seen") == [("due", "2027-02-15"), ("manager", "2027-02-16")]
    assert run.of("referral_drafted") == []


def test_after_accepting_a_new_concern_lets_child_last_seen_climb_again() -> None:
    run = declined(
        decided("accept", review_on="2027-02-15"),
        concern("2027-02-17", "school:School A", category="low"),
        until="2027-03-02",
        last_attended_on="2026-05-08",
        previous_plan=False,
    )
    assert run.ladder("child_last_seen") == [
        ("due", "2027-02-15"),
        ("manager", "2027-02-16"),
        ("head_of_service", "2027-02-22"),
        ("social_care", "2027-03-01"),
    ]


def test_trying_again_starts_the_next_attempt() -> None:
    run = declined(decided("try_again"), until="2027-01-14")
    assert run.met("visit_decision") == ["2027-01-14"]
    assert run.started("next_attempt")[-1] == ("2027-01-14", "2027-01-21")


def test_after_trying_again_the_declined_visit_still_ends_at_the_manager() -> None:
    run = declined(decided("try_again"), until="2027-02-05")
    assert run.ladder("next_attempt", cycle=4) == [("due", "2027-01-21"), ("manager", "2027-01-22")]
    assert run.of("referral_drafted") == []


def test_a_concern_that_comes_after_the_refusal_lets_the_next_attempt_climb() -> None:
    run = replay(
        [
            withdrawal(ON),
            rated("2027-01-12", "amber"),
            contact("2027-01-13", "visit", "refused"),
            concern("2027-01-15", "school:School A", category="low"),
        ],
        "2027-02-03",
    )
    assert run.ladder("next_attempt")[-1] == ("social_care", "2027-02-03")


@pytest.mark.parametrize("by", ["officer2", "managerB"])
def test_whoever_s_word_begins_with_officer_or_manager_is_our_own_staff(by: str) -> None:
    assert amber(contact("2027-01-13", "phone", "answered", by), until="2027-01-13").met("first_contact")


def test_referring_drafts_a_referral() -> None:
    run = declined(decided("refer"), until="2027-01-14")
    assert run.days("referral_drafted") == ["2027-01-14"]
    assert run.started("referral_release") == [("2027-01-14", "2027-01-18")]


def test_an_officer_cannot_decide_about_a_declined_visit() -> None:
    run = declined(decided("accept", by="officer", review_on="2027-12-01"), until="2027-01-14")
    assert [word for word, _ in run.refused()] == ["visit_decided"]
    assert run.met("visit_decision") == []


def test_a_visit_made_later_meets_the_next_attempt() -> None:
    run = declined(visit("2027-01-15"), until="2027-01-22")
    assert run.met("next_attempt") == ["2027-01-15"]
    assert run.ladder("next_attempt") == []
