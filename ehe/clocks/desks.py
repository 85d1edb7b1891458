"""What lies on a person's desk: open messages to them or to their role, each with the duty it stands for.

A task is a message on a desk, never a second list. One that belongs to a clock is closed with its clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, update

from ehe.access.models import User
from ehe.access.permissions import Person, Right, Role, Subject, can
from ehe.clocks.models import ChildState, ClockRow
from ehe.clocks.policy import Policy
from ehe.clocks.queries import NEVER_DUE, RANK, hands_of, visible
from ehe.core.base import db
from ehe.core.errors import NotFound
from ehe.outbox.models import Message
from ehe.outbox.services import tick_off
from ehe.register.models import Child, Household
from ehe.register.queries import child_for

ROLES: Mapping[Role, tuple[str, ...]] = {
    Role.officer: ("officer",),
    Role.manager: ("manager",),
    # The director's safeguarding lead signs in with a head of service's rights.
    Role.head_of_service: ("head_of_service", "safeguarding_lead"),
}

# Where the act is done that a clock or a task asks for, and what the link says. A page that is not built
# is not linked (`ehe.access.links.link`).
ACTS: Mapping[str, tuple[str, str]] = {
    "triage": ("concerns.rate", "Rate"),
    "acknowledgement_letter": ("register.letters", "See the letters"),
    "first_contact": ("contacts.record", "Record a contact"),
    "first_visit": ("contacts.record", "Record a contact"),
    "next_attempt": ("contacts.record", "Record a contact"),
    "second_failed_attempt": ("contacts.record", "Record a contact"),
    "child_last_seen": ("contacts.record", "Record a contact"),
    "visit_decision": ("contacts.decide_visit", "Decide what follows"),
    "sighting_of_the_others": ("contacts.sighting", "Record a sighting"),
    "address_check": ("register.household", "Prove the address"),
    "new_adult": ("register.household", "See the household"),
    "written_notice_query": ("register.written_notice", "Record the notice"),
    "sibling_check": ("register.sibling", "Record what the school says"),
    "education_information": ("suitability.information", "Record information"),
    "promised_information": ("suitability.information", "Record information"),
    "visit_report": ("suitability.report", "Record that it was shared"),
    "suitability_decision": ("suitability.decide", "Decide"),
    "annual_review": ("suitability.decide", "Decide"),
    "off_roll_without_decision": ("suitability.decide", "Decide"),
    "concern_disposition": ("concerns.decide", "Decide"),
    "concerns_review": ("concerns.review", "Read together"),
    "repeat_concern": ("register.concerns", "Read the concerns"),
    "name_an_owner": ("register.concerns", "Read the concerns"),
    "referral_release": ("register.referral", "See the referral"),
    "referral_acknowledgement": ("register.referral", "See the referral"),
    "referral_decision": ("register.referral", "See the referral"),
    "referral_feedback": ("register.referral", "See the referral"),
    "referral_next_step": ("register.referral", "Record the next step"),
    "read_referral": ("register.referral", "Read the referral"),
    "disagreement_stage_1": ("register.referral", "See the referral"),
    "disagreement_stage_2": ("register.referral", "See the referral"),
    "disagreement_stage_3": ("register.referral", "See the referral"),
    "disagreement_stage_4": ("register.referral", "See the referral"),
    "complaint_cover": ("concerns.cover", "Decide who carries on"),
    "closure_second_person": ("closures.answer", "Agree or refuse"),
    "extension_second_person": ("register.answer_extension", "Agree or refuse"),
    "cme_enquiries": ("closures.enquiry", "Record an enquiry"),
    "transfer_receipt": ("closures.transfer_acknowledged", "Record the receipt"),
    "return_to_school_check": ("closures.attendance", "Record attendance"),
    "restricted_record": ("register.officer", "Decide who sees it"),
    "read_file": ("register.chronology", "Read the file"),
}


@dataclass(frozen=True)
class Others:
    """What another person does: the right it takes, the deed, and what the reader can do meanwhile.

    `acts` are endpoint, words and the part of the page.
    """

    right: Right
    deed: str
    meanwhile: str = ""
    acts: tuple[tuple[str, str, str | None], ...] = ()


# A duty may lie on the desk of somebody who has no right to do it: the line then says whose it is.
OTHERS: Mapping[str, Others] = {
    "triage": Others(
        Right.rate,
        "rates",
        acts=(("register.child", "Read the reasons", "rating"), ("register.record", "Record what you know", None)),
    ),
    "visit_decision": Others(
        Right.decide_visit,
        "decides",
        acts=(("register.record", "Record what you know", None),),
    ),
    "complaint_cover": Others(Right.allocate, "decides", "Until then you carry on."),
    "closure_second_person": Others(Right.second_person, "agrees or refuses"),
    "restricted_record": Others(Right.allocate, "decides"),
    "referral_release": Others(
        Right.release_referral,
        "releases or withholds it",
        acts=(("register.referral", "Read the draft", None),),
    ),
}


def others_do(reader: Person | None, code: str | None, subject: Subject | None = None) -> tuple[str, Others] | None:
    """Who does this when it is not for the reader, in a sentence, and what the reader can do; None if it is theirs."""
    others = OTHERS.get(code or "")
    if reader is None or others is None or can(reader, others.right, subject):
        return None
    who = "Your manager" if reader.role is Role.officer else "Another manager"
    return f"{who} {others.deed}.", others


@dataclass(frozen=True)
class Task:
    """One open message. `asked` is its clock or kind, `about` says it in words; `due_on` is its clock's last day."""

    uuid: str
    asked: str
    about: str
    # What makes two messages the same thing: the clock and its start, or the kind and the school.
    same: tuple[str, str | None]
    rung: str | None
    school: str | None
    due_on: date | None
    created_at: datetime
    act: tuple[str, str] | None
    times: int = 1

    @property
    def can_be_ticked_off(self) -> bool:
        return self.due_on is None


@dataclass(frozen=True)
class OnDesk:
    """A child with what is asked about it."""

    child: str
    name: str
    reference: str
    rag: str | None
    tasks: tuple[Task, ...]


def _mine(person: Person) -> ColumnElement[bool]:
    """To me (or to whom I stand in for), to my role, and what would otherwise lie on nobody's desk."""
    nobody_named = Message.to_word.is_(None)
    parts = [
        Message.to_word.in_(hands_of(person)),
        and_(nobody_named, Message.to_role.in_(ROLES.get(person.role, ()))),
    ]
    if person.role is not Role.officer:
        # An officer who has left is nobody: then it is the managers'.
        here = select(User.uuid).where(User.active.is_(True))
        parts.append(and_(Message.to_role == "officer", Message.to_word.is_not(None), Message.to_word.not_in(here)))
    if person.role is Role.head_of_service:
        # Managers do not see a restricted record unless it is theirs.
        parts.append(and_(Household.restricted.is_(True), nobody_named, Message.to_role.in_(("officer", "manager"))))
    return or_(*parts)


def _lying(person: Person, *columns: Any) -> Select[Any]:
    """What lies on this desk or has lain there."""
    return (
        select(*columns)
        .select_from(Message)
        .outerjoin(Household, Household.uuid == Message.household)
        .where(Message.channel == "desk", _mine(person), or_(Message.household.is_(None), visible(person)))
    )


def _open(person: Person, *columns: Any) -> Select[Any]:
    return _lying(person, *columns).where(Message.state == "queued")


def how_many(person: Person) -> int:
    """How many things are asked: what several messages ask of one child is one."""
    same = case((Message.clock.is_(None), Message.detail), else_=Message.cycle)
    things = _open(person, Message.child, func.coalesce(Message.clock, Message.kind), same).distinct().subquery()
    return db.session.scalar(select(func.count()).select_from(things)) or 0


def tasks(person: Person, policy: Policy, *, limit: int, offset: int = 0) -> tuple[list[OnDesk], bool]:
    """The desk, a child at a time: worse ratings first, then what falls due first; and whether there is more.

    `limit` and `offset` count messages.
    """
    rank = case({rag: n for rag, n in RANK.items() if rag}, value=ChildState.rag, else_=RANK[None])
    of_clock = and_(
        ClockRow.code == Message.clock,
        ClockRow.cycle == Message.cycle,
        or_(ClockRow.subject == Message.child, ClockRow.subject == Message.household),
    )
    query = (
        _open(person, Message, Child, ChildState.rag, ClockRow.due_on)
        .outerjoin(Child, Child.uuid == Message.child)
        .outerjoin(ChildState, ChildState.child == Message.child)
        .outerjoin(ClockRow, of_clock)
        .order_by(
            rank,
            func.coalesce(ChildState.worst_due_on, NEVER_DUE),
            Message.child,
            func.coalesce(ClockRow.due_on, NEVER_DUE),
            Message.created_at,
            Message.uuid,
        )
    )
    rows = db.session.execute(query.limit(limit + 1).offset(offset)).all()
    groups = groupby(rows[:limit], key=lambda row: row[0].child)
    return [_on_desk(list(group), policy) for _, group in groups], len(rows) > limit


def _on_desk(rows: list[Any], policy: Policy) -> OnDesk:
    _, child, rag, _ = rows[0]
    made = _each_once(_task(message, due_on, policy) for message, _, _, due_on in rows)
    if child is None:
        return OnDesk("", "The register", "", None, made)
    return OnDesk(child.uuid, child.name, child.reference, rag, made)


def _each_once(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """The same thing asked several times is one line, with the rung it has climbed to last: it is done once."""
    kept: dict[tuple[str, str | None], Task] = {}
    for task in tasks:
        before = kept.get(task.same)
        kept[task.same] = replace(before, times=before.times + 1, rung=task.rung or before.rung) if before else task
    return tuple(kept.values())


def _task(message: Message, due_on: date | None, policy: Policy) -> Task:
    asked = message.clock or message.kind
    return Task(
        uuid=message.uuid,
        asked=asked,
        about=words_of(message.clock, message.kind, policy),
        same=(asked, message.cycle if message.clock else message.detail),
        rung=message.rung,
        school=message.detail,
        due_on=due_on,
        created_at=message.created_at,
        act=ACTS.get(asked) or ACTS.get(message.kind),
    )


def words_of(clock: str | None, kind: str, policy: Policy) -> str:
    """What a message asks for, in the words of the policy table."""
    words = {task.kind: task.words for task in policy.tasks}
    if kind in words:
        return words[kind]
    spec = policy.clocks.get(clock or kind)
    return spec.title if spec else kind.replace("_", " ").capitalize()


def task_of(person: Person, uuid: str) -> Message:
    """A task of this person's that no clock stands behind, open or done by whomever; else `NotFound`."""
    message = db.session.get(Message, uuid)
    if message is not None and message.clock is None and message.channel == "desk":
        if message.owner == person.uuid or db.session.scalar(_lying(person, Message.uuid).where(Message.uuid == uuid)):
            return message
    raise NotFound("task")


def like(person: Person, message: Message) -> list[Message]:
    """The open tasks on this person's desk that ask the same of the same child: they are ticked off together."""
    query = _open(person, Message).where(
        Message.clock.is_(None), Message.kind == message.kind, Message.child == message.child
    )
    return list(db.session.scalars(query.order_by(Message.uuid)))


def finish(kind: str, children: Iterable[str], by: Person) -> None:
    """Tick off the open tasks of a kind about these children: what they asked for has been recorded."""
    for message in waiting(children):
        if message.kind == kind and message.clock is None:
            tick_off(message, by=by.uuid, words="Recorded")


def move(word: str, *, to: str) -> None:
    """What lies open on one person's desk lies on another's now."""
    open_here = (Message.channel == "desk", Message.state == "queued", Message.to_word == word)
    db.session.execute(update(Message).where(*open_here).values(to_word=to))


def waiting(children: Iterable[str]) -> list[Message]:
    """The open tasks about these children, whoever has them; held, so that nobody ticks them off meanwhile."""
    query = select(Message).where(
        Message.channel == "desk", Message.state == "queued", Message.child.in_(list(children))
    )
    return list(db.session.scalars(query.order_by(Message.uuid).with_for_update()))


def child_of(person: Person, message: Message) -> Child | None:
    """The child a task is about, through the loader."""
    return child_for(person, message.child) if message.child else None
