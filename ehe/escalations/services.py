"""A referral's way: released or withheld, sent, acknowledged, decided, and what follows; disagreement; extension."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from ehe.clocks.joining import Joined, on_joined
from ehe.clocks.saving import Event, addressee
from ehe.clocks.services import Desk, Recording, guard, listen, open_desk, record
from ehe.core.base import db
from ehe.core.errors import Refused
from ehe.core.references import new_reference
from ehe.core.today import london_day
from ehe.escalations import rules
from ehe.escalations.models import ReferralRow, SignedDecision
from ehe.escalations.queries import RECEIVED
from ehe.facts.actors import SYSTEM, Actor
from ehe.facts.kinds import (
    ExtensionGranted,
    ExtensionRefused,
    ExtensionRequested,
    Kind,
    ReferralAcknowledged,
    ReferralClosed,
    ReferralDecided,
    ReferralDecisionMade,
    ReferralDrafted,
    ReferralMade,
    ReferralRead,
    ReferralSent,
    StandingDecisionSigned,
)
from ehe.facts.recorded import Recorded
from ehe.facts.services import record_about_nobody
from ehe.outbox.models import Acknowledgement, Message

guard(rules.check_release, ReferralDecisionMade)
guard(rules.check_acknowledgement, ReferralAcknowledged)
guard(rules.check_open, ReferralDecided)
guard(rules.check_closing, ReferralClosed)
guard(rules.check_extension, ExtensionGranted)
guard(rules.check_extension_request, ExtensionRequested)
guard(rules.check_extension_refusal, ExtensionRefused)


def record_referral(
    fact: Kind, *, children: Sequence[str], by: Actor, at: datetime | None = None, recorded_by: str | None = None
) -> Recording:
    """A step of the referral, of a disagreement, or an extension, checked against what is open.

    Refused with `not_allowed`, `no_draft`, `referral_not_open`, or an extension's own code.
    """
    return record(fact, children=children, by=by, at=at, recorded_by=recorded_by)


# What has become of a referral on which an act comes too late, or too soon.
BECAME = {
    "draft": "has not been sent yet",
    "withheld": "has been withheld",
    "superseded": "has been taken over by a person’s referral",
    "sent": "has been sent",
    "acknowledged": "has been accepted already",
    "decided": "has been decided already",
    "ended": "has ended",
}


def must_be(row: ReferralRow, *states: str) -> None:
    """Lock the household, then refuse an act that this referral is past: the facts are the household's, not its own.

    Without this two people would both accept one referral, and a page left open would act on the next one.
    """
    open_desk(row.children)
    db.session.refresh(row)
    if row.state not in states:
        raise Refused("not_now", f"This referral {BECAME[row.state]}.")


def send(
    desk: Desk, at: datetime, *, released_by: Recorded | None = None, standing_decision: int | None = None
) -> None:
    """Send the waiting draft; on a closed day it goes to the out-of-hours team."""
    draft = desk.h.referral
    if draft is None:
        return
    to = addressee(desk.h, "social_care", (), desk.away, london_day(at))
    person = released_by.by.word if released_by else None
    fact = ReferralSent(draft=draft.opened_by.uuid, to=to, released_by=person, standing_decision=standing_decision)
    everyone = tuple(child.uuid for child in desk.h.present)
    how = {"standing_decision": standing_decision} if standing_decision is not None else {"by": person}
    desk.events.append(Event("referral_sent", everyone, {**how, "to": to}))
    desk.take(fact, at=at, by=SYSTEM, about=everyone)


# --- keeping the referral's row in step with its facts -----------------------------------------------


@listen("referral_decision_made")
def released(desk: Desk, new: Recorded) -> None:
    decision = new.fact
    if not isinstance(decision, ReferralDecisionMade):
        return
    if decision.decision == "release":
        send(desk, new.at, released_by=new)
    else:
        for row in _rows(desk, "draft"):
            row.state, row.outcome_reason, row.decided_on = "withheld", decision.reason, new.on


@listen("fact_corrected")
def released_after_all(desk: Desk, new: Recorded) -> None:
    """A decision put right to a release: what waited for nothing any more goes now."""
    draft = desk.h.referral
    if draft is None or draft.state != "draft" or desk.h.running("referral_release"):
        return
    decision = desk.h.latest(ReferralDecisionMade)
    if decision and decision.order > draft.opened_by.order and decision.fact.decision == "release":  # type: ignore[attr-defined]
        for row in db.session.scalars(select(ReferralRow).where(ReferralRow.fact == draft.opened_by.uuid)):
            row.state, row.outcome_reason, row.decided_on = "draft", None, None
        db.session.flush()
        send(desk, new.at, released_by=decision)


@listen("referral_drafted", "referral_made")
def opened(desk: Desk, new: Recorded) -> None:
    made = isinstance(new.fact, ReferralMade)
    if made:
        for row in _rows(desk, "draft"):
            row.state = "superseded"
    if isinstance(new.fact, ReferralMade):
        grounds, held = [new.fact.own_words] if new.fact.own_words else [], False
    elif isinstance(new.fact, ReferralDrafted):
        grounds, held = list(new.fact.grounds), new.fact.held
    db.session.add(
        ReferralRow(
            reference=new_reference("R"),
            household=desk.uuid,
            fact=new.uuid,
            state="sent" if made else "draft",
            children=[child.uuid for child in desk.h.present],
            grounds=grounds,
            opened_at=new.at,
            opened_by=new.by.word,
            sent_at=new.at if made else None,
            sent_by=new.by.word if made else None,
            to="social_care" if made else None,
            held=held,
        )
    )
    db.session.flush()


@listen("referral_sent")
def sent(desk: Desk, new: Recorded) -> None:
    fact = new.fact
    if isinstance(fact, ReferralSent):
        for row in _rows(desk, "draft"):
            row.state, row.sent_at, row.to = "sent", new.at, fact.to
            row.sent_by, row.standing_decision = fact.released_by, fact.standing_decision


@listen("referral_acknowledged")
def acknowledged(desk: Desk, new: Recorded) -> None:
    """One household, one referral: who has it has everything that was sent about these children."""
    fact = new.fact
    rows = _rows(desk, "sent")
    for row in rows:
        row.state, row.acknowledged_at, row.acknowledged_by = "acknowledged", new.at, new.by.word
        row.their_reference = fact.reference if isinstance(fact, ReferralAcknowledged) else None
    if rows:
        uuid, who = rows[0].uuid, new.by.word
        db.session.add(Acknowledgement(referral_uuid=uuid, fact=new.uuid, person=who, at=new.at, how="named_person"))


@listen("referral_decided", "referral_closed")
def decided(desk: Desk, new: Recorded) -> None:
    """The row ends with the referral; a referral under assessment stays open until social care closes it."""
    fact = new.fact
    for row in _rows(desk, "sent", "acknowledged", "decided"):
        if isinstance(fact, ReferralDecided):
            row.outcome, row.outcome_reason, row.decided_on = fact.outcome, fact.reason, new.on
        row.state = "decided" if desk.h.referral else "ended"


def _rows(desk: Desk, *states: str) -> Sequence[ReferralRow]:
    return db.session.scalars(
        select(ReferralRow)
        .where(ReferralRow.household == desk.uuid, ReferralRow.state.in_(states))
        .order_by(ReferralRow.opened_at)
    ).all()


@on_joined
def follow(joined: Joined) -> None:
    """A referral goes along with its children when their record turns out to be another's."""
    for row in db.session.scalars(select(ReferralRow).where(ReferralRow.household.in_((joined.left, joined.kept)))):
        row.household = joined.household_of(row.household, row.children)
        row.children = joined.under_kept(row.children)


# --- reading and signing ----------------------------------------------------------------------------


def mark_read(row: ReferralRow, *, by: Actor) -> Recording:
    """A named person has read a referral that went under a standing decision; their task on it is done."""
    must_be(row, *RECEIVED)
    if row.standing_decision is None or row.read_at is not None:
        raise Refused("nothing_to_read", "This referral waits for nobody to read it.")
    return record(ReferralRead(referral=row.reference), children=row.children, by=by)


@listen("referral_read")
def was_read(desk: Desk, new: Recorded) -> None:
    for row in _rows(desk, "sent", "acknowledged", "decided", "ended"):
        if row.standing_decision is not None and row.read_at is None:
            row.read_at, row.read_by = new.at, new.by.word
    tasks = select(Message).where(
        Message.household == desk.uuid, Message.kind == "read_referral", Message.state == "queued"
    )
    for task in db.session.scalars(tasks):
        task.state, task.reason, task.ended_at = "closed", "read", new.at


def sign(fact: StandingDecisionSigned, *, by: Actor, at: datetime) -> None:
    """Record that a named director has signed a standing decision, agreed with social care, until its review."""
    record_about_nobody(fact, by=by, at=at)
    row = db.session.get(SignedDecision, fact.number) or SignedDecision(number=fact.number)
    row.director, row.agreed_with, row.recorded_by = fact.director, fact.agreed_with, by.word
    row.signed_on, row.review_on = fact.signed_on, fact.review_on
    db.session.add(row)
    db.session.flush()
