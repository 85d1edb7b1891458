"""Taking a school's notice in, and what is learned about child, address, household and school afterwards."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from ehe.clocks.services import Desk, Recording, listen, precede, record
from ehe.core.base import db
from ehe.facts.actors import Actor
from ehe.facts.kinds import ConcernRaised, FactCorrected, Kind, WithdrawalNotified
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


@listen("withdrawal_notified", "safety_recorded", "fact_corrected")
def restrict(desk: Desk, new: Recorded) -> None:
    """Yes or not known restricts the record before matching, sibling checks or letters."""
    household = db.session.get(Household, desk.uuid)
    if household is not None and desk.h.stopped.get("restricted"):
        household.restricted = True


def its_concern(notice: Kind) -> ConcernRaised | None:
    """The notice's own concern, in the school's words.

    It stands before the notice, so that every clock starts at once at the length that the concern asks for.
    """
    if not isinstance(notice, WithdrawalNotified) or not notice.concern:
        return None
    return ConcernRaised(own_words=notice.concern if isinstance(notice.concern, str) else notice.own_words or "")


precede(WithdrawalNotified, its_concern)


@listen("fact_corrected")
def raise_a_concern_found_later(desk: Desk, new: Recorded) -> None:
    """A notice that turns out to have carried a concern: it is raised now, by who sent the notice."""
    put_right = new.fact
    if not isinstance(put_right, FactCorrected) or put_right.field != "concern":
        return
    notice = next((f for f in desk.facts if f.uuid == str(put_right.which)), None)
    corrected = next((f for f in desk.h.facts if f.uuid == str(put_right.which)), None)
    again = any(_puts_right_the_same(f, put_right) for f in desk.facts if f.uuid != new.uuid)
    if notice is None or corrected is None or again or its_concern(notice.fact):
        return
    if concern := its_concern(corrected.fact):
        desk.take(concern, at=new.at, by=notice.by, about=notice.children)


@listen("written_notice_received")
def answer_its_query(desk: Desk, new: Recorded) -> None:
    """Whoever records that the parent's notice came, the school's own list says so too."""
    records = select(Child.uuid).where(Child.uuid.in_(new.children) | Child.same_as.in_(new.children))
    mine = select(NoticeChild.notice_uuid).where(NoticeChild.child_uuid.in_(records))
    for notice in db.session.scalars(select(Notice).where(Notice.uuid.in_(mine), Notice.written_notice_at.is_(None))):
        notice.written_notice_at = new.at


def _puts_right_the_same(f: Recorded, put_right: FactCorrected) -> bool:
    return isinstance(f.fact, FactCorrected) and (f.fact.which, f.fact.field) == (put_right.which, put_right.field)


def record_learned(
    fact: Kind, *, children: Sequence[str], by: Actor, at: datetime | None = None, recorded_by: str | None = None
) -> Recording:
    """What was learned afterwards: the parent's notice, a sibling checked, an address, an adult, a transfer."""
    return record(fact, children=children, by=by, at=at, recorded_by=recorded_by)
