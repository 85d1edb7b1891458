"""The procedure and its dates in sentences that can be read aloud in a meeting. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from ehe.clocks.conditions import CONDITIONS
from ehe.clocks.policy import ClockSpec, Length, Match, Offset, Policy
from ehe.facts.kinds import RAGS, Rag


def plain(day: date) -> str:
    """27 March 2026, as people write it."""
    return f"{day.day} {day:%B %Y}"


def weekday(day: date) -> str:
    return f"{day:%A} {plain(day)}"


def from_now(day: date, today: date) -> str:
    """ "in 3 days", "today", "2 days overdue"."""
    days = (day - today).days
    if days == 0:
        return "today"
    number = "1 day" if abs(days) == 1 else f"{abs(days)} days"
    return f"in {number}" if days > 0 else f"{number} overdue"


def worked_out(clock_title: str, counted_from: date, length: Length | None, due_on: date, provisional: bool) -> str:
    """How a last day was reached: for the child's page, beside every date."""
    if length is None:
        said = f"The day given was {plain(due_on)}."
    elif length.n == 0:
        said = f"The same day: {plain(due_on)}."
    else:
        said = f"{length} from {weekday(counted_from)}, which is not counted: {weekday(due_on)}."
    return said + (" Provisional: bank holidays or term dates that far ahead are not known." if provisional else "")


GRADES = {
    "glimpsed": "glimpsed",
    "seen": "seen, not spoken to",
    "spoken_to": "seen and spoken to",
    "spoken_to_alone": "spoken to alone",
    "communicated_with": "seen, by the child’s own means of communicating",
}
SETTINGS = {
    "home": "at home",
    "doorstep": "on the doorstep",
    "elsewhere": "elsewhere",
    "video": "on screen",
    "phone": "by telephone",
}
OBSERVERS = {
    "officer": "our own staff",
    "social_care": "children’s social care",
    "police": "the police",
    "health": "health staff",
    "school": "a school",
    "authority": "another authority",
    "public": "a member of the public",
}


def last_seen(on: date | None, how: str | None, by: str | None) -> str:
    """When a child was last seen, how and by whom; "Never seen" is the worst answer, never an empty one."""
    if on is None:
        return "Never seen"
    if how == "last_day_at_school":
        return f"{plain(on)}, at school on the last day attended"
    grade, _, setting = (how or "").partition(":")
    said = f"{GRADES.get(grade, grade)} {SETTINGS.get(setting, setting)}".strip()
    return f"{plain(on)}, {said}, by {OBSERVERS.get(by or '', by)}"


def read_out(policy: Policy) -> Iterator[str]:
    """The whole table, a paragraph an entry."""
    yield f"{policy.title} (version {policy.version})"
    yield ""
    for clock in policy.clocks.values():
        yield from _clock(policy, clock)
        yield ""
    yield "A rating is proposed from these, and a person decides:"
    for factor in policy.factors.values():
        yield f"  {factor.effect}: {factor.words}."
    for decision in policy.standing_decisions:
        yield ""
        yield f"Standing decision {decision.number}. {decision.title}. {decision.words}"
        yield f"  Source: {decision.source}."


def _clock(policy: Policy, clock: ClockSpec) -> Iterator[str]:
    yield f"{clock.title} ({clock.code})"
    yield f"  Starts with {_any(clock.starts)}."
    yield f"  Is to be done within {_lengths(clock.length)}."
    for start in clock.starts:
        if start.length:
            yield f"    After {_line(start)}: {_lengths(start.length)}."
        if start.due:
            yield f"    Or by the day that {_line(start)} names."
    yield f"  Is met by {_any(clock.met_by)}."
    for void in clock.voided_by:
        yield f"  Ends without being met by {_line(void)} ({void.reason.replace('_', ' ')})."
    ladder = policy.ladders[clock.ladder]
    for rung in ladder.rungs:
        yield f"  {rung.rung.replace('_', ' ').capitalize()}: {_offsets(rung.on)}, to the {rung.to.replace('_', ' ')}."
    if clock.stops_at:
        asked = "; ".join(_condition(name) for name in clock.stops_if)
        yield f"  It climbs no higher than {clock.stops_at.replace('_', ' ')} when: {asked}"
    yield f"  Source: {clock.source}."


def _lengths(length: Mapping[Rag, Length]) -> str:
    values = [str(length[rag]) for rag in RAGS]
    if len(set(values)) == 1:
        return values[0]
    return ", ".join(f"{value} when {rag}" for rag, value in zip(RAGS, values, strict=True))


def _offsets(on: Mapping[Rag, Offset]) -> str:
    values = [str(on[rag]) for rag in RAGS]
    if len(set(values)) == 1:
        return values[0]
    return ", ".join(f"{value} when {rag}" for rag, value in zip(RAGS, values, strict=True))


def _any(lines: Iterable[Match]) -> str:
    return "; or ".join(_line(line) for line in lines)


def _line(line: Match) -> str:
    said = line.fact.replace("_", " ")
    fields = [f"{name.replace('_', ' ')} {_values(values)}" for name, values in line.fields.items()]
    if fields:
        said += f" with {' and '.join(fields)}"
    if line.by:
        said += f", by {line.by.replace('_', ' ')}"
    if line.rag:
        said += f", when {' or '.join(sorted(line.rag))}"
    if line.conditions:
        said += f", if: {' '.join(_condition(name) for name in line.conditions)}".rstrip(".")
    return said


def _values(values: tuple[object, ...]) -> str:
    words: dict[object, str] = {True: "yes", False: "no", "none": "not given"}
    return " or ".join(str(words.get(value, value)).replace("_", " ") for value in values)


def _condition(name: str) -> str:
    return (CONDITIONS[name].__doc__ or name).strip().splitlines()[0]
