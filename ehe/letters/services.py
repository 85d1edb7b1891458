"""A letter's way: prepared, previewed, approved, printed, posted; or held, or cancelled, with a reason."""

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import select

from ehe.access.permissions import Person, Right, can
from ehe.clocks.joining import Joined, on_joined
from ehe.clocks.services import household_of, record
from ehe.clocks.state import Household
from ehe.core.base import db
from ehe.core.errors import Refused
from ehe.core.today import london, now, today
from ehe.documents import queries as documents
from ehe.documents.services import speaks_of, store
from ehe.facts.kinds import LetterPosted
from ehe.letters import queries, sending, writing
from ehe.letters.content import LANGUAGE, render_html, title_of
from ehe.letters.models import Letter
from ehe.outbox.models import Message
from ehe.printing.layouts import layout_called
from ehe.printing.render import pdf
from ehe.register.models import Child
from ehe.register.models import Household as HouseholdRow

# A letter's bytes are kept for as long as its row.
speaks_of(Letter.sha256)


def prepare(message: Message, children: Sequence[Child], *, to: Sequence[str], layout: str, by: Person) -> list[Letter]:
    """A draft for each chosen adult, each at that adult's own address. Refused for anyone who may not be written to."""
    _wait_for_others(children[0].household_uuid)
    chosen = [c for c in queries.candidates(children[0].household_uuid, message.fact or "") if c.adult.uuid in to]
    made = []
    for candidate in chosen:
        if candidate.why_not or candidate.address is None:
            raise Refused("may_not_write", f"{candidate.adult.name}: {candidate.why_not}")
        if candidate.letter is not None:
            continue
        letter = Letter(
            template=message.kind,
            layout=layout,
            household=children[0].household_uuid,
            children=[child.uuid for child in children],
            recipient=candidate.adult.uuid,
            recipient_name=candidate.adult.name,
            address=candidate.address.lines,
            cause=message.fact or "",
            dated=today(),
            prepared_by=by.uuid,
            prepared_at=now(),
        )
        db.session.add(letter)
        made.append(letter)
    db.session.flush()
    return made


def _wait_for_others(household: str, letter: Letter | None = None) -> None:
    """Two people may act on one letter at once: the second waits here, and then reads what the first has done.

    The lock is the door's own, so that neither waits for the other.
    """
    rows = select(Child.uuid).where(Child.household_uuid == household).order_by(Child.uuid).with_for_update()
    db.session.execute(rows)
    if letter is not None:
        db.session.refresh(letter)


def preview(letter: Letter, children: Sequence[Child]) -> bytes:
    """The PDF as it stands: the approved one exactly as approved, a draft as it would come out today."""
    if letter.sha256:
        return documents.stored(letter.sha256)
    return _render(letter, children, letter.dated)


def _render(letter: Letter, children: Sequence[Child], dated: date) -> bytes:
    candidate = queries.candidate_for(letter)
    if candidate is None or candidate.address is None:
        raise Refused("may_not_write", "No address is known for this person any more.")
    shape = layout_called(letter.layout)
    context = writing.context(
        letter.template,
        reference=letter.reference,
        dated=dated,
        adult=candidate.adult,
        address=candidate.address,
        children=children,
        h=household_of(children[0].uuid),
        restricted=_restricted(letter),
        cause=letter.cause,
    )
    html = render_html(letter.template, shape, context)
    return pdf(html, title=title_of(letter.template, context), lang=LANGUAGE, layout=shape, dated=dated)


def _restricted(letter: Letter) -> bool:
    household = db.session.get(HouseholdRow, letter.household)
    return household is None or household.restricted


def approve(letter: Letter, children: Sequence[Child], *, by: Person) -> None:
    """Store the PDF exactly as approved. A restricted household's letter needs a second person, a manager or above."""
    _wait_for_others(letter.household, letter)
    state = sending.after(letter.state, "approve")
    _refuse_stopped(letter, household_of(children[0].uuid))
    if _restricted(letter) and (by.uuid == letter.prepared_by or not can(by, Right.second_person)):
        raise Refused("needs_second_person", "A letter to this household is approved by a second person, a manager.")
    letter.dated = today()
    letter.sha256 = store(_render(letter, children, letter.dated))
    letter.state, letter.approved_by, letter.approved_at = state, by.uuid, now()
    db.session.flush()


def _refuse_stopped(letter: Letter, h: Household) -> None:
    """Nothing goes out that was stopped, or to an address that has changed or is no longer proved."""
    why = sending.stopped([reason for reason in h.stopped if reason != "restricted"])
    candidate = queries.candidate_for(letter)
    if why is None and candidate is not None:
        why = candidate.why_not
        if why is None and candidate.address and candidate.address.lines != letter.address:
            why = "The address has changed since this letter was prepared: cancel it and prepare a new one."
    if candidate is None:
        why = "This person is no longer of the household."
    if why:
        raise Refused("letter_stopped", why)


def mark_printed(letter: Letter, *, by: Person) -> bytes:
    """The approved PDF, for the printer. Printing again after a paper jam is the same letter."""
    _wait_for_others(letter.household, letter)
    state = sending.after(letter.state, "print")
    _refuse_stopped(letter, household_of(letter.children[0]))
    letter.state, letter.printed_by, letter.printed_at = state, by.uuid, now()
    db.session.flush()
    return documents.stored(letter.sha256 or "")


def mark_posted(letter: Letter, *, posted_on: date, by: Person) -> None:
    """It is in the post: the fact that meets the duty, counted from the day it was really posted."""
    _wait_for_others(letter.household, letter)
    state = sending.after(letter.state, "post")
    if posted_on > today():
        raise Refused("posted_later", "A letter cannot have been posted on a day to come.")
    if letter.printed_at and posted_on < letter.dated:
        raise Refused("posted_before", "A letter cannot have been posted before the day it is dated.")
    _refuse_stopped(letter, household_of(letter.children[0]))
    letter.state, letter.posted_by, letter.posted_on = state, by.uuid, posted_on
    fact = LetterPosted(
        template=letter.template,  # type: ignore[arg-type]
        posted_on=posted_on,
        letter=letter.reference,
    )
    record(fact, children=letter.children, by=by.actor, at=_end_of(posted_on))
    _delivered(letter)


def _end_of(day: date) -> datetime:
    """Only the day is known: its end, so that it comes after the notice of the same day; never ahead of now."""
    return min(now(), london(day, time(23, 59)))


def _delivered(letter: Letter) -> None:
    for message in db.session.query(Message).filter_by(fact=letter.cause, kind=letter.template, channel="letter"):
        message.state, message.ended_at = "delivered", now()


def cancel(letter: Letter, *, reason: str, by: Person) -> None:
    """A letter that will not go; the procedure still asks for one."""
    _wait_for_others(letter.household, letter)
    letter.state = sending.after(letter.state, "cancel")
    letter.reason = reason
    db.session.flush()


@on_joined
def follow(joined: Joined) -> None:
    """A letter goes along with its children; one for an adult known twice is for the record that is kept.

    If that record has another address, the letter is stopped when it is to be approved or printed.
    """
    for letter in db.session.scalars(select(Letter).where(Letter.household.in_((joined.left, joined.kept)))):
        letter.household = joined.household_of(letter.household, letter.children)
        letter.children = joined.under_kept(letter.children)
        if letter.household == joined.kept:
            letter.recipient = joined.adults.get(letter.recipient, letter.recipient)
