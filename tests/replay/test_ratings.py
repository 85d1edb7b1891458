"""Ratings: what is proposed from which facts, and what a rating by a named person may move."""

from typing import Any

import pytest

from tests.replay.cases import Outcome, concern, contact, fact, rated, replay, visit, withdrawal

ON = "2027-01-11"


# --- what is proposed -------------------------------------------------------------------------------

FACTORS: dict[str, tuple[str, dict[str, Any]]] = {
    "nothing": ("green", {}),
    "a protection plan now": ("red", {"protection_plan": True}),
    "open to social care now": ("red", {"social_care_open": True}),
    "an earlier plan alone": ("amber", {"previous_plan": True}),
    "a special school, which is a support need": ("green", {"special_school": True}),
    "an earlier plan and a support need": ("amber", {"previous_plan": True, "special_school": True}),
    "a concern in the notice itself": ("red", {"concern": "She comes to school hungry."}),
    "an earlier plan and a plan now": ("red", {"previous_plan": True, "protection_plan": True}),
    "factors answered no": ("green", {"previous_plan": False, "protection_plan": False, "social_care_open": False}),
}


@pytest.mark.parametrize("factor", FACTORS)
def test_a_withdrawal_is_rated_by_what_the_notice_says(factor: str) -> None:
    rag, notice = FACTORS[factor]
    outcome = replay([withdrawal(ON, **notice)], ON)
    assert outcome.rag() == rag
    assert all(proposed for _, _, proposed in outcome.rags())
    last_day = (outcome.redated("triage") or outcome.started("triage"))[-1][1]
    assert last_day == {"red": "2027-01-12", "amber": "2027-01-14", "green": "2027-01-18"}[rag]


def test_a_concern_in_the_notice_starts_its_own_clock() -> None:
    assert replay([withdrawal(ON, concern="She comes to school hungry.")], ON).due("concern_disposition") == [
        "2027-01-13"
    ]


def test_siblings_withdrawn_together_are_amber_and_red_with_an_earlier_plan() -> None:
    together = ["c1", "c2"]
    assert replay([withdrawal(ON, together)], ON, 2).rag("c2") == "amber"
    assert replay([withdrawal(ON, together, previous_plan=True)], ON, 2).rag("c2") == "red"


# 90 days before 11 January 2027 is 13 October 2026; 90 days after it is 11 April.
BEFORE: dict[str, tuple[str, list[dict[str, Any]], int]] = {
    "a significant concern 90 days before": (
        "red",
        [concern("2026-10-13", "school:School A", category="significant")],
        1,
    ),
    "a significant concern 91 days before": (
        "green",
        [concern("2026-10-12", "school:School A", category="significant")],
        1,
    ),
    "a concern without a category 90 days before": ("red", [concern("2026-10-13", "school:School A")], 1),
    "a low concern": ("green", [concern("2026-12-01", "school:School A", category="low")], 1),
    "two low concerns of one source": (
        "green",
        [
            concern("2026-12-01", "school:School A", category="low"),
            concern("2026-12-15", "school:School A", category="low"),
        ],
        1,
    ),
    "low concerns of two sources": (
        "red",
        [concern("2026-10-13", "school:School A", category="low"), concern("2026-12-15", "health", category="low")],
        1,
    ),
    "low concerns of two sources, one 91 days before": (
        "green",
        [concern("2026-10-12", "school:School A", category="low"), concern("2026-12-15", "health", category="low")],
        1,
    ),
    "low concerns of the public, twice": (
        "green",
        [concern("2026-12-01", "public", category="low"), concern("2026-12-15", "public", category="low")],
        1,
    ),
    "low concerns of the public and a school": (
        "red",
        [concern("2026-12-01", "public", category="low"), concern("2026-12-15", "school:School B", category="low")],
        1,
    ),
    "low concerns of two sources, one about a sibling": (
        "red",
        [
            concern("2026-12-01", "school:School A", category="low"),
            concern("2026-12-15", "school:School B", "c2", category="low"),
        ],
        2,
    ),
    "a school's referral 90 days before": (
        "red",
        [fact("2026-10-13", "referral_made", by="school:School A", method="phone")],
        1,
    ),
    "a school's referral 91 days before": (
        "green",
        [fact("2026-10-12", "referral_made", by="school:School A", method="phone")],
        1,
    ),
}


@pytest.mark.parametrize("what", BEFORE)
def test_what_was_known_before_the_withdrawal_rates_it(what: str) -> None:
    rag, facts, children = BEFORE[what]
    assert replay([*facts, withdrawal(ON)], ON, children).rag() == rag


AFTER: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "a significant concern on the 90th day": ("red", [concern("2027-04-11", "health")]),
    "a significant concern on the 91st day": ("green", [concern("2027-04-12", "health")]),
    "a second source on the 90th day": (
        "red",
        [
            concern("2027-01-12", "school:School A", category="low"),
            concern("2027-04-11", "health", category="low"),
        ],
    ),
    "a second source on the 91st day": (
        "green",
        [
            concern("2027-01-12", "school:School A", category="low"),
            concern("2027-04-12", "health", category="low"),
        ],
    ),
    "an officer's referral": ("red", [fact("2027-01-12", "referral_made", by="officer", method="phone")]),
    "a disputed address": ("amber", [fact("2027-01-12", "address_disputed")]),
    "access refused with another concern": (
        "amber",
        [
            concern("2027-01-12", "school:School A", category="low"),
            contact("2027-01-13", "visit", "refused"),
        ],
    ),
    "a visit declined": ("green", [contact("2027-01-13", "visit", "refused")]),
    "two visits declined": (
        "green",
        [contact("2027-01-13", "visit", "refused"), contact("2027-01-20", "visit", "refused")],
    ),
    "a complaint": ("green", [fact("2027-01-13", "complaint_made", about="authority", words="Too many letters.")]),
    "a promise not kept and no contact": (
        "green",
        [
            fact("2027-01-12", "information_promised", what="A plan", by="mother", due_on="2027-01-14"),
            contact("2027-01-13", "phone", "no_answer"),
        ],
    ),
}


@pytest.mark.parametrize("what", AFTER)
def test_what_comes_after_the_withdrawal_rates_it_again(what: str) -> None:
    rag, facts = AFTER[what]
    # A visit on the first day, lest nobody having come drafts a referral meanwhile.
    assert replay([withdrawal(ON), visit("2027-01-11 13:00"), *facts], facts[-1]["on"]).rag() == rag


def test_the_register_s_own_drafts_and_referrals_never_feed_a_rating() -> None:
    drafted = replay([withdrawal(ON, previous_plan=True)], "2027-02-09")
    assert drafted.days("referral_drafted") == ["2027-02-01"]
    assert drafted.rag() == "amber"
    released = replay(
        [
            withdrawal(ON, previous_plan=True),
            fact("2027-02-01", "referral_decision_made", decision="release", by="manager", reason="Nobody has been."),
        ],
        "2027-02-02",
    )
    assert released.of("referral_sent")
    assert released.rag() == "amber"


def test_a_rating_shows_its_reasons_with_source_and_date() -> None:
    (event,) = replay([withdrawal(ON, protection_plan=True)], ON).of("rated")
    assert "School A" in str(event["reasons"])
    assert "11 January 2027" in str(event["reasons"])


def test_a_concern_put_aside_in_the_last_six_months_is_amber() -> None:
    facts = [
        concern("2026-09-01", "school:School A"),
        fact("2026-09-10", "concern_decided", by="manager", outcome="no_further_action", reason="Spoke to the school."),
    ]
    assert replay([*facts, withdrawal(ON)], ON).rag() == "amber"
    assert replay([*facts, withdrawal("2027-03-15")], "2027-03-15").rag() == "green"


# --- a rating by a person ---------------------------------------------------------------------------


def amber_then(*facts: dict[str, Any], until: str = "2027-01-12") -> Outcome:
    """Amber from Monday 11 January: contact by the 18th, visit by the 25th."""
    return replay([withdrawal(ON, previous_plan=True), *facts], until)


def test_a_rating_by_a_named_person_meets_triage_and_a_proposed_one_does_not() -> None:
    outcome = amber_then(rated("2027-01-12", "amber"))
    assert outcome.met("triage") == ["2027-01-12"]
    assert outcome.rags() == [(ON, "amber", True), ("2027-01-12", "amber", False)]
    assert amber_then(concern("2027-01-12", "health")).met("triage") == []


def test_a_sharper_rating_moves_running_clocks_nearer_at_once_from_their_own_start() -> None:
    outcome = amber_then(rated("2027-01-12", "red"))
    assert outcome.redated("first_contact") == [("2027-01-12", "2027-01-12")]
    assert outcome.redated("first_visit") == [("2027-01-12", "2027-01-18")]
    assert outcome.redated("child_last_seen") == [("2027-01-12", "2027-04-11")]
    assert outcome.redated("suitability_decision") == [("2027-01-12", "2027-03-08")]


def test_a_manager_s_reason_lengthens_clocks_of_which_no_rung_has_fired() -> None:
    outcome = amber_then(rated("2027-01-12", "green", reason="The plan ended in 2019."))
    assert outcome.redated("first_contact") == [("2027-01-12", "2027-01-25")]
    assert outcome.redated("first_visit") == [("2027-01-12", "2027-02-08")]
    assert outcome.redated("child_last_seen") == [("2027-01-12", "2028-01-11")]
    # The address check was due this morning: its rung has fired.
    assert outcome.redated("address_check") == []


def test_without_a_reason_nothing_is_lengthened_and_the_rating_is_refused() -> None:
    outcome = amber_then(rated("2027-01-12", "green"))
    assert outcome.refused() == [("rag_set", "rating_needs_reason")]
    assert outcome.of("clock_redated") == []
    assert outcome.rag() == "amber"


def test_an_officer_s_reason_lengthens_nothing() -> None:
    outcome = amber_then(rated("2027-01-12", "green", by="officer", reason="The plan ended in 2019."))
    assert outcome.of("clock_redated") == []


def test_a_warning_does_not_count_as_a_rung_fired_and_the_last_day_does() -> None:
    warned = amber_then(rated("2027-01-15", "green", reason="Old."), until="2027-01-15")
    assert warned.warned("first_contact") == ["2027-01-15"]
    assert warned.redated("first_contact") == [("2027-01-15", "2027-01-25")]
    due = amber_then(rated("2027-01-18", "green", reason="Old."), until="2027-01-26")
    assert due.redated("first_contact") == []
    assert due.ladder("first_contact") == [
        ("due", "2027-01-18"),
        ("manager", "2027-01-19"),
        ("head_of_service", "2027-01-25"),
    ]
    assert due.redated("first_visit") == [("2027-01-18", "2027-02-08")]


def test_a_clock_moved_nearer_than_today_is_late_from_its_new_last_day() -> None:
    outcome = amber_then(rated("2027-01-21", "red"), until="2027-01-25")
    assert outcome.redated("first_visit") == [("2027-01-21", "2027-01-18")]
    rungs = dict(outcome.ladder("first_visit"))
    assert rungs["head_of_service"] in {"2027-01-21", "2027-01-22"}
    assert rungs["social_care"] == "2027-01-25"
    assert "due" not in rungs
    assert "manager" not in rungs


def test_a_later_red_fact_proposes_red_again_over_a_person_s_rating() -> None:
    outcome = amber_then(
        rated("2027-01-12", "green", reason="The plan ended in 2019."),
        concern("2027-01-13", "school:School A", category="significant"),
        until="2027-01-14",
    )
    assert outcome.rags()[-1] == ("2027-01-13", "red", True)
    assert outcome.redated("first_visit") == [("2027-01-12", "2027-02-08"), ("2027-01-13", "2027-01-18")]
    assert outcome.due("concern_disposition") == ["2027-01-15"]


def test_red_lengths_run_until_a_person_rates_again() -> None:
    outcome = amber_then(
        rated("2027-01-12", "green", reason="The plan ended in 2019."),
        concern("2027-01-13", "school:School A", category="significant"),
        rated("2027-01-14", "amber", reason="Talked through with the school."),
        fact("2027-01-15", "information_requested", by="officer"),
        until="2027-01-15",
    )
    assert outcome.redated("first_visit")[-1] == ("2027-01-14", "2027-01-25")
    assert outcome.rags()[-1] == ("2027-01-14", "amber", False)
    assert outcome.due("education_information") == ["2027-02-12"]


def test_a_fact_that_is_not_red_never_moves_a_person_s_rating() -> None:
    outcome = replay(
        [
            withdrawal(ON),
            fact("2027-01-11 13:00", "address_verified", sources=["school", "council_tax"]),
            rated("2027-01-12", "green"),
            fact("2027-01-13", "address_disputed"),
        ],
        "2027-01-13",
    )
    assert outcome.rags()[-1][1:] == ("green", False)
    assert outcome.redated("first_visit") == []
    assert outcome.due("address_check") == ["2027-01-13", "2027-01-15"]


def test_an_earlier_plan_and_an_amber_fact_that_comes_later_are_red_together() -> None:
    assert amber_then(fact("2027-01-13", "address_disputed"), until="2027-01-13").rag() == "red"


def test_a_proposal_never_lengthens() -> None:
    outcome = replay(
        [
            withdrawal(ON),
            rated("2027-01-12", "red"),
            fact("2027-01-13", "address_disputed"),
            concern("2027-01-13", "health", category="low"),
        ],
        "2027-01-13",
    )
    assert all(due <= "2027-01-18" for _, due in outcome.redated("first_visit"))
    assert outcome.due("concern_disposition") == ["2027-01-15"]


def test_rating_one_child_leaves_the_sibling_s_own_clocks_and_gives_the_household_the_worst() -> None:
    outcome = replay(
        [
            withdrawal(ON, "c1", previous_plan=True),
            withdrawal("2027-01-12", "c2", by="school:School B"),
            rated("2027-01-13", "red", child="c1"),
            concern("2027-01-14", "school:School A", "c2", category="low"),
        ],
        "2027-01-14",
        2,
    )
    assert outcome.redated("first_visit", "c1")
    assert outcome.redated("first_visit", "c2") == []


def test_a_new_clock_takes_the_length_of_the_rating_in_force() -> None:
    outcome = replay(
        [
            withdrawal(ON),
            rated("2027-01-12", "red"),
            contact("2027-01-13", "phone", "no_answer"),
            fact("2027-01-13", "information_requested", by="officer"),
        ],
        "2027-01-13",
    )
    assert outcome.due("next_attempt") == ["2027-01-14"]
    assert outcome.due("education_information") == ["2027-02-03"]


def test_an_amber_fact_does_not_bring_back_a_red_that_a_manager_has_already_weighed() -> None:
    outcome = replay(
        [
            withdrawal(ON, protection_plan=True),
            fact("2027-01-11 12:10", "address_verified", sources=["school", "council_tax"]),
            rated("2027-01-11 13:00", "green", reason="The plan ended last week; social care confirm."),
            fact("2027-01-13", "address_disputed"),
        ],
        "2027-01-13",
    )
    assert outcome.rags()[-1] == ("2027-01-11", "green", False)
    assert outcome.redated("first_visit")[-1] == ("2027-01-11", "2027-02-08")


def test_an_answer_to_the_register_s_own_referral_feeds_no_rating() -> None:
    outcome = replay(
        [
            withdrawal(ON, previous_plan=True),
            fact("2027-02-01", "referral_decision_made", decision="release", by="manager", reason="Nobody has been."),
            fact("2027-02-02", "referral_decided", outcome="no_further_action", by="social care", reason="Threshold."),
        ],
        "2027-02-02",
    )
    assert outcome.of("referral_sent")
    assert outcome.rag() == "amber"
