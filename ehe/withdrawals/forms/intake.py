"""What is decided about a notice at intake."""

from collections.abc import Mapping, Sequence
from typing import Any

from ehe.facts.kinds import RAGS
from ehe.register.forms import FactForm, radios, words
from ehe.register.words import RAGS as RAG_WORDS
from ehe.web.forms import Form

WHY = "Say why, in a few words that somebody else can follow later"


def match_form(candidates: Mapping[str, str]) -> type[FactForm]:
    """Is this the same child as one of these records? `candidates` names them by uuid."""
    same = {f"same:{uuid}": f"Yes, the same child as {name}" for uuid, name in candidates.items()}
    others = {"different": "No, a different child", "not_sure": "Not sure yet"}

    class MatchForm(FactForm):
        answer = radios(
            "Is this the same child?", same | others, "Select whether this is the same child, or that you are not sure"
        )
        reason = words("Why?", WHY, what="Why", most=2000)

    return MatchForm


def household_form(others: Sequence[tuple[str, str, bool]], there: Mapping[str, str]) -> type[FactForm]:
    """For each other child of the notice: who of the other household it is, or a new one there.

    `others` are uuid, name, and whether the child may stay behind. `there` names the household's children.
    """
    fields: dict[str, Any] = {}
    for uuid, name, may_stay in others:
        choices = {f"as:{other}": f"{name} is {called}" for other, called in there.items()}
        choices["new"] = f"{name} lives in that household too, and has no record there yet"
        if may_stay:
            choices["stays"] = f"{name} does not live there"
        fields[f"child_{uuid}"] = radios(f"What about {name}?", choices, f"Select what you know about {name}")
    fields["reason"] = words("Why?", WHY, what="Why", most=2000)
    return type("HouseholdForm", (FactForm,), fields)


class RatingForm(FactForm):
    beside = {"rating_needs_reason": "reason"}

    rag = radios("Your rating", [(rag, RAG_WORDS[rag]) for rag in RAGS], "Select a rating")
    reason = words("Why?", what="Why", most=2000)


def officer_form(officers: Mapping[str, str]) -> type[FactForm]:
    class OfficerForm(FactForm):
        officer = radios("Who will work with the family?", officers, "Select an officer")

    return OfficerForm


class AcceptForm(Form):
    """A page that asks for nothing but yes."""
