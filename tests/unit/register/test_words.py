"""What values are called, and the sources of a reason by name."""

from typing import get_args

import pytest

from ehe.facts import kinds
from ehe.register import words as w


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (kinds.Method, w.METHODS),
        (kinds.Outcome, w.OUTCOMES),
        (kinds.Grade, w.GRADES),
        (kinds.Setting, w.SETTINGS),
        (kinds.Observer, w.OBSERVERS),
        (kinds.Status, w.STATUSES),
        (kinds.Status, w.STATUSES_IN_FULL),
        (kinds.Rag, w.RAGS),
        (kinds.ConcernOutcome, w.CONCERN_OUTCOMES),
        (kinds.ReferralOutcome, w.REFERRAL_OUTCOMES),
        (kinds.YesNo, w.YES_NO),
    ],
)
def test_every_value_of_a_fact_has_its_words(values: object, words: dict[str, str]) -> None:
    assert set(get_args(values)) == set(words)


def test_every_rung_of_the_procedure_has_its_words() -> None:
    from ehe.clocks.policy import load

    rungs = {rung for ladder in load("england").ladders.values() for rung in ladder.names}
    assert rungs <= set(w.RUNGS)
    assert rungs <= set(w.STEPS)


def test_every_ground_of_the_schools_form_has_its_words_in_the_chronology() -> None:
    from ehe.withdrawals.rules.grounds import GROUNDS

    assert {ground.code for ground in GROUNDS} == set(w.GROUNDS)


def test_every_reason_for_closing_and_every_letter_has_its_words() -> None:
    from ehe.closures.rules import REASONS
    from ehe.letters.content import LETTERS

    assert set(REASONS) == set(w.CLOSING_REASONS)
    assert set(LETTERS) == set(w.TEMPLATES)


def test_a_reason_names_its_sources() -> None:
    reason = "concerns from two sources (public, 7 December 2026; school:900001, 6 December 2026)"
    assert w.sources_in(reason) == {"public", "school:900001"}
    named = w.with_names(reason, {"public": "a member of the public", "school:900001": "Northmoor"})
    assert named == "concerns from two sources (a member of the public, 7 December 2026; Northmoor, 6 December 2026)"


def test_a_person_s_own_reason_stays_as_it_was_written() -> None:
    note = "Told us himself (school, 7 May 2026). Nothing since."
    assert w.with_names(note, {"school": "the school"}) == note
    assert w.with_names("Seen by the doctor (twice, in May).", {"twice": "x"}) == "Seen by the doctor (twice, in May)."
