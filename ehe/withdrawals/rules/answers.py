"""What a school has answered so far, as a draft keeps it and as a notice was sent. Pure.

Empty means "not given". What was typed is kept as it was typed.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter

YesNo = Literal["", "yes", "no", "not_known"]


@dataclass(frozen=True, kw_only=True)
class ChildLeaving:
    first_name: str = ""
    last_name: str = ""
    one_name: bool = False
    known_as: str = ""
    born_on: date | None = None
    upn: str = ""
    sex: Literal["", "female", "male", "not_known"] = ""
    year: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, kw_only=True)
class Place:
    """The lines of an address as it would be written."""

    line1: str = ""
    line2: str = ""
    town: str = ""
    postcode: str = ""

    @property
    def lines(self) -> list[str]:
        return [line for line in (self.line1, self.line2, self.town, self.postcode) if line]


@dataclass(frozen=True, kw_only=True)
class Home:
    """Where the child lives."""

    kind: Literal["", "address", "no_fixed", "not_shared"] = ""
    place: Place = field(default_factory=Place)
    where: str = ""


@dataclass(frozen=True, kw_only=True)
class Carer:
    """A parent or carer: with the child, in the child's other home, or apart."""

    name: str = ""
    relationship: str = ""
    responsibility: YesNo = ""
    lives: Literal["", "with_child", "other_home", "apart"] = ""
    place: Place = field(default_factory=Place)
    address_not_known: bool = False
    not_shared: bool = False
    phone: str = ""
    no_phone: bool = False
    email: str = ""

    @property
    def is_with_child(self) -> bool:
        return self.lives == "with_child"


@dataclass(frozen=True, kw_only=True)
class Sibling:
    first_name: str = ""
    last_name: str = ""
    born_on: date | None = None
    school: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, kw_only=True)
class Roll:
    ground: str = ""
    last_attended_on: date | None = None
    off_roll_on: date | None = None
    special_school: YesNo = ""
    order_in_force: YesNo = ""


@dataclass(frozen=True, kw_only=True)
class ParentNotice:
    """The parent's own dated notice: a document, or said not to be held."""

    held: Literal["", "yes", "no"] = ""
    document: str = ""
    notice_from: str = ""
    received_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the school knows."""

    own_words: str = ""
    social_care_open: YesNo = ""
    protection_plan: YesNo = ""
    previous_plan: YesNo = ""
    other_parent_aware: Literal["", "yes", "no", "not_safe_to_ask", "not_known"] = ""


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The whole notice, part by part; a part is what one page or one list asks."""

    __pydantic_config__ = ConfigDict(extra="ignore")

    safety: YesNo = ""
    children: tuple[ChildLeaving, ...] = ()
    home: Home = field(default_factory=Home)
    carers: tuple[Carer, ...] = ()
    any_siblings: YesNo = ""
    siblings: tuple[Sibling, ...] = ()
    roll: Roll = field(default_factory=Roll)
    parent_notice: ParentNotice = field(default_factory=ParentNotice)
    known: Known = field(default_factory=Known)
    concern: str = ""

    @property
    def names(self) -> str:
        """The children leaving, in a phrase; before there is one, plain words."""
        named = [child.name for child in self.children if child.name]
        return phrase(named) or "the child"

    @property
    def is_safe_to_share(self) -> bool:
        return self.safety == "no" and self.home.kind != "not_shared"


_adapter = TypeAdapter(Answers)

MOST_IN_A_LIST = 20


def from_json(held: dict[str, Any]) -> Answers:
    """What a draft or a notice keeps; a `ValueError` if it can no longer be read."""
    return _adapter.validate_python(held)


def to_json(answers: Answers) -> dict[str, Any]:
    kept: dict[str, Any] = _adapter.dump_python(answers, mode="json")
    return kept


def part_of(answers: Answers, *names: str) -> dict[str, Any]:
    """Some parts as plain values: what a page shows, to see whether it has changed since."""
    kept = to_json(answers)
    return {name: kept[name] for name in names}


def put(items: tuple[Any, ...], number: int, item: Any) -> tuple[Any, ...]:
    """The list with its n-th item, counted from 1, replaced, or with one more."""
    return (*items[: number - 1], item, *items[number:])


def without(items: tuple[Any, ...], number: int) -> tuple[Any, ...]:
    return (*items[: number - 1], *items[number:])


def with_home(answers: Answers, home: Home) -> Answers:
    """An address that must not be shared says that someone must not know it: then the first answer is yes."""
    safety: YesNo = "yes" if home.kind == "not_shared" else answers.safety
    return replace(answers, home=home, safety=safety)


def phrase(names: list[str]) -> str:
    """A, B and C"""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1] if names else ""]))
