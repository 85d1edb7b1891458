"""The outbox of one household in memory: what `ehe.clocks.saving` does to message rows. Pure values."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from ehe.clocks.saving import ROLES, key, role_of
from ehe.clocks.state import Happening, Running


@dataclass(slots=True)
class Note:
    """One message; the names are those of the table."""

    dedupe_key: str
    channel: str
    kind: str
    state: str
    to_role: str
    to_word: str | None
    child: str | None
    clock: str | None
    cycle: str
    rung: str | None
    fact: str
    detail: str | None
    at_once: bool
    created_at: datetime
    reason: str | None = None
    ended_at: datetime | None = None
    attempts: int = 0
    owner: str | None = None


@dataclass
class Outbox:
    household: str
    notes: dict[str, Note] = field(default_factory=dict)

    def hear(self, said: Happening, to: str | None, at: datetime) -> None:
        """Queue or hold what the rules say; `to` is the addressee found for it."""
        if said.event in ("task_opened", "message_queued"):
            self._queue(said, to or "", at)
        elif said.event == "message_held":
            self._hold(said, at)

    def _key(self, said: Happening, detail: dict[str, object], to: str) -> str:
        cause = str(detail.get("of", said.cause))
        return key(self.household, cause, str(detail["kind"]), ",".join(said.children), to)

    def _queue(self, said: Happening, to: str, at: datetime) -> None:
        detail = dict(said.detail)
        dedupe = self._key(said, detail, to)
        held = self.notes.get(dedupe)
        if held is not None:
            if held.state == "held":
                held.state, held.reason = "queued", None
            return
        clock, school = detail.get("clock"), detail.get("school")
        self.notes[dedupe] = self._note(
            said, dedupe, at,
            channel=str(detail.get("channel", "desk")), kind=str(detail["kind"]), to=to,
            clock=str(clock) if clock else None, detail=str(school) if school else None,
        )  # fmt: skip

    def _hold(self, said: Happening, at: datetime) -> None:
        detail = dict(said.detail)
        dedupe = self._key(said, detail, "family")
        note = self.notes.get(dedupe)
        if note is None:
            note = self._note(said, dedupe, at, channel="letter", kind=str(detail["kind"]), to="family")
            self.notes[dedupe] = note
        if note.state in ("queued", "held"):
            note.state, note.reason = "held", str(detail["reason"])

    def _note(
        self, said: Happening, dedupe: str, at: datetime, *, channel: str, kind: str, to: str,
        clock: str | None = None, detail: str | None = None,
    ) -> Note:  # fmt: skip
        return Note(
            dedupe_key=dedupe,
            channel=channel,
            kind=kind,
            state="queued",
            to_role=role_of(to),
            to_word=None if to in ROLES else to,
            child=said.children[0] if said.children else None,
            clock=clock,
            cycle=said.cause,
            rung=None,
            fact=said.cause,
            detail=detail,
            at_once=False,
            created_at=at,
        )

    def step(
        self, clock: Running, children: tuple[str, ...], rung: str, to: str, fact: str, *, urgent: bool, at: datetime
    ) -> None:
        """A fired rung lands on a desk, and in a mailbox when it is urgent."""
        for channel, kind in (("desk", "step"), ("email", "at_once")) if urgent else (("desk", "step"),):
            dedupe = key(clock.subject, self.household, clock.code, clock.cycle, rung, to, channel)
            if dedupe in self.notes:
                continue
            self.notes[dedupe] = Note(
                dedupe_key=dedupe,
                channel=channel,
                kind=kind,
                state="queued",
                to_role=role_of(to),
                to_word=None if to in ROLES else to,
                child=children[0] if children else None,
                clock=clock.code,
                cycle=clock.cycle,
                rung=rung,
                fact=fact,
                detail=None,
                at_once=urgent,
                created_at=at,
            )

    def close(self, ended: Iterable[Running], at: datetime) -> None:
        """A task on a desk is closed with its clock."""
        for clock in ended:
            for note in self.notes.values():
                mine = note.cycle == clock.cycle and note.clock == clock.code
                if mine and note.channel == "desk" and note.state == "queued":
                    note.state, note.reason, note.ended_at = "closed", f"clock_{clock.state}", at

    def tick_off(self, kind: str, words: str, at: datetime) -> None:
        """Close the open tasks of a kind that no clock stands behind."""
        for note in self.notes.values():
            if note.kind == kind and note.state == "queued":
                note.state, note.reason, note.ended_at = "closed", words, at
