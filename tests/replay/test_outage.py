"""A scheduler that stood still: nothing is lost, the highest rung speaks, and once."""

from typing import Any

import pytest

from tests.replay.cases import Outcome, concern, contact, fact, rated, replay, withdrawal

ON = "2027-01-11"


def stopped(on: str, until: str) -> dict[str, Any]:
    return fact(on, "scheduler_stopped", None, until=until)


@pytest.fixture(scope="module")
def outage() -> Outcome:
    """Amber, no sweep from 15 January after the morning's until 2 February."""
    return replay([withdrawal(ON, previous_plan=True), stopped("2027-01-15 08:00", "2027-02-02")], "2027-02-09")


@pytest.fixture(scope="module")
def no_outage() -> Outcome:
    return replay([withdrawal(ON, previous_plan=True)], "2027-02-09")


def test_no_sweep_runs_while_the_scheduler_stands(outage: Outcome) -> None:
    assert [e for e in outage if "2027-01-15 08:00" < f"{e['on']} {e['at']}" < "2027-02-02 07:00"] == []


def test_after_it_only_the_highest_rung_of_each_clock_fires_with_its_days_late(outage: Outcome) -> None:
    woken = {e["clock"]: (e["rung"], e["days_late"]) for e in outage.of("step_fired", on="2027-02-02")}
    assert woken["first_contact"] == ("social_care", 15)
    assert woken["triage"] == ("head_of_service", 19)
    assert woken["acknowledgement_letter"] == ("head_of_service", 15)
    assert woken["first_visit"] == ("head_of_service", 8)
    assert outage.ladder("first_contact") == [("social_care", "2027-02-02")]
    assert outage.ladder("triage") == [
        ("due", "2027-01-14"),
        ("manager", "2027-01-15"),
        ("head_of_service", "2027-02-02"),
    ]


def test_the_rungs_below_it_are_superseded_and_said_so(outage: Outcome) -> None:
    assert len(outage.of("step_superseded", "first_contact", on="2027-02-02")) >= 3
    assert {e["rung"] for e in outage.of("step_superseded", "first_contact") if "rung" in e} >= {
        "due",
        "manager",
        "head_of_service",
    }
    assert outage.of("step_superseded", "triage") == []


def test_the_days_after_it_are_as_if_it_had_never_been(outage: Outcome, no_outage: Outcome) -> None:
    assert outage.days("referral_drafted") == ["2027-02-02"]
    assert outage.ladder("first_visit")[-1] == no_outage.ladder("first_visit")[-1] == ("social_care", "2027-02-08")


def test_a_clock_met_while_the_scheduler_stands_fires_nothing_afterwards() -> None:
    run = replay(
        [
            withdrawal(ON, previous_plan=True),
            stopped("2027-01-15 08:00", "2027-02-02"),
            contact("2027-01-25", "phone", "answered"),
        ],
        "2027-02-03",
    )
    assert run.met("first_contact") == ["2027-01-25"]
    assert run.ladder("first_contact") == []
    assert run.of("referral_drafted") == []


def test_the_last_day_in_time_still_counts_when_only_the_warning_was_missed() -> None:
    run = replay([withdrawal(ON, previous_plan=True), stopped("2027-01-15 06:00", "2027-01-18")], "2027-01-18")
    assert run.ladder("first_contact") == [("due", "2027-01-18")]
    (due,) = run.of("step_fired", "first_contact", rung="due")
    assert due["days_late"] == 0


def test_a_release_is_still_put_to_the_safeguarding_lead_before_a_referral_goes_by_itself() -> None:
    run = replay(
        [
            withdrawal("2027-01-07"),
            rated("2027-01-07 13:00", "red"),
            stopped("2027-01-15 08:00", "2027-01-25"),
        ],
        "2027-01-27",
    )
    assert run.days("referral_drafted") == ["2027-01-15"]
    assert run.ladder("referral_release") == [("safeguarding_lead", "2027-01-25")]
    assert run.days("referral_sent") == ["2027-01-26"]


def test_a_duty_of_no_length_fires_with_its_fact_even_while_the_scheduler_stands() -> None:
    run = replay(
        [
            concern("2027-01-04", "school:School A"),
            stopped("2027-01-05 08:00", "2027-01-20"),
            withdrawal(ON, "c1"),
        ],
        ON,
        2,
    )
    (due,) = run.of("step_fired", "sibling_check")
    assert (due["on"], due["at"], due["rung"]) == (ON, "12:00", "due")


def test_a_next_step_that_lapsed_in_an_outage_drafts_again_after_it() -> None:
    run = replay(
        [
            withdrawal(ON, previous_plan=True),
            fact("2027-02-09", "referral_decision_made", decision="release", by="manager", reason="Nobody has been."),
            fact("2027-02-10", "referral_decided", outcome="returned_for_consent", by="social care", reason="Consent."),
            stopped("2027-02-11 08:00", "2027-02-22"),
        ],
        "2027-02-26",
    )
    assert run.started("referral_next_step") == [("2027-02-10", "2027-02-12")]
    assert run.days("referral_drafted") == ["2027-02-01", "2027-02-22"]


def test_an_outage_is_no_fact_about_a_child(outage: Outcome, no_outage: Outcome) -> None:
    assert outage.rags() == no_outage.rags()
    assert outage.started("first_visit") == no_outage.started("first_visit")
