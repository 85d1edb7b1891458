"""From rows to the values the rules read: a household's children and their facts."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from ehe.clocks.state import Member
from ehe.core.base import db
from ehe.facts.actors import Actor
from ehe.facts.kinds import read
from ehe.facts.models import FactChild, FactRow
from ehe.facts.recorded import Recorded
from ehe.register.models import Child

ABOUT = "about"


def recorded(row: FactRow, alias: dict[str, str] | None = None) -> Recorded:
    """A ledger row as the rules read it. `alias` turns a record found to be the same child into that child."""
    named = (child.child for child in row.children if child.relation == ABOUT)
    return Recorded(
        uuid=row.uuid,
        seq=row.seq,
        on=row.on,
        at=row.at,
        by=Actor(row.by_role, row.by),  # type: ignore[arg-type]
        children=tuple(dict.fromkeys((alias or {}).get(child, child) for child in named)),
        fact=read(row.kind, row.payload or {}),
    )


def facts_of(children: Sequence[Child]) -> list[Recorded]:
    """Every fact about these children, in the order written. A blanked payload is passed over."""
    alias = {child.uuid: child.same_as for child in children if child.same_as}
    touched = select(FactChild.fact_seq).where(
        FactChild.child.in_([child.uuid for child in children]), FactChild.relation == ABOUT
    )
    rows = db.session.scalars(select(FactRow).where(FactRow.seq.in_(touched)).order_by(FactRow.seq))
    return [recorded(row, alias) for row in rows if row.payload is not None]


def members_of(children: Iterable[Child]) -> list[Member]:
    """The children as the rules know them; a record found to be the same child stands under that child."""
    return [
        Member(child.uuid, child.born_on, child.school_name, child.left_on) for child in children if not child.same_as
    ]
