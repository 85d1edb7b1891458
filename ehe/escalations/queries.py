"""Reading referrals: the staff's list, social care's inbox, and what each may see of the children."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, select

from ehe.access import looks
from ehe.access.permissions import Person, Right, can
from ehe.clocks.models import ChildState, ClockRow
from ehe.core.base import db
from ehe.core.errors import NotFound
from ehe.escalations.models import ReferralRow, SignedDecision
from ehe.register.models import Adult, Child, Household
from ehe.register.queries import adults_of, called, child_for
from ehe.register.words import sources_in

OPEN = ("draft", "sent", "acknowledged", "decided")
RECEIVED = ("sent", "acknowledged", "decided", "ended")

STATES = {
    "draft": ("Waiting to be released", "orange"),
    "withheld": ("Withheld", "grey"),
    "superseded": ("Taken over by a person's referral", "grey"),
    "sent": ("Sent, nobody has it yet", "red"),
    "acknowledged": ("Acknowledged, no decision yet", "yellow"),
    "decided": ("Decided, still open", "blue"),
    "ended": ("Ended", "grey"),
}


@dataclass(frozen=True)
class Line:
    """A referral in a list: whose, in what state, and what is due on it first."""

    row: ReferralRow
    children: tuple[str, ...]
    due_on: date | None
    due: str | None

    @property
    def state(self) -> tuple[str, str]:
        return STATES[self.row.state]


def staff_list(person: Person, *, everything: bool = False) -> list[Line]:
    """Referrals that are not ended (or all), those waiting for a decision first; restricted ones for those who may."""
    order = case({state: n for n, state in enumerate(OPEN)}, value=ReferralRow.state, else_=len(OPEN))
    query = (
        select(ReferralRow)
        .join(Household, Household.uuid == ReferralRow.household)
        .order_by(order, ReferralRow.opened_at.desc(), ReferralRow.uuid)
        .limit(200)
    )
    if not everything:
        query = query.where(ReferralRow.state.in_(OPEN))
    if not can(person, Right.restricted_list):
        query = query.where(Household.restricted.is_(False))
    return _lines(db.session.scalars(query).all())


def inbox(*, ended: bool = False) -> list[Line]:
    """What children's social care has been sent, the unacknowledged first and the oldest of them on top."""
    states = ("ended",) if ended else ("sent", "acknowledged", "decided")
    order = case({state: n for n, state in enumerate(RECEIVED)}, value=ReferralRow.state)
    rows = db.session.scalars(
        select(ReferralRow)
        .where(ReferralRow.state.in_(states))
        .order_by(order, ReferralRow.sent_at, ReferralRow.uuid)
        .limit(200)
    )
    return _lines(rows.all())


def _lines(rows: Sequence[ReferralRow]) -> list[Line]:
    uuids = {child for row in rows for child in row.children}
    held = {child.uuid: child.name for child in db.session.scalars(select(Child).where(Child.uuid.in_(uuids)))}
    due = _due({row.household for row in rows})
    return [
        Line(row, tuple(held[c] for c in row.children if c in held), *due.get(row.household, (None, None)))
        for row in rows
    ]


def _due(households: set[str]) -> dict[str, tuple[date, str]]:
    """The referral clock of each household that falls due first."""
    rows = db.session.execute(
        select(ClockRow.household, ClockRow.due_on, ClockRow.code)
        .where(ClockRow.household.in_(households), ClockRow.state == "running", ClockRow.code.startswith("referral_"))
        .order_by(ClockRow.due_on.desc(), ClockRow.code)
    )
    return {household: (due_on, code) for household, due_on, code in rows}


def referral_for(person: Person, uuid: str) -> tuple[ReferralRow, list[Child]]:
    """A referral and its children, for one of our own staff; absent and forbidden look the same."""
    row = db.session.get(ReferralRow, uuid)
    if row is None or not row.children:
        raise NotFound("referral")
    return row, [child_for(person, child) for child in row.children]


def referral_received(uuid: str) -> tuple[ReferralRow, list[Child]]:
    """A referral that was sent to social care, with the children in it; each is noted as looked at."""
    row = db.session.get(ReferralRow, uuid)
    if row is None or row.state not in RECEIVED:
        raise NotFound("referral")
    children = list(db.session.scalars(select(Child).where(Child.uuid.in_(row.children)).order_by(Child.place)))
    for child in children:
        looks.note(child.uuid, own=False)
    return row, children


def glances(children: Sequence[Child]) -> dict[str, ChildState]:
    """The at-a-glance row of each child: rating, when last seen and by whom."""
    rows = db.session.scalars(select(ChildState).where(ChildState.child.in_([child.uuid for child in children])))
    return {row.child: row for row in rows}


def people(row: ReferralRow, children: Mapping[str, ChildState]) -> dict[str, str]:
    """Names of those a referral speaks of, by the word the facts hold: who acted, and the sources of its grounds."""
    words = [row.opened_by, row.sent_by, row.acknowledged_by, row.read_by]
    words += [word for ground in row.grounds for word in sources_in(ground)]
    return called([*words, *(glance.officer for glance in children.values())])


def family(row: ReferralRow) -> list[Adult]:
    """The adults who live with the children now: whom social care would visit. Nobody's other home is told.

    Only while the referral is open: afterwards there is nobody to visit.
    """
    if row.state not in OPEN:
        return []
    return [one for one in adults_of(row.household) if one.lives_in_household and one.until_on is None]


def is_restricted(row: ReferralRow) -> bool:
    return db.session.get_one(Household, row.household).restricted


def signed() -> dict[int, SignedDecision]:
    return {row.number: row for row in db.session.scalars(select(SignedDecision))}
