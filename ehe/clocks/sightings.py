"""Whether a child was seen, in the sense the policy means. Pure.

Contact with the family and a child seen are two things: an answered call says nothing about the child.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ehe.facts.kinds import ChildSighted, ContactAttempted
from ehe.facts.recorded import Recorded

SEEN = frozenset({"seen", "spoken_to", "spoken_to_alone", "communicated_with"})
SPOKEN_TO = frozenset({"spoken_to", "spoken_to_alone", "communicated_with"})
IN_PERSON = frozenset({"home", "elsewhere"})
# A police welfare check never meets a sighting clock (serious case review, Birmingham 2010,
# recommendation 6); nor does a member of the public.
OBSERVERS = frozenset({"officer", "social_care", "health", "school", "authority"})

# A child at home on a screen is not seen at home.
AT_A_DISTANCE = frozenset({"video", "phone", "email", "letter"})

FAILED = frozenset(
    {
        "no_answer",
        "refused",
        "no_access_to_building",
        "rearranged_by_family",
        "gone_away",
        "wrong_address",
        "staff_could_not_attend",
    }
)


@dataclass(frozen=True)
class Sight:
    child: str
    grade: str
    setting: str
    observer: str


def sights(recorded: Recorded) -> Iterator[Sight]:
    """Each child's answer in a sighting or a contact."""
    fact = recorded.fact
    if isinstance(fact, ChildSighted):
        for child in recorded.children:
            yield Sight(child, fact.grade, fact.setting, fact.observer)
    elif isinstance(fact, ContactAttempted):
        for answer in fact.sightings:
            setting = _setting_of(fact) if fact.method in AT_A_DISTANCE else answer.setting or _setting_of(fact)
            yield Sight(answer.child, answer.grade, setting, answer.observer or _observer_of(recorded))


def _setting_of(fact: ContactAttempted) -> str:
    """Where a contact happened when the answer does not say: never better than the method allows."""
    if fact.method in AT_A_DISTANCE:
        return "video" if fact.method == "video" else "phone"
    if fact.place in ("home", "doorstep", "elsewhere"):
        return fact.place
    return "home" if fact.method == "visit" else "elsewhere"


def _observer_of(recorded: Recorded) -> str:
    if recorded.by.is_own_staff:
        return "officer"
    role = recorded.by.role
    return role if role in OBSERVERS | {"police", "public"} else "public"


def qualifies(sight: Sight, rag: str) -> bool:
    """In person, inside or elsewhere, by someone who counts; for a red child, spoken to.

    Doorstep, screen, phone, police and public never qualify.
    """
    grades = SPOKEN_TO if rag == "red" else SEEN
    return sight.grade in grades and sight.setting in IN_PERSON and sight.observer in OBSERVERS
