"""Referrals to children's social care: drafted by lapses, released or withheld by a person, chased until accepted."""

from typing import Any

import pytest

from tests.replay.cases import Outcome, concern, contact, fact, rated, replay, sighted, visit, withdrawal

ON = "2027-01-11"
A = "school:School A"


def amber(*facts: dict[str, Any], until: str, children: int = 1, **notice: Any) -> Outcome:
    """Nobody has reached the family: first contact reaches social care on 1 February, the visit on the 8th."""
    return replay([withdrawal(ON, previous_plan=True, **notice), *facts], until, children)


def decision(on: str, what: str, by: str = "manager") -> dict[str, Any]:
    return fact(on, "referral_decision_made", decision=what, by=by, reason="Read the file.")


def outcome(on: str, what: str) -> dict[str, Any]:
    return fact(on, "referral_decided", outcome=what, by="social care", reason="Threshold.")


# --- drafted, and waiting for a person --------------------------------------------------------------


@pytest.fixture(scope="module")
def waiting() -> Outcome:
    return amber(until="2027-02-11")


def test_a_lapse_at_its_top_rung_drafts_a_referral_and_asks_the_manager_to_release_or_withhold(
    waiting: Outcome,
) -> None:
    assert waiting.days("referral_drafted") == ["2027-02-01"]
    assert waiting.started("referral_release") == [("2027-02-01", "2027-02-03")]
    assert waiting.tasks(to="manager", on="2027-02-01", clock="referral_release")


def test_the_release_climbs_to_the_head_of_service_and_the_safeguarding_lead(waiting: Outcome) -> None:
    assert waiting.ladder("referral_release") == [
        ("manager", "2027-02-03"),
        ("head_of_service", "2027-02-04"),
        ("safeguarding_lead", "2027-02-05"),
    ]


def test_later_lapses_join_the_draft_that_waits(waiting: Outcome) -> None:
    assert waiting.ladder("first_visit")[-1] == ("social_care", "2027-02-08")
    assert waiting.days("referral_drafted") == ["2027-02-01"]


def test_what_no_standing_decision_covers_is_never_sent_without_a_person(waiting: Outcome) -> None:
    assert waiting.of("referral_sent") == []


def test_one_household_has_one_referral_and_it_lists_every_child() -> None:
    run = replay([withdrawal(ON, ["c1", "c2"])], "2027-02-02", 3)
    assert run.rag("c1") == "amber"
    (draft,) = run.of("referral_drafted")
    assert draft["child"] == ["c1", "c2", "c3"]
    assert draft["on"] == "2027-02-01"


# --- standing decision 1 ----------------------------------------------------------------------------


def covered(*facts: dict[str, Any], until: str = "2027-01-25", **notice: Any) -> list[tuple[str, Any, str]]:
    """Withdrawn Thursday 7 January, red: first contact late after the 8th, at social care on the 15th."""
    run = replay([*facts, withdrawal("2027-01-07", **notice)], until)
    return [(e["on"], e.get("standing_decision"), e["to"]) for e in run.of("referral_sent")]


def test_a_red_draft_that_nobody_decided_goes_at_the_sweep_after_the_safeguarding_lead() -> None:
    red = replay([withdrawal("2027-01-07"), rated("2027-01-07 13:00", "red")], "2027-01-25")
    assert red.days("referral_drafted") == ["2027-01-15"]
    assert red.ladder("referral_release") == [
        ("manager", "2027-01-18"),
        ("head_of_service", "2027-01-19"),
        ("safeguarding_lead", "2027-01-20"),
    ]
    (sent,) = red.of("referral_sent")
    assert (sent["on"], sent["standing_decision"], sent["to"]) == ("2027-01-21", 1, "social_care")
    assert red.started("referral_acknowledgement") == [("2027-01-21", "2027-01-22")]
    assert red.tasks(on="2027-01-21"), "a named person must read it the next working day"


def test_a_significant_concern_is_covered() -> None:
    assert covered(concern("2026-12-15", A)) == [("2027-01-21", 1, "social_care")]


def test_an_earlier_plan_with_another_factor_is_covered() -> None:
    run = replay([withdrawal("2027-01-07", ["c1", "c2"], previous_plan=True)], "2027-01-22", 2)
    assert [(e["on"], e["standing_decision"]) for e in run.of("referral_sent")] == [("2027-01-21", 1)]


def test_red_from_two_sources_of_low_concerns_is_not_covered() -> None:
    facts = [concern("2026-12-01", A, category="low"), concern("2026-12-15", "health", category="low")]
    assert covered(*facts) == []


def test_amber_by_a_person_is_not_covered_even_if_red_was_proposed() -> None:
    run = replay(
        [
            concern("2026-12-15", A),
            withdrawal("2027-01-07"),
            rated("2027-01-07 13:00", "amber", reason="Talked through with the school."),
        ],
        "2027-02-10",
    )
    assert run.days("referral_drafted")
    assert run.of("referral_sent") == []


def test_a_covered_draft_on_a_closed_day_goes_to_the_out_of_hours_team() -> None:
    # Withdrawn Monday: draft Tuesday 19 January, lead on Friday 22nd, sent on the Saturday.
    run = replay([withdrawal(ON), rated("2027-01-11 13:00", "red")], "2027-01-23")
    assert [(e["on"], e["to"]) for e in run.of("referral_sent")] == [("2027-01-23", "out_of_hours")]


def test_a_release_over_christmas_counts_working_days_and_is_sent_on_a_bank_holiday() -> None:
    # Withdrawn Monday 14 December: contact due the 15th, social care Tuesday the 22nd.
    run = replay([withdrawal("2026-12-14"), rated("2026-12-14 13:00", "red")], "2027-01-05")
    assert run.days("referral_drafted") == ["2026-12-22"]
    assert run.ladder("referral_release") == [
        ("manager", "2026-12-23"),
        ("head_of_service", "2026-12-24"),
        ("safeguarding_lead", "2026-12-29"),
    ]
    assert [(e["on"], e["to"]) for e in run.of("referral_sent")] == [("2026-12-30", "social_care")]


def test_a_decision_by_a_person_before_the_end_is_never_overtaken() -> None:
    run = replay(
        [
            withdrawal("2027-01-07"),
            rated("2027-01-07 13:00", "red"),
            decision("2027-01-20 12:00", "withhold"),
        ],
        "2027-01-22",
    )
    assert run.of("referral_sent") == []


# --- released ---------------------------------------------------------------------------------------


def test_a_manager_s_release_sends_it_at_once_in_that_name() -> None:
    run = amber(decision("2027-02-02", "release"), until="2027-02-02")
    (sent,) = run.of("referral_sent")
    assert (sent["on"], sent["by"], sent["to"]) == ("2027-02-02", "manager", "social_care")
    assert "standing_decision" not in sent
    assert run.met("referral_release") == ["2027-02-02"]
    assert run.started("referral_acknowledgement") == [("2027-02-02", "2027-02-03")]
    assert run.started("referral_decision") == [("2027-02-02", "2027-02-03")]
    assert run.started("referral_feedback") == [("2027-02-02", "2027-02-05")]


def test_a_release_on_a_saturday_goes_to_the_out_of_hours_team() -> None:
    run = amber(decision("2027-02-06", "release"), until="2027-02-06")
    assert run.of("referral_sent")[0]["to"] == "out_of_hours"


@pytest.mark.parametrize("how", ["released", "made by an officer"])
def test_the_message_of_a_referral_on_a_saturday_is_queued_to_the_out_of_hours_team(how: str) -> None:
    if how == "released":
        run = amber(decision("2027-02-06", "release"), until="2027-02-06")
    else:
        run = amber(fact("2027-02-06", "referral_made", by="officer", method="phone"), until="2027-02-06")
    assert [e["to"] for e in run.of("message_queued", kind="referral", on="2027-02-06")] == ["out_of_hours"]


@pytest.mark.parametrize("by", ["officer", "officer-2", A, "social care"])
@pytest.mark.parametrize("what", ["release", "withhold"])
def test_nobody_below_a_manager_releases_or_withholds(by: str, what: str) -> None:
    run = amber(decision("2027-02-01", what, by), until="2027-02-01")
    assert run.refused() == [("referral_decision_made", "not_allowed")]
    assert run.met("referral_release") == []


def test_a_head_of_service_releases_too() -> None:
    run = amber(decision("2027-02-01", "release", "head_of_service"), until="2027-02-01")
    assert run.of("referral_sent")[0]["by"] == "head_of_service"


# --- withheld ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def withheld() -> Outcome:
    return amber(decision("2027-02-02", "withhold"), until="2027-03-02")


def test_withholding_ends_the_wait_and_asks_for_a_next_step(withheld: Outcome) -> None:
    assert withheld.met("referral_release") == ["2027-02-02"]
    assert withheld.started("referral_next_step") == [("2027-02-02", "2027-02-04")]
    assert withheld.of("referral_sent") == []


def test_withholding_covers_what_lapses_in_the_20_working_days_after_it(withheld: Outcome) -> None:
    assert withheld.ladder("first_visit")[-1] == ("social_care", "2027-02-08")
    assert withheld.days("referral_drafted") == ["2027-02-01"]


NEW_FACTS = {
    "a concern": concern("2027-02-10", A, category="low"),
    "a failed attempt": contact("2027-02-10", "phone", "no_answer"),
    "a failed attempt of another agency": contact("2027-02-10", "visit", "no_answer", "health"),
    "a returned letter": fact("2027-02-10", "letter_returned", template="appointment"),
}


@pytest.mark.parametrize("what", NEW_FACTS)
def test_a_new_fact_after_withholding_drafts_again(what: str) -> None:
    run = amber(decision("2027-02-02", "withhold"), NEW_FACTS[what], until="2027-02-11")
    assert len(run.days("referral_drafted")) == 2
    assert run.days("referral_drafted")[1] in {"2027-02-10", "2027-02-11"}


def test_a_complaint_or_a_promise_after_withholding_drafts_nothing() -> None:
    run = amber(
        decision("2027-02-02", "withhold"),
        fact("2027-02-09", "complaint_made", about="authority", words="Too many letters."),
        fact("2027-02-10", "information_promised", what="A plan", by="mother"),
        until="2027-02-11",
    )
    assert run.days("referral_drafted") == ["2027-02-01"]


# 2 February and 20 working days is 2 March. The child was last seen so that 9 months end beside that day.
@pytest.mark.parametrize(
    ("last_attended", "social_care", "drafts"),
    [
        # last day 16 February, social care 2 March: both within.
        ("2026-05-16", "2027-03-02", ["2027-02-01"]),
        # last day 3 March, social care 17 March: both after.
        ("2026-06-03", "2027-03-17", ["2027-02-01", "2027-03-17"]),
    ],
)
def test_a_lapse_after_those_20_working_days_drafts_again(
    last_attended: str, social_care: str, drafts: list[str]
) -> None:
    run = amber(
        decision("2027-02-02", "withhold"),
        fact("2027-02-03", "next_step_recorded", by="manager", words="A visit with the health visitor."),
        until="2027-03-18",
        last_attended_on=last_attended,
    )
    assert run.ladder("child_last_seen")[-1] == ("social_care", social_care)
    assert run.days("referral_drafted") == drafts


# --- a person's own referral ------------------------------------------------------------------------


def test_a_person_s_referral_voids_a_draft_that_waits_and_is_the_one_referral() -> None:
    run = amber(
        fact("2027-02-02", "referral_made", by="officer", method="phone", own_words="Nobody has seen her."),
        until="2027-02-09",
    )
    assert [on for on, _ in run.voided("referral_release")] == ["2027-02-02"]
    assert run.days("referral_drafted") == ["2027-02-01"]
    assert run.ladder("first_visit")[-1] == ("social_care", "2027-02-08") or run.rag() == "red"


@pytest.fixture(scope="module")
def unanswered() -> Outcome:
    return replay([withdrawal(ON), fact(ON + " 13:00", "referral_made", by=A, method="form")], "2027-01-20")


@pytest.mark.parametrize("clock", ["referral_acknowledgement", "referral_decision"])
def test_a_referral_is_chased_on_its_last_day_and_climbs_to_the_social_care_manager(
    unanswered: Outcome, clock: str
) -> None:
    ladder = [
        ("chase", "2027-01-12"),
        ("manager", "2027-01-13"),
        ("head_of_service", "2027-01-14"),
        ("social_care_manager", "2027-01-15"),
    ]
    assert unanswered.ladder(clock) == ladder
    assert [(e["rung"], e["on"]) for e in unanswered.of("referral_chased", clock)] == ladder


def test_feedback_uses_the_referral_s_ladder(unanswered: Outcome) -> None:
    assert unanswered.ladder("referral_feedback") == [
        ("chase", "2027-01-14"),
        ("manager", "2027-01-15"),
        ("head_of_service", "2027-01-18"),
        ("social_care_manager", "2027-01-19"),
    ]


def test_a_chase_over_a_weekend_and_christmas_waits_for_working_days() -> None:
    run = replay(
        [
            withdrawal("2026-12-21"),
            fact("2026-12-24", "referral_made", by="officer", method="phone"),
        ],
        "2027-01-05",
    )
    assert run.ladder("referral_acknowledgement") == [
        ("chase", "2026-12-29"),
        ("manager", "2026-12-30"),
        ("head_of_service", "2026-12-31"),
        ("social_care_manager", "2027-01-04"),
    ]


def test_an_acknowledgement_by_the_sender_is_refused_and_by_a_named_person_is_taken() -> None:
    run = replay(
        [
            withdrawal(ON),
            fact(ON + " 13:00", "referral_made", by="officer", method="phone"),
            fact(ON + " 14:00", "referral_acknowledged", by="officer"),
            fact(ON + " 15:00", "referral_acknowledged", by="J. Smith", reference="R1"),
        ],
        ON,
    )
    assert [word for word, _ in run.refused()] == ["referral_acknowledged"]
    assert [e["at"] for e in run.of("clock_met", "referral_acknowledgement")] == ["15:00"]
    assert run.met("referral_decision") == []


def test_who_released_a_referral_is_its_sender() -> None:
    run = amber(
        decision("2027-02-02", "release"),
        fact("2027-02-02 13:00", "referral_acknowledged", by="manager"),
        until="2027-02-02",
    )
    assert [word for word, _ in run.refused()] == ["referral_acknowledged"]


def test_a_decision_before_acceptance_voids_the_acceptance() -> None:
    run = replay(
        [
            withdrawal(ON),
            fact(ON + " 13:00", "referral_made", by="officer", method="phone"),
            outcome(ON + " 15:00", "assessment"),
            fact("2027-01-12", "feedback_received", by="social care"),
        ],
        "2027-01-15",
    )
    assert [on for on, _ in run.voided("referral_acknowledgement")] == [ON]
    assert run.met("referral_decision") == [ON]
    assert run.met("referral_feedback") == ["2027-01-12"]
    assert run.of("referral_chased") == []


@pytest.mark.parametrize(
    ("what", "asks"),
    [
        ("no_further_action", True),
        ("returned_for_consent", True),
        ("advice", False),
        ("early_help", False),
        ("assessment", False),
        ("strategy_discussion", False),
        ("already_open", False),
    ],
)
def test_only_an_answer_that_does_nothing_forces_a_next_step(what: str, asks: bool) -> None:
    run = replay(
        [
            withdrawal(ON),
            fact(ON + " 13:00", "referral_made", by="officer", method="phone"),
            outcome("2027-01-12", what),
        ],
        "2027-01-12",
    )
    assert run.rag() == "red"
    assert run.started("referral_next_step") == ([("2027-01-12", "2027-01-13")] if asks else [])


def test_the_next_step_when_green_is_due_in_5_working_days() -> None:
    run = replay([withdrawal(ON), decision("2027-02-15", "withhold")], "2027-02-15")
    assert run.started("referral_next_step") == [("2027-02-15", "2027-02-22")]


# --- how long a referral is open --------------------------------------------------------------------


def released_and(*facts: dict[str, Any], until: str, **notice: Any) -> Outcome:
    return amber(decision("2027-02-01", "release"), *facts, until=until, **notice)


def test_a_next_step_recorded_drafts_again_what_is_still_unmet() -> None:
    run = released_and(
        outcome("2027-02-02", "no_further_action"),
        fact("2027-02-03", "next_step_recorded", by="officer", words="Ring the health visitor."),
        until="2027-02-04",
    )
    assert len(run.days("referral_drafted")) == 2
    assert run.days("referral_drafted")[1] in {"2027-02-03", "2027-02-04"}
    assert run.met("referral_next_step") == ["2027-02-03"]


def test_a_next_step_that_lapses_drafts_again_what_is_still_unmet() -> None:
    run = released_and(rated("2027-02-01 13:00", "red"), outcome("2027-02-02", "no_further_action"), until="2027-02-04")
    assert run.started("referral_next_step") == [("2027-02-02", "2027-02-03")]
    assert run.days("referral_drafted") == ["2027-02-01", "2027-02-04"]


def test_a_referral_returned_for_consent_is_drafted_again_when_no_next_step_is_recorded() -> None:
    run = released_and(outcome("2027-02-02", "returned_for_consent"), until="2027-02-05")
    assert run.started("referral_next_step") == [("2027-02-02", "2027-02-04")]
    assert run.days("referral_drafted") == ["2027-02-01", "2027-02-05"]


def test_only_social_care_closes_a_referral() -> None:
    run = released_and(
        outcome("2027-02-02", "assessment"),
        fact("2027-02-03", "referral_closed", by=A, reason="We are content."),
        until="2027-02-09",
    )
    assert run.ladder("first_visit")[-1] == ("social_care", "2027-02-08")
    assert run.days("referral_drafted") == ["2027-02-01"]


def test_nothing_is_drafted_again_once_the_lapse_is_met() -> None:
    run = released_and(
        outcome("2027-02-02", "no_further_action"),
        visit("2027-02-02 13:00"),
        fact("2027-02-03 12:00", "next_step_recorded", by="officer", words="Seen at home."),
        until="2027-02-07",
    )
    assert run.days("referral_drafted") == ["2027-02-01"]


@pytest.mark.parametrize("what", ["assessment", "strategy_discussion", "already_open"])
def test_while_a_referral_is_open_later_lapses_join_it(what: str) -> None:
    run = released_and(outcome("2027-02-02", what), until="2027-02-09")
    assert run.ladder("first_visit")[-1] == ("social_care", "2027-02-08")
    assert run.days("referral_drafted") == ["2027-02-01"]


@pytest.mark.parametrize("what", ["advice", "early_help"])
def test_after_a_referral_ends_in_advice_or_early_help_a_later_lapse_drafts_again(what: str) -> None:
    run = released_and(outcome("2027-02-02", what), until="2027-02-09")
    assert run.days("referral_drafted")[-1] == "2027-02-08"


def test_after_social_care_closes_a_referral_a_later_lapse_drafts_again() -> None:
    run = released_and(
        outcome("2027-02-02", "assessment"),
        fact("2027-02-10", "referral_closed", by="social care", reason="Assessment done."),
        until="2027-02-22",
        last_attended_on="2026-05-08",
    )
    assert run.ladder("child_last_seen")[-1] == ("social_care", "2027-02-22")
    assert run.days("referral_drafted") == ["2027-02-01", "2027-02-22"]


def test_a_referral_never_made_cannot_be_acknowledged_or_decided() -> None:
    run = replay(
        [
            withdrawal(ON),
            fact(ON + " 13:00", "referral_acknowledged", by="social care"),
            outcome(ON + " 14:00", "assessment"),
        ],
        ON,
    )
    assert run.started("referral_next_step") == []


def test_a_sighting_or_a_visit_in_time_means_no_referral() -> None:
    run = amber(
        contact("2027-01-13", "phone", "answered"),
        visit("2027-01-20"),
        sighted("2027-01-21", "spoken_to", "home", "health"),
        until="2027-02-20",
    )
    assert run.of("referral_drafted") == []
