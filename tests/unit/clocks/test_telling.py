"""Every fact has its words in the chronology."""

from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter

from ehe.clocks.telling import Book, Told, tell, told_kinds
from ehe.facts import kinds

BOOK = Book(
    people={"u-asha": "Asha Patel", "school:900001": "Northmoor Primary"},
    children={"c-ada": "Ada Example"},
    clocks={"first_contact": "First contact with the family"},
)


def test_every_kind_has_words() -> None:
    assert told_kinds() == set(kinds.kinds()), "give the new kind its words in ehe/clocks/telling"


def example(kind: str) -> kinds.Kind:
    """A fact of the kind with every field filled in."""
    payload = {field.name: _value(field.name, field.type) for field in fields(kinds.kinds()[kind])}  # type: ignore[arg-type]
    return kinds.read(kind, payload)


def _value(name: str, wanted: Any) -> Any:
    known: dict[str, Any] = {
        "person": {"first_name": "Ada", "last_name": "Example"},
        "sightings": [{"child": "c-ada", "grade": "spoken_to", "setting": "home", "observer": "health"}],
        "to": "u-asha",
    }
    for value in (known.get(name), "words of somebody", ["one", "two"], True, 3, "2027-03-01", "yes"):
        if value is not None and _fits(wanted, value):
            return value
    return _first_literal(wanted)


def _fits(wanted: Any, value: Any) -> bool:
    try:
        TypeAdapter(wanted).validate_python(value)
    except ValueError:
        return False
    return True


def _first_literal(wanted: Any) -> Any:
    schema = TypeAdapter(wanted).json_schema()
    options = [schema, *schema.get("anyOf", ())]
    return next(option["enum"][0] for option in options if "enum" in option)


@pytest.mark.parametrize("kind", sorted(kinds.kinds()))
def test_a_fact_is_told_in_plain_words(kind: str) -> None:
    told = tell(example(kind), BOOK)
    assert told.title[0].isupper()
    assert "_" not in told.title
    for line in told.lines:
        assert line.text
        assert line.label[0].isupper()
        if not line.own:
            assert "_" not in line.text, line
            assert "None" not in line.text, line


@pytest.mark.parametrize("kind", sorted(kinds.kinds()))
def test_a_fact_that_says_only_what_it_must_is_told_too(kind: str) -> None:
    from dataclasses import MISSING

    needed = [f for f in fields(kinds.kinds()[kind]) if f.default is MISSING and f.default_factory is MISSING]  # type: ignore[arg-type]
    fact = kinds.read(kind, {field.name: _value(field.name, field.type) for field in needed})
    told = tell(fact, BOOK)
    assert told.title
    assert all(line.text for line in told.lines)


def told(fact: kinds.Kind) -> Told:
    return tell(fact, BOOK)


def lines(fact: kinds.Kind) -> dict[str, str]:
    return {line.label: line.text for line in told(fact).lines}


def test_a_concern_is_in_the_speaker_s_own_words() -> None:
    words = "  He took food.\n<b>Twice</b>  "
    own = [line for line in told(kinds.ConcernRaised(own_words=words)).lines if line.own]
    assert [line.text for line in own] == [words]


def test_a_contact_says_how_each_child_was_seen() -> None:
    seen = kinds.Sighting(child="c-ada", grade="glimpsed", setting="doorstep")
    fact = kinds.ContactAttempted(method="visit", outcome="answered", sightings=(seen,))
    assert told(fact).title == "Visit: answered"
    assert lines(fact)["Ada Example"] == "Glimpsed, on the doorstep"


def test_a_rung_that_drafts_a_referral_has_told_nobody_outside() -> None:
    fact = kinds.StepFired(
        clock="first_contact", cycle="x", rung="social_care", due_on=date(2027, 1, 4), to="out_of_hours"
    )
    assert told(fact).title == (
        "First contact with the family: a referral to children’s social care is drafted, or the open one holds this too"
    )
    assert "Told" not in lines(fact)


def test_a_correction_says_what_now_stands() -> None:
    fact = kinds.FactCorrected(which="x", field="last_attended_on", to="2027-01-05", reason="Wrong day")
    assert lines(fact)["Now reads"] == "5 January 2027"
    assert lines(kinds.FactCorrected(which="x", field="child", to=["c-ada"]))["Now reads"] == "Ada Example"


def test_a_referral_under_the_standing_decision_says_that_nobody_had_read_it() -> None:
    fact = kinds.ReferralSent(draft="x", to="social_care", standing_decision=1)
    assert "no person had read this case" in lines(fact)["How"]
