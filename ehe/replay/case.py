"""Reading a dated case from its file. Every unknown fact, field or value is named and ends the replay."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from ehe.clocks.counting import england
from ehe.clocks.policy import PolicyError, load
from ehe.core.today import london
from ehe.facts import kinds
from ehe.facts.actors import Actor, actor_from_word
from ehe.facts.kinds import BadFact, Kind

TOP = {"title", "policy", "until", "sweep_at", "household", "facts", "description", "source", "notes"}
CHILD = {"id", "first_name", "last_name", "known_as", "born_on", "school", "sex", "upn", "address", "known_since"}
ADULT = {
    "id", "name", "parental_responsibility", "relationship", "phone", "email", "address", "lives_in_household",
    "known_since",
}  # fmt: skip
ENVELOPE = {"on", "at", "fact", "child", "by"}
# Facts that are about people at work or about the register, not about a child.
WITHOUT_CHILD = frozenset({"officer_away", "officer_returned", "scheduler_stopped", "fact_corrected"})
ABOUT_ALL = frozenset({"adult_added", "household_changed", "safety_recorded", "preference_recorded"})
NEEDS_BY = frozenset({"withdrawal_notified", "concern_raised", "contact_attempted", "rag_set", "referral_made"})


class BadCase(ValueError):
    """The file cannot be replayed; the message names what is wrong and where."""


@dataclass(frozen=True)
class Dated:
    """One fact of the file. `number` counts from 1 in the file's order."""

    number: int
    at: datetime
    by: Actor
    children: tuple[str, ...]
    fact: Kind


@dataclass(frozen=True)
class Case:
    title: str
    policy: str
    until: date
    sweep_at: time
    adults: tuple[dict[str, Any], ...]
    children: tuple[dict[str, Any], ...]
    facts: tuple[Dated, ...] = field(default=())

    @property
    def in_order(self) -> list[Dated]:
        return sorted(self.facts, key=lambda dated: (dated.at, dated.number))


def read_file(path: Path, policy: str | None = None) -> Case:
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
        json.dumps(data, ensure_ascii=False).encode()
    except OSError as error:
        raise BadCase(f"{path} cannot be read: {error.strerror}.") from error
    except RecursionError:
        raise BadCase(f"{path} is not a case: its brackets go too deep.") from None
    except UnicodeEncodeError:
        raise BadCase(f"{path} holds half a character, which is no text.") from None
    except ValueError as error:
        raise BadCase(f"{path} is not JSON: {error}.") from error
    return read_case(data, policy)


def read_case(data: Any, policy: str | None = None) -> Case:
    """The case of a parsed file; `policy` stands in for the one it names."""
    if not isinstance(data, dict):
        raise BadCase("The file holds no case: an object is expected.")
    _only(data, TOP, "the case")
    household = data.get("household")
    if not isinstance(household, dict):
        raise BadCase("household: the case names no household.")
    _only(household, {"adults", "children"}, "household")
    children = tuple(_person(p, CHILD, {"id"}, "child") for p in _list(household, "children"))
    adults = tuple(_person(p, ADULT, {"id"}, "adult") for p in _list(household, "adults"))
    name = policy or data.get("policy", "england")
    if not isinstance(name, str):
        raise BadCase(f"policy: {name!r} is no name.")
    try:
        clocks = frozenset(load(name).clocks)
    except PolicyError as error:
        raise BadCase(str(error)) from error
    known = [child["id"] for child in children]
    everybody = [*known, *(adult["id"] for adult in adults)]
    for person in everybody:
        if everybody.count(person) > 1:
            raise BadCase(f"household: two people have the id {person!r}.")
    grown = {word for adult in adults for word in (adult["id"], adult.get("name"))}
    facts = _facts(_list(data, "facts"), known, grown)
    _check_words(facts, {*known, *grown}, clocks)
    if not facts:
        raise BadCase("facts: the case holds no fact.")
    return Case(
        title=str(data.get("title", "")),
        policy=name,
        until=_day(data.get("until"), "until"),
        sweep_at=_time(data.get("sweep_at", "07:00"), "sweep_at"),
        adults=adults,
        children=children,
        facts=facts,
    )


def _only(table: dict[str, Any], allowed: set[str], where: str) -> None:
    for name in table.keys() - allowed:
        raise BadCase(f"{where}: unknown field {name!r}.")


def _list(table: dict[str, Any], name: str) -> list[Any]:
    value = table.get(name, [])
    if not isinstance(value, list):
        raise BadCase(f"{name}: a list is expected.")
    return value


def _person(person: Any, allowed: set[str], needed: set[str], what: str) -> dict[str, Any]:
    if not isinstance(person, dict):
        raise BadCase(f"{what}: an object is expected.")
    _only(person, allowed, what)
    for name in needed - person.keys():
        raise BadCase(f"{what}: {name} is missing.")
    for name, value in person.items():
        if name in ("parental_responsibility", "lives_in_household"):
            wrong = value is not None and not isinstance(value, bool)
        else:
            wrong = value is not None and not isinstance(value, str)
        wrong = wrong or (value is None and name in ("id", "name", "first_name", "last_name"))
        if wrong and name != "address":
            raise BadCase(f"{what} {person.get('id')!r}: {name}: {_short(value)} is not understood.")
    made = dict(person)
    if made.get("born_on") is not None:
        made["born_on"] = _day(made["born_on"], f"{what} {made['id']}: born_on")
    return made


def _date(value: Any, where: str) -> date:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise BadCase(f"{where}: {_short(value)} is not a date such as 2027-01-04.") from error
    return day


def _short(value: Any) -> str:
    """A value as a sentence can hold it."""
    return repr(value)[:80]


def _day(value: Any, where: str) -> date:
    """A day on which something happens: inside the working calendar, with room for its clocks."""
    day, calendar = _date(value, where), england()
    if not calendar.first.year < day.year < calendar.last.year - 1:
        raise BadCase(f"{where}: {value} is outside the working calendar.")
    return day


def _time(value: Any, where: str) -> time:
    try:
        return time.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise BadCase(f"{where}: {_short(value)} is not a time such as 15:30.") from error


def _facts(lines: list[Any], known: list[str], adults: set[str | None]) -> tuple[Dated, ...]:
    """The facts, in the file's order; an adult added by an earlier line is known to the later ones.

    What an adult of the household says, the family says.
    """
    everyone = [*known, *(word for line in lines if (word := _added(line)) is not None)]
    added: set[str] = set()
    made: list[Dated] = []
    for number, line in enumerate(lines, 1):
        try:
            dated = _fact(number, line, everyone)
            if dated.by.role == "other" and dated.by.word in adults:
                dated = replace(dated, by=Actor("family", dated.by.word))
            if isinstance(dated.fact, kinds.FactCorrected):
                _check_correction(number, dated.fact, made, everyone)
        except BadFact as error:
            raise BadCase(f"fact {number}: {error}") from error
        if isinstance(dated.fact, kinds.ChildAdded | kinds.AdultAdded):
            person = dated.fact.person
            if person["id"] in {*known, *added, *adults}:
                raise BadCase(f"fact {number}: there is somebody with the id {person['id']!r} already.")
            if isinstance(dated.fact, kinds.ChildAdded):
                added.add(person["id"])
            else:
                adults = adults | {person["id"], person.get("name")}
        made.append(dated)
    return tuple(made)


def _added(line: Any) -> str | None:
    """The id of a child whom a line adds: facts of later days may name it, wherever in the file they stand."""
    if not isinstance(line, dict) or line.get("fact") != "child_added":
        return None
    person = line.get("person") or line.get("child")
    word = person.get("id") if isinstance(person, dict) else None
    return word if isinstance(word, str) else None


def _check_words(facts: Sequence[Dated], people: set[str | None], clocks: frozenset[str]) -> None:
    """A person or a clock that a fact speaks of is one of this household and this policy."""
    for fact in (dated.fact for dated in facts):
        if isinstance(fact, kinds.ChildAdded | kinds.AdultAdded):
            people = people | {fact.person["id"], fact.person.get("name")}
    for dated in facts:
        fact, where = dated.fact, f"fact {dated.number} ({dated.fact.kind})"
        if isinstance(fact, kinds.HouseholdChanged) and fact.who not in people:
            raise BadCase(f"{where}: who: there is no {fact.who!r} in the household.")
        if isinstance(fact, kinds.SafetyRecorded | kinds.PreferenceRecorded) and fact.adult not in {None, *people}:
            raise BadCase(f"{where}: adult: there is no {fact.adult!r} in the household.")
        if isinstance(fact, kinds.ExtensionGranted) and fact.clock not in clocks:
            raise BadCase(f"{where}: clock: there is no clock {fact.clock!r}.")


def _fact(number: int, line: Any, known: list[str]) -> Dated:
    where = f"fact {number}"
    if not isinstance(line, dict):
        raise BadCase(f"{where}: an object is expected.")
    word = line.get("fact")
    if not isinstance(word, str) or word not in kinds.kinds() or word in kinds.INTERNAL_KINDS:
        raise BadCase(f"{where}: there is no fact called {_short(word)}.")
    where = f"{where} ({word})"
    day, hour = _day(line.get("on"), f"{where}: on"), _time(line.get("at", "12:00"), f"{where}: at")
    payload = {("from_" if name == "from" else name): value for name, value in line.items() if name not in ENVELOPE}
    named = _person_in(word, line, payload, where) or _children(word, line, known, where)
    if word in NEEDS_BY and not line.get("by"):
        raise BadCase(f"{where}: by is missing.")
    by = line.get("by", "officer")
    if not isinstance(by, str) or not by.strip():
        raise BadCase(f"{where}: by: {_short(by)} names nobody.")
    fact = kinds.read(word, payload)
    _possible(fact, where)
    if isinstance(fact, kinds.ContactAttempted):
        for sighting in fact.sightings:
            if sighting.child not in known:
                raise BadCase(f"{where}: sightings: there is no child {sighting.child!r} in the household.")
    return Dated(number, london(day, hour), actor_from_word(by), named, fact)


def _person_in(word: str, line: dict[str, Any], payload: dict[str, Any], where: str) -> tuple[str, ...]:
    """A child or adult that joins is given as an object, under its own name or as `person`."""
    if word not in ("child_added", "adult_added"):
        return ()
    name = "child" if word == "child_added" else "adult"
    person = payload.pop("person", None) or payload.pop("adult", None)
    if person is None and isinstance(line.get("child"), dict):
        person = line["child"]
    payload["person"] = _person(person, CHILD if name == "child" else ADULT, {"id"}, f"{where}: {name}")
    payload["person"] = json.loads(json.dumps(payload["person"], default=str))
    return (payload["person"]["id"],) if name == "child" else ()


def _children(word: str, line: dict[str, Any], known: list[str], where: str) -> tuple[str, ...]:
    value = line.get("child")
    if value is None or (word == "adult_added" and isinstance(value, dict)):
        if word in WITHOUT_CHILD:
            return ()
        if word in ABOUT_ALL:
            return ()
        raise BadCase(f"{where}: child is missing.")
    named = value if isinstance(value, list) else [value]
    for child in named:
        if child not in known:
            raise BadCase(f"{where}: there is no child {_short(child)} in the household.")
    if not named:
        raise BadCase(f"{where}: child is missing.")
    return tuple(dict.fromkeys(named))


def _check_correction(number: int, fact: kinds.FactCorrected, made: list[Dated], known: list[str]) -> None:
    """The corrected fact must be an earlier one, and must still be a fact when corrected."""
    where = f"fact {number} (fact_corrected)"
    if not isinstance(fact.which, int) or not 1 <= fact.which <= len(made):
        raise BadCase(f"{where}: which: {fact.which!r} is not the number of an earlier fact.")
    name = "from_" if fact.field == "from" else fact.field
    if name == "child":
        _children("", {"child": fact.to}, known, where)
    elif name == "on":
        _day(fact.to, f"{where}: to")
    elif name == "at":
        _time(fact.to, f"{where}: to")
    elif name == "by":
        if not isinstance(fact.to, str) or not fact.to.strip():
            raise BadCase(f"{where}: to: {fact.to!r} names nobody.")
    else:
        payload = kinds.payload_of(made[fact.which - 1].fact) | {name: fact.to}
        corrected = kinds.read(made[fact.which - 1].fact.kind, {k: v for k, v in payload.items() if v is not None})
        _possible(corrected, where)
        if isinstance(corrected, kinds.ContactAttempted):
            for sighting in corrected.sightings:
                if sighting.child not in known:
                    raise BadCase(f"{where}: to: there is no child {sighting.child!r} in the household.")


def _possible(fact: Kind, where: str) -> None:
    """Every day that a fact names is of a century that anybody lives in."""
    for each in fields(fact):  # type: ignore[arg-type]
        value = getattr(fact, each.name)
        if isinstance(value, date) and not 1900 <= value.year < 2100:
            raise BadCase(f"{where}: {each.name.rstrip('_')}: {value} is not a day that can be meant.")
