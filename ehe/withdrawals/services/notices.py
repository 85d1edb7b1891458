"""Taking a school's notice in, and what is learned about child, address, household and school afterwards."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from ehe.clocks.services import Desk, Recording, listen, record
from ehe.core.base import db
from ehe.facts.actors import Actor
from ehe.facts.kinds import ConcernRaised, Kind, WithdrawalNotified
from ehe.facts.recorded import Recorded
from ehe.register.models import Child, Household
from ehe.withdrawals.models import Notice, NoticeChild


def notify(
    fact: WithdrawalNotified,
    *,
    children: Sequence[str],
    by: Actor,
    at: datetime | None = None,
    recorded_by: str | None = None,
) -> Recording:
    """A school's notice: fact, clocks, steps, receipt and tasks in one transaction.

    A notice that carries a concern records two facts; a notice that says someone must not know
    where the child lives, or that this is not known, restricts the record.
    """
    return record(fact, children=children, by=by, at=at, recorded_by=recorded_by)


@listen("withdrawal_notified", "safety_recorded")
def restrict(desk: Desk, new: Recorded) -> None:
    """Yes or not known restricts the record before matching, sibling checks or letters."""
    household = db.session.get(Household, desk.uuid)
    if household is not None and desk.h.stopped.get("restricted"):
        household.restricted = True


@listen("withdrawal_notified")
def raise_its_concern(desk: Desk, new: Recorded) -> None:
    """The notice's own concern becomes a concern, in the school's words."""
    notice = new.fact
    if isinstance(notice, WithdrawalNotified) and notice.concern:
        words = notice.concern if isinstance(notice.concern, str) else notice.own_words or ""
        desk.take(ConcernRaised(own_words=words), at=new.at, by=new.by, about=new.children)


@listen("written_notice_received")
def answer_its_query(desk: Desk, new: Recorded) -> None:
    """Whoever records that the parent's notice came, the school's own list says so too."""
    records = select(Child.uuid).where(Child.uuid.in_(new.children) | Child.same_as.in_(new.children))
    mine = select(NoticeChild.notice_uuid).where(NoticeChild.child_uuid.in_(records))
    for notice in db.session.scalars(select(Notice).where(Notice.uuid.in_(mine), Notice.written_notice_at.is_(None))):
        notice.written_notice_at = new.at


def record_learned(
    fact: Kind, *, children: Sequence[str], by: Actor, at: datetime | None = None, recorded_by: str | None = None
) -> Recording:
    """What was learned afterwards: the parent's notice, a sibling checked, an address, an adult, a transfer."""
    return record(fact, children=children, by=by, at=at, recorded_by=recorded_by)
