"""A fact with its envelope, as the rules read it: plain values, no database."""

from dataclasses import dataclass
from datetime import date, datetime

from ehe.facts.actors import Actor
from ehe.facts.kinds import Kind


@dataclass(frozen=True)
class Recorded:
    """`on` is the day it happened in London, `at` the instant; `children` are those it is about."""

    uuid: str
    seq: int
    on: date
    at: datetime
    by: Actor
    children: tuple[str, ...]
    fact: Kind

    @property
    def kind(self) -> str:
        return self.fact.kind

    @property
    def order(self) -> tuple[datetime, int]:
        """History runs by when things happened; at one instant, by when they were written."""
        return self.at, self.seq
