"""The procedure as typed values, read from its table. Pure but for reading the packaged file.

A practitioner reads and changes the table (`policy/*.toml`); this module only says what may stand
in it, and refuses what it does not understand.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any, Literal, TypeVar

from ehe.clocks import shape
from ehe.facts.kinds import RAGS, Rag

T = TypeVar("T")

Unit = Literal["working day", "school day", "day", "week", "month"]
Scope = Literal["child", "household", "referral"]

LENGTH = re.compile(r"^(\d{1,4}) (working day|school day|day|week|month)s?$")
OFFSET = re.compile(
    r"^(\d{1,4}) (working day|school day|day|week|month)s? (before the last day|after the last day|after the start)$"
)


class PolicyError(ValueError):
    """The table says something the register cannot follow; the message names the entry."""


@dataclass(frozen=True)
class Length:
    """So many days of one kind. 0 working days is the same day."""

    n: int
    unit: Unit

    def __str__(self) -> str:
        if self.n == 0:
            return "the same day"
        return f"{self.n} {self.unit}{'' if self.n == 1 else 's'}"


@dataclass(frozen=True)
class Offset:
    """When a rung falls, seen from the clock's last day or from its start."""

    length: Length
    anchor: Literal["before the last day", "after the last day", "after the start", "on the last day"]

    def __str__(self) -> str:
        return self.anchor if self.anchor == "on the last day" else f"{self.length} {self.anchor}"


@dataclass(frozen=True)
class Rung:
    rung: str
    on: Mapping[Rag, Offset]
    to: str


@dataclass(frozen=True)
class Ladder:
    name: str
    title: str
    rungs: tuple[Rung, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(rung.rung for rung in self.rungs)


@dataclass(frozen=True)
class Match:
    """Which facts a line of the table speaks of."""

    fact: str
    by: str | None = None
    rag: frozenset[str] = frozenset()
    conditions: tuple[str, ...] = ()
    fields: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Start(Match):
    from_: tuple[str, ...] = ()
    not_before: str | None = None
    due: str | None = None
    length: Mapping[Rag, Length] | None = None
    ladder: str | None = None


@dataclass(frozen=True)
class Void(Match):
    reason: str = ""


@dataclass(frozen=True)
class Redate(Match):
    """A fact that moves the last day to the day it names, if that is later."""

    to: str = ""


@dataclass(frozen=True)
class AtOnce:
    task: str
    to: str


@dataclass(frozen=True)
class ClockSpec:
    """One duty: what starts it, what meets it, how long it may take, who hears when it lapses."""

    code: str
    title: str
    source: str
    starts: tuple[Start, ...]
    met_by: tuple[Match, ...]
    voided_by: tuple[Void, ...]
    length: Mapping[Rag, Length]
    ladder: str
    scope: Scope = "child"
    needs: Literal["entry", "household"] = "entry"
    redated_by: tuple[Redate, ...] = ()
    waits_for_entry: bool = False
    ends_when_reclassified: bool = False
    reaches_family: bool = False
    stops_at: str | None = None
    stops_if: tuple[str, ...] = ()
    at_once: tuple[AtOnce, ...] = ()


@dataclass(frozen=True)
class TaskSpec:
    kind: str
    words: str
    when: tuple[Match, ...]
    to: str
    about: str = "the_children"


@dataclass(frozen=True)
class MessageSpec:
    kind: str
    channel: str
    when: tuple[Match, ...]
    to: str


@dataclass(frozen=True)
class Factor:
    name: str
    effect: Literal["red", "amber", "amber+"]
    words: str


@dataclass(frozen=True)
class StandingDecision:
    number: int
    title: str
    words: str
    factors: frozenset[str]
    source: str


@dataclass(frozen=True)
class Policy:
    name: str
    title: str
    version: str
    clocks: Mapping[str, ClockSpec]
    ladders: Mapping[str, Ladder]
    tasks: tuple[TaskSpec, ...]
    messages: tuple[MessageSpec, ...]
    factors: Mapping[str, Factor]
    standing_decisions: tuple[StandingDecision, ...]
    near_withdrawal_days: int
    not_accepted_months: int
    withdrawn_together_days: int
    review_window_days: int
    repeat_window_days: int
    withhold_covers_working_days: int
    daily_drafts: int
    wait_until: str

    # The lines by the kind of fact they speak of: most facts concern few lines of the table.

    @cached_property
    def starts_of(self) -> Mapping[str, tuple[tuple[ClockSpec, Start], ...]]:
        return _by_fact((line.fact, (spec, line)) for spec in self.clocks.values() for line in spec.starts)

    @cached_property
    def tasks_of(self) -> Mapping[str, tuple[TaskSpec, ...]]:
        return _by_fact((fact, task) for task in self.tasks for fact in dict.fromkeys(line.fact for line in task.when))

    @cached_property
    def messages_of(self) -> Mapping[str, tuple[MessageSpec, ...]]:
        return _by_fact((fact, one) for one in self.messages for fact in dict.fromkeys(line.fact for line in one.when))


def _by_fact(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    """In the order of the table."""
    found: dict[str, tuple[T, ...]] = {}
    for fact, one in pairs:
        found[fact] = (*found.get(fact, ()), one)
    return found


def _take(table: dict[str, Any], where: str, allowed: set[str], needed: set[str] = frozenset()) -> None:  # type: ignore[assignment]
    for key in needed - table.keys():
        raise PolicyError(f"{where}: {key} is missing.")
    for key in table.keys() - allowed:
        raise PolicyError(f"{where}: {key!r} is not understood.")


def parse_length(text: str, where: str) -> Length:
    if text == "same day":
        return Length(0, "working day")
    found = LENGTH.match(text)
    if not found:
        raise PolicyError(f"{where}: {text!r} is not a length, such as '5 working days' or 'same day'.")
    return Length(int(found[1]), found[2])  # type: ignore[arg-type]


def parse_offset(text: str, where: str) -> Offset:
    if text == "on the last day":
        return Offset(Length(0, "day"), "on the last day")
    found = OFFSET.match(text)
    if not found:
        raise PolicyError(f"{where}: {text!r} is not a time, such as '2 working days after the last day'.")
    return Offset(Length(int(found[1]), found[2]), found[3])  # type: ignore[arg-type]


def _by_rag(value: Any, where: str, parse: Any) -> dict[Rag, Any]:
    if isinstance(value, str):
        return dict.fromkeys(RAGS, parse(value, where))
    if not isinstance(value, dict) or set(value) != set(RAGS):
        raise PolicyError(f"{where}: give one value, or one each for red, amber and green.")
    return {rag: parse(value[rag], where) for rag in RAGS}


def _one_of(value: Any, allowed: tuple[str, ...], where: str) -> Any:
    if value not in allowed:
        raise PolicyError(f"{where} is {' or '.join(allowed)}, not {value!r}.")
    return value


def _values(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


MATCH_WORDS = {"fact", "by", "rag", "if"}


def _match(table: Any, where: str, extra: set[str] = frozenset()) -> dict[str, Any]:  # type: ignore[assignment]
    if not isinstance(table, dict) or "fact" not in table:
        raise PolicyError(f"{where}: each line names its fact.")
    fields = {key: _values(value) for key, value in table.items() if key not in MATCH_WORDS | extra}
    return {
        "fact": table["fact"],
        "by": table.get("by"),
        "rag": frozenset(table.get("rag", ())),
        "conditions": tuple(table.get("if", ())),
        "fields": fields,
    }


def _start(table: Any, where: str) -> Start:
    extra = {"from", "not_before", "due", "length", "ladder"}
    made = _match(table, where, extra)
    length = _by_rag(table["length"], where, parse_length) if "length" in table else None
    return Start(
        **made,
        from_=tuple(table.get("from", ())),
        not_before=table.get("not_before"),
        due=table.get("due"),
        length=length,
        ladder=table.get("ladder"),
    )


def _void(table: Any, where: str) -> Void:
    made = _match(table, where, {"reason"})
    if not table.get("reason"):
        raise PolicyError(f"{where}: what voids a clock needs its reason.")
    return Void(**made, reason=table["reason"])


CLOCK_WORDS = {
    "title", "source", "starts", "met_by", "voided_by", "redated_by", "length", "ladder", "scope", "needs",
    "waits_for_entry", "ends_when_reclassified", "reaches_family", "stops_at", "at_once",
}  # fmt: skip


def _clock(code: str, table: dict[str, Any]) -> ClockSpec:
    where = f"clock {code}"
    _take(table, where, CLOCK_WORDS, {"title", "source", "starts", "met_by", "length", "ladder"})
    stops = table.get("stops_at", {})
    scope = _one_of(table.get("scope", "child"), ("child", "household", "referral"), f"{where}: scope")
    return ClockSpec(
        code=code,
        title=table["title"],
        source=table["source"],
        starts=tuple(_start(line, where) for line in table["starts"]),
        met_by=tuple(Match(**_match(line, where)) for line in table["met_by"]),
        voided_by=tuple(_void(line, where) for line in table.get("voided_by", ())),
        length=_by_rag(table["length"], where, parse_length),
        ladder=table["ladder"],
        scope=scope,
        needs=_one_of(table.get("needs", "entry"), ("entry", "household"), f"{where}: needs"),
        redated_by=tuple(Redate(**_match(line, where, {"to"}), to=line["to"]) for line in table.get("redated_by", ())),
        waits_for_entry=table.get("waits_for_entry", False),
        ends_when_reclassified=table.get("ends_when_reclassified", False),
        reaches_family=table.get("reaches_family", False),
        stops_at=stops.get("rung"),
        stops_if=tuple(stops.get("if", ())),
        at_once=tuple(AtOnce(line["task"], line["to"]) for line in table.get("at_once", ())),
    )


def _ladder(name: str, table: dict[str, Any]) -> Ladder:
    where = f"ladder {name}"
    _take(table, where, {"title", "rungs"}, {"title", "rungs"})
    rungs = []
    for line in table["rungs"]:
        _take(line, where, {"rung", "on", "to"}, {"rung", "on", "to"})
        rungs.append(Rung(line["rung"], _by_rag(line["on"], f"{where}, rung {line['rung']}", parse_offset), line["to"]))
    return Ladder(name, table["title"], tuple(rungs))


def _task(table: dict[str, Any]) -> TaskSpec:
    where = f"task {table.get('kind', '?')}"
    _take(table, where, {"kind", "words", "when", "about", "to"}, {"kind", "words", "when", "to"})
    when = tuple(Match(**_match(line, where)) for line in table["when"])
    return TaskSpec(table["kind"], table["words"], when, table["to"], table.get("about", "the_children"))


def _message(table: dict[str, Any]) -> MessageSpec:
    where = f"message {table.get('kind', '?')}"
    _take(table, where, {"kind", "channel", "when", "to"}, {"kind", "channel", "when", "to"})
    when = tuple(Match(**_match(line, where)) for line in table["when"])
    return MessageSpec(table["kind"], table["channel"], when, table["to"])


TOP_WORDS = {
    "name", "title", "version", "rating", "concerns", "referrals", "standing_decision", "ladder", "clock", "task",
    "message",
}  # fmt: skip


def parse(text: str) -> Policy:
    """The policy of a table; `PolicyError` names the entry that cannot be followed."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"the table cannot be read: {error}.") from error
    except RecursionError:
        raise PolicyError("the table cannot be read: its brackets go too deep.") from None
    _take(table, "the table", TOP_WORDS, TOP_WORDS - {"task", "message", "standing_decision"})
    if wrong := shape.fault(table):
        raise PolicyError(wrong)
    rating, concerns, referrals = table["rating"], table["concerns"], table["referrals"]
    try:
        return Policy(
            name=table["name"],
            title=table["title"],
            version=table["version"],
            clocks={code: _clock(code, entry) for code, entry in table["clock"].items()},
            ladders={name: _ladder(name, entry) for name, entry in table["ladder"].items()},
            tasks=tuple(_task(entry) for entry in table.get("task", ())),
            messages=tuple(_message(entry) for entry in table.get("message", ())),
            factors={name: Factor(name, entry["effect"], entry["words"]) for name, entry in rating["factor"].items()},
            standing_decisions=tuple(
                StandingDecision(e["number"], e["title"], e["words"], frozenset(e["factors"]), e["source"])
                for e in table.get("standing_decision", ())
            ),
            near_withdrawal_days=rating["near_withdrawal_days"],
            not_accepted_months=rating["not_accepted_months"],
            withdrawn_together_days=rating["withdrawn_together_days"],
            review_window_days=concerns["review_window_days"],
            repeat_window_days=concerns["repeat_window_days"],
            withhold_covers_working_days=referrals["withhold_covers_working_days"],
            daily_drafts=referrals["daily_drafts"],
            wait_until=_time(referrals["wait_until"]),
        )
    except KeyError as error:
        raise PolicyError(f"{error.args[0]} is missing from the table.") from error


def _time(text: str) -> str:
    try:
        time.fromisoformat(text)
    except ValueError:
        raise PolicyError(f"referrals, wait_until: {text!r} is not a time, such as '12:00'.") from None
    return text


def packaged() -> list[str]:
    """The names of the policies that ship."""
    return sorted(entry.name.removesuffix(".toml") for entry in files("ehe.clocks").joinpath("policy").iterdir())


@lru_cache(maxsize=8)
def load(name: str = "england") -> Policy:
    """A packaged policy by name."""
    path = files("ehe.clocks").joinpath(f"policy/{name}.toml")
    if "/" in name or not path.is_file():
        raise PolicyError(f"There is no policy called {name!r}; there are: {', '.join(packaged())}.")
    return parse(path.read_text())
