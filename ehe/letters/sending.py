"""Whether a letter may go to a person, and in what order things may happen to it. Pure.

A letter is to one person at that person's own address. What may not be sent is said in words, so
that the officer knows what to do about it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ehe.core.errors import Refused

# What stops letters to a family, in words; the keys are those of the household's history.
STOPS: Mapping[str, str] = {
    "restricted": "Someone must not know where this child lives, or it is not known. The head of service decides.",
    "address_disputed": "Sources disagree about the address: settle it first.",
    "returned_mail": "A letter came back: prove the address again first.",
    "hold_placed": "Letters to this family are on hold.",
    "died": "The child is said to have died: nothing is sent.",
    "moved": "The child is said to have moved: nothing is sent.",
    "over_age": "The child is over school age: nothing is sent.",
}

# (state, act) to the next state; what is not listed cannot happen.
ACTS: Mapping[tuple[str, str], str] = {
    ("draft", "approve"): "approved",
    ("draft", "cancel"): "cancelled",
    ("held", "cancel"): "cancelled",
    ("approved", "print"): "printed",
    ("approved", "cancel"): "cancelled",
    ("printed", "print"): "printed",
    ("printed", "post"): "posted",
    ("printed", "cancel"): "cancelled",
}


@dataclass(frozen=True)
class Person:
    """What matters about a recipient: not who they are, but whether it is safe to write, and where."""

    parental_responsibility: bool | None
    lives_in_household: bool
    safe_to_write: str
    address: tuple[str, ...]
    address_status: str | None
    not_to_be_shared: bool


def why_not(person: Person) -> str | None:
    """Why this person cannot be written to, in words; None when they can."""
    if person.safe_to_write == "no":
        return "It is recorded that it is not safe to write to this person."
    if not person.lives_in_household and person.safe_to_write != "yes":
        return "This person lives apart: ask whether it is safe to write, and record the answer."
    if person.parental_responsibility is False:
        return "This person does not hold parental responsibility."
    if not person.address:
        return "No address is known for this person."
    if person.address_status != "verified":
        return "The address is not verified by two sources."
    return None


def stopped(reasons: Sequence[str]) -> str | None:
    """Why nothing goes to this family at present, in words."""
    return STOPS.get(reasons[0], "Letters to this family are stopped.") if reasons else None


def after(state: str, act: str) -> str:
    """The state an act leads to; refuses an act that the state does not allow."""
    if (state, act) not in ACTS:
        raise Refused("not_now", f"A letter that is {state} cannot be {PAST[act]}.")
    return ACTS[state, act]


PAST = {"approve": "approved", "print": "printed", "post": "posted", "cancel": "cancelled"}
