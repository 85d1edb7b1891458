"""Who a fact is from. A role and a word; the same word is the same person or source."""

from dataclasses import dataclass
from typing import Literal

Role = Literal[
    "officer",
    "manager",
    "head_of_service",
    "school",
    "social_care",
    "health",
    "police",
    "authority",
    "public",
    "family",
    "system",
    "other",
]

OWN_STAFF: frozenset[str] = frozenset({"officer", "manager", "head_of_service"})
MANAGERS: frozenset[str] = frozenset({"manager", "head_of_service"})


# How a case's file calls people of the family itself.
FAMILY = frozenset(
    {"mother", "father", "parent", "parents", "stepfather", "stepmother", "grandparent", "carer", "child"}
)


@dataclass(frozen=True)
class Actor:
    """`word` names the person (a user's uuid) or the source ("school:100001", "public")."""

    role: Role
    word: str

    @property
    def is_own_staff(self) -> bool:
        return self.role in OWN_STAFF

    @property
    def is_manager(self) -> bool:
        """A manager or above."""
        return self.role in MANAGERS


SYSTEM = Actor("system", "the register")
# Whoever runs the machine and gives a command there; the machine's own log says who that was.
COMMAND_LINE = Actor("system", "the command line")


def actor_from_word(word: str) -> Actor:
    """Read a replay's `by` word: `officer…`, `manager…` and `head_of_service…` are our own staff.

    The director and the director's safeguarding lead stand above the head of service.
    """
    plain = word.strip().lower().replace(" ", "_")
    if plain in FAMILY:
        return Actor("family", word)
    for role in ("head_of_service", "officer", "manager", "social_care", "health", "police", "public", "family"):
        named = plain == role or plain.startswith((role + "-", role + "_", role + ":"))
        if named or (role in OWN_STAFF and plain.startswith(role)):
            return Actor(role, word)
    if plain.startswith(("safeguarding_lead", "director")):
        return Actor("head_of_service", word)
    if plain.startswith("school:"):
        return Actor("school", word)
    if plain.startswith("authority:"):
        return Actor("authority", word)
    return Actor("other", word)
