"""A fact is never changed; a later fact corrects it, and the dates follow."""

from typing import Any

import pytest

from tests.replay.cases import Outcome, concern, contact, fact, rated, replay, sighted, withdrawal

ON = "2027-01-11"
A, B = "school:School A", "school:School B"


def corrected(on: str, which: int, field: str, to: Any, by: str = "officer", **more: Any) -> dict[str, Any]:
    return fact(on, "fact_corrected", None, which=which, field=field, to=to, by=by, reason="Typed wrong.", **more)


def last_day(run: Outcome, clock: str, child: str = "c1") -> str:
    """The last day that the clock was last given."""
    told = list(run.of("clock_started", clock, child) + run.of("clock_redated", clock, child))
    return max(told, key=run.index)["due_on"]


def test_a_last_day_attended_put_right_moves_child_last_seen() -> None:
    run = replay([withdrawal(ON), corrected("2027-01-13", 1, "last_attended_on", "2026-12-04")], "2027-01-13")
    assert last_day(run, "child_last_seen") == "2027-12-04"
    assert run.refused() == []


def test_a_date_put_right_may_make_a_clock_late_at_once() -> None:
    run = replay(
        [
            withdrawal(ON, previous_plan=True, last_attended_on="2027-01-08"),
            corrected("2027-01-13", 1, "last_attended_on", "2026-04-01"),
        ],
        "2027-01-22",
    )
    # Nine months from 1 April 2026 ended on 1 January 2027.
    assert last_day(run, "child_last_seen") == "2027-01-01"
    rungs = dict(run.ladder("child_last_seen"))
    assert rungs["head_of_service"] in {"2027-01-13", "2027-01-14"}
    assert rungs["social_care"] == "2027-01-15"


def test_a_concern_put_on_the_right_child_moves_with_its_clock() -> None:
    run = replay(
        [
            withdrawal(ON, ["c1", "c2"]),
            concern("2027-01-12", A, "c1", category="low"),
            corrected("2027-01-13", 2, "child", "c2"),
        ],
        "2027-01-20",
        2,
    )
    assert run.voided("concern_disposition", "c1")[0][0] == "2027-01-13"
    assert run.ladder("concern_disposition", "c1") == []
    assert run.ladder("concern_disposition", "c2")[0] == ("due", last_day(run, "concern_disposition", "c2"))


def test_a_sighting_on_the_wrong_child_leaves_the_right_one_seen() -> None:
    run = replay(
        [
            withdrawal(ON, ["c1", "c2"], last_attended_on="2026-04-20"),
            sighted("2027-01-12", "spoken_to", "home", "health", "c1"),
            corrected("2027-01-13", 2, "child", "c2"),
        ],
        "2027-01-21",
        2,
    )
    assert run.started("child_last_seen", "c2")[-1] == ("2027-01-13", "2027-10-12")
    assert run.voided("child_last_seen", "c1")[-1][0] == "2027-01-13"
    # Not seen after all: nine months from 20 April 2026 end on 20 January.
    assert run.ladder("child_last_seen", "c1") == [("due", "2027-01-20"), ("manager", "2027-01-21")]
    assert run.ladder("child_last_seen", "c2") == []


def test_an_outcome_put_right_starts_again_the_clock_that_it_had_met() -> None:
    run = replay(
        [
            withdrawal(ON, previous_plan=True),
            contact("2027-01-12", "phone", "answered"),
            corrected("2027-01-13", 2, "outcome", "no_answer"),
        ],
        "2027-01-26",
    )
    assert run.ladder("first_contact") == [
        ("due", "2027-01-18"),
        ("manager", "2027-01-19"),
        ("head_of_service", "2027-01-25"),
    ]


def test_a_rung_that_fired_before_a_correction_never_fires_again() -> None:
    run = replay(
        [
            withdrawal(ON, previous_plan=True, last_attended_on="2026-04-01"),
            corrected("2027-01-12", 1, "last_attended_on", "2026-04-20"),
        ],
        "2027-02-08",
    )
    rungs = [rung for rung, _ in run.ladder("child_last_seen")]
    assert len(rungs) == len(set(rungs))


def test_a_fact_that_was_refused_cannot_be_corrected() -> None:
    run = replay(
        [
            withdrawal(ON),
            contact("2027-01-12", "visit", "answered"),
            corrected("2027-01-13", 2, "outcome", "no_answer"),
        ],
        "2027-01-13",
    )
    assert [word for word, _ in run.refused()] == ["contact_attempted", "fact_corrected"]
    assert run.started("next_attempt") == []


ESCAPES = 'what a fact may not say, a correction may not make it say: a fact the register will not take is "refused"'


def test_a_visit_is_not_corrected_to_answered_without_an_answer_for_each_child() -> None:
    run = replay(
        [
            withdrawal(ON),
            contact("2027-01-12", "visit", "no_answer"),
            corrected("2027-01-13", 2, "outcome", "answered"),
        ],
        "2027-01-13",
    )
    assert [word for word, _ in run.refused()] == ["fact_corrected"]
    assert run.met("first_visit") == []


def test_a_decision_is_not_corrected_to_no_evidence() -> None:
    run = replay(
        [
            withdrawal(ON),
            fact("2027-01-12", "suitability_decided", judgement="suitable", evidence=["A plan"], by="officer"),
            corrected("2027-01-13", 2, "evidence", []),
        ],
        "2027-01-13",
    )
    assert [word for word, _ in run.refused()] == ["fact_corrected"]


def test_a_closing_agreed_for_one_child_is_not_corrected_into_closing_another() -> None:
    run = replay(
        [
            withdrawal(ON, ["c1", "c2"]),
            fact("2027-01-12", "sibling_checked", "c1"),
            fact("2027-01-13 09:00", "roll_confirmed", "c1", by=B, starts_on="2027-01-13"),
            fact("2027-01-13 10:00", "attendance_confirmed", "c1", by=B),
            fact("2027-01-13 11:00", "closure_requested", "c1", reason="on_roll", by="officer"),
            fact("2027-01-13 12:00", "closure_agreed", "c1", by="manager"),
            corrected("2027-01-14", 6, "child", "c2"),
        ],
        "2027-01-14",
        2,
    )
    assert [e["child"] for e in run.of("entry_closed")] == ["c1"]
    assert run.voided("first_visit", "c2") == []


def test_a_closing_agreed_is_not_corrected_to_no_reply() -> None:
    run = replay(
        [
            withdrawal(ON),
            fact("2027-01-13 09:00", "roll_confirmed", by=B, starts_on="2027-01-13"),
            fact("2027-01-13 10:00", "attendance_confirmed", by=B),
            fact("2027-01-13 11:00", "closure_requested", reason="on_roll", by="officer"),
            fact("2027-01-13 12:00", "closure_agreed", by="manager"),
            corrected("2027-01-14", 4, "reason", "no_reply"),
        ],
        "2027-01-14",
    )
    assert [word for word, _ in run.refused()] == ["fact_corrected"]


@pytest.mark.parametrize(("field", "to"), [("by", "officer-2"), ("last_attended_on", None)])
def test_a_speaker_put_right_or_a_field_taken_back_is_no_crash(field: str, to: str | None) -> None:
    run = replay([withdrawal(ON), corrected("2027-01-13", 1, field, to)], "2027-01-14")
    assert run.started("first_visit")


def test_a_correction_put_right_corrects_what_it_corrected() -> None:
    run = replay(
        [
            withdrawal(ON),
            corrected("2027-01-12", 1, "last_attended_on", "2026-12-04"),
            corrected("2027-01-13", 2, "to", "2026-12-11"),
        ],
        "2027-01-13",
    )
    assert last_day(run, "child_last_seen") == "2027-12-11" or run.refused()


def test_a_day_put_right_moves_every_clock_that_the_fact_started() -> None:
    run = replay([withdrawal(ON), corrected("2027-01-13", 1, "on", "2027-01-04")], "2027-01-20")
    assert last_day(run, "first_contact") == "2027-01-18"
    assert last_day(run, "first_visit") == "2027-02-01"
    assert run.ladder("first_contact") == [("due", "2027-01-18"), ("manager", "2027-01-19")]


def test_a_withdrawal_of_the_wrong_child_ends_its_clocks_and_starts_the_right_ones() -> None:
    run = replay([withdrawal(ON, "c1"), corrected("2027-01-13", 1, "child", "c2")], "2027-01-13", 2)
    assert [on for on, _ in run.voided("first_visit", "c1")] == ["2027-01-13"]
    assert run.due("first_visit", "c2") == ["2027-02-08"]


def test_the_same_field_corrected_twice_ends_at_the_last_word() -> None:
    run = replay(
        [
            withdrawal(ON),
            corrected("2027-01-12", 1, "last_attended_on", "2026-12-04"),
            corrected("2027-01-13", 1, "last_attended_on", "2026-12-11"),
        ],
        "2027-01-13",
    )
    assert last_day(run, "child_last_seen") == "2027-12-11"


def test_a_correction_keeps_the_clocks_of_the_fact() -> None:
    run = replay([withdrawal(ON), corrected("2027-01-13", 1, "last_attended_on", "2026-12-04")], "2027-01-13")
    assert run.started("first_visit") == [(ON, "2027-02-08")]
    assert run.voided("first_visit") == []


def test_a_rating_by_a_person_survives_a_correction_of_something_else() -> None:
    run = replay(
        [
            withdrawal(ON, previous_plan=True),
            rated("2027-01-12", "green", reason="Old."),
            corrected("2027-01-13", 1, "last_attended_on", "2026-12-04"),
        ],
        "2027-01-13",
    )
    assert run.rags()[-1] == ("2027-01-12", "green", False)
    assert last_day(run, "first_visit") == "2027-02-08"


@pytest.mark.parametrize("child", ["c1", None])
def test_a_correction_may_name_the_child_or_leave_it(child: str | None) -> None:
    line = corrected("2027-01-13", 1, "last_attended_on", "2026-12-04")
    if child:
        line["child"] = child
    run = replay([withdrawal(ON), line], "2027-01-13")
    assert last_day(run, "child_last_seen") == "2027-12-04"


# --- what a correction brings about, it says -------------------------------------------------------------


def test_a_concern_found_to_be_significant_is_rated_and_said_on_the_day_of_the_correction() -> None:
    run = replay(
        [
            withdrawal(ON),
            concern("2027-01-12", A, category="low"),
            corrected("2027-01-13", 2, "category", "significant"),
        ],
        "2027-01-13",
    )
    assert run.rags()[-1] == ("2027-01-13", "red", True)


def test_a_caller_found_to_be_dissatisfied_is_the_manager_s_task_that_day() -> None:
    run = replay(
        [
            withdrawal(ON),
            concern("2027-01-12", A, category="low"),
            corrected("2027-01-13", 2, "dissatisfied", True),
        ],
        "2027-01-13",
    )
    assert "repeat_concern" in run.tasks("manager", "2027-01-13")
    assert run.started("disagreement_stage_1") != []


def test_a_visit_found_to_have_been_refused_is_decided_by_the_manager() -> None:
    run = replay(
        [
            withdrawal(ON),
            contact("2027-01-12", "visit", "no_answer"),
            corrected("2027-01-13", 2, "outcome", "refused"),
        ],
        "2027-01-13",
    )
    assert "visit_decision" in run.tasks("manager", "2027-01-13")


def test_a_family_found_to_be_in_hiding_gets_no_letter_from_that_moment() -> None:
    run = replay([withdrawal(ON, safety="no"), corrected("2027-01-12", 1, "safety", "yes")], "2027-01-12")
    assert [(e["on"], e["reason"]) for e in run.of("message_held")] == [("2027-01-12", "restricted")]
    assert "restricted_record" in run.tasks("head_of_service", "2027-01-12")


def test_a_notice_found_to_have_carried_a_concern_raises_it_once() -> None:
    lines = [withdrawal(ON), corrected("2027-01-12", 1, "concern", "Hungry every day.")]
    run = replay([*lines, corrected("2027-01-13", 1, "concern", "Hungry and cold every day.")], "2027-01-13")
    assert len(run.started("concern_disposition")) == 1
    assert run.rag() == "red"


def test_a_task_that_the_corrected_history_never_asked_for_is_not_asked_again() -> None:
    run = replay(
        [
            withdrawal(ON, special_school=True),
            corrected("2027-01-12", 1, "special_school", False),
            corrected("2027-01-13", 1, "special_school", True),
        ],
        "2027-01-13",
    )
    assert [e["on"] for e in run.of("task_opened", kind="special_school_consent")] == [ON, "2027-01-13"]


# --- a rung once in a register's life ----------------------------------------------------------------------


def test_a_start_moved_behind_its_own_rungs_fires_none_of_them_again() -> None:
    run = replay(
        [
            withdrawal("2018-03-01"),
            concern("2018-03-05", A, category="low"),
            rated("2018-03-05 13:00", "red"),
            corrected("2018-03-14", 2, "on", "2018-03-12"),
        ],
        "2018-03-30",
    )
    assert [rung for rung, _ in run.ladder("concern_disposition")] == [
        "due",
        "manager",
        "head_of_service",
        "social_care",
    ]


def test_what_has_happened_does_not_come_to_lie_ahead() -> None:
    run = replay([withdrawal(ON), corrected("2027-01-12", 1, "on", "2027-03-01")], "2027-01-12")
    assert run.refused() == [("fact_corrected", "cannot_be_corrected")]


# --- every field of a fact ---------------------------------------------------------------------------------


def test_what_was_seen_at_a_visit_is_put_right_child_by_child() -> None:
    glimpsed = [{"child": "c1", "grade": "glimpsed", "setting": "home", "observer": "officer"}]
    spoken = [glimpsed[0] | {"grade": "spoken_to"}]
    run = replay(
        [
            withdrawal(ON),
            contact("2027-01-12", "visit", "answered", sightings=glimpsed),
            corrected("2027-01-13", 2, "sightings", spoken),
        ],
        "2027-01-13",
    )
    assert run.refused() == []
    assert run.met("child_last_seen") == ["2027-01-13"]
    assert run.started("child_last_seen")[-1][1] == "2028-01-12"


def test_the_hour_of_a_fact_is_put_right() -> None:
    """A call noted for the wrong hour came after the one that had seemed to answer it: somebody tries again."""
    lines = [
        withdrawal(ON),
        contact("2027-01-12 09:00", "phone", "no_answer"),
        contact("2027-01-12 10:00", "phone", "answered"),
    ]
    assert replay(lines, "2027-01-26").ladder("next_attempt") == []
    run = replay([*lines, corrected("2027-01-13", 2, "at", "11:00")], "2027-01-26")
    assert run.refused() == []
    assert run.ladder("next_attempt") == [("due", "2027-01-26")]


def test_an_absence_put_right_decides_who_hears() -> None:
    run = replay(
        [
            withdrawal(ON),
            fact(ON + " 13:00", "officer_assigned", officer="officer-1", by="manager"),
            fact("2027-01-12", "officer_away", None, officer="officer-1", until="2027-01-14", cover="officer-2"),
            corrected("2027-01-13", 3, "until", "2027-03-31", by="manager"),
        ],
        "2027-01-18",
    )
    assert run.refused() == []
    assert [e["to"] for e in run.of("step_fired", "triage", rung="due")] == ["officer-2"]


def test_a_decision_put_right_to_a_release_sends_the_referral() -> None:
    run = replay(
        [
            withdrawal("2018-06-04"),
            rated("2018-06-04 13:00", "red"),
            fact("2018-06-12", "referral_decision_made", decision="withhold", by="manager", reason="Wrong box."),
            corrected("2018-06-12 14:00", 3, "decision", "release", by="manager"),
        ],
        "2018-06-20",
    )
    assert [(e["on"], e["by"]) for e in run.of("referral_sent")] == [("2018-06-12", "manager")]
    assert run.started("referral_acknowledgement") == [("2018-06-12", "2018-06-13")]
