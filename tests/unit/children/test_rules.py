"""A child's duties and concerns as its page shows them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from ehe.children.rules import concerns, duties, to_be_checked
from ehe.clocks import rules
from ehe.clocks.counting import england
from ehe.clocks.policy import load
from ehe.clocks.state import Household, Member
from ehe.facts import kinds
from ehe.facts.actors import Actor
from ehe.facts.recorded import Recorded

ADA, BEN = "c-ada", "c-ben"
SCHOOL, OFFICER, MANAGER = Actor("school", "school:1"), Actor("officer", "asha"), Actor("manager", "morag")


def fact(n: int, on: date, by: Actor, said: kinds.Kind, *children: str) -> Recorded:
    at = datetime.combine(on, time(12), tzinfo=ZoneInfo("Europe/London"))
    return Recorded(f"f{n}", n, on, at, by, children or (ADA,), said)


def household(*facts: Recorded) -> Household:
    members = [Member(ADA, date(2018, 5, 4), "Northmoor"), Member(BEN, date(2016, 5, 4), "Saltby High")]
    return rules.read(members, facts, load("england"), england())


def notice(**more: object) -> Recorded:
    said = {"written_notice": True, "last_attended_on": date(2027, 1, 4)} | more
    return fact(1, date(2027, 1, 4), SCHOOL, kinds.WithdrawalNotified(**said))  # type: ignore[arg-type]


def test_what_falls_due_first_is_on_top_with_the_household_s_duties_among_them() -> None:
    found = duties(household(notice()), ADA)
    assert [duty.due_on for duty in found] == sorted(duty.due_on for duty in found)
    assert {duty.code for duty in found if duty.whole_household} == {"address_check", "sibling_check"}
    assert {duty.code for duty in duties(household(notice()), BEN)} == {"address_check", "sibling_check"}


def test_a_duty_says_how_its_date_was_worked_out() -> None:
    contact = next(duty for duty in duties(household(notice()), ADA) if duty.code == "first_contact")
    assert contact.worked_out == (
        "10 working days from Monday 4 January 2027, which is not counted: Monday 18 January 2027."
    )
    assert (contact.moved, contact.is_moved, contact.rag) == (None, False, "green")


def test_a_day_that_was_named_is_said_as_such() -> None:
    asked = kinds.InformationRequested(what="An outline", due_on=date(2027, 2, 5))
    h = household(notice(), fact(2, date(2027, 1, 5), OFFICER, asked))
    duty = next(duty for duty in duties(h, ADA) if duty.code == "education_information")
    assert duty.worked_out == "The day given was 5 February 2027."


def test_an_extension_is_said_with_the_first_date_kept() -> None:
    later = kinds.ExtensionGranted(clock="first_visit", until=date(2027, 3, 1), reason="x", second="tom")
    h = household(notice(), fact(2, date(2027, 1, 5), MANAGER, later))
    duty = next(duty for duty in duties(h, ADA) if duty.code == "first_visit")
    assert duty.moved == "Extended to 1 March 2027."
    assert (duty.is_moved, duty.due_on, duty.first_due_on) == (True, date(2027, 3, 1), date(2027, 2, 1))


def test_a_rung_that_fired_names_whom_it_told() -> None:
    step = kinds.StepFired(clock="first_contact", cycle="f1", rung="due", due_on=date(2027, 1, 18), to="asha")
    h = household(notice(), fact(2, date(2027, 1, 18), Actor("system", "the register"), step))
    rungs = {rung.rung: rung for duty in duties(h, ADA) if duty.code == "first_contact" for rung in duty.rungs}
    assert (rungs["due"].to, rungs["due"].state, rungs["due"].on) == ("asha", "fired", date(2027, 1, 18))
    assert (rungs["manager"].to, rungs["manager"].state) == ("manager", "pending")


def test_a_concern_about_two_children_is_one_card_and_open_while_it_is_for_one() -> None:
    raised = fact(2, date(2027, 1, 5), SCHOOL, kinds.ConcernRaised(own_words="Hungry."), ADA, BEN)
    decided = kinds.ConcernDecided(outcome="early_help", reason="x")
    half = household(notice(), raised, fact(3, date(2027, 1, 6), OFFICER, decided, ADA))
    (card,) = concerns(half, ADA)
    assert (card.children, card.judged) == ((ADA, BEN), None)
    both = household(notice(), raised, fact(3, date(2027, 1, 6), OFFICER, decided, ADA, BEN))
    (card,) = concerns(both, ADA)
    assert card.judged is not None
    assert (card.judged.by, card.judged.outcome) == ("asha", "early_help")


def test_those_still_to_be_asked_after_are_the_others_without_an_answer() -> None:
    assert [child.uuid for child in to_be_checked(household(notice()), ADA)] == [BEN]
    answered = fact(2, date(2027, 1, 5), OFFICER, kinds.SiblingChecked(words="Well."), BEN)
    h = household(notice(), answered)
    # The check is met; asked again, it may be recorded again.
    assert [child.uuid for child in to_be_checked(h, ADA)] == [BEN]
    assert [child.uuid for child in to_be_checked(h, BEN)] == [ADA]
