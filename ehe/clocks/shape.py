"""What kind of value stands where in a policy's table, so that a slip of the pen is named before anything follows it.

A shape is a type; a tuple of shapes, any of which will do; a list of one shape, for a list of such; or a
dictionary of shapes by name, where "*" stands for every other name. Pure.
"""

from collections.abc import Mapping
from typing import Any

Shape = Any

NAMED: Mapping[Any, str] = {str: "a text", int: "a whole number of 0 or more", bool: "true or false"}

VALUE = (str, int, bool)
BY_RAG = (str, {"red": str, "amber": str, "green": str})
LINE = {
    "fact": str, "by": str, "rag": [str], "if": [str], "from": [str], "not_before": str, "due": str,
    "length": BY_RAG, "ladder": str, "*": (*VALUE, [VALUE]),
}  # fmt: skip
CLOCK = {
    "title": str, "source": str, "length": BY_RAG, "ladder": str, "scope": str, "needs": str,
    "waits_for_entry": bool, "ends_when_reclassified": bool, "reaches_family": bool,
    "starts": [LINE], "met_by": [LINE], "voided_by": [LINE | {"reason": str}], "redated_by": [LINE | {"to": str}],
    "stops_at": {"rung": str, "if": [str]}, "at_once": [{"task": str, "to": str}],
}  # fmt: skip
TABLE = {
    "name": str, "title": str, "version": str,
    "rating": {
        "near_withdrawal_days": int, "not_accepted_months": int, "withdrawn_together_days": int,
        "factor": {"*": {"effect": str, "words": str}},
    },
    "concerns": {"review_window_days": int, "repeat_window_days": int},
    "referrals": {"withhold_covers_working_days": int, "daily_drafts": int, "wait_until": str},
    "standing_decision": [{"number": int, "title": str, "words": str, "factors": [str], "source": str}],
    "ladder": {"*": {"title": str, "rungs": [{"rung": str, "on": BY_RAG, "to": str}]}},
    "clock": {"*": CLOCK},
    "task": [{"kind": str, "words": str, "when": [LINE], "to": str, "about": str}],
    "message": [{"kind": str, "channel": str, "when": [LINE], "to": str}],
}  # fmt: skip


def fault(value: Any, shape: Shape = TABLE, where: str = "") -> str | None:
    """The first value of the wrong kind, in a sentence that says where it stands; None if there is none."""
    if isinstance(shape, tuple):
        return _any_of(value, shape, where)
    if isinstance(shape, list):
        if not isinstance(value, list):
            return _expected("a list", value, where)
        return _first(fault(one, shape[0], f"{where}, line {n}") for n, one in enumerate(value, 1))
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return _expected("a part with names", value, where)
        known = {name: shape.get(name, shape.get("*")) for name in value}
        return _first(fault(value[name], of, _at(where, name)) for name, of in known.items() if of is not None)
    good = type(value) is shape and not (shape is int and value < 0)
    return None if good else _expected(NAMED[shape], value, where)


def _any_of(value: Any, shapes: tuple[Shape, ...], where: str) -> str | None:
    faults = [fault(value, shape, where) for shape in shapes]
    if None in faults:
        return None
    # A list or a part of the right kind says best itself what is wrong within it.
    within = [said for said, shape in zip(faults, shapes, strict=True) if type(value) is type(shape)]
    return within[0] if within else _expected(" or ".join(map(_named, shapes)), value, where)


def _named(shape: Shape) -> str:
    if isinstance(shape, list):
        return "a list"
    return "one each" if isinstance(shape, dict) else NAMED[shape]


def _first(faults: Any) -> str | None:
    return next((said for said in faults if said), None)


def _at(where: str, name: str) -> str:
    # "clock" and the name of the clock are read as one: "clock triage".
    return f"{where} {name}" if where in ("clock", "ladder") else f"{where}, {name}" if where else name


def _expected(what: str, value: Any, where: str) -> str:
    return f"{where}: {what} is expected, not {repr(value)[:60]}."
