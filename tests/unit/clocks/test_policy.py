"""The procedure is a table: the shipped one is whole, and a mistake in it is refused in words."""

import json
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from ehe.clocks import checking, shape, words
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


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('title = "Eng', 'titel = 1\ntitle = "Eng', "'titel' is not understood"),
        ("[clock.triage]\n", "[clock.triage]\nstarts = 5\n[clock.other]\n", "clock triage, starts: a list is expected, not 5."),
        ("near_withdrawal_days =", "near_withdrawal_days = -1 #", "rating, near_withdrawal_days: a whole number of 0 or more is expected, not -1."),
        ("daily_drafts =", 'daily_drafts = "ten" #', "referrals, daily_drafts: a whole number of 0 or more is expected, not 'ten'."),
        ("wait_until =", 'wait_until = "noon" #', "'noon' is not a time"),
        ('met_by = [{ fact = "rag_set" }]', "met_by = [{ fact = 7 }]", "met_by, line 1, fact: a text is expected, not 7."),
        ('met_by = [{ fact = "rag_set" }]', 'met_by = [{ fact = "rag_set", if = "x" }]', "met_by, line 1, if: a list is expected, not 'x'."),
        ('met_by = [{ fact = "rag_set" }]', 'met_by = [{ fact = "rag_set", rag = [[]] }]', "rag, line 1: a text is expected, not []."),
        ('met_by = [{ fact = "rag_set" }]', "met_by = [3]", "met_by, line 1: a part with names is expected, not 3."),
        ("waits_for_entry = true", 'waits_for_entry = "yes"', "waits_for_entry: true or false is expected, not 'yes'."),
        ('red = "1 working day", amber = "3 working days"', 'red = 1, amber = "3 working days"', "length, red: a text is expected, not 1."),
        ('red = "1 working day", amber = "3 working days"', 'red = "99999999999 days", amber = "3 working days"', "is not a length"),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_kind_is_named_with_its_place(was: str, becomes: str, said: str) -> None:
    assert was in SHIPPED
    with pytest.raises(PolicyError) as wrong:
        parse(SHIPPED.replace(was, becomes, 1))
    assert said in str(wrong.value)


def test_brackets_without_end_are_a_mistake_like_any_other() -> None:
    with pytest.raises(PolicyError, match="too deep"):
        parse("a = " + "[" * 50_000)


def test_whatever_value_is_put_wherever_the_table_is_taken_or_refused_in_words() -> None:
    """Every third place of the table gets some value that does not belong there; a sentence comes of it or nothing."""
    odd = [5, -1, True, "", [], {}, "zz", [[]], [{}], {"fact": 5}, {"fact": "nope"}, 1.5, 10**30]
    for n, place in enumerate(list(places(tomllib.loads(SHIPPED)))[::3]):
        table = tomllib.loads(SHIPPED)
        part = table
        for name in place[:-1]:
            part = part[name]
        part[place[-1]] = odd[n % len(odd)]
        if shape.fault(table) is None:
            try:
                policy = parse(as_toml(table))
            except PolicyError:
                continue
            if not checking.faults(policy):
                assert list(words.read_out(policy))


def places(part: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for name, value in inner:
        yield (*above, name)
        yield from places(value, (*above, name))


def as_toml(value: Any, top: bool = True) -> str:
    if isinstance(value, dict):
        lines = [f"{json.dumps(name)} = {as_toml(one, False)}" for name, one in value.items()]
        return "\n".join(lines) if top else "{" + ", ".join(lines) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(as_toml(one, False) for one in value) + "]"
    return json.dumps(value)
