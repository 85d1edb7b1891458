"""Could two records be one child? Candidates for a person to decide on; nothing is joined by itself. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ehe.register.identifiers import tidy_upn
from ehe.schools.rules import fold

# From the surest to the least sure.
Strength = Literal["upn", "name_and_birth", "name"]
STRENGTHS: tuple[Strength, ...] = ("upn", "name_and_birth", "name")

# What a pair is compared on, in the words of the page.
NAME, BIRTH, UPN = "name", "date of birth", "UPN"


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who a record says a child is. Nothing means "not known"."""

    uuid: str = ""
    first_name: str
    last_name: str
    known_as: str | None = None
    born_on: date | None = None
    upn: str | None = None


@dataclass(frozen=True)
class Likeness:
    """Why two records may be one child, and what speaks against it."""

    strength: Strength
    agrees: tuple[str, ...]
    differs: tuple[str, ...]

    @property
    def order(self) -> tuple[int, int, int]:
        """The likeliest first."""
        return STRENGTHS.index(self.strength), len(self.differs), -len(self.agrees)


def names_of(child: Identity) -> frozenset[str]:
    """Every way the child's name may be compared.

    Capitals, accents and punctuation do not matter, nor which part stands in which box; the name a child
    is known by stands for the first name. A name of which nothing can be compared is compared as it is.
    """
    found = set()
    for first in (child.first_name, child.known_as or ""):
        whole = f"{first} {child.last_name}".strip()
        if first.strip() or not child.first_name.strip():
            words = sorted(fold(whole).split()) or whole.casefold().split()
            found.add(" ".join(words))
    return frozenset(found - {""})


def likeness(one: Identity, other: Identity) -> Likeness | None:
    """Whether the two may be one child: the same UPN, or the same name and no other date of birth."""
    agrees: list[str] = []
    differs: list[str] = []
    _compare(BIRTH, one.born_on, other.born_on, agrees, differs)
    _compare(UPN, tidy_upn(one.upn or ""), tidy_upn(other.upn or ""), agrees, differs)
    (agrees if names_of(one) & names_of(other) else differs).append(NAME)
    strength: Strength | None = None
    if UPN in agrees:
        strength = "upn"
    elif NAME in agrees and BIRTH not in differs:
        strength = "name_and_birth" if BIRTH in agrees else "name"
    return Likeness(strength, tuple(agrees), tuple(differs)) if strength else None


def _compare(what: str, one: object, other: object, agrees: list[str], differs: list[str]) -> None:
    """What only one side knows speaks neither for nor against."""
    if one and other:
        (agrees if one == other else differs).append(what)


def candidates(child: Identity, others: Iterable[Identity]) -> list[tuple[Identity, Likeness]]:
    """Who among the others may be this child, the likeliest first."""
    found = [(other, like) for other in others if other.uuid != child.uuid and (like := likeness(child, other))]
    return sorted(found, key=lambda pair: (pair[1].order, pair[0].uuid))
