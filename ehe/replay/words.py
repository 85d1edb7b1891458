"""A replay's events as a timeline in words. Pure."""

from datetime import date
from typing import Any

from ehe.clocks import words


def line(event: dict[str, Any]) -> str:
    """One event as a line for a person: when, who, what."""
    day = date.fromisoformat(event["on"])
    return f"{day:%a} {words.plain(day)} {event['at']}  {_children(event)}: {_said(event)}"


def _children(event: dict[str, Any]) -> str:
    child = event["child"]
    return ", ".join(child) if isinstance(child, list) else str(child)


def _plain(value: Any) -> str:
    return str(value).replace("_", " ")


def _said(event: dict[str, Any]) -> str:
    clock = _plain(event.get("clock", ""))
    match event["event"]:
        case "clock_started":
            return f"{clock} starts ({event['rag']}), due {words.plain(date.fromisoformat(event['due_on']))}"
        case "clock_met":
            return f"{clock} met"
        case "clock_voided":
            return f"{clock} ended: {_plain(event['reason'])}"
        case "clock_redated":
            return f"{clock} now due {words.plain(date.fromisoformat(event['due_on']))}"
        case "step_fired":
            late = event["days_late"]
            return f"{clock}: {_plain(event['rung'])} to {_plain(event['to'])}" + (
                f", {late} days late" if late else ""
            )
        case "step_superseded":
            return f"{clock}: {_plain(event['rung'])} passed over for a higher rung"
        case "rated":
            how = "proposed" if event["proposed"] else "rated"
            return f"{how} {event['rag']}: {'; '.join(event['reasons']) or 'nothing argues for more'}"
        case "task_opened":
            return f"task for {_plain(event['to'])}: {_plain(event['kind'])}"
        case "message_queued" | "message_held":
            held = event["event"] == "message_held"
            return f"{_plain(event['kind'])} " + (
                f"held, {_plain(event['reason'])}" if held else f"to {_plain(event['to'])}"
            )
        case "refused":
            return f"{_plain(event['fact'])} refused: {event['why']}"
        case "referral_sent":
            return "referral sent" + (
                " under the standing decision; no person has read it"
                if event.get("standing_decision")
                else f", released by {event.get('by')}"
            )
    return _plain(event["event"])
