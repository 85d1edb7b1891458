"""Writing facts, and the chain over them. Nothing else inserts into `fact`.

Areas do not call this: they record through `clocks.services.record`, which does.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from ehe.core.base import db, new_uuid
from ehe.core.commit import before_commit
from ehe.core.settings import current
from ehe.core.today import now
from ehe.facts import chain
from ehe.facts.actors import Actor
from ehe.facts.kinds import Kind, payload_of
from ehe.facts.models import ChainHead, FactChild, FactRow

PENDING = "ehe_unchained"


def write(
    fact: Kind,
    *,
    on: date,
    at: datetime,
    by: Actor,
    children: Sequence[tuple[str, str]],
    recorded_by: str | None = None,
    corrects: str | None = None,
    uuid: str | None = None,
) -> FactRow:
    """Add one fact to the session; the chain takes it up at the commit edge.

    `children` are (uuid, relation) pairs: `about`, `sibling` or `household`.
    """
    payload, salt = payload_of(fact), secrets.token_hex(16)
    row = FactRow(
        uuid=uuid or new_uuid(),
        kind=fact.kind,
        on=on,
        at=at,
        recorded_at=now(),
        by=by.word,
        by_role=by.role,
        recorded_by=recorded_by or by.word,
        payload=payload,
        salt=salt,
        corrects=corrects,
        content_digest=chain.content_digest(current().ledger_key, salt, payload),
    )
    row.children = [
        FactChild(child=child, relation=relation, place=place) for place, (child, relation) in enumerate(children)
    ]
    db.session.add(row)
    db.session.flush()
    db.session.info.setdefault(PENDING, []).append(row)
    return row


def links_of(row: FactRow) -> chain.Links:
    return chain.Links(
        uuid=row.uuid,
        kind=row.kind,
        on=row.on.isoformat(),
        at=row.at.isoformat(),
        recorded_at=row.recorded_at.isoformat(),
        by=row.by,
        by_role=row.by_role,
        recorded_by=row.recorded_by,
        corrects=row.corrects,
        children=tuple((c.child, c.relation) for c in row.children),
        content_digest=row.content_digest,
    )


def _head() -> ChainHead:
    head = db.session.scalar(
        select(ChainHead).where(ChainHead.id == 1).with_for_update().execution_options(populate_existing=True)
    )
    if head is None:
        # The migration plants the head; a ledger without one has been tampered with.
        raise RuntimeError("the chain has lost its head: restore the database from a backup")
    return head


def plant_head(key: str) -> dict[str, object]:
    """The first row of `chain_head`, as a migration or a scratch register inserts it."""
    return {"id": 1, "position": 0, "link": chain.START, "seal": chain.seal(key, 0, chain.START)}


@before_commit
def extend_chain() -> None:
    """Chain what this transaction wrote: the head is the last row locked before the commit."""
    rows: list[FactRow] = db.session.info.pop(PENDING, [])
    rows = [row for row in rows if row in db.session]
    if not rows:
        return
    key, head = current().ledger_key, _head()
    for row in sorted(rows, key=lambda r: r.seq):
        head.position += 1
        head.link = row.link = chain.link(key, head.link, head.position, links_of(row))
        row.position = head.position
    head.seal = chain.seal(key, head.position, head.link)
    db.session.flush()


@dataclass(frozen=True)
class Verdict:
    """What `ehe audit verify` found. `broken` names the first bad row, in words."""

    rows: int
    blanked: int
    broken: str | None


def verify(batch: int = 1000) -> Verdict:
    """Walk the whole chain and say where it breaks first, or to which row it holds."""
    key, previous, position, blanked = current().ledger_key, chain.START, 0, 0
    for row in _in_order(batch):
        position += 1
        if row.position is None:
            return Verdict(position - 1, blanked, f"fact {row.uuid} was written outside the chain")
        if row.position != position:
            return Verdict(position - 1, blanked, f"row {position} of the chain is missing")
        if row.payload is None or row.salt is None:
            blanked += 1
        elif chain.content_digest(key, row.salt, row.payload) != row.content_digest:
            return Verdict(position - 1, blanked, f"the content of row {position} (fact {row.uuid}) was changed")
        if chain.link(key, previous, position, links_of(row)) != row.link:
            return Verdict(position - 1, blanked, f"row {position} (fact {row.uuid}) was changed")
        previous = row.link or ""
    head = db.session.get(ChainHead, 1)
    if head is None or head.seal != chain.seal(key, head.position, head.link):
        return Verdict(position, blanked, "the head of the chain was changed")
    if (head.position, head.link) != (position, previous):
        return Verdict(position, blanked, f"row {position + 1} of the chain is missing")
    return Verdict(position, blanked, None)


def _in_order(batch: int) -> Iterator[FactRow]:
    last = 0
    while rows := db.session.scalars(
        select(FactRow).where(FactRow.position > last).order_by(FactRow.position).limit(batch)
    ).all():
        yield from rows
        last = rows[-1].position or 0
        db.session.expunge_all()
    yield from db.session.scalars(select(FactRow).where(FactRow.position.is_(None)).limit(1))
