"""A fact is never changed; a later fact corrects it, and the dates follow."""

from typing import Any

import pytest

from tests.replay.cases import Outcome, concern, contact, fact, rated, replay, sighted, withdrawal

ON = "2027-01-11"
A, B = "school:School A", "school:School B"


def corrected(on: str, which: int, field: str, to: Any, by: str = "officer", **more: Any) -> dict[str, Any]:
    return fact(on, "fact_corrected", None, which=which, field=field, to=to, by=by, reason="Typed wrong.", **more)


def last_day(run: Outcome, clock: str, child: str = "c1") -> str:
    """The last day of the clock that runs at the end."""
    return [e for e in run if e["event"] in {"clock_started", "clock_redated"} and e["clock"] == clock and child in e["child"]][
        -1
    ]["due_on"]


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
        "2027-02-20",
        2,
    )
    assert run.voided("concern_disposition", "c1")[0][0] == "2027-01-13"
    assert run.ladder("concern_disposition", "c1") == []
    assert run.ladder("concern_disposition", "c2")[0] == ("due", last_day(run, "concern_disposition", "c2"))


def test_a_sighting_on_the_wrong_child_leaves_the_right_one_seen() -> None:
    run = replay(
        [
            withdrawal(ON, ["c1", "c2"]),
            sighted("2027-01-12", "spoken_to", "home", "health", "c1"),
            corrected("2027-01-13", 2, "child", "c2"),
        ],
        "2027-01-13",
        2,
    )
    assert last_day(run, "child_last_seen", "c1") == "2027-10-11"
    assert last_day(run, "child_last_seen", "c2") == "2027-10-12"


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


def test_a_correction_that_would_be_refused_as_a_fact_is_refused() -> None:
    run = replay(
        [
            withdrawal(ON),
            contact("2027-01-12", "visit", "no_answer"),
            corrected("2027-01-13", 2, "outcome", "answered"),
        ],
        "2027-01-13",
    )
    assert run.met("first_visit") == []


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
