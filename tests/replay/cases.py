"""Dated cases, built in a few words and run in this process.

Every case that is run here is also held to what is true of any case: a rung fires once, after its clock
started and before it ended, no earlier than it may, and only five clocks may reach social care.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any

from ehe.replay.case import read_case
from ehe.replay.runner import run

Event = dict[str, Any]

MAY_REACH_SOCIAL_CARE = {"first_contact", "first_visit", "next_attempt", "child_last_seen", "concern_disposition"}
OF_THE_HOUSEHOLD = {"sibling_check", "concerns_review", "address_check"}
BASE = {"c1": "School A", "c2": "School B", "c3": "School C"}


def fact(on: str, word: str, child: Any = "c1", **more: Any) -> dict[str, Any]:
    """One fact. `on` may carry a time: "2027-01-11 15:30"."""
    day, _, at = on.partition(" ")
    line: dict[str, Any] = {"on": day, "fact": word}
    if at:
        line["at"] = at
    if child is not None:
        line["child"] = child
    line.update(more)
    return line


def withdrawal(on: str = "2027-01-11", child: Any = "c1", **more: Any) -> dict[str, Any]:
    """A school's notice with the parent's written notice; without any factor, so green."""
    day = on.partition(" ")[0]
    return fact(
        on,
        "withdrawal_notified",
        child,
        **{"by": "school:School A", "written_notice": True, "last_attended_on": day, **more},
    )


def concern(on: str, by: str, child: Any = "c1", **more: Any) -> dict[str, Any]:
    return fact(on, "concern_raised", child, by=by, own_words="Something said.", **more)


def contact(on: str, method: str, outcome: str, by: str = "officer", child: Any = "c1", **more: Any) -> dict[str, Any]:
    return fact(on, "contact_attempted", child, method=method, outcome=outcome, by=by, **more)


def visit(on: str, child: Any = "c1", grade: str = "spoken_to", by: str = "officer", **more: Any) -> dict[str, Any]:
    """An answered home visit with its answer for each child named."""
    named = child if isinstance(child, list) else [child]
    seen = [{"child": c, "grade": grade, "setting": "home", "observer": "officer"} for c in named]
    return contact(on, "visit", "answered", by, child, sightings=seen, **more)


def sighted(on: str, grade: str, setting: str, observer: str, child: Any = "c1", **more: Any) -> dict[str, Any]:
    return fact(on, "child_sighted", child, grade=grade, setting=setting, observer=observer, **more)


def rated(on: str, rag: str, by: str = "manager", child: Any = "c1", **more: Any) -> dict[str, Any]:
    return fact(on, "rag_set", child, rag=rag, by=by, **more)


def case(facts: Iterable[dict[str, Any]], until: str, children: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "title": "A case of the tests",
        "policy": "england",
        "until": until,
        "sweep_at": "07:00",
        "household": {
            "adults": [{"id": "mother", "name": "A Parent", "parental_responsibility": True}],
            "children": [
                {"id": c, "first_name": c.upper(), "last_name": "Example", "born_on": "2018-05-04", "school": school}
                for c, school in list(BASE.items())[:children]
            ],
        },
        "facts": list(facts),
        **more,
    }


def replay(facts: Iterable[dict[str, Any]], until: str, children: int = 1, **more: Any) -> "Outcome":
    return run_data(case(facts, until, children, **more))


def run_data(data: dict[str, Any]) -> "Outcome":
    return _run(json.dumps(data))


@cache
def _run(text: str) -> "Outcome":
    outcome = Outcome(run(read_case(json.loads(text))))
    # A correction may take back what had met a clock; it runs on, and nothing announces it.
    outcome.check(reopens="fact_corrected" in text)
    return outcome


class Outcome(list[Event]):
    """What the register would have done, with the questions that the tests ask of it."""

    def of(self, event: str, clock: str | None = None, child: str | None = None, **more: Any) -> list[Event]:
        return [
            e
            for e in self
            if e["event"] == event
            and (clock is None or e.get("clock") == clock)
            and (child is None or child in _children(e))
            and all(e.get(name) == value for name, value in more.items())
        ]

    def due(self, clock: str, child: str = "c1") -> list[str]:
        """The last day in time of each clock of that code, as it started."""
        return [e["due_on"] for e in self.of("clock_started", clock, child)]

    def started(self, clock: str, child: str = "c1") -> list[tuple[str, str]]:
        return [(e["on"], e["due_on"]) for e in self.of("clock_started", clock, child)]

    def ladder(self, clock: str, child: str = "c1", cycle: int | None = None) -> list[tuple[str, str]]:
        """The rungs fired, with their days; the warning, a mere state of the list, is left out."""
        return [
            (e["rung"], e["on"])
            for e in self.of("step_fired", clock, child)
            if e["rung"] != "warn" and (cycle is None or e["cycle"] == cycle)
        ]

    def warned(self, clock: str, child: str = "c1") -> list[str]:
        return [e["on"] for e in self.of("step_fired", clock, child, rung="warn")]

    def redated(self, clock: str, child: str = "c1") -> list[tuple[str, str]]:
        return [(e["on"], e["due_on"]) for e in self.of("clock_redated", clock, child)]

    def met(self, clock: str, child: str = "c1") -> list[str]:
        return [e["on"] for e in self.of("clock_met", clock, child)]

    def voided(self, clock: str, child: str = "c1") -> list[tuple[str, str]]:
        return [(e["on"], e["reason"]) for e in self.of("clock_voided", clock, child)]

    def refused(self) -> list[tuple[str, str]]:
        return [(e["fact"], e["code"]) for e in self.of("refused")]

    def tasks(self, to: str | None = None, on: str | None = None, **more: Any) -> list[str]:
        return [
            e["kind"] for e in self.of("task_opened", **more) if (to is None or e["to"] == to) and on in (None, e["on"])
        ]

    def rags(self, child: str = "c1") -> list[tuple[str, str, bool]]:
        return [(e["on"], e["rag"], e["proposed"]) for e in self.of("rated", child=child)]

    def rag(self, child: str = "c1") -> str:
        return self.rags(child)[-1][1]

    def days(self, event: str, **more: Any) -> list[str]:
        return [e["on"] for e in self.of(event, **more)]

    # --- what is true of any case -----------------------------------------------------------------

    def check(self, *, reopens: bool) -> None:
        running: dict[tuple[str, tuple[str, ...], int], str] = {}
        ended: set[tuple[str, tuple[str, ...], int]] = set()
        fired: set[tuple[Any, ...]] = set()
        assert [(e["on"], e["at"]) for e in self] == sorted((e["on"], e["at"]) for e in self)
        for e in self:
            for key in _keys(e):
                if e["event"] == "clock_started":
                    assert key not in running, f"started twice: {e}"
                    assert key not in ended, f"started again after its end: {e}"
                    running[key] = e["due_on"]
                elif e["event"] == "clock_redated":
                    assert key in running or reopens, f"re-dated while not running: {e}"
                    running[key] = e["due_on"]
                elif e["event"] in {"clock_met", "clock_voided"}:
                    assert running.pop(key, None) or reopens, f"ended while not running: {e}"
                    ended.add(key)
                elif e["event"] == "step_fired":
                    assert key in running or reopens, f"fired on a clock that does not run: {e}"
                    assert running.get(key, e["due_on"]) == e["due_on"], f"another last day than the clock's: {e}"
                    assert (key, e["rung"]) not in fired, f"fired twice: {e}"
                    fired.add((key, e["rung"]))
                    self._check_step(e)

    def _check_step(self, e: Event) -> None:
        late = (date.fromisoformat(e["on"]) - date.fromisoformat(e["due_on"])).days
        assert e["days_late"] == max(late, 0), e
        if e["rung"] == "social_care":
            assert e["clock"] in MAY_REACH_SOCIAL_CARE, e
        if e["rung"] == "warn":
            assert late < 0, e
        elif e["clock"] != "referral_release" and e["rung"] in {"manager", "head_of_service", "social_care"}:
            assert late > 0, e


def _children(e: Event) -> list[str]:
    child = e.get("child", [])
    return child if isinstance(child, list) else [child]


def _keys(e: Event) -> Iterator[tuple[str, tuple[str, ...], int]]:
    if "clock" in e and "cycle" in e:
        # A household's clock gains and loses children, and stays the same clock.
        shared = e["clock"] in OF_THE_HOUSEHOLD or e["clock"].startswith("referral_")
        yield e["clock"], ("household",) if shared else tuple(_children(e)), e["cycle"]
