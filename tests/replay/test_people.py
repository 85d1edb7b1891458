"""Complaints, cover, extensions, holds, and an officer who is away: none of them stops a clock."""

from typing import Any

import pytest

from tests.replay.cases import Outcome, contact, fact, rated, replay, withdrawal

ON = "2027-01-11"
A = "school:School A"
HERS = fact("2027-01-11 12:30", "officer_assigned", officer="officer-1")
COMPLAINT = fact("2027-01-12 09:30", "complaint_made", about="officer", words="She keeps ringing.")
CLOCKS = ("triage", "first_contact", "first_visit", "acknowledgement_letter", "address_check", "next_attempt")


def complained(*facts: dict[str, Any], until: str, **notice: Any) -> Outcome:
    return replay([withdrawal(ON, **notice), HERS, COMPLAINT, *facts], until)


# --- complaints -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def complaint() -> Outcome:
    return complained(contact("2027-01-13", "visit", "no_answer", "officer-1"), until="2027-02-02")


def test_a_complaint_is_the_manager_s_task_at_once_and_its_lapse_the_head_of_service_s(complaint: Outcome) -> None:
    assert complaint.tasks(to="manager", on="2027-01-12")
    assert complaint.started("complaint_cover") == [("2027-01-12", "2027-01-13")]
    assert complaint.ladder("complaint_cover") == [("due", "2027-01-13"), ("head_of_service", "2027-01-14")]
    (due,) = complaint.of("step_fired", "complaint_cover", rung="due")
    assert due["to"] == "manager"


def test_a_complaint_moves_no_date_and_rates_nobody(complaint: Outcome) -> None:
    plain = replay([withdrawal(ON), HERS, contact("2027-01-13", "visit", "no_answer", "officer-1")], "2027-02-02")
    assert complaint.of("clock_redated") == []
    assert complaint.rags() == plain.rags()
    for clock in CLOCKS:
        assert complaint.ladder(clock) == plain.ladder(clock), clock


def test_cover_is_decided_by_someone_not_complained_about() -> None:
    run = complained(
        fact("2027-01-12 10:00", "cover_decided", by="officer-1", officer="officer-1"),
        fact("2027-01-12 11:00", "cover_decided", by="manager", officer="officer-2"),
        until="2027-01-12",
    )
    assert [e["at"] for e in run.of("clock_met", "complaint_cover")] == ["11:00"]


def test_who_is_complained_about_neither_closes_rates_nor_extends_on_that_household() -> None:
    run = complained(
        fact("2027-01-12 10:00", "rag_set", rag="green", by="officer-1", reason="Nothing in it."),
        fact(
            "2027-01-12 11:00",
            "extension_granted",
            clock="first_visit",
            until="2027-03-01",
            reason="Holiday.",
            by="officer-1",
            second="manager",
        ),
        fact("2027-01-12 12:00", "closure_requested", reason="died", by="officer-1", evidence="A rumour."),
        until="2027-01-12",
        previous_plan=True,
    )
    assert [word for word, _ in run.refused()] == ["rag_set", "extension_granted", "closure_requested"]
    assert run.met("triage") == run.redated("first_visit") == run.started("closure_second_person") == []


def test_a_manager_complained_about_neither_withholds_nor_agrees_nor_rates() -> None:
    run = replay(
        [
            withdrawal(ON, previous_plan=True),
            fact("2027-01-11 12:30", "officer_assigned", officer="manager-1"),
            COMPLAINT,
            fact("2027-01-12 10:00", "rag_set", rag="green", by="manager-1", reason="Nothing in it."),
            fact("2027-01-12 11:00", "closure_requested", reason="died", by="officer", evidence="The hospital."),
            fact("2027-01-12 12:00", "closure_agreed", by="manager-1"),
            fact("2027-01-12 13:00", "closure_refused", by="manager", reason="Not so."),
            fact("2027-02-01", "referral_decision_made", decision="withhold", by="manager-1", reason="Known family."),
            fact("2027-02-01 13:00", "referral_decision_made", decision="withhold", by="manager-2", reason="Known."),
        ],
        "2027-02-01",
    )
    assert [word for word, _ in run.refused()] == ["rag_set", "closure_agreed", "referral_decision_made"]
    assert [e["at"] for e in run.of("clock_met", "referral_release")] == ["13:00"]


def test_a_complaint_about_the_authority_names_nobody_and_bars_nobody() -> None:
    run = replay(
        [
            withdrawal(ON, previous_plan=True),
            HERS,
            fact("2027-01-12 09:30", "complaint_made", about="authority", words="Too many letters."),
            rated("2027-01-12 10:00", "red", by="manager"),
        ],
        "2027-01-12",
    )
    assert run.refused() == []
    assert run.started("complaint_cover")


# --- extensions -------------------------------------------------------------------------------------


def extended(by: str, second: str, until: str = "2027-03-01", **more: Any) -> Outcome:
    grant = fact(
        "2027-01-12",
        "extension_granted",
        clock="first_visit",
        until=until,
        reason="The family is abroad until March.",
        by=by,
        second=second,
        **more,
    )
    return replay([withdrawal(ON), grant], "2027-01-12")


def test_an_extension_by_a_manager_with_a_second_person_moves_that_clock_alone() -> None:
    run = extended("manager", "manager-2")
    assert run.refused() == []
    assert [(e["clock"], e["due_on"]) for e in run.of("clock_redated")] == [("first_visit", "2027-03-01")]


def test_nobody_is_both_sides_of_an_extension() -> None:
    run = extended("manager", "manager")
    assert [word for word, _ in run.refused()] == ["extension_granted"]
    assert run.of("clock_redated") == []


def test_an_officer_grants_no_extension() -> None:
    assert extended("officer", "officer-2").of("clock_redated") == []


def test_an_extended_clock_lapses_and_climbs_from_its_new_last_day() -> None:
    run = replay(
        [
            withdrawal(ON, previous_plan=True),
            fact(
                "2027-01-12",
                "extension_granted",
                clock="first_contact",
                until="2027-01-29",
                reason="Abroad.",
                by="manager",
                second="manager-2",
            ),
        ],
        "2027-02-12",
    )
    assert run.ladder("first_contact") == [
        ("due", "2027-01-29"),
        ("manager", "2027-01-30"),
        ("head_of_service", "2027-02-05"),
        ("social_care", "2027-02-12"),
    ]


# --- holds ------------------------------------------------------------------------------------------


def test_a_hold_holds_messages_to_the_family_and_no_clock() -> None:
    hold = fact("2027-01-11 09:00", "hold_placed", by="manager", reason="A bereavement.")
    plain = replay([withdrawal("2027-01-08"), withdrawal(ON, "c2")], "2027-02-02", 2)
    held = replay([withdrawal("2027-01-08"), {**hold, "child": ["c1", "c2"]}, withdrawal(ON, "c2")], "2027-02-02", 2)
    for clock in ("triage", "first_contact", "first_visit", "acknowledgement_letter"):
        assert held.ladder(clock, "c1") == plain.ladder(clock, "c1"), clock
        assert held.ladder(clock, "c2") == plain.ladder(clock, "c2"), clock
    assert held.of("message_queued", on=ON, to="family") == []
    assert held.of("message_held", on=ON)
    assert held.of("message_queued", on=ON, to=A)


# --- an officer away --------------------------------------------------------------------------------


def test_while_an_officer_is_away_the_steps_go_to_the_cover_and_no_clock_waits() -> None:
    run = replay(
        [
            withdrawal(ON, previous_plan=True),
            HERS,
            fact(
                "2027-01-12",
                "officer_away",
                None,
                officer="officer-1",
                cover="officer-2",
                **{"from": "2027-01-13", "until": "2027-01-19"},
            ),
        ],
        "2027-01-25",
    )
    to = {(e["clock"], e["rung"]): e["to"] for e in run.of("step_fired")}
    assert to["address_check", "due"] == "officer-1"  # 12 January
    assert to["triage", "due"] == "officer-2"  # 14 January
    assert to["first_contact", "due"] == "officer-2"  # 18 January
    assert to["first_visit", "due"] == "officer-1"  # 25 January
    assert to["triage", "manager"] == "manager"


def test_an_officer_back_early_has_the_list_again() -> None:
    run = replay(
        [
            withdrawal(ON, previous_plan=True),
            HERS,
            fact(
                "2027-01-12",
                "officer_away",
                None,
                officer="officer-1",
                cover="officer-2",
                **{"from": "2027-01-13", "until": "2027-02-19"},
            ),
            fact("2027-01-15", "officer_returned", None, officer="officer-1"),
        ],
        "2027-01-18",
    )
    to = {(e["clock"], e["rung"]): e["to"] for e in run.of("step_fired")}
    assert to["triage", "due"] == "officer-2"
    assert to["first_contact", "due"] == "officer-1"


def test_an_officer_away_without_cover_loses_no_step() -> None:
    run = replay(
        [
            withdrawal(ON, previous_plan=True),
            HERS,
            fact("2027-01-12", "officer_away", None, officer="officer-1", **{"from": "2027-01-13"}),
        ],
        "2027-01-18",
    )
    assert run.ladder("first_contact") == [("due", "2027-01-18")]


def test_a_new_officer_gets_the_steps_that_come_after() -> None:
    run = replay(
        [
            withdrawal(ON, previous_plan=True),
            HERS,
            fact("2027-01-13", "officer_assigned", officer="officer-3", by="manager"),
        ],
        "2027-01-14",
    )
    to = {(e["clock"], e["rung"]): e["to"] for e in run.of("step_fired")}
    assert to["address_check", "due"] == "officer-1"
    assert to["triage", "due"] == "officer-3"
