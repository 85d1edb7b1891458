"""The procedure is a table: the shipped one is whole, and a mistake in it is refused in words."""

from importlib.resources import files

import pytest

from ehe.clocks import checking, words
from ehe.clocks.policy import PolicyError, load, parse
from ehe.facts import kinds

SHIPPED = files("ehe.clocks").joinpath("policy/england.toml").read_text()


def faults(change_from: str, change_to: str) -> list[str]:
    assert change_from in SHIPPED
    return checking.faults(parse(SHIPPED.replace(change_from, change_to, 1)))


def test_the_shipped_policy_is_whole() -> None:
    assert checking.faults(load("england")) == []


def test_every_clock_gives_its_source() -> None:
    assert all(clock.source for clock in load("england").clocks.values())


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("[clock.triage]", "[clock.triages]", "clock triage is missing"),
        ('met_by = [{ fact = "rag_set" }]', "met_by = []", "no fact can meet it"),
        ('met_by = [{ fact = "rag_set" }]', 'met_by = [{ fact = "rag_sat" }]', "no fact called 'rag_sat'"),
        ('ladder = "officer"\nsource = "Design; a prop', 'ladder = "nobody"\nsource = "Design; a prop', "climbs the ladder 'nobody'"),
        ('ladder = "officer"\nsource = "Design; a prop', 'ladder = "social_care"\nsource = "Design; a prop', "may not climb to social care"),
        ('to = "head_of_service" },\n]\n\n[ladder.social_care]', 'to = "head" },\n]\n\n[ladder.social_care]', "is for 'head', which is nobody"),
        ('by = "own_staff", outcome = ["answered"', 'by = "staff", outcome = ["answered"', "by 'staff' is nobody"),
        ('outcome = ["answered", "adult_only", "refused"]', 'outcome = ["answred"]', "outcome of contact_attempted is never 'answred'"),
        ('if = ["two_sources"]', 'if = ["three_sources"]', "no condition called 'three_sources'"),
        ('written_notice = false }]\nmet_by', 'notice = false }]\nmet_by', "withdrawal_notified has no field 'notice'"),
        ('due = "due_on" }]\nmet_by', 'due = "dueon" }]\nmet_by', "has no field 'dueon'"),
        ('clock = "disagreement_stage_1", rung', 'clock = "disagreement_stage_9", rung', "no clock called 'disagreement_stage_9'"),
        ("protection_plan      =", "faith =", "'faith' is not one the register can find"),
        ('stops_at = { rung = "manager", if = ["declined_to', 'stops_at = { rung = "chief", if = ["declined_to', "is no rung of its ladder"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_table_is_named(was: str, becomes: str, said: str) -> None:
    assert any(said in fault for fault in faults(was, becomes)), faults(was, becomes)


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('red = "1 working day", amber = "3 working days"', 'red = "one day", amber = "3 working days"', "'one day' is not a length"),
        ('amber = "3 working days", green = "5 working days" }\nladder', 'amber = "3 working days" }\nladder', "one each for red, amber and green"),
        ('"1 working day before the last day"', '"a day early"', "is not a time"),
        ("waits_for_entry = true", "waits_for_entry = true\npause = true", "'pause' is not understood"),
        ("[clock.triage]", "[clock.triage", "cannot be read"),
        ('reason = "declined_visit_accepted"', 'reason = ""', "needs its reason"),
        ('scope = "household"', 'scope = "street"', "scope is child or household or referral"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_read_is_refused_with_the_place(was: str, becomes: str, said: str) -> None:
    assert was in SHIPPED
    with pytest.raises(PolicyError, match=said.replace("(", r"\(")):
        parse(SHIPPED.replace(was, becomes, 1))


def test_a_policy_that_does_not_ship_is_named() -> None:
    with pytest.raises(PolicyError, match="no policy called 'atlantis'"):
        load("atlantis")


def test_the_table_reads_aloud_with_every_clock_and_its_ladder() -> None:
    said = "\n".join(words.read_out(load("england")))
    for clock in load("england").clocks.values():
        assert clock.title in said
    assert "Standing decision 1" in said


def test_nothing_in_the_table_lets_complaint_hold_or_leave_end_a_clock() -> None:
    never = {"complaint_made", "hold_placed", "officer_away", "hold_lifted"}
    for clock in load("england").clocks.values():
        assert not never & {line.fact for line in (*clock.met_by, *clock.voided_by)}, clock.code


def test_every_fact_of_the_table_is_one_the_register_records() -> None:
    table = load("england")
    named = {line.fact for clock in table.clocks.values() for line in (*clock.starts, *clock.met_by, *clock.voided_by)}
    assert named <= kinds.kinds().keys()
