"""A child seen: which sighting counts, in which rating, and who must answer for each child."""

from itertools import product

import pytest

from tests.replay.cases import Outcome, contact, fact, replay, sighted, visit, withdrawal

ON = "2027-01-11"
GRADES = ("not_seen", "heard", "glimpsed", "seen", "spoken_to", "spoken_to_alone", "communicated_with")
SETTINGS = ("home", "elsewhere", "doorstep", "video", "phone")
OBSERVERS = ("officer", "social_care", "health", "school", "authority", "police", "public")
COUNTING_OBSERVERS = {"officer", "social_care", "health", "school", "authority"}
GREEN_GRADES = {"seen", "spoken_to", "spoken_to_alone", "communicated_with"}
RED_GRADES = {"spoken_to", "spoken_to_alone", "communicated_with"}

# Every grade in every setting to an officer, and every observer of the grades that count, at home.
TRIED = [(g, s, "officer") for g, s in product(GRADES, SETTINGS)]
TRIED += [(g, "home", o) for g, o in product(("seen", "spoken_to_alone"), OBSERVERS[1:])]
TRIED += [("spoken_to", "elsewhere", o) for o in OBSERVERS[1:]]


def counts(grade: str, setting: str, observer: str, grades: set[str]) -> bool:
    return grade in grades and setting in {"home", "elsewhere"} and observer in COUNTING_OBSERVERS


def tried(**notice: bool) -> Outcome:
    """All of them on one day, a minute apart."""
    facts = [withdrawal(ON, **notice)]
    for n, (grade, setting, observer) in enumerate(TRIED):
        facts.append(sighted(f"2027-01-13 {9 + n // 60:02}:{n % 60:02}", grade, setting, observer))
    return replay(facts, "2027-01-13")


@pytest.fixture(scope="module")
def green() -> Outcome:
    return tried()


@pytest.fixture(scope="module")
def amber() -> Outcome:
    return tried(previous_plan=True)


@pytest.fixture(scope="module")
def red() -> Outcome:
    return tried(protection_plan=True)


@pytest.mark.parametrize(("rag", "grades"), [("green", GREEN_GRADES), ("amber", GREEN_GRADES), ("red", RED_GRADES)])
def test_only_a_sighting_good_enough_for_the_rating_resets_child_last_seen(
    rag: str, grades: set[str], request: pytest.FixtureRequest
) -> None:
    outcome: Outcome = request.getfixturevalue(rag)
    assert outcome.rag() == rag
    reset = {e["at"] for e in outcome.of("clock_met", "child_last_seen")}
    for n, one in enumerate(TRIED):
        assert (f"{9 + n // 60:02}:{n % 60:02}" in reset) is counts(*one, grades), one


def test_a_sighting_that_counts_starts_the_clock_again_from_its_day() -> None:
    outcome = replay([withdrawal(ON), sighted("2027-01-13", "seen", "elsewhere", "health")], "2027-01-13")
    assert outcome.started("child_last_seen") == [(ON, "2028-01-11"), ("2027-01-13", "2028-01-13")]


def test_a_sighting_meets_no_contact_and_no_visit() -> None:
    outcome = replay([withdrawal(ON), sighted("2027-01-13", "spoken_to_alone", "home", "health")], "2027-01-13")
    assert outcome.met("first_contact") == outcome.met("first_visit") == []


def test_contact_with_the_family_is_not_the_child_seen() -> None:
    outcome = replay(
        [
            withdrawal(ON),
            contact("2027-01-12", "email", "answered"),
            contact("2027-01-13", "phone", "answered"),
            contact("2027-01-14", "letter", "answered"),
        ],
        "2027-01-14",
    )
    assert outcome.met("first_contact") == ["2027-01-12"]
    assert outcome.met("child_last_seen") == []


def test_a_police_welfare_check_closes_no_concern() -> None:
    from tests.replay.cases import concern

    outcome = replay(
        [
            withdrawal(ON, protection_plan=True),
            concern("2027-01-11 13:00", "health"),
            sighted("2027-01-12", "spoken_to", "home", "police"),
        ],
        "2027-01-14",
    )
    assert outcome.met("concern_disposition") == outcome.met("child_last_seen") == []
    assert outcome.ladder("concern_disposition")[-1] == ("manager", "2027-01-14")


def test_when_a_child_turns_red_a_sighting_without_a_word_no_longer_counts() -> None:
    from tests.replay.cases import rated

    outcome = replay(
        [
            withdrawal(ON),
            sighted("2027-01-12", "seen", "home", "officer"),
            rated("2027-01-13", "red"),
            sighted("2027-01-14", "seen", "home", "officer"),
            sighted("2027-01-15", "spoken_to", "home", "officer"),
        ],
        "2027-01-15",
    )
    assert outcome.met("child_last_seen")[-1] == "2027-01-15"
    assert "2027-01-14" not in outcome.met("child_last_seen")


@pytest.mark.parametrize("method", ["video", "phone"])
def test_a_child_at_home_on_a_screen_or_a_telephone_is_not_seen_in_person(method: str) -> None:
    at_home = [{"child": "c1", "grade": "spoken_to", "setting": "home", "observer": "officer"}]
    outcome = replay([withdrawal(ON), contact("2027-01-12", method, "answered", sightings=at_home)], "2027-01-12")
    assert outcome.met("first_contact") == ["2027-01-12"]
    assert outcome.met("child_last_seen") == []


def test_a_visit_answered_on_the_doorstep_is_not_the_child_seen() -> None:
    at_door = [{"child": "c1", "grade": "spoken_to", "setting": "doorstep", "observer": "officer"}]
    outcome = replay([withdrawal(ON), contact("2027-01-12", "visit", "answered", sightings=at_door)], "2027-01-12")
    assert outcome.met("first_visit") == ["2027-01-12"]
    assert outcome.met("child_last_seen") == []


def test_a_child_seen_on_a_visit_of_social_care_is_seen() -> None:
    answer = [{"child": "c1", "grade": "spoken_to", "setting": "home", "observer": "social_care"}]
    visit_of_theirs = contact("2027-01-12", "visit", "answered", "social care", sightings=answer)
    outcome = replay([withdrawal(ON), visit_of_theirs], "2027-01-12")
    assert outcome.met("child_last_seen") == ["2027-01-12"]
    assert outcome.met("first_visit") == []


# --- an answer for every child ----------------------------------------------------------------------


@pytest.mark.parametrize("method", ["visit", "meeting", "video"])
@pytest.mark.parametrize("outcome", ["answered", "adult_only"])
def test_our_own_staff_say_for_every_child_whether_it_was_seen(method: str, outcome: str) -> None:
    run = replay([withdrawal(ON), contact("2027-01-12", method, outcome)], "2027-01-12")
    assert run.refused() == [("contact_attempted", "sighting_needs_answer_per_child")]
    assert run.met("first_contact") == []


@pytest.mark.parametrize(
    ("method", "outcome", "by"),
    [
        ("phone", "answered", "officer"),
        ("email", "answered", "officer"),
        ("visit", "no_answer", "officer"),
        ("visit", "refused", "officer"),
        ("visit", "answered", "social care"),
        ("visit", "adult_only", "school:School A"),
    ],
)
def test_no_answer_for_each_child_is_needed_without_a_door_opened_to_our_own_staff(
    method: str, outcome: str, by: str
) -> None:
    assert replay([withdrawal(ON), contact("2027-01-12", method, outcome, by)], "2027-01-12").refused() == []


def test_an_answer_for_some_of_the_children_on_the_register_is_refused_and_for_all_is_taken() -> None:
    some = replay([withdrawal(ON, ["c1", "c2"]), visit("2027-01-12", "c1")], "2027-01-12", 2)
    assert some.refused() == [("contact_attempted", "sighting_needs_answer_per_child")]
    everyone = replay([withdrawal(ON, ["c1", "c2"]), visit("2027-01-12", ["c1", "c2"])], "2027-01-12", 2)
    assert everyone.refused() == []
    assert everyone.met("first_visit", "c1") == everyone.met("first_visit", "c2") == ["2027-01-12"]


def test_a_sibling_who_is_not_on_the_register_needs_no_answer() -> None:
    outcome = replay([withdrawal(ON, "c1"), visit("2027-01-12", "c1")], "2027-01-12", 2)
    assert outcome.refused() == []


def test_not_seen_is_an_answer_and_resets_nothing() -> None:
    outcome = replay([withdrawal(ON), visit("2027-01-12", grade="not_seen")], "2027-01-12")
    assert outcome.refused() == []
    assert outcome.met("first_visit") == ["2027-01-12"]
    assert outcome.met("child_last_seen") == []


def test_a_visit_with_the_child_spoken_to_meets_contact_visit_and_sighting() -> None:
    outcome = replay([withdrawal(ON, protection_plan=True), visit("2027-01-12")], "2027-01-12")
    for clock in ("first_contact", "first_visit", "child_last_seen"):
        assert outcome.met(clock) == ["2027-01-12"], clock
    assert outcome.due("child_last_seen")[-1] == "2027-04-12"


# --- seen by others ---------------------------------------------------------------------------------


def test_a_sighting_by_others_of_some_of_the_children_asks_the_officer_for_the_rest() -> None:
    facts = [withdrawal(ON, ["c1", "c2"]), sighted("2027-01-12", "spoken_to", "home", "social_care", "c1")]
    outcome = replay(facts, "2027-01-12", 2)
    (task,) = outcome.of("task_opened", on="2027-01-12")
    assert (task["child"], task["to"]) == ("c2", "officer")


def test_a_visit_by_others_that_names_some_of_the_children_asks_the_officer_for_the_rest() -> None:
    facts = [withdrawal(ON, ["c1", "c2"]), contact("2027-01-12", "visit", "answered", "social care", "c1")]
    outcome = replay(facts, "2027-01-12", 2)
    assert [(t["child"], t["to"]) for t in outcome.of("task_opened", on="2027-01-12")] == [("c2", "officer")]


def test_a_sighting_by_others_of_all_the_children_asks_for_nothing() -> None:
    facts = [withdrawal(ON, ["c1", "c2"]), sighted("2027-01-12", "glimpsed", "home", "police", ["c1", "c2"])]
    assert replay(facts, "2027-01-12", 2).tasks(on="2027-01-12") == []


def test_a_sighting_of_one_sibling_resets_the_clock_of_that_child_alone() -> None:
    facts = [withdrawal(ON, ["c1", "c2"]), sighted("2027-01-12", "spoken_to", "home", "health", "c1")]
    outcome = replay(facts, "2027-01-12", 2)
    assert outcome.met("child_last_seen", "c1") == ["2027-01-12"]
    assert outcome.met("child_last_seen", "c2") == []


def test_a_child_s_view_or_a_report_is_no_sighting() -> None:
    outcome = replay(
        [
            withdrawal(ON),
            fact("2027-01-12", "child_view_recorded"),
            fact("2027-01-13", "information_received", by="mother", what="A report"),
        ],
        "2027-01-13",
    )
    assert outcome.met("child_last_seen") == []
