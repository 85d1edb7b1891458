"""Does a line of the policy table speak of this fact? Pure."""

from collections.abc import Callable
from typing import Any

from ehe.clocks.conditions import CONDITIONS, Case
from ehe.clocks.policy import Match
from ehe.clocks.sightings import sights
from ehe.facts.recorded import Recorded

# `by` in the table, in the words a practitioner uses.
WHO: dict[str, Callable[[Recorded], bool]] = {
    "own_staff": lambda f: f.by.is_own_staff,
    "others": lambda f: not f.by.is_own_staff,
    "manager": lambda f: f.by.is_manager,
    "school": lambda f: f.by.role == "school",
}


def _value(recorded: Recorded, name: str) -> Any:
    value = getattr(recorded.fact, name)
    return "none" if value is None else value


def speaks_of(line: Match, recorded: Recorded) -> bool:
    """The fact's kind, sender and fields are those the line names; its conditions are not asked here."""
    if recorded.kind != line.fact or (line.by and not WHO[line.by](recorded)):
        return False
    return all(_value(recorded, name) in allowed for name, allowed in line.fields.items())


def holds(line: Match, case: Case) -> bool:
    """Whether the line's rating and conditions hold for this case."""
    if line.rag and (case.child is None or case.h.rag_of(case.child) not in line.rag):
        return False
    return all(CONDITIONS[name](case) for name in line.conditions)


def subjects(line: Match, recorded: Recorded) -> tuple[str, ...]:
    """The children a line is asked about: those the fact names, or those it answers for as seen."""
    if "qualifying_sighting" in line.conditions:
        return tuple(dict.fromkeys(sight.child for sight in sights(recorded)))
    return recorded.children
