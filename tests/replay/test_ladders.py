"""Each clock that a withdrawal starts: its last day, and every rung with its day, in the three ratings."""

import pytest

from tests.replay.cases import Outcome, fact, replay, visit, withdrawal

ON = "2027-01-11"  # a Monday
FACTOR: dict[str, dict[str, bool]] = {"green": {}, "amber": {"previous_plan": True}, "red": {"protection_plan": True}}
# Last seen so that 12, 9 and 3 months end on Monday 8 February 2027.
LAST_SEEN = {"green": "2026-02-08", "amber": "2026-05-08", "red": "2026-11-08"}


def nothing_done(rag: str, until: str) -> Outcome:
    notice = withdrawal(ON, last_attended_on=LAST_SEEN[rag], written_notice=False, **FACTOR[rag])
    return replay([notice], until, children=2)


@pytest.fixture(scope="module")
def green() -> Outcome:
    return nothing_done("green", "2027-03-02")


@pytest.fixture(scope="module")
def amber() -> Outcome:
    return nothing_done("amber", "2027-02-23")


@pytest.fixture(scope="module")
def red() -> Outcome:
    return nothing_done("red", "2027-02-16")


def test_a_withdrawal_without_any_factor_is_green(green: Outcome) -> None:
    assert green.rags() == [(ON, "green", True)]


LADDERS = {
    ("green", "triage"): ("2027-01-15", "2027-01-18", "2027-01-19", "2027-01-25", None),
    ("green", "acknowledgement_letter"): ("2027-01-15", "2027-01-18", "2027-01-19", "2027-01-25", None),
    ("green", "first_contact"): ("2027-01-22", "2027-01-25", "2027-01-26", "2027-02-01", "2027-02-15"),
    ("green", "first_visit"): ("2027-02-05", "2027-02-08", "2027-02-09", "2027-02-15", "2027-03-01"),
    ("green", "written_notice_query"): ("2027-01-15", "2027-01-18", "2027-01-19", "2027-01-25", None),
    ("green", "sibling_check"): ("2027-01-12", "2027-01-13", "2027-01-14", "2027-01-20", None),
    ("green", "child_last_seen"): (None, "2027-02-08", "2027-02-09", "2027-02-15", "2027-03-01"),
    ("amber", "triage"): ("2027-01-13", "2027-01-14", "2027-01-15", "2027-01-21", None),
    ("amber", "acknowledgement_letter"): ("2027-01-15", "2027-01-18", "2027-01-19", "2027-01-25", None),
    ("amber", "first_contact"): ("2027-01-15", "2027-01-18", "2027-01-19", "2027-01-25", "2027-02-01"),
    ("amber", "first_visit"): ("2027-01-22", "2027-01-25", "2027-01-26", "2027-02-01", "2027-02-08"),
    ("amber", "written_notice_query"): ("2027-01-15", "2027-01-18", "2027-01-19", "2027-01-25", None),
    ("amber", "sibling_check"): (None, "2027-01-12", "2027-01-13", "2027-01-19", None),
    ("amber", "child_last_seen"): (None, "2027-02-08", "2027-02-09", "2027-02-15", "2027-02-22"),
    ("red", "triage"): (None, "2027-01-12", "2027-01-13", "2027-01-14", None),
    ("red", "acknowledgement_letter"): ("2027-01-13", "2027-01-14", "2027-01-15", "2027-01-18", None),
    ("red", "first_contact"): (None, "2027-01-12", "2027-01-13", "2027-01-14", "2027-01-19"),
    ("red", "first_visit"): ("2027-01-15", "2027-01-18", "2027-01-19", "2027-01-20", "2027-01-25"),
    ("red", "written_notice_query"): ("2027-01-12", "2027-01-13", "2027-01-14", "2027-01-15", None),
    ("red", "sibling_check"): (None, "2027-01-11", "2027-01-12", "2027-01-13", None),
    ("red", "child_last_seen"): (None, "2027-02-08", "2027-02-09", "2027-02-10", "2027-02-15"),
}


@pytest.mark.parametrize(("rag", "clock"), LADDERS)
def test_a_clock_lapses_and_climbs_on_its_days(rag: str, clock: str, request: pytest.FixtureRequest) -> None:
    warn, due, manager, head, social_care = LADDERS[rag, clock]
    outcome: Outcome = request.getfixturevalue(rag)
    assert outcome.rag() == rag
    assert outcome.due(clock) == [due]
    assert outcome.warned(clock) == ([warn] if warn else [])
    rungs = [("due", due), ("manager", manager), ("head_of_service", head), ("social_care", social_care)]
    assert outcome.ladder(clock) == [(rung, on) for rung, on in rungs if on]


@pytest.mark.parametrize(
    ("rag", "last_seen"), [("green", "2026-03-13"), ("amber", "2026-07-13"), ("red", "2026-12-13")]
)
def test_a_child_not_seen_for_10_6_or_1_month_is_a_warning(rag: str, last_seen: str) -> None:
    outcome = replay([withdrawal(ON, last_attended_on=last_seen, **FACTOR[rag])], "2027-01-13")
    assert outcome.warned("child_last_seen") == ["2027-01-13"]


@pytest.mark.parametrize(
    ("rag", "warn", "due", "manager"),
    [
        ("green", "2027-04-02", "2027-04-05", "2027-04-06"),
        ("amber", "2027-04-02", "2027-04-05", "2027-04-06"),
        ("red", "2027-03-05", "2027-03-08", "2027-03-09"),
    ],
)
def test_a_decision_is_late_after_8_or_12_weeks_and_with_the_head_of_service_on_day_92(
    rag: str, warn: str, due: str, manager: str
) -> None:
    outcome = replay([withdrawal(ON, **FACTOR[rag]), visit("2027-01-11 13:00")], "2027-04-13")
    assert outcome.warned("suitability_decision") == [warn]
    assert outcome.ladder("suitability_decision") == [
        ("due", due),
        ("manager", manager),
        ("head_of_service", "2027-04-13"),
    ]


def test_a_warning_is_a_state_of_the_list_and_no_message(green: Outcome) -> None:
    assert green.warned("first_contact") == ["2027-01-22"]
    assert not green.of("message_queued", on="2027-01-22")
    assert not green.of("task_opened", on="2027-01-22")


def test_a_duty_of_no_length_is_due_with_its_fact_and_not_in_the_next_sweep(red: Outcome) -> None:
    (due,) = red.of("step_fired", "sibling_check", rung="due")
    assert (due["on"], due["at"]) == (ON, "12:00")


def test_each_rung_names_the_role_that_it_goes_to(green: Outcome) -> None:
    to = {e["rung"]: e["to"] for e in green.of("step_fired", "first_contact")}
    assert to == {
        "warn": "officer",
        "due": "officer",
        "manager": "manager",
        "head_of_service": "head_of_service",
        "social_care": "social_care",
    }


def test_a_school_gets_its_receipt_at_once_and_is_asked_for_the_missing_notice(green: Outcome) -> None:
    assert {"withdrawal_receipt", "written_notice_query"} <= {
        e["kind"] for e in green.of("message_queued", on=ON, to="school:School A")
    }


# --- counting days ----------------------------------------------------------------------------------

LAST_DAYS = [
    ("a Saturday", "2027-01-16", "2027-01-18"),
    ("a Sunday", "2027-01-17", "2027-01-18"),
    ("a Friday", "2027-01-15", "2027-01-18"),
    ("the Wednesday before Christmas 2026", "2026-12-23", "2026-12-24"),
    ("Christmas Eve 2026", "2026-12-24", "2026-12-29"),
    ("Maundy Thursday 2027", "2027-03-25", "2027-03-30"),
    ("the Friday before the early May holiday", "2027-04-30", "2027-05-04"),
    ("New Year's Eve 2027, the holiday moved to Monday", "2027-12-31", "2028-01-04"),
    ("the eve of the Platinum Jubilee", "2022-06-01", "2022-06-06"),
    ("the Friday before the spring holiday that was moved in 2022", "2022-05-27", "2022-05-30"),
    ("the Friday before the late Queen's funeral", "2022-09-16", "2022-09-20"),
    ("the Friday before the Coronation holiday", "2023-05-05", "2023-05-09"),
    ("the eve of VE day, the early May holiday of 2020", "2020-05-07", "2020-05-11"),
    ("the Friday before the Golden Jubilee", "2002-05-31", "2002-06-05"),
    ("28 February of a leap year", "2028-02-28", "2028-02-29"),
    ("the last day of a month", "2027-03-31", "2027-04-01"),
]


@pytest.mark.parametrize(("on", "due"), [d[1:] for d in LAST_DAYS], ids=[d[0] for d in LAST_DAYS])
def test_one_working_day_leaves_out_weekends_and_bank_holidays(on: str, due: str) -> None:
    assert replay([withdrawal(on, protection_plan=True)], on).due("triage") == [due]


@pytest.fixture(scope="module")
def christmas() -> Outcome:
    return replay([withdrawal("2026-12-23", written_notice=False, protection_plan=True)], "2027-01-12")


@pytest.mark.parametrize(
    ("clock", "due", "manager", "head", "social_care"),
    [
        ("triage", "2026-12-24", "2026-12-25", "2026-12-30", None),
        ("first_contact", "2026-12-24", "2026-12-25", "2026-12-30", "2027-01-05"),
        ("acknowledgement_letter", "2026-12-30", "2026-12-31", "2027-01-04", None),
        ("written_notice_query", "2026-12-29", "2026-12-30", "2026-12-31", None),
        ("first_visit", "2027-01-04", "2027-01-05", "2027-01-06", "2027-01-11"),
    ],
)
def test_over_christmas_a_lapse_fires_on_any_day_and_the_climb_counts_working_days(
    christmas: Outcome, clock: str, due: str, manager: str, head: str, social_care: str | None
) -> None:
    rungs = [("due", due), ("manager", manager), ("head_of_service", head), ("social_care", social_care)]
    assert christmas.ladder(clock) == [(rung, on) for rung, on in rungs if on]


def test_over_easter_the_climb_counts_working_days() -> None:
    easter = replay([withdrawal("2027-03-25", previous_plan=True)], "2027-04-20")
    assert easter.ladder("triage")[:2] == [("due", "2027-04-01"), ("manager", "2027-04-02")]
    assert easter.ladder("first_contact") == [
        ("due", "2027-04-05"),
        ("manager", "2027-04-06"),
        ("head_of_service", "2027-04-12"),
        ("social_care", "2027-04-19"),
    ]


def test_days_late_are_calendar_days_from_the_last_day_in_time(christmas: Outcome) -> None:
    late = {e["rung"]: e["days_late"] for e in christmas.of("step_fired", "first_contact")}
    assert late == {"due": 0, "manager": 1, "head_of_service": 6, "social_care": 12}


# --- when the child was last seen -------------------------------------------------------------------


def test_without_a_last_day_attended_the_child_was_last_seen_the_day_the_notice_was_received() -> None:
    notice = withdrawal(ON, received_on="2027-01-06")
    del notice["last_attended_on"]
    assert replay([notice], ON).due("child_last_seen") == ["2028-01-06"]


@pytest.mark.parametrize(
    ("last_attended", "rag", "due"),
    [
        ("2026-02-28", "green", "2027-02-28"),
        ("2027-01-04", "red", "2027-04-04"),
        ("2026-12-31", "amber", "2027-09-30"),
    ],
)
def test_months_end_on_the_same_day_of_the_month_even_a_closed_one(last_attended: str, rag: str, due: str) -> None:
    assert replay([withdrawal(ON, last_attended_on=last_attended, **FACTOR[rag])], ON).due("child_last_seen") == [due]


# --- what meets them --------------------------------------------------------------------------------


def test_the_acknowledgement_letter_is_met_by_that_letter_posted_and_by_no_other() -> None:
    outcome = replay(
        [
            withdrawal(ON),
            fact("2027-01-12", "letter_posted", template="appointment"),
            fact("2027-01-13", "letter_posted", template="acknowledgement"),
        ],
        "2027-01-13",
    )
    assert outcome.met("acknowledgement_letter") == ["2027-01-13"]


def test_the_missing_notice_is_met_when_it_is_received_and_asked_only_where_it_is_missing() -> None:
    asked = replay([withdrawal(ON, written_notice=False), fact("2027-01-12", "written_notice_received")], "2027-01-19")
    assert asked.met("written_notice_query") == ["2027-01-12"]
    assert asked.ladder("written_notice_query") == []
    assert replay([withdrawal(ON)], ON).started("written_notice_query") == []


def test_an_address_is_verified_by_two_sources_and_not_by_one() -> None:
    outcome = replay(
        [
            withdrawal(ON),
            fact("2027-01-12 09:00", "address_verified", sources=["school"]),
            fact("2027-01-12 15:00", "address_verified", sources=["council_tax", "gp"]),
        ],
        "2027-01-14",
    )
    assert [(e["on"], e["at"]) for e in outcome.of("clock_met", "address_check")] == [("2027-01-12", "15:00")]


def test_a_returned_letter_and_a_dispute_each_start_an_address_check() -> None:
    verified = fact("2027-01-11 13:00", "address_verified", sources=["school", "council_tax"])
    letter = fact("2027-01-13", "letter_returned", template="acknowledgement")
    returned = replay([withdrawal(ON), verified, letter], "2027-01-13")
    assert returned.started("address_check")[1] == ("2027-01-13", "2027-01-15")
    disputed = replay([withdrawal(ON), verified, fact("2027-01-13", "address_disputed")], "2027-01-13")
    assert [on for on, _ in disputed.started("address_check")] == [ON, "2027-01-13"]


def test_no_clock_stops_for_leave_a_hold_or_silence() -> None:
    plain = replay([withdrawal(ON)], "2027-02-10")
    held = replay(
        [
            withdrawal(ON),
            fact("2027-01-12", "hold_placed", by="manager", reason="A bereavement."),
            fact(
                "2027-01-12", "officer_away", None, officer="officer", **{"from": "2027-01-13", "until": "2027-02-28"}
            ),
        ],
        "2027-02-10",
    )
    for clock in ("triage", "first_contact", "first_visit", "acknowledgement_letter", "address_check"):
        assert held.ladder(clock) == plain.ladder(clock), clock
