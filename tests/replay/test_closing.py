"""Closing an entry: which reasons, on what evidence, blocked by what, agreed by whom, and what it leaves alone."""

from typing import Any

import pytest

from tests.replay.cases import Outcome, case, concern, contact, fact, replay, run_data, sighted, visit, withdrawal

ON = "2027-01-11"
A, B = "school:School A", "school:School B"


def asked(on: str, reason: str, by: str = "officer", child: Any = "c1", **more: Any) -> dict[str, Any]:
    return fact(on, "closure_requested", child, reason=reason, by=by, **more)


def agreed(on: str, by: str = "manager", child: Any = "c1") -> dict[str, Any]:
    return fact(on, "closure_agreed", child, by=by)


def on_roll(on: str = "2027-01-13", child: Any = "c1") -> list[dict[str, Any]]:
    return [
        fact(f"{on} 09:00", "roll_confirmed", child, by=B, starts_on=on),
        fact(f"{on} 10:00", "attendance_confirmed", child, by=B),
    ]


def closing(*facts: dict[str, Any], children: int = 1, until: str | None = None, **notice: Any) -> Outcome:
    return replay([withdrawal(ON, **notice), *facts], until or facts[-1]["on"], children)


# --- reasons ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["no_reply", "unable_to_contact", "parent_asked", "anything_else", "No reply"])
def test_any_other_reason_is_refused(reason: str) -> None:
    run = closing(asked("2027-01-12", reason, evidence="Three letters."))
    assert run.refused() == [("closure_requested", "closure_reason_not_allowed")]
    assert run.started("closure_second_person") == []


@pytest.mark.parametrize("reason", ["on_roll", "order_complied"])
def test_on_roll_needs_roll_and_first_attendance(reason: str) -> None:
    roll, attendance = on_roll()
    for held in ([], [roll], [attendance]):
        run = closing(*held, asked("2027-01-13", reason))
        assert run.refused() == [("closure_requested", "evidence_missing")], held
    assert closing(roll, attendance, asked("2027-01-13", reason)).refused() == []


def test_moved_needs_the_other_authority_s_acknowledgement() -> None:
    sent = fact("2027-01-12", "transfer_sent", to="authority:Kent")
    known = fact("2027-01-13", "transfer_acknowledged", by="authority:Kent", reference="K1")
    for held in ([], [sent]):
        assert closing(*held, asked("2027-01-14", "moved")).refused() == [("closure_requested", "evidence_missing")]
    assert closing(sent, known, asked("2027-01-14", "moved")).refused() == []


def test_reclassified_needs_the_other_entry_open() -> None:
    assert closing(asked("2027-01-14", "reclassified")).refused() == [("closure_requested", "evidence_missing")]
    ehe = fact("2027-01-12", "entry_changed", status="EHE")
    assert closing(ehe, asked("2027-01-14", "reclassified")).refused() == [("closure_requested", "evidence_missing")]
    cme = fact("2027-01-13", "entry_changed", status="CME", reason="Not suitable.")
    assert closing(ehe, cme, asked("2027-01-14", "reclassified")).refused() == []


@pytest.mark.parametrize("reason", ["died", "entered_in_error"])
def test_a_death_and_an_error_need_words(reason: str) -> None:
    assert closing(asked("2027-01-14", reason)).refused() == [("closure_requested", "evidence_missing")]
    assert closing(asked("2027-01-14", reason, evidence="The coroner's officer rang.")).refused() == []


@pytest.mark.parametrize(
    ("born_on", "on", "taken"),
    [
        # School leaving date: the last Friday in June for a child 16 before the next school year; 25 June in 2027.
        ("2011-05-04", "2027-06-28", True),
        ("2011-05-04", "2027-06-24", False),
        ("2011-08-31", "2027-06-28", True),
        ("2011-09-01", "2027-06-28", False),
        ("2010-09-01", "2027-06-28", True),
        ("2010-09-01", "2027-06-24", False),
    ],
)
def test_over_age_is_after_the_school_leaving_date(born_on: str, on: str, taken: bool) -> None:
    data = case([withdrawal("2027-06-21"), asked(on, "over_age")], on)
    data["household"]["children"][0]["born_on"] = born_on
    run = run_data(data)
    assert run.refused() == ([] if taken else [("closure_requested", "evidence_missing")])


# --- blockers ---------------------------------------------------------------------------------------

CONCERN = concern("2027-01-12 08:00", A, category="low")
REFERRAL = fact("2027-01-12 08:30", "referral_made", by="officer", method="phone")
TRANSFER = [
    fact("2027-01-12", "transfer_sent", to="authority:Kent"),
    fact("2027-01-13", "transfer_acknowledged", by="authority:Kent", reference="K1"),
]
ERROR = {"evidence": "A namesake's form."}


@pytest.mark.parametrize("reason", ["on_roll", "order_complied"])
def test_on_roll_is_blocked_by_an_open_concern_or_referral(reason: str) -> None:
    run = closing(CONCERN, *on_roll(), asked("2027-01-13", reason))
    assert run.refused() == [("closure_requested", "concern_open")]
    run = closing(REFERRAL, *on_roll(), asked("2027-01-13", reason))
    assert run.refused() == [("closure_requested", "referral_open")]


def test_on_roll_is_blocked_by_a_sibling_check_unanswered() -> None:
    run = closing(*on_roll(), asked("2027-01-13", "on_roll"), children=2)
    assert run.refused() == [("closure_requested", "sibling_check_open")]
    checked = fact("2027-01-12", "sibling_checked", "c2")
    assert closing(checked, *on_roll(), asked("2027-01-13", "on_roll"), children=2).refused() == []


def test_a_concern_decided_and_a_referral_ended_block_no_longer() -> None:
    decided = fact("2027-01-12 15:00", "concern_decided", by="manager", outcome="early_help", reason="Help offered.")
    assert closing(CONCERN, decided, *on_roll(), asked("2027-01-13", "on_roll")).refused() == []
    ended = fact("2027-01-12 15:00", "referral_decided", by="social care", outcome="early_help", reason="Help.")
    assert closing(REFERRAL, ended, *on_roll(), asked("2027-01-13", "on_roll")).refused() == []


@pytest.mark.parametrize("what", ["concern", "referral"])
def test_passing_it_on_opens_no_way_to_close_on_roll(what: str) -> None:
    opened = CONCERN if what == "concern" else REFERRAL
    passed = fact("2027-01-12 15:00", "passed_on", what=what, to="The school", by="officer")
    run = closing(opened, passed, *on_roll(), asked("2027-01-13", "on_roll"))
    assert run.refused() == [("closure_requested", f"{what}_open")]


def test_moved_is_blocked_by_a_referral_until_it_is_passed_on_and_not_by_a_concern() -> None:
    assert closing(CONCERN, *TRANSFER, asked("2027-01-14", "moved")).refused() == []
    run = closing(REFERRAL, *TRANSFER, asked("2027-01-14", "moved"))
    assert run.refused() == [("closure_requested", "referral_open")]
    passed = fact("2027-01-13 15:00", "passed_on", what="referral", to="authority:Kent", by="officer")
    assert closing(REFERRAL, *TRANSFER, passed, asked("2027-01-14", "moved")).refused() == []


def test_an_error_is_blocked_by_what_has_not_been_moved_to_the_right_record() -> None:
    asks = asked("2027-01-14", "entered_in_error", **ERROR)
    assert closing(CONCERN, asks).refused() == [("closure_requested", "concern_open")]
    assert closing(REFERRAL, asks).refused() == [("closure_requested", "referral_open")]
    moved = fact("2027-01-13", "passed_on", what="concern", to="The right record", by="officer")
    assert closing(CONCERN, moved, asks).refused() == []


@pytest.mark.parametrize("reason", ["died", "over_age", "reclassified"])
def test_nothing_blocks_a_death_a_birthday_or_another_entry(reason: str) -> None:
    data = case(
        [
            withdrawal(ON, "c1"),
            CONCERN,
            REFERRAL,
            fact("2027-01-13 10:00", "entry_changed", status="EHE"),
            fact("2027-01-13 11:00", "entry_changed", status="CME", reason="Not suitable."),
            asked("2027-01-14 10:00", reason, evidence="The parents rang."),
            agreed("2027-01-14 11:00"),
        ],
        "2027-01-14",
        2,
    )
    data["household"]["children"][0]["born_on"] = "2008-05-04"
    run = run_data(data)
    assert run.refused() == []
    assert {e["child"] for e in run.of("entry_closed")} == {"c1"}


# --- a second person --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def unanswered() -> Outcome:
    return closing(*on_roll(), asked("2027-01-13 11:00", "on_roll"), until="2027-01-29")


def test_a_closing_waits_5_working_days_for_a_manager_and_then_goes_to_the_head_of_service(
    unanswered: Outcome,
) -> None:
    assert unanswered.started("closure_second_person") == [("2027-01-13", "2027-01-20")]
    assert unanswered.ladder("closure_second_person") == [("due", "2027-01-20"), ("head_of_service", "2027-01-21")]
    (due,) = unanswered.of("step_fired", "closure_second_person", rung="due")
    assert due["to"] == "manager"


def test_until_it_is_agreed_nothing_is_closed(unanswered: Outcome) -> None:
    assert unanswered.of("entry_closed") == []
    assert unanswered.ladder("first_contact") == [("due", "2027-01-25"), ("manager", "2027-01-26")]


def test_nobody_is_both_sides_of_a_closing() -> None:
    run = closing(*on_roll(), asked("2027-01-13 11:00", "on_roll", by="manager"), agreed("2027-01-13 12:00"))
    assert run.refused() == [("closure_agreed", "closure_needs_second_person")]
    assert run.of("entry_closed") == []


def test_moved_is_not_closed_on_a_parent_s_word() -> None:
    sent = fact("2027-01-12", "transfer_sent", to="authority:Kent")
    said = fact("2027-01-13", "transfer_acknowledged", by="mother")
    assert closing(sent, said, asked("2027-01-14", "moved")).refused() == [("closure_requested", "evidence_missing")]


def test_on_roll_is_not_closed_on_a_parent_s_word() -> None:
    roll, attendance = on_roll()
    run = closing({**roll, "by": "mother"}, {**attendance, "by": "mother"}, asked("2027-01-13", "on_roll"))
    assert ("closure_requested", "evidence_missing") in run.refused()


def test_once_a_death_is_reported_nobody_is_sent_to_reach_the_family() -> None:
    run = closing(asked("2027-01-12", "died", evidence="The hospital told us."), until="2027-01-26", previous_plan=True)
    assert run.ladder("first_contact") == []


@pytest.mark.parametrize("by", [A, "social care", "mother"])
def test_only_our_own_staff_close_an_entry(by: str) -> None:
    run = closing(*on_roll(), asked("2027-01-13 11:00", "on_roll"), agreed("2027-01-13 12:00", by))
    assert run.of("entry_closed") == []


def test_who_asked_for_the_closing_is_not_the_second_person_who_refuses_it() -> None:
    run = closing(
        *on_roll(),
        asked("2027-01-13 11:00", "on_roll"),
        fact("2027-01-14", "closure_refused", by="officer", reason="I was wrong."),
    )
    assert run.met("closure_second_person") == []


def test_last_year_s_return_to_school_is_no_evidence_for_closing_a_new_entry() -> None:
    run = closing(
        *on_roll(),
        asked("2027-01-13 11:00", "on_roll"),
        agreed("2027-01-13 12:00"),
        withdrawal("2027-02-01", by=B),
        asked("2027-02-03", "on_roll"),
    )
    assert run.refused() == [("closure_requested", "evidence_missing")]


def test_on_the_school_leaving_date_itself_a_child_is_still_of_school_age() -> None:
    data = case([withdrawal("2027-06-21"), asked("2027-06-25", "over_age")], "2027-06-25")
    data["household"]["children"][0]["born_on"] = "2011-05-04"
    assert run_data(data).refused() == [("closure_requested", "evidence_missing")]


def test_a_child_without_a_date_of_birth_cannot_be_over_age() -> None:
    data = case([withdrawal("2027-06-21"), asked("2027-06-28", "over_age")], "2027-06-28")
    del data["household"]["children"][0]["born_on"]
    assert run_data(data).refused() == [("closure_requested", "evidence_missing")]


def test_agreeing_to_nothing_is_refused() -> None:
    assert closing(agreed("2027-01-13")).refused() == [("closure_agreed", "closure_not_requested")]


def test_a_closing_is_checked_again_when_it_is_agreed() -> None:
    run = closing(
        *on_roll(),
        asked("2027-01-13 11:00", "on_roll"),
        concern("2027-01-13 12:00", A, category="low"),
        agreed("2027-01-13 13:00"),
    )
    assert run.refused() == [("closure_agreed", "concern_open")]
    assert run.of("entry_closed") == []


@pytest.fixture(scope="module")
def refused() -> Outcome:
    return closing(
        *on_roll(),
        asked("2027-01-13 11:00", "on_roll"),
        fact("2027-01-14", "closure_refused", by="manager", reason="The school has not seen her yet."),
        agreed("2027-01-15"),
        until="2027-01-26",
    )


def test_a_closing_refused_leaves_the_entry_open_and_cannot_be_agreed_afterwards(refused: Outcome) -> None:
    assert refused.met("closure_second_person") == ["2027-01-14"]
    assert refused.refused() == [("closure_agreed", "closure_not_requested")]
    assert refused.of("entry_closed") == []
    assert refused.ladder("first_contact") == [("due", "2027-01-25"), ("manager", "2027-01-26")]


def test_a_closing_refused_may_be_asked_again() -> None:
    run = closing(
        *on_roll(),
        asked("2027-01-13 11:00", "on_roll"),
        fact("2027-01-13 12:00", "closure_refused", by="manager", reason="Ring the school."),
        asked("2027-01-13 14:00", "on_roll"),
        agreed("2027-01-13 15:00"),
    )
    assert run.refused() == []
    assert run.days("entry_closed") == ["2027-01-13"]


# --- what closing ends, and what it does not --------------------------------------------------------


@pytest.fixture(scope="module")
def one_closed() -> Outcome:
    return replay(
        [
            withdrawal(ON, ["c1", "c2"], last_attended_on="2027-01-08"),
            fact("2027-01-12", "sibling_checked", "c3"),
            *on_roll(),
            asked("2027-01-13 11:00", "on_roll"),
            agreed("2027-01-13 12:00"),
        ],
        "2027-02-01",
        3,
    )


def test_closing_voids_the_child_s_clocks_with_its_reason(one_closed: Outcome) -> None:
    assert [(e["on"], e["child"], e.get("reason")) for e in one_closed.of("entry_closed")] == [
        ("2027-01-13", "c1", "on_roll")
    ]
    for clock in ("triage", "first_contact", "first_visit", "child_last_seen", "suitability_decision"):
        assert one_closed.voided(clock, "c1") == [("2027-01-13", "on_roll")], clock
    own = [e for e in one_closed.of("step_fired") if e["child"] == "c1" and e["on"] > "2027-01-13"]
    assert own == []


def test_closing_one_child_never_touches_the_sibling_s_clocks(one_closed: Outcome) -> None:
    for clock in ("triage", "first_contact", "first_visit", "child_last_seen", "suitability_decision"):
        assert one_closed.voided(clock, "c2") == [], clock
    assert one_closed.ladder("first_contact", "c2")[-1] == ("social_care", "2027-02-01")


def test_the_household_s_clocks_end_with_the_last_open_entry(one_closed: Outcome) -> None:
    assert one_closed.voided("address_check", "c2") == []
    assert one_closed.ladder("address_check", "c2")[-1] == ("head_of_service", "2027-01-19")
    both = replay(
        [
            withdrawal(ON, ["c1", "c2"]),
            fact("2027-01-12", "sibling_checked", "c1"),
            *on_roll(child=["c1", "c2"]),
            asked("2027-01-13 11:00", "on_roll", child=["c1", "c2"]),
            agreed("2027-01-13 12:00", child=["c1", "c2"]),
        ],
        "2027-01-25",
        2,
    )
    assert both.voided("address_check", "c1") == [("2027-01-13", "on_roll")]
    assert [e for e in both if e["on"] > "2027-01-13"] == []


def test_after_a_death_letters_and_contact_stop_the_same_day() -> None:
    run = closing(
        asked("2027-01-12 10:00", "died", evidence="The hospital told us."),
        agreed("2027-01-12 11:00"),
        until="2027-02-20",
    )
    assert run.days("entry_closed") == ["2027-01-12"]
    assert [e for e in run if (e["on"], e["at"]) > ("2027-01-12", "11:00")] == []


HELD_FOR_EVER = (
    "contract 6: what closes one child never touches another; house 1: a message is not done until it is delivered: the "
    "family's letters stay held after the closing"
)


@pytest.mark.parametrize("reason", ["died", "over_age"])
def test_after_one_child_s_entry_is_closed_the_family_is_written_to_about_the_next(reason: str) -> None:
    data = case(
        [
            withdrawal(ON, "c1"),
            fact("2027-01-12", "sibling_checked", "c2"),
            asked("2027-01-13 11:00", reason, evidence="The father rang."),
            agreed("2027-01-13 12:00"),
            withdrawal("2027-03-01", "c2", by=B),
        ],
        "2027-03-01",
        2,
    )
    data["household"]["children"][0]["born_on"] = "2008-05-04"
    run = run_data(data)
    assert run.days("entry_closed") == ["2027-01-13"]
    assert run.of("message_queued", kind="acknowledgement", on="2027-03-01")


def test_a_family_that_moved_and_came_back_is_written_to() -> None:
    run = closing(
        *TRANSFER, asked("2027-01-13 13:00", "moved"), agreed("2027-01-13 14:00"), withdrawal("2027-03-01", by=B)
    )
    assert run.days("entry_closed") == ["2027-01-13"]
    assert run.of("message_queued", kind="acknowledgement", on="2027-03-01")


def test_a_child_who_comes_back_starts_new_clocks_and_a_second_withdrawal_is_amber() -> None:
    run = replay(
        [
            withdrawal(ON),
            *on_roll(),
            asked("2027-01-13 11:00", "on_roll"),
            agreed("2027-01-13 12:00"),
            withdrawal("2027-03-01", by=B),
        ],
        "2027-03-09",
    )
    assert run.rag() == "amber"
    assert run.started("first_contact")[-1] == ("2027-03-01", "2027-03-08")
    assert run.ladder("first_contact") == [("due", "2027-03-08"), ("manager", "2027-03-09")]


def test_what_is_said_about_a_child_after_closing_is_held_until_it_comes_back() -> None:
    run = replay(
        [
            withdrawal(ON),
            *on_roll(),
            asked("2027-01-13 11:00", "on_roll"),
            agreed("2027-01-13 12:00"),
            concern("2027-02-01", A, category="low"),
            withdrawal("2027-03-01", by=B),
        ],
        "2027-03-01",
    )
    assert [on for on, _ in run.started("concern_disposition")] == ["2027-03-01"]


def test_a_visit_asks_nothing_about_a_sibling_whose_entry_is_closed() -> None:
    run = replay(
        [
            withdrawal(ON, ["c1", "c2"]),
            fact("2027-01-12", "sibling_checked", "c1"),
            *on_roll(child="c2"),
            asked("2027-01-13 11:00", "on_roll", child="c2"),
            agreed("2027-01-13 12:00", child="c2"),
            visit("2027-01-14", "c1"),
        ],
        "2027-01-14",
        2,
    )
    assert run.refused() == []


def test_facts_about_a_closed_child_start_no_contact_clocks() -> None:
    run = replay(
        [
            withdrawal(ON),
            *on_roll(),
            asked("2027-01-13 11:00", "on_roll"),
            agreed("2027-01-13 12:00"),
            contact("2027-01-14", "visit", "no_answer"),
            sighted("2027-01-15", "seen", "home", "health"),
            fact("2027-01-18", "information_promised", what="A plan", by="mother"),
        ],
        "2027-02-15",
    )
    assert [e for e in run.of("clock_started") if e["on"] > "2027-01-13"] == []


# --- what a closing leaves standing ------------------------------------------------------------------------


def test_a_draft_still_wants_its_decision_after_the_last_entry_has_closed() -> None:
    """And a sibling's later lapse joins a draft that somebody is asked about, not a dead one."""
    run = replay(
        [
            withdrawal("2026-06-01"),
            fact("2026-06-01 13:00", "rag_set", rag="red", by="manager"),
            fact("2026-06-09 08:00", "rag_set", rag="green", by="manager", reason="Seen at the clinic."),
            fact("2026-06-20", "sibling_checked", "c2"),
            asked("2026-06-27", "over_age"),
            agreed("2026-06-27 13:00"),
            withdrawal("2026-09-07", "c2", by="school:School B"),
            fact("2026-09-07 13:00", "rag_set", "c2", rag="red", by="manager"),
        ],
        "2026-09-20",
        2,
        household={
            "adults": [{"id": "mother", "name": "A Parent"}],
            "children": [
                {"id": "c1", "first_name": "C1", "last_name": "Example", "born_on": "2010-05-04", "school": "School A"},
                {"id": "c2", "first_name": "C2", "last_name": "Example", "born_on": "2015-05-04", "school": "School B"},
            ],
        },
    )
    assert run.of("entry_closed", child="c1") != []
    assert run.voided("referral_release") == [("2026-09-15", "standing_decision")]
    assert run.days("referral_sent") == ["2026-09-15"]


def test_closing_the_last_entry_leaves_the_concern_about_a_brother_to_be_decided() -> None:
    lines = [
        withdrawal(ON),
        concern("2027-01-12", B, "c2", category="low"),
        fact("2027-01-12 13:00", "sibling_checked", ["c1", "c2"]),
        *on_roll(),
    ]
    blocked = replay([*lines, asked("2027-01-13 14:00", "on_roll")], "2027-01-13", 2)
    assert blocked.refused() == [("closure_requested", "concern_open")]
    run = replay(
        [*lines, asked("2027-01-13 14:00", "died", evidence="The hospital."), agreed("2027-01-13 15:00")],
        "2027-01-30",
        2,
    )
    assert run.voided("concern_disposition", "c2") == []
    assert run.ladder("concern_disposition", "c2")[0] == ("due", "2027-01-19")


def test_an_open_referral_is_chased_on_after_the_child_has_left_school_age() -> None:
    run = replay(
        [
            withdrawal("2026-06-22"),
            fact("2026-06-25", "referral_made", by="officer", method="form", own_words="Thin."),
            asked("2026-06-27", "over_age"),
            agreed("2026-06-27 13:00"),
            fact("2026-07-01", "referral_decided", outcome="no_further_action", by="social care", reason="16 now"),
        ],
        "2026-07-10",
        household={
            "adults": [],
            "children": [
                {"id": "c1", "first_name": "C", "last_name": "E", "born_on": "2010-05-04", "school": "School A"}
            ],
        },
    )
    assert run.voided("referral_acknowledgement")[0] == ("2026-07-01", "decided")
    assert "name_an_owner" in run.tasks("manager")
    assert run.started("referral_next_step") != []


def test_a_child_that_is_missing_education_is_reclassified_from_the_notice_s_own_entry() -> None:
    run = replay(
        [
            withdrawal(ON),
            fact("2027-01-12", "entry_changed", status="CME", by="officer"),
            asked("2027-01-13", "reclassified"),
            agreed("2027-01-14"),
        ],
        "2027-01-20",
    )
    assert run.refused() == []
    assert [e["reason"] for e in run.of("entry_closed")] == ["reclassified"]
    assert run.voided("cme_enquiries") == []


def test_who_is_home_educated_after_being_missing_is_still_owed_a_decision() -> None:
    run = replay(
        [
            withdrawal(ON),
            fact("2027-01-12", "entry_changed", status="CME", by="officer"),
            fact("2027-01-13", "entry_changed", status="EHE", by="officer"),
            asked("2027-01-14", "reclassified"),
            agreed("2027-01-15"),
        ],
        "2027-01-20",
    )
    assert run.voided("suitability_decision") == []


def test_who_comes_back_is_rated_afresh() -> None:
    """A person's green of the year before says nothing about this withdrawal."""
    run = replay(
        [
            withdrawal("2014-01-06"),
            fact("2014-01-07", "rag_set", rag="green", by="manager"),
            *on_roll("2014-02-03"),
            asked("2014-02-03 11:00", "on_roll"),
            agreed("2014-02-04"),
            withdrawal("2015-05-01"),
        ],
        "2015-05-01",
    )
    assert run.rags()[-1] == ("2015-05-01", "amber", True)
    assert run.started("triage")[-1] == ("2015-05-01", "2015-05-07")
