"""Running a case: a scratch register, the same services the pages use, the sweep at its time each day."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import Flask

from ehe import create_app
from ehe.clocks.counting import ONE_DAY
from ehe.clocks.saving import Event
from ehe.core import today
from ehe.core.base import db
from ehe.core.commit import unit_of_work
from ehe.core.errors import NotFound, Refused
from ehe.core.settings import Settings
from ehe.escalations.sweep import sweep
from ehe.facts import kinds, ledger
from ehe.facts.models import ChainHead
from ehe.facts.services import record_about_nobody
from ehe.register.models import Address, Adult, Child, Household
from ehe.replay.case import Case, Dated
from ehe.replay.services import take

NOT_YET = "No such child is known to the household on that day."

# The order in which a line of output is read.
FIRST = ("on", "at", "event", "clock", "child", "cycle")


@contextmanager
def scratch(policy: str) -> Iterator[Flask]:
    """An empty register of its own, thrown away at the end. Nothing touches the real one."""
    with tempfile.TemporaryDirectory() as folder:
        key = secrets.token_hex(32)
        app = create_app(Settings(instance=Path(folder), secret_key=key, ledger_key=key, scratch=True))
        app.config["EHE_POLICY"] = policy
        with app.app_context():
            db.create_all()
            db.session.add(ChainHead(**ledger.plant_head(key)))
            db.session.commit()
            yield app
            db.session.remove()
            db.engine.dispose()


@dataclass
class Names:
    """From the register's uuids back to the file's words: children, adults, and the numbers of its facts."""

    people: dict[str, str]
    facts: dict[str, int]
    next_number: int

    def number(self, fact: str) -> int:
        """A fact's number in the file, or the next free one for a fact of the register's own."""
        if fact not in self.facts:
            self.facts[fact] = self.next_number
            self.next_number += 1
        return self.facts[fact]


class Replay:
    """One case being run."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.uuids: dict[str, str] = {}
        self.children: list[str] = []
        self.fact_uuids: dict[int, str] = {}
        self.names = Names({}, {}, len(case.facts) + 1)
        self.household = ""
        self.silent_until: datetime | None = None

    def run(self) -> Iterator[dict[str, Any]]:
        """The events, in order."""
        with scratch(self.case.policy):
            self._plant()
            after_stop = False
            for instant, dated in self._timeline():
                with today.at(instant):
                    if dated is not None:
                        yield from self._fact(instant, dated)
                    elif self.silent_until and instant < self.silent_until:
                        after_stop = True
                    else:
                        counts, events = sweep(outage=after_stop, every_decision_signed=True)
                        if counts.errors:
                            raise RuntimeError("the sweep could not take this household's rungs")
                        after_stop = False
                        yield from (self._line(instant, event) for event in events)

    def _timeline(self) -> list[tuple[datetime, Dated | None]]:
        """Facts and sweeps by their instants; at one instant the facts come first, in the file's order."""
        facts = [dated for dated in self.case.in_order if today.london_day(dated.at) <= self.case.until]
        moments: list[tuple[datetime, int, int, Dated | None]] = [(d.at, 0, n, d) for n, d in enumerate(facts)]
        day = today.london_day(self.case.in_order[0].at)
        while day <= self.case.until:
            moments.append((today.london(day, self.case.sweep_at), 1, 0, None))
            day += ONE_DAY
        return [(at, dated) for at, _, _, dated in sorted(moments, key=lambda m: m[:3])]

    # --- the household ----------------------------------------------------------------------------

    def _plant(self) -> None:
        with unit_of_work():
            household = Household()
            db.session.add(household)
            db.session.flush()
            self.household = household.uuid
            for person in self.case.adults:
                self._adult(person)
            for person in self.case.children:
                self._child(person)

    def _adult(self, person: dict[str, Any]) -> None:
        """An adult with a stand-in verified address, so that letters have somewhere to go."""
        adult = Adult(
            household_uuid=self.household,
            place=len(self.uuids),
            name=person.get("name", person["id"]),
            parental_responsibility=person.get("parental_responsibility"),
            safe_to_write="yes",
        )
        adult.addresses = [Address(line1="1 Stand-in Street", town="Anytown", postcode="NM1 9ZZ", status="verified")]
        db.session.add(adult)
        db.session.flush()
        self._named(person["id"], adult.uuid)

    def _child(self, person: dict[str, Any]) -> None:
        born_on = person.get("born_on")
        child = Child(
            household_uuid=self.household,
            place=len(self.uuids),
            first_name=person.get("first_name", person["id"]),
            last_name=person.get("last_name", ""),
            born_on=date.fromisoformat(born_on) if isinstance(born_on, str) else born_on,
            school_name=person.get("school"),
        )
        db.session.add(child)
        db.session.flush()
        self.children.append(child.uuid)
        self._named(person["id"], child.uuid)

    def _named(self, word: str, uuid: str) -> None:
        self.uuids[word] = uuid
        self.names.people[uuid] = word

    # --- facts ------------------------------------------------------------------------------------

    def _fact(self, instant: datetime, dated: Dated) -> Iterator[dict[str, Any]]:
        if isinstance(dated.fact, kinds.SchedulerStopped):
            until = today.london(dated.fact.until, datetime.min.time())
            self.silent_until = max(until, self.silent_until or until)
            return
        try:
            with unit_of_work():
                events = self._take(dated)
        except (Refused, NotFound) as error:
            refused = error if isinstance(error, Refused) else Refused("child_not_known", NOT_YET)
            said = {"fact": dated.fact.kind, "number": dated.number, "code": refused.code, "why": refused.why}
            yield self._line(instant, Event("refused", dated.children, said))
            return
        yield from (self._line(instant, event) for event in events)

    def _take(self, dated: Dated) -> tuple[Event, ...]:
        fact = self._with_uuids(dated.fact)
        corrects = str(fact.which) if isinstance(fact, kinds.FactCorrected) else None
        if isinstance(self._subject(dated), kinds.OfficerAway | kinds.OfficerReturned):
            self._taken(record_about_nobody(fact, by=dated.by, at=dated.at, corrects=corrects), dated)
            return ()
        if isinstance(fact, kinds.ChildAdded):
            self._child(fact.person)
        if isinstance(fact, kinds.AdultAdded):
            self._adult(fact.person)
        children = [self._uuid(word) for word in dated.children] or self._children_of(dated)
        more = {"corrects": corrects} if corrects else {}
        recording = take(fact, children=children, by=dated.by, at=dated.at, **more)
        self._taken(recording.fact, dated)
        return recording.events

    def _taken(self, uuid: str, dated: Dated) -> None:
        self.names.facts[uuid] = dated.number
        self.fact_uuids[dated.number] = uuid

    def _subject(self, dated: Dated) -> kinds.Kind:
        """The fact, or the one that it corrects, or that one corrects in turn."""
        while isinstance(dated.fact, kinds.FactCorrected):
            dated = self.case.facts[int(dated.fact.which) - 1]
        return dated.fact

    def _uuid(self, word: str) -> str:
        """Of a child that is there already: one who joins later is not known before."""
        if word not in self.uuids:
            raise NotFound("child")
        return self.uuids[word]

    def _children_of(self, dated: Dated) -> list[str]:
        """The children of the fact that a correction puts right; else every child of the household so far."""
        if isinstance(dated.fact, kinds.FactCorrected):
            was = self.case.facts[int(dated.fact.which) - 1]
            if was.children:
                return [self._uuid(word) for word in was.children]
        if not self.children:
            raise NotFound("child")
        return self.children

    def _with_uuids(self, fact: kinds.Kind) -> kinds.Kind:
        """The file's words for people and facts as the register's uuids."""
        if isinstance(fact, kinds.ContactAttempted):
            return replace(fact, sightings=tuple(replace(s, child=self._uuid(s.child)) for s in fact.sightings))
        if isinstance(fact, kinds.HouseholdChanged):
            return replace(fact, who=self.uuids.get(fact.who, fact.who))
        if isinstance(fact, kinds.FactCorrected):
            which = self.fact_uuids.get(int(fact.which))
            if which is None:
                raise Refused("nothing_to_correct", "That fact was not taken, so there is nothing to correct.")
            return replace(fact, which=which, to=self._corrected(fact))
        return fact

    def _corrected(self, fact: kinds.FactCorrected) -> Any:
        to = fact.to
        match fact.field:
            case "child":
                return [self._uuid(word) for word in (to if isinstance(to, list) else [to])]
            case "sightings" if isinstance(to, list):
                return [one | {"child": self._uuid(one["child"])} for one in to]
            case "who":
                return self.uuids.get(to, to)
        return to

    # --- output -----------------------------------------------------------------------------------

    def _line(self, instant: datetime, event: Event) -> dict[str, Any]:
        local = instant.astimezone(today.LONDON)
        people = [self.names.people.get(child, child) for child in event.children]
        line: dict[str, Any] = {"on": local.date().isoformat(), "at": f"{local:%H:%M}", "event": event.event}
        line["child"] = people[0] if len(people) == 1 else people
        for name, value in event.detail.items():
            line[name] = self._value(name, value)
        return {name: line[name] for name in (*FIRST, *line) if name in line}

    def _value(self, name: str, value: Any) -> Any:
        if name == "cycle":
            return self.names.number(value)
        if isinstance(value, date):
            return value.isoformat()
        return list(value) if isinstance(value, tuple) else value


def run(case: Case) -> Iterator[dict[str, Any]]:
    """Everything the register would have done with this case, one event at a time."""
    return Replay(case).run()
