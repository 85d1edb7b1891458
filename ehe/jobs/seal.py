"""Sealing the looks: a digest of those since the last seal goes into the chain of facts."""

import hashlib

from sqlalchemy import select

from ehe.access.models import Look
from ehe.core.base import db
from ehe.core.commit import unit_of_work
from ehe.core.today import now
from ehe.facts.actors import SYSTEM
from ehe.facts.kinds import LooksSealed
from ehe.facts.services import record_about_nobody


def digest_of(looks: list[Look]) -> str:
    """A digest over looks in the order of their ids."""
    digest = hashlib.sha256()
    for look in looks:
        parts = (look.id, look.user, look.child, look.at.isoformat(), look.page, look.own_caseload)
        line = "\x1f".join(str(part) for part in parts)
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def seal() -> int:
    """Seal the looks that are not yet sealed; how many there were."""
    with unit_of_work():
        looks = list(db.session.scalars(select(Look).where(Look.sealed.is_(False)).order_by(Look.id)))
        if looks:
            fact = LooksSealed(upto=looks[-1].id, count=len(looks), digest=digest_of(looks))
            record_about_nobody(fact, by=SYSTEM, at=now())
            for look in looks:
                look.sealed = True
    return len(looks)
