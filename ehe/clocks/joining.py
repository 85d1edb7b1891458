"""Two records found to be one child: what the door keeps of the one goes on under the other.

The door saves one household at a time and cannot know that a child came from another. So clocks, entries,
the row at a glance and the messages of a record that is now another child's are brought along here, before the
door reads the joined household. Rooms above bring their own rows along (`on_joined`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, delete, select, update

from ehe.clocks import saving
from ehe.clocks.models import ChildState, ClockRow
from ehe.clocks.services import desk_of
from ehe.core.base import db
from ehe.core.today import today
from ehe.outbox.models import Message
from ehe.register.models import EntryRow

SAME_CHILD = "same_child"

Follow = Callable[["Joined"], None]
_follow: list[Follow] = []


def on_joined(follow: Follow) -> Follow:
    """Have a room above bring its own rows of a household along (a referral, a letter)."""
    if follow not in _follow:
        _follow.append(follow)
    return follow


@dataclass
class Joined:
    """What was moved: from which household to which, and who turned out to be whom."""

    left: str
    kept: str
    # Every child who changed household; those who are another record's child; adults likewise.
    moved: list[str] = field(default_factory=list)
    pairs: dict[str, str] = field(default_factory=dict)
    adults: dict[str, str] = field(default_factory=dict)
    everybody: bool = True

    def household_of(self, household: str, children: list[str]) -> str:
        """Where a row of one of the two households, about these children, belongs now."""
        goes_along = self.everybody or bool({*children} & {*self.moved})
        return self.kept if goes_along else household

    def under_kept(self, children: list[str]) -> list[str]:
        """The same children by the records they are kept under, each once."""
        return list(dict.fromkeys(self.pairs.get(child, child) for child in children))


def hand_over(joined: Joined) -> None:
    """End what was kept of records that are now another's, and bring the rest into the kept household."""
    for uuid in joined.pairs:
        _end_clocks(ClockRow.subject == uuid)
        db.session.execute(delete(EntryRow).where(EntryRow.child_uuid == uuid))
        db.session.execute(delete(ChildState).where(ChildState.child == uuid))
    if joined.left != joined.kept:
        if joined.everybody:
            _end_clocks(ClockRow.subject == joined.left)
        staying = [uuid for uuid in joined.moved if uuid not in joined.pairs]
        for table, whose in ((ClockRow, ClockRow.subject), (ChildState, ChildState.child)):
            db.session.execute(update(table).where(whose.in_(staying)).values(household=joined.kept))
        db.session.execute(update(ClockRow).where(ClockRow.subject.in_(joined.pairs)).values(household=joined.kept))
    _hand_over_messages(joined)
    for follow in _follow:
        follow(joined)
    db.session.flush()
    db.session.expire_all()


def settle(joined: Joined) -> None:
    """Once the facts of the joining are written: who stays behind is read without those who left."""
    if not joined.everybody:
        desk = desk_of(joined.left)
        changed = saving.save_clocks(joined.left, desk.h) + saving.save_children(joined.left, desk.h)
        saving.close_messages(joined.left, changed)
    db.session.flush()


def _end_clocks(which: ColumnElement[bool]) -> None:
    """A duty towards a record that is another child's goes on as a duty towards that child."""
    for row in db.session.scalars(select(ClockRow).where(which, ClockRow.state == "running")):
        row.state, row.reason, row.ended_on = "voided", SAME_CHILD, today()
        for step in row.steps:
            if step.state == "pending":
                step.state, step.reason = "cancelled", SAME_CHILD
    db.session.flush()


def _hand_over_messages(joined: Joined) -> None:
    """Tasks and letters follow the child; a task of a duty stays open, for the duty goes on."""
    if joined.left != joined.kept:
        mine = Message.household == joined.left
        if not joined.everybody:
            mine &= Message.child.in_(joined.moved)
        db.session.execute(update(Message).where(mine).values(household=joined.kept))
    for moved, same in joined.pairs.items():
        db.session.execute(update(Message).where(Message.child == moved).values(child=same))
