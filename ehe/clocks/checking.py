"""Is the table whole? Pure. What `ehe policy check` refuses, in sentences.

Gaps, names that mean nothing, a clock that no fact can meet, a ladder that reaches nobody, a
silence that climbs to social care from a clock that may not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any, get_args

from ehe.clocks.conditions import CONDITIONS
from ehe.clocks.matching import WHO
from ehe.clocks.policy import ClockSpec, Ladder, Match, Policy
from ehe.clocks.rating import FACTORS
from ehe.facts import kinds

# Who a rung, a task or a message may be for.
ROLES = frozenset({"officer", "manager", "head_of_service", "safeguarding_lead", "social_care", "social_care_manager"})
# The register's promise: these are the duties without which a child can be lost sight of.
NEEDED = (
    "triage", "acknowledgement_letter", "first_contact", "first_visit", "visit_decision", "next_attempt",
    "child_last_seen", "education_information", "promised_information", "visit_report", "suitability_decision",
    "annual_review", "address_check", "written_notice_query", "sibling_check", "concern_disposition",
    "concerns_review", "referral_release", "referral_acknowledgement", "referral_decision", "referral_feedback",
    "referral_next_step", "disagreement_stage_1", "disagreement_stage_2", "disagreement_stage_3",
    "disagreement_stage_4", "complaint_cover", "closure_second_person", "cme_enquiries", "transfer_receipt",
    "return_to_school_check",
)  # fmt: skip
# Only silence about these may climb to social care; a letter that was not sent never does.
MAY_REACH_SOCIAL_CARE = frozenset(
    {"first_contact", "first_visit", "next_attempt", "child_last_seen", "concern_disposition"}
)


def faults(policy: Policy) -> list[str]:
    """Everything wrong with a policy, in plain sentences; empty when it can be followed."""
    return list(_faults(policy))


def _faults(policy: Policy) -> Iterator[str]:
    for code in NEEDED:
        if code not in policy.clocks:
            yield f"clock {code} is missing: a duty would be lost."
    for ladder in policy.ladders.values():
        yield from _ladder(ladder)
    for clock in policy.clocks.values():
        yield from _clock(policy, clock)
    for name, factor in policy.factors.items():
        if name not in FACTORS:
            yield f"rating factor {name!r} is not one the register can find in facts."
        if factor.effect not in ("red", "amber", "amber+"):
            yield f"rating factor {name}: its effect is red, amber or amber+, not {factor.effect!r}."
    for decision in policy.standing_decisions:
        for name in decision.factors - policy.factors.keys():
            yield f"standing decision {decision.number} names the factor {name!r}, which the table does not have."
    for task in policy.tasks:
        yield from _lines(policy, f"task {task.kind}", task.when)
        if task.to not in ROLES:
            yield f"task {task.kind} is for {task.to!r}, which is nobody."
    for message in policy.messages:
        yield from _lines(policy, f"message {message.kind}", message.when)
        if message.to not in ROLES | {"family", "school"}:
            yield f"message {message.kind} is for {message.to!r}, which is nobody."


def _ladder(ladder: Ladder) -> Iterator[str]:
    if not any(rung.rung != "warn" for rung in ladder.rungs):
        yield f"ladder {ladder.name} reaches nobody."
    for rung in ladder.rungs:
        if rung.to not in ROLES:
            yield f"ladder {ladder.name}: rung {rung.rung} is for {rung.to!r}, which is nobody."
    if len(set(ladder.names)) != len(ladder.names):
        yield f"ladder {ladder.name} has the same rung twice."


def _clock(policy: Policy, clock: ClockSpec) -> Iterator[str]:
    where = f"clock {clock.code}"
    for name in ("starts", "met_by"):
        if not getattr(clock, name):
            yield f"{where}: {name} is empty: no fact can {'start' if name == 'starts' else 'meet'} it."
    yield from _lines(policy, where, (*clock.starts, *clock.met_by, *clock.voided_by, *clock.redated_by))
    yield from _names(where, clock.stops_if)
    if not clock.source.strip():
        yield f"{where} gives no source."
    for ladder in {clock.ladder, *(start.ladder for start in clock.starts if start.ladder)}:
        yield from _its_ladder(policy, clock, ladder)
    for start in clock.starts:
        for name in (*start.from_, *([start.due] if start.due else [])):
            if start.fact in kinds.kinds() and name not in _fields(start.fact):
                yield f"{where}: {start.fact} has no field {name!r}."


def _its_ladder(policy: Policy, clock: ClockSpec, name: str) -> Iterator[str]:
    where, ladder = f"clock {clock.code}", policy.ladders.get(name)
    if ladder is None:
        yield f"{where} climbs the ladder {name!r}, which the table does not have."
        return
    if clock.stops_at and clock.stops_at not in ladder.names:
        yield f"{where} stops at {clock.stops_at!r}, which is no rung of its ladder."
    if "social_care" in ladder.names and clock.code not in MAY_REACH_SOCIAL_CARE:
        yield f"{where} may not climb to social care: only {', '.join(sorted(MAY_REACH_SOCIAL_CARE))} may."


def _lines(policy: Policy, where: str, lines: Iterable[Match]) -> Iterator[str]:
    for line in lines:
        if line.fact not in kinds.kinds():
            yield f"{where}: there is no fact called {line.fact!r}."
            continue
        yield from _names(where, line.conditions)
        if line.by is not None and line.by not in WHO:
            yield f"{where}: by {line.by!r} is nobody; it is one of {', '.join(sorted(WHO))}."
        for rag in line.rag - set(kinds.RAGS):
            yield f"{where}: {rag!r} is no rating."
        for name, values in line.fields.items():
            yield from _field(policy, where, line.fact, name, values)


def _names(where: str, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if name not in CONDITIONS:
            yield f"{where}: there is no condition called {name!r}."


def _fields(fact: str) -> dict[str, Any]:
    return {field.name: field.type for field in fields(kinds.kinds()[fact])}  # type: ignore[arg-type]


def _field(policy: Policy, where: str, fact: str, name: str, values: tuple[Any, ...]) -> Iterator[str]:
    known = _fields(fact)
    if name not in known:
        yield f"{where}: {fact} has no field {name!r}."
        return
    allowed = _allowed(known[name])
    for value in values:
        if allowed and value not in allowed | {"none"}:
            yield f"{where}: {name} of {fact} is never {value!r}."
    if fact == "step_fired" and name == "clock":
        for value in set(values) - policy.clocks.keys():
            yield f"{where}: there is no clock called {value!r}."


def _allowed(type_: Any) -> frozenset[Any]:
    """The values a field of fixed choices may have; empty when it is free."""
    found: set[Any] = set()
    for part in (type_, *get_args(type_)):
        choices = get_args(part)
        if choices and all(isinstance(choice, str | int) and not isinstance(choice, type) for choice in choices):
            found |= set(choices)
    return frozenset(found)
