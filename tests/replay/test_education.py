"""What the family is asked and promises, what is decided about the education, and when it is looked at again."""

from typing import Any

import pytest

from tests.replay.cases import Outcome, contact, fact, rated, replay, visit, withdrawal

ON = "2027-01-11"
RAGS: dict[str, dict[str, bool]] = {"green": {}, "amber": {"previous_plan": True}, "red": {"protection_plan": True}}


def decided(on: str, judgement: str, by: str = "officer", **more: Any) -> dict[str, Any]:
    return fact(on, "suitability_decided", judgement=judgement, by=by, evidence=["Work seen on 12 January"], **more)


# --- promises and requests --------------------------------------------------------------------------


def test_a_promise_with_a_day_is_due_on_that_day_even_a_sunday_and_climbs() -> None:
    run = replay(
        [withdrawal(ON), fact("2027-01-12", "information_promised", what="A plan", by="mother", due_on="2027-01-17")],
        "2027-01-22",
    )
    assert run.started("promised_information") == [("2027-01-12", "2027-01-17")]
    assert run.ladder("promised_information") == [
        ("due", "2027-01-17"),
        ("manager", "2027-01-18"),
        ("head_of_service", "2027-01-22"),
    ]


@pytest.mark.parametrize("rag", RAGS)
def test_a_promise_without_a_day_is_due_in_10_working_days_whatever_the_rating(rag: str) -> None:
    run = replay(
        [withdrawal(ON, **RAGS[rag]), fact("2027-01-12", "information_promised", what="A plan", by="mother")],
        "2027-01-12",
    )
    assert run.due("promised_information") == ["2027-01-26"]


@pytest.mark.parametrize(("rag", "due"), [("green", "2027-02-09"), ("amber", "2027-02-09"), ("red", "2027-02-02")])
def test_education_information_is_due_in_15_or_20_working_days_from_the_request(rag: str, due: str) -> None:
    run = replay([withdrawal(ON, **RAGS[rag]), fact("2027-01-12", "information_requested", by="officer")], "2027-01-12")
    assert run.due("education_information") == [due]


def test_education_information_asked_for_by_a_day_is_due_on_that_day() -> None:
    run = replay(
        [withdrawal(ON), fact("2027-01-12", "information_requested", by="officer", due_on="2027-01-30")], "2027-01-12"
    )
    assert run.due("education_information") == ["2027-01-30"]


def test_information_received_meets_request_and_promise() -> None:
    run = replay(
        [
            withdrawal(ON, **RAGS["amber"]),
            fact("2027-01-12", "information_requested", by="officer"),
            fact("2027-01-12", "information_promised", what="A plan", by="mother"),
            fact("2027-01-13", "information_received", by="mother", what="A plan"),
        ],
        "2027-01-13",
    )
    assert run.met("education_information") == run.met("promised_information") == ["2027-01-13"]


def test_an_e_mail_answered_is_not_the_information_nor_a_decision() -> None:
    run = replay(
        [
            withdrawal(ON),
            fact("2027-01-12", "information_requested", by="officer"),
            contact("2027-01-13", "email", "answered"),
        ],
        "2027-01-13",
    )
    assert run.met("education_information") == run.met("suitability_decision") == []


# --- reports ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("rag", RAGS)
def test_a_visit_is_reported_within_10_working_days_and_the_lapse_ends_at_the_head_of_service(rag: str) -> None:
    run = replay([withdrawal(ON, **RAGS[rag]), visit("2027-01-13")], "2027-03-01" if rag == "green" else "2027-01-13")
    assert run.started("visit_report") == [("2027-01-13", "2027-01-27")]
    if rag == "green":
        assert run.ladder("visit_report") == [
            ("due", "2027-01-27"),
            ("manager", "2027-01-28"),
            ("head_of_service", "2027-02-03"),
        ]


def test_a_report_shared_meets_it() -> None:
    run = replay([withdrawal(ON), visit("2027-01-13"), fact("2027-01-14", "report_shared")], "2027-01-14")
    assert run.met("visit_report") == ["2027-01-14"]


def test_a_visit_not_answered_owes_no_report() -> None:
    assert not replay([withdrawal(ON), contact("2027-01-13", "visit", "no_answer")], "2027-01-13").due("visit_report")


# --- the decision -----------------------------------------------------------------------------------


@pytest.mark.parametrize("judgement", ["suitable", "more_information", "not_suitable"])
def test_a_decision_without_evidence_is_refused(judgement: str) -> None:
    run = replay(
        [withdrawal(ON), fact("2027-01-13", "suitability_decided", judgement=judgement, by="officer", evidence=[])],
        "2027-01-13",
    )
    assert run.refused() == [("suitability_decided", "decision_needs_evidence")]
    assert run.met("suitability_decision") == []


@pytest.mark.parametrize(("rag", "due"), [("green", "2028-01-13"), ("amber", "2028-01-13"), ("red", "2027-12-13")])
def test_suitable_meets_the_decision_and_starts_the_yearly_review(rag: str, due: str) -> None:
    run = replay([withdrawal(ON, **RAGS[rag]), decided("2027-01-13", "suitable")], "2027-01-13")
    assert run.met("suitability_decision") == ["2027-01-13"]
    assert run.started("suitability_decision")[1:] == []
    assert run.due("annual_review") == [due]


@pytest.mark.parametrize("judgement", ["more_information", "not_suitable"])
@pytest.mark.parametrize(("rag", "due"), [("green", "2027-02-24"), ("amber", "2027-02-24"), ("red", "2027-02-10")])
def test_anything_less_is_decided_again_in_4_or_6_weeks(judgement: str, rag: str, due: str) -> None:
    run = replay([withdrawal(ON, **RAGS[rag]), decided("2027-01-13", judgement)], "2027-01-13")
    assert run.met("suitability_decision") == ["2027-01-13"]
    assert run.started("suitability_decision")[1:] == [("2027-01-13", due)]
    assert run.started("annual_review") == []


def test_the_next_decision_meets_the_yearly_review_and_starts_the_next() -> None:
    run = replay(
        [withdrawal(ON), decided("2027-01-13", "suitable"), decided("2027-02-28", "suitable")],
        "2027-02-28",
    )
    assert run.met("annual_review") == ["2027-02-28"]
    assert run.due("annual_review") == ["2028-01-13", "2028-02-28"]


def test_not_suitable_at_a_review_starts_the_decision_again() -> None:
    run = replay(
        [withdrawal(ON), decided("2027-01-13", "suitable"), decided("2027-01-20", "not_suitable")], "2027-01-20"
    )
    assert run.met("annual_review") == ["2027-01-20"]
    assert run.started("suitability_decision")[1:] == [("2027-01-20", "2027-03-03")]


def test_a_decision_says_nothing_about_the_child_seen() -> None:
    run = replay([withdrawal(ON), decided("2027-01-13", "suitable")], "2027-01-13")
    assert run.met("child_last_seen") == run.met("first_visit") == run.met("first_contact") == []


def test_a_rating_moves_the_yearly_review_too() -> None:
    run = replay([withdrawal(ON), decided("2027-01-13", "suitable"), rated("2027-01-14", "red")], "2027-01-14")
    assert run.redated("annual_review") == [("2027-01-14", "2027-12-13")]


def test_the_head_of_service_has_an_undecided_case_at_the_sweep_on_day_92_in_a_leap_year_too() -> None:
    # 6 January 2028 and 92 days, over 29 February, is 7 April.
    run = replay([withdrawal("2028-01-06", protection_plan=True)], "2028-04-07")
    assert run.ladder("suitability_decision") == [
        ("due", "2028-03-02"),
        ("manager", "2028-03-03"),
        ("head_of_service", "2028-04-07"),
    ]


# --- off roll without a decision --------------------------------------------------------------------


def test_an_entry_changed_without_a_decision_is_recorded_and_tasks_the_manager() -> None:
    run = replay([withdrawal(ON), fact("2027-01-13", "entry_changed", status="EHE")], "2027-01-13")
    assert run.refused() == []
    assert len(run.tasks(to="manager", on="2027-01-13")) == 1


def test_an_entry_changed_after_a_decision_tasks_nobody() -> None:
    run = replay(
        [
            withdrawal(ON),
            decided("2027-01-12", "suitable"),
            fact("2027-01-13", "entry_changed", status="EHE"),
        ],
        "2027-01-13",
    )
    assert run.tasks(to="manager", on="2027-01-13") == []


# --- missing education ------------------------------------------------------------------------------


def test_enquiries_about_a_child_missing_education_come_round_again_until_the_entry_ends() -> None:
    run = replay(
        [
            withdrawal(ON),
            fact("2027-01-12", "entry_changed", status="CME", reason="Nobody knows where she is."),
            fact("2027-01-25", "enquiry_recorded", asked="Housing", by="officer"),
            fact("2027-02-15", "enquiry_recorded", asked="The GP", by="officer", answer="Not registered"),
            fact("2027-02-16", "entry_changed", status="EHE", reason="Found."),
        ],
        "2027-02-16",
    )
    assert run.started("cme_enquiries") == [
        ("2027-01-12", "2027-01-26"),
        ("2027-01-25", "2027-02-22"),
        ("2027-02-15", "2027-03-15"),
    ]
    assert run.met("cme_enquiries") == ["2027-01-25", "2027-02-15"]


@pytest.mark.parametrize(
    ("rag", "first", "again"),
    [("amber", "2027-01-26", "2027-02-10"), ("red", "2027-01-19", "2027-01-27")],
)
def test_enquiries_are_due_by_rating(rag: str, first: str, again: str) -> None:
    run = replay(
        [
            withdrawal(ON, **RAGS[rag]),
            fact("2027-01-12", "entry_changed", status="CME"),
            fact("2027-01-13", "enquiry_recorded", asked="Housing", by="officer"),
        ],
        "2027-01-13",
    )
    assert run.due("cme_enquiries") == [first, again]


def test_enquiries_that_lapse_end_at_the_head_of_service() -> None:
    run = replay([withdrawal(ON), fact("2027-01-12", "entry_changed", status="CME")], "2027-02-20")
    assert run.ladder("cme_enquiries") == [
        ("due", "2027-01-26"),
        ("manager", "2027-01-27"),
        ("head_of_service", "2027-02-02"),
    ]


# --- moving away, and back to school ----------------------------------------------------------------


@pytest.mark.parametrize(("rag", "due"), [("green", "2027-01-26"), ("amber", "2027-01-26"), ("red", "2027-01-15")])
def test_the_other_authority_acknowledges_a_transfer(rag: str, due: str) -> None:
    run = replay(
        [
            withdrawal(ON, **RAGS[rag]),
            fact("2027-01-12", "transfer_sent", to="authority:Kent"),
            fact("2027-01-13", "transfer_acknowledged", by="authority:Kent"),
        ],
        "2027-01-13",
    )
    assert run.due("transfer_receipt") == [due]
    assert run.met("transfer_receipt") == ["2027-01-13"]


@pytest.mark.parametrize(("rag", "due"), [("red", "2027-01-20"), ("amber", "2027-01-25")])
def test_a_return_to_school_is_checked_from_the_agreed_start(rag: str, due: str) -> None:
    run = replay(
        [
            withdrawal(ON, **RAGS[rag]),
            fact("2027-01-12", "roll_confirmed", by="school:School B", starts_on="2027-01-18"),
            fact("2027-01-19", "attendance_confirmed", by="school:School B"),
        ],
        "2027-01-19",
    )
    assert run.due("return_to_school_check") == [due]
    assert run.met("return_to_school_check") == ["2027-01-19"]


def test_a_place_on_a_roll_is_not_the_child_at_school() -> None:
    run: Outcome = replay(
        [
            withdrawal(ON, **RAGS["red"]),
            fact("2027-01-12", "roll_confirmed", by="school:School B", starts_on="2027-01-18"),
        ],
        "2027-01-22",
    )
    assert run.ladder("return_to_school_check") == [
        ("due", "2027-01-20"),
        ("manager", "2027-01-21"),
        ("head_of_service", "2027-01-22"),
    ]
    assert run.ladder("first_contact")[-1][0] == "social_care"
