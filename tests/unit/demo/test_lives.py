"""Lives played in memory: true to the rules, the same from the same seed, and as a real council's."""

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from functools import lru_cache
from multiprocessing import get_context
from random import Random

import pytest

from ehe.clocks import rules
from ehe.clocks.counting import england
from ehe.clocks.policy import load
from ehe.demo.fates import sizes
from ehe.demo.making import Order, batches, make, play
from ehe.demo.showcase import SPECIALS, present
from ehe.demo.story import HABITS, Story

AS_OF = date(2027, 1, 11)
CHILDREN = 420
SIZES = sizes(Random("1 sizes"), CHILDREN)


def order(as_of: date = AS_OF, seed: int = 1) -> Order:
    return Order(
        children=CHILDREN,
        households=len(SIZES),
        seed=seed,
        as_of=as_of,
        policy="england",
        key="a ledger key for tests, long enough",
        dialect="sqlite",
        signed=frozenset({1}),
    )


@lru_cache(maxsize=1)
def stories() -> tuple[Story, ...]:
    """The whole of a small council."""
    made, child = [], 0
    for number, size in enumerate(SIZES):
        made.append(play(order(), number, child, size))
        child += size
    return tuple(made)


def special(name: str) -> Story:
    number = next(n for n in range(len(SIZES)) if (one := present(n, len(SIZES))) and one.name == name)
    return stories()[number]


# ---- true ----------------------------------------------------------------------------------------


def test_what_the_facts_come_to_when_read_again_is_what_was_kept_on_the_way() -> None:
    for story in stories():
        members = [child.member for child in story.family.children]
        again = rules.clocks_for(members, story.life.facts, load(), england())
        assert again == rules.clocks(story.h)
        for line, clock in zip(story.life.book.lines, again, strict=True):
            held = {s.rung: (s.state, s.due_on, s.to, s.reason) for s in line.steps.values()}
            given = {s.rung: (s.state, s.on, s.to, s.reason) for s in clock.steps}
            left_over = {rung: step for rung, step in held.items() if rung not in given}
            assert {rung: step for rung, step in held.items() if rung in given} == given
            assert all(state == "cancelled" for state, *_ in left_over.values())


def test_every_rung_that_was_due_has_been_taken_before_the_first_sweep() -> None:
    for story in stories():
        for line in story.life.book.open:
            assert line.next_on is None or line.next_on >= AS_OF, (line.running.code, story.family.uuid)


def test_a_rung_is_taken_once() -> None:
    for story in stories():
        taken = Counter()  # type: ignore[var-annotated]
        for f in story.life.facts:
            if f.kind == "step_fired":
                taken[f.fact.clock, f.fact.cycle, f.fact.rung, f.children] += 1  # type: ignore[attr-defined]
        assert not taken or max(taken.values()) == 1


def test_facts_lie_between_the_first_notice_and_the_last_day_and_in_order() -> None:
    for story in stories():
        facts = story.life.facts
        assert [f.order for f in facts] == sorted(f.order for f in facts)
        assert all(f.on < AS_OF and f.on > AS_OF - timedelta(days=5 * 366) for f in facts)
        first = [f for f in facts if not (f.kind == "concern_raised" and f.at == facts[0].at)]
        assert not facts or first[0].kind == "withdrawal_notified"


def test_people_seldom_try_what_the_register_refuses() -> None:
    refused = Counter(code for story in stories() for code in story.life.refused)
    assert sum(refused.values()) < 10, refused


# ---- the same ------------------------------------------------------------------------------------


def test_the_same_seed_and_day_give_the_same_life_in_whatever_order_they_are_played() -> None:
    for number in (3, 40):
        child = sum(SIZES[:number])
        again = play(order(), number, child, SIZES[number])
        assert again.life.facts == stories()[number].life.facts
        assert again.family == stories()[number].family


def test_another_seed_gives_another_life() -> None:
    one, other = play(order(), 3, 3, 1), play(order(seed=2), 3, 3, 1)
    assert one.family.uuid != other.family.uuid


def test_another_process_makes_the_same_rows() -> None:
    (batch,) = batches(SIZES[:12], of=20)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(make, order(), batch).result() == make(order(), batch)


@pytest.mark.parametrize("as_of", [date(2006, 9, 4), date(2028, 2, 29), date(2044, 6, 1)], ids=str)
def test_a_council_can_stand_on_any_day_of_the_calendar(as_of: date) -> None:
    facts = [f for number in range(15) for f in play(order(as_of), number, number, 1).life.facts]
    assert facts
    assert max(f.on for f in facts) < as_of


# ---- as a real council's -------------------------------------------------------------------------


def test_most_families_are_green_some_amber_and_few_red() -> None:
    rags = Counter(c.rating.rag for story in stories() for c in story.h.registered if c.rating)
    total = sum(rags.values())
    assert rags["green"] / total > 0.7
    assert 0.03 < rags["amber"] / total < 0.25
    assert 0 < rags["red"] / total < 0.12


def test_some_are_missing_education_some_have_left_and_most_are_at_home() -> None:
    status = Counter(
        (c.entry.status if c.entry else "closed" if c.entries else "never")
        for story in stories()
        for c in story.h.children.values()
    )
    assert status["EHE"] > CHILDREN / 2
    assert 0 < status["CME"] < CHILDREN / 8
    assert CHILDREN / 20 < status["closed"] < CHILDREN / 3
    assert 0 < status["never"] < CHILDREN / 4


def test_a_few_duties_are_late_and_climb() -> None:
    late = [c for story in stories() for c in story.h.clocks if c.is_running and c.due_on < AS_OF]
    assert 0.02 < len(late) / CHILDREN < 0.2
    rungs = Counter(f.fact.rung for s in stories() for f in s.life.facts if f.kind == "step_fired")  # type: ignore[attr-defined]
    assert rungs["warn"] > rungs["due"] > rungs["manager"] > rungs["head_of_service"] > rungs["social_care"] > 0


def test_the_first_sweep_is_a_morning_and_not_a_flood() -> None:
    due = {
        line.running.subject + line.running.code
        for story in stories()
        for line in story.life.book.open
        if line.next_on is not None and line.next_on <= AS_OF
    }
    assert 0 < len(due) < CHILDREN * 0.08


def test_somebody_deals_with_every_clock_of_the_procedure() -> None:
    assert load().clocks.keys() == HABITS.keys()


# ---- in the middle of something --------------------------------------------------------------------


def test_every_special_household_is_there_once_in_a_small_council() -> None:
    found = Counter(one.name for n in range(len(SIZES)) if (one := present(n, len(SIZES))))
    assert found.keys() == {one.name for one in SPECIALS}


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("a draft to release", "draft"),
        ("sent to social care", "sent"),
        ("accepted by a named person", "acknowledged"),
        ("under assessment", "decided"),
        ("no further action", "ended"),
        ("withheld", "withheld"),
    ],
)
def test_a_referral_is_in_every_state(name: str, state: str) -> None:
    assert [line.state for line in special(name).life.referrals.lines][-1] == state


def test_one_referral_went_under_the_standing_decision_and_nobody_has_read_it() -> None:
    (line,) = special("under the standing decision").life.referrals.lines
    assert (line.standing_decision, line.read_at) == (1, None)


@pytest.mark.parametrize(
    ("name", "clock"),
    [
        ("a concern from yesterday", "concern_disposition"),
        ("a visit declined", "visit_decision"),
        ("a complaint", "complaint_cover"),
        ("a closing to agree", "closure_second_person"),
        ("an address in dispute", "address_check"),
        ("missing and not looked for", "cme_enquiries"),
        ("no further action", "referral_next_step"),
        ("nobody answers", "first_contact"),
        ("new and red", "triage"),
    ],
)
def test_somebody_has_something_to_do(name: str, clock: str) -> None:
    assert special(name).h.running(clock)


def test_a_declined_visit_was_accepted_until_its_review() -> None:
    running = special("a declined visit accepted").h.running("child_last_seen")
    assert any(clock.declined_accepted_at for clock in running)


def test_a_record_is_restricted_and_its_letters_are_held() -> None:
    life = special("restricted").life
    assert life.restricted
    assert life.h.stopped.get("restricted")
