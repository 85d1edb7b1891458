"""A file that is not a case ends the replay and says what is wrong; an odd case never does."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from ehe.replay.case import BadCase, read_case, read_file
from tests.replay.cases import case, concern, contact, fact, rated, replay, run_data, sighted, visit, withdrawal

ON = "2027-01-11"
A = "school:School A"
GOOD = case([withdrawal(ON)], ON)


def changed(**more: Any) -> dict[str, Any]:
    return {**copy.deepcopy(GOOD), **more}


def with_fact(**line: Any) -> dict[str, Any]:
    return changed(facts=[*copy.deepcopy(GOOD["facts"]), {"on": "2027-01-12", **line}])


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown fact": (with_fact(fact="child_vanished", child="c1"), "child_vanished"),
    "an unknown field of a fact": (with_fact(fact="sibling_checked", child="c1", colour="blue"), "colour"),
    "an unknown field of another fact": (with_fact(fact="sibling_checked", child="c1", own_words="x"), "own_words"),
    "an unknown field of the case": (changed(colour="blue"), "colour"),
    "an unknown child": (with_fact(fact="sibling_checked", child="c9"), "c9"),
    "an unknown child in a list": (with_fact(fact="sibling_checked", child=["c1", "c9"]), "c9"),
    "an unknown child among the sightings": (
        with_fact(
            fact="contact_attempted",
            child="c1",
            method="visit",
            outcome="answered",
            by="officer",
            sightings=[{"child": "c9", "grade": "seen", "setting": "home", "observer": "officer"}],
        ),
        "c9",
    ),
    "an unknown method": (
        with_fact(fact="contact_attempted", child="c1", method="pigeon", outcome="answered", by="officer"),
        "method",
    ),
    "an unknown outcome": (
        with_fact(fact="contact_attempted", child="c1", method="phone", outcome="perhaps", by="officer"),
        "outcome",
    ),
    "an unknown grade": (
        with_fact(fact="child_sighted", child="c1", grade="dreamt_of", setting="home", observer="health"),
        "grade",
    ),
    "an unknown setting": (
        with_fact(fact="child_sighted", child="c1", grade="seen", setting="moon", observer="health"),
        "setting",
    ),
    "an unknown observer": (
        with_fact(fact="child_sighted", child="c1", grade="seen", setting="home", observer="the cat"),
        "observer",
    ),
    "an unknown rating": (with_fact(fact="rag_set", child="c1", rag="blue", by="manager"), "rag"),
    "an unknown status": (with_fact(fact="entry_changed", child="c1", status="gone"), "status"),
    "an unknown referral outcome": (
        with_fact(fact="referral_decided", child="c1", outcome="maybe", by="social care"),
        "outcome",
    ),
    "an unknown judgement": (
        with_fact(fact="suitability_decided", child="c1", judgement="fine", evidence=["x"], by="officer"),
        "judgement",
    ),
    "an unknown category": (
        with_fact(fact="concern_raised", child="c1", by=A, own_words="x", category="medium"),
        "category",
    ),
    "a missing field": (with_fact(fact="concern_raised", child="c1", by=A), "own_words"),
    "a missing speaker": (with_fact(fact="concern_raised", child="c1", own_words="x"), "by"),
    "a missing child": (with_fact(fact="concern_raised", by=A, own_words="x"), "child"),
    "an empty list of children": (with_fact(fact="concern_raised", child=[], by=A, own_words="x"), "child"),
    "a date that is none": (with_fact(fact="sibling_checked", child="c1", on="2027-02-30"), "2027-02-30"),
    "a time that is none": (with_fact(fact="sibling_checked", child="c1", at="25:00"), "25:00"),
    "a yes that is none": (
        changed(facts=[withdrawal(ON, written_notice="perhaps")]),
        "written_notice",
    ),
    "a policy nobody wrote": (changed(policy="atlantis"), "atlantis"),
    "an end that is no date": (changed(until="soon"), "soon"),
    "no facts": (changed(facts=[]), "fact"),
    "facts that are no list": (changed(facts={"on": ON}), "facts"),
    "a child without a name of its own": (
        changed(household={"adults": [], "children": [{"first_name": "Ada"}]}),
        "id",
    ),
    "a correction of a fact to come": (
        with_fact(fact="fact_corrected", which=9, field="by", to="x", by="officer"),
        "9",
    ),
    "a correction to a child that is none": (
        with_fact(fact="fact_corrected", which=1, field="child", to="c9", by="officer"),
        "c9",
    ),
}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[" * 100_000, "too deep"),
        ('{"title":' * 50_000, "too deep"),
        (json.dumps(changed(title="\ud800")), "half a character"),
        ("hello", "is not JSON"),
        ("9" * 10_000, "is not JSON"),
        (json.dumps(changed(until="2" * 100_000)), "is not a date"),
        (
            json.dumps(changed(household={"adults": [{"id": "c1"}], "children": [{"id": "c1"}]})),
            "two people have the id 'c1'",
        ),
        (
            json.dumps(with_fact(fact="adult_added", child="c1", adult={"id": "c1"})),
            "there is somebody with the id 'c1' already",
        ),
        (
            json.dumps(with_fact(fact="fact_corrected", which=1, field="on", to="0001-01-01", by="officer")),
            "0001-01-01",
        ),
    ],
)
def test_whatever_a_file_holds_it_is_refused_in_one_sentence(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "case.json"
    file.write_text(content)
    with pytest.raises(BadCase) as bad:
        read_file(file)
    assert said in str(bad.value)
    assert len(str(bad.value)) < 400


def test_a_file_that_an_editor_marked_as_utf_8_is_read(tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(GOOD), encoding="utf-8-sig")
    assert read_file(file).until


@pytest.mark.parametrize("what", BAD)
def test_a_file_that_is_no_case_is_refused_and_the_fault_is_named(what: str) -> None:
    data, named = BAD[what]
    with pytest.raises(BadCase) as bad:
        read_case(data)
    assert named in str(bad.value)


def test_an_unknown_value_is_named_itself() -> None:
    with pytest.raises(BadCase, match="pigeon"):
        read_case(with_fact(fact="contact_attempted", child="c1", method="pigeon", outcome="answered", by="officer"))


@pytest.mark.parametrize(("field", "to"), [("colour", "x"), ("last_attended_on", "soon")])
def test_a_correction_to_what_is_no_field_or_value_is_no_case(field: str, to: str) -> None:
    with pytest.raises(BadCase):
        read_case(with_fact(fact="fact_corrected", which=1, field=field, to=to, by="officer"))


@pytest.mark.parametrize(
    "word",
    [
        "step_fired",
        "referral_drafted",
        "referral_sent",
        "referral_read",
        "child_matched",
        "setting_changed",
        "looks_sealed",
        "standing_decision_signed",
    ],
)
def test_what_only_the_register_itself_records_is_no_fact_of_a_case(word: str) -> None:
    with pytest.raises(BadCase, match=word):
        read_case(with_fact(fact=word, child="c1"))


def test_a_file_that_holds_no_object_is_refused() -> None:
    for data in ([], "case", 7, None):
        with pytest.raises(BadCase):
            read_case(data)


# --- odd, and a case all the same -------------------------------------------------------------------


def test_facts_at_one_instant_keep_the_order_of_the_file() -> None:
    run = replay([withdrawal(ON), rated(ON, "red"), rated(ON, "amber", reason="Not so.")], ON)
    assert [rag for _, rag, _ in run.rags()] == ["green", "red", "amber"]


def test_a_fact_at_the_time_of_the_sweep_is_known_to_it() -> None:
    run = replay([withdrawal(ON, previous_plan=True), contact("2027-01-18 07:00", "phone", "answered")], "2027-01-19")
    assert run.ladder("first_contact") == []


def test_a_fact_without_a_time_is_at_noon_and_a_case_may_sweep_at_another_hour() -> None:
    run = replay([withdrawal(ON, previous_plan=True)], "2027-01-19", sweep_at="13:30")
    assert {e["at"] for e in run.of("clock_started")} == {"12:00"}
    assert {e["at"] for e in run.of("step_fired")} == {"13:30"}


def test_a_fact_after_the_end_is_not_played() -> None:
    run = replay([withdrawal(ON), rated("2027-01-13", "red")], "2027-01-12")
    assert [rag for _, rag, _ in run.rags()] == ["green"]


def test_facts_out_of_order_in_the_file_are_played_in_order() -> None:
    run = replay([rated("2027-01-12", "red"), withdrawal(ON)], "2027-01-12")
    assert [rag for _, rag, _ in run.rags()] == ["green", "red"]


def test_a_case_of_a_child_never_withdrawn_starts_no_clock() -> None:
    run = replay(
        [
            concern(ON, A),
            contact(ON, "visit", "no_answer"),
            sighted(ON, "seen", "home", "health"),
            fact(ON, "information_requested", by="officer"),
        ],
        "2027-02-20",
    )
    assert run.of("clock_started") == []


def test_a_case_of_the_first_and_of_the_last_years_that_have_holidays_is_played() -> None:
    for year in ("2000", "2044"):
        run = replay([withdrawal(f"{year}-01-12", protection_plan=True), visit(f"{year}-01-14")], f"{year}-01-20")
        assert run.met("first_visit") == [f"{year}-01-14"]


@pytest.mark.parametrize(
    "line",
    [
        fact("2027-01-12", "information_promised", what="A plan", by="mother", due_on="2072-01-12"),
        fact("2027-01-12", "roll_confirmed", by=A, starts_on="1927-01-12"),
        withdrawal("2027-01-12", "c2", last_attended_on="1927-01-12"),
        fact(
            "2027-01-12",
            "extension_granted",
            clock="first_visit",
            until="2072-01-12",
            reason="Typed wrong.",
            by="manager",
            second="manager-2",
        ),
    ],
    ids=["a promise", "a start", "a last day attended", "an extension"],
)
def test_a_year_typed_wrong_is_refused_or_taken_and_never_ends_the_replay(line: dict[str, Any]) -> None:
    assert replay([withdrawal(ON), line], "2027-01-13", 2).due("triage")


@pytest.mark.parametrize("on", ["1999-06-07", "2046-06-04"])
def test_a_case_of_any_date_is_played(on: str) -> None:
    assert replay([withdrawal(on)], on).due("triage")


@pytest.mark.parametrize(
    "data",
    [
        changed(policy=7),
        changed(facts=[{"on": ON, "fact": ["withdrawal_notified"], "child": "c1"}]),
        changed(household={"adults": [], "children": [{"id": "c1", "school": {"name": "A"}}]}),
        changed(household={"adults": [], "children": [{"id": "c1", "last_name": None}]}),
        changed(household={"adults": [{"id": "m", "parental_responsibility": "perhaps"}], "children": [{"id": "c1"}]}),
    ],
    ids=["policy", "fact", "school", "name", "responsibility"],
)
def test_a_value_of_the_wrong_kind_is_no_case(data: dict[str, Any]) -> None:
    with pytest.raises(BadCase):
        run_data(data)


def test_long_words_are_kept_without_a_murmur() -> None:
    run = replay(
        [
            withdrawal(ON, own_words="w" * 20_000),
            concern("2027-01-12", "authority:" + "x" * 60),
            fact("2027-01-12", "child_view_recorded", words="é" * 20_000),
        ],
        "2027-01-12",
    )
    assert run.due("triage")


def test_a_household_without_a_named_school_or_adults_is_a_household() -> None:
    data = case([withdrawal(ON)], "2027-01-12", 2)
    data["household"] = {"adults": [], "children": [{"id": "c1", "born_on": "2018-05-04"}, {"id": "c2"}]}
    assert run_data(data).due("sibling_check") == ["2027-01-13"]


def test_a_child_added_later_is_asked_about_and_may_be_withdrawn() -> None:
    run = replay(
        [
            withdrawal(ON),
            fact("2027-01-12", "child_added", {"id": "c9", "first_name": "New", "last_name": "Example"}),
            withdrawal("2027-01-13", "c9"),
        ],
        "2027-01-13",
    )
    assert run.started("first_visit", "c9")
