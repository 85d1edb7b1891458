"""Taking a notice in: same child or another, accepting it, and whose work it becomes."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from ehe.access import queries as access
from ehe.access.permissions import Person, Right, Role, must
from ehe.clocks.joining import settle
from ehe.clocks.services import record
from ehe.core.base import db
from ehe.core.errors import Refused
from ehe.core.today import now
from ehe.facts.kinds import ChildMatched, HouseholdChanged, OfficerAssigned
from ehe.outbox.models import Message
from ehe.register import queries as register
from ehe.register.models import Child
from ehe.withdrawals import queries
from ehe.withdrawals.models import Notice
from ehe.withdrawals.services.merging import join, newcomers
from ehe.withdrawals.services.sending import RESTRICTED_MATCH


def say_same(child: Child, other: Child, reason: str, *, come_too: Mapping[str, str], by: Person) -> None:
    """The two records are one child: this one is kept under the other, and its household becomes one with the other's.

    `come_too` names brothers and sisters of this record who belong to the other's household: as which child
    there, or "" for one whom that household does not have yet.
    """
    for one in (child, other):
        must(by, Right.record_fact, register.subject_of(one))
    _still_open(child, other)
    source = child.school_urn and f"school:{child.school_urn}"
    _end_task(child)
    joined = join(child, other, come_too)
    for moved, same in joined.pairs.items():
        record(ChildMatched(answer="same", other=same, reason=reason), children=[moved], by=by.actor)
    for moved in newcomers(joined):
        fact = HouseholdChanged(who=moved, change="joined", source=source or None)
        record(fact, children=[moved], by=by.actor)
    settle(joined)


def say_different(child: Child, others: Sequence[Child], reason: str, *, by: Person) -> None:
    """None of these records is this child."""
    _say(child, others, "different", reason, by)


def say_not_sure(child: Child, others: Sequence[Child], reason: str, *, by: Person) -> None:
    """Somebody has looked and cannot tell yet: the question stays open, with what was found."""
    _say(child, others, "not_sure", reason, by)


def _say(child: Child, others: Sequence[Child], answer: str, reason: str, by: Person) -> None:
    must(by, Right.record_fact, register.subject_of(child))
    for other in others:
        _still_open(child, other)
        fact = ChildMatched(answer=answer, other=other.uuid, reason=reason)  # type: ignore[arg-type]
        record(fact, children=[child.uuid], by=by.actor)
    if not any(one.is_restricted and not one.is_answered for one in queries.candidates_for(child)):
        _end_task(child)


def _end_task(child: Child) -> None:
    """What the head of service was asked about this child has its answer."""
    asked = select(Message).where(
        Message.child == child.uuid, Message.kind == RESTRICTED_MATCH, Message.state == "queued"
    )
    for task in db.session.scalars(asked):
        task.state, task.reason, task.ended_at = "closed", "answered", now()


def _still_open(child: Child, other: Child) -> None:
    if child.same_as:
        raise Refused("already_matched", "Somebody has already said that this is the same child as another record.")
    if other.same_as or other.uuid == child.uuid:
        raise Refused(
            "already_matched", "The other record has been joined to a third one since. Look at the list again."
        )


def accept(notice: Notice, *, by: Person) -> None:
    """The authority has the notice: it leaves the intake list. Every question about its children has an answer."""
    for child in queries.children_of(notice):
        must(by, Right.record_fact, register.subject_of(child))
    db.session.refresh(notice, with_for_update=True)
    if notice.accepted_at:
        return
    asked = [queries.for_person(by, row.child) for row in notice.children]
    if any(one.open for one in asked):
        raise Refused("match_open", "Say first, for each child, whether another record is of the same child.")
    if any(one.for_head_of_service for one in asked):
        raise Refused("match_open", "The head of service has to finish the check of this notice before it is accepted.")
    notice.accepted_by, notice.accepted_at = by.uuid, now()
    db.session.flush()


def allocate(notice: Notice, officer: str, *, by: Person) -> None:
    """A manager says whose children these are."""
    children = queries.children_of(notice)
    for child in children:
        must(by, Right.allocate, register.subject_of(child))
    if officer not in {person.uuid for person in access.active_with_role(Role.officer)}:
        raise Refused("no_such_officer", "Select an officer who can sign in.")
    households: dict[str, list[str]] = {}
    for child in children:
        households.setdefault(child.household_uuid, []).append(child.uuid)
    for uuids in households.values():
        record(OfficerAssigned(officer=officer), children=uuids, by=by.actor)
