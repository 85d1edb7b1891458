"""Sending a notice: its people, its facts, their clocks and its receipt, all in one transaction."""

from datetime import date

from sqlalchemy import func, select

from ehe.access.permissions import Person, Right, Subject, must
from ehe.clocks.models import ClockRow
from ehe.clocks.saving import key
from ehe.core.base import db
from ehe.core.errors import Refused
from ehe.core.references import new_reference
from ehe.core.today import now
from ehe.documents import queries as documents
from ehe.documents import services as files
from ehe.documents.models import Document
from ehe.documents.rules import Examined
from ehe.facts.kinds import WithdrawalNotified, WrittenNoticeReceived
from ehe.outbox.models import Message
from ehe.register.identifiers import LENGTH, tidy_upn
from ehe.register.models import Address, Adult, Child, Household
from ehe.schools import queries as schools
from ehe.withdrawals import queries
from ehe.withdrawals.models import Notice, NoticeChild, NoticeDraft
from ehe.withdrawals.rules import grounds, journey
from ehe.withdrawals.rules.answers import Answers, Carer, Place, Sibling, from_json, to_json
from ehe.withdrawals.services.notices import notify, record_learned

# The head of service's task: a restricted record may be of the same child.
RESTRICTED_MATCH = "restricted_match"

SEXES = {"female": "female", "male": "male"}


def closed_since(urn: str | None, day: date) -> date | bool:
    """Since when the school is closed, True if that day is not known; False for a school that is open.

    A school that no file has brought yet counts as open: a notice must not be turned away for a thin file.
    """
    school = schools.school(urn or "")
    if school is None or school.is_open_on(day):
        return False
    return school.closed_on or school.succeeded_on or True


def send(draft: NoticeDraft, *, by: Person, today: date) -> Notice:
    """Send a draft. Refused while something is missing that a notice cannot be sent without."""
    must(by, Right.notify_withdrawal)
    if draft.sent_as:
        return db.session.get_one(Notice, draft.sent_as)
    if closed_since(by.school_urn, today):
        raise Refused("school_closed", "Your school is closed in the register, so no notice can be sent from it.")
    answers = from_json(draft.answers)
    if journey.missing(answers):
        raise Refused("notice_incomplete", "Some answers are still missing. Nothing has been sent.")
    if answers.roll.ground == grounds.DIED:
        raise Refused("speak_to_us", "Please tell us by telephone that a child has died.")
    notice = _notify(answers, by)
    draft.sent_as, draft.answers, draft.updated_at = notice.uuid, {}, now()
    db.session.flush()
    return notice


def _notify(answers: Answers, by: Person) -> Notice:
    urn, at = by.school_urn or "", now()
    school = schools.school(urn)
    name, reference = school.name if school else f"School {urn}", _free_reference()
    leaving = _household(answers, urn, name)
    uuids = [child.uuid for child in leaving]
    recording = notify(_fact(answers, reference, name), children=uuids, by=by.actor, at=at, recorded_by=by.uuid)
    notice = Notice(
        reference=reference,
        school_urn=urn,
        school_name=name,
        fact=recording.fact,
        answers=to_json(answers),
        sent_by=by.uuid,
        sent_at=at,
        check_due_on=_due(recording.fact, "triage"),
        answer_due_on=_due(recording.fact, "written_notice_query"),
        written_notice_at=at if answers.parent_notice.held == "yes" else None,
    )
    notice.children = [NoticeChild(child_uuid=uuid, place=place) for place, uuid in enumerate(uuids)]
    db.session.add(notice)
    db.session.flush()
    if answers.parent_notice.held == "yes":
        documents.document(answers.parent_notice.document).notice_uuid = notice.uuid
    for child in leaving:
        _ask_about_restricted(child)
    db.session.flush()
    return notice


def _free_reference() -> str:
    while queries.reference_is_taken(reference := new_reference("W")):
        pass
    return reference


def _due(fact: str, clock: str) -> date | None:
    """The last day of a duty that the notice started; a concern in it may have made that sooner."""
    mine = select(func.min(ClockRow.due_on)).where(ClockRow.cycle == fact, ClockRow.code == clock)
    return db.session.scalar(mine)


# ---- the fact ------------------------------------------------------------------------------------


def _fact(answers: Answers, reference: str, school: str) -> WithdrawalNotified:
    roll, notice, known = answers.roll, answers.parent_notice, answers.known
    return WithdrawalNotified(
        written_notice=notice.held == "yes",
        received_on=notice.received_on,
        last_attended_on=roll.last_attended_on,
        off_roll_on=roll.off_roll_on,
        ground=roll.ground,
        own_words=known.own_words or None,
        notice_from=notice.notice_from or None,
        other_parent_aware=known.other_parent_aware or None,
        safety=answers.safety or None,
        special_school=_flag(roll.special_school),
        order_in_force=_flag(roll.order_in_force),
        protection_plan=_flag(known.protection_plan),
        social_care_open=_flag(known.social_care_open),
        previous_plan=_flag(known.previous_plan),
        concern=answers.concern if answers.concern.strip() else None,
        reference=reference,
        school=school,
    )


def _flag(answer: str) -> bool | None:
    """Not known is not no."""
    return {"yes": True, "no": False}.get(answer)


# ---- the people ----------------------------------------------------------------------------------


def _household(answers: Answers, urn: str, school: str) -> list[Child]:
    """A household of its own: whether the register knows a child already is a person's decision. Gives who leaves."""
    household, source = Household(), f"school:{urn}"
    db.session.add(household)
    db.session.flush()
    leaving = [
        Child(
            household_uuid=household.uuid,
            place=place,
            first_name=child.first_name,
            last_name=child.last_name,
            known_as=child.known_as or None,
            born_on=child.born_on,
            sex=SEXES.get(child.sex),
            # One that is too long to be a UPN stays with the notice, as it was typed.
            upn=upn if 0 < len(upn := tidy_upn(child.upn)) <= LENGTH else None,
            school_urn=urn,
            school_name=school,
        )
        for place, child in enumerate(answers.children)
    ]
    brothers_and_sisters = [
        _sibling(household.uuid, place, sibling) for place, sibling in enumerate(answers.siblings, start=len(leaving))
    ]
    adults = [_adult(household.uuid, place, carer, answers, source) for place, carer in enumerate(answers.carers)]
    db.session.add_all([*leaving, *brothers_and_sisters, *adults])
    db.session.flush()
    return leaving


def _sibling(household: str, place: int, sibling: Sibling) -> Child:
    return Child(
        household_uuid=household,
        place=place,
        first_name=sibling.first_name,
        last_name=sibling.last_name,
        born_on=sibling.born_on,
        school_name=sibling.school or None,
    )


def _adult(household: str, place: int, carer: Carer, answers: Answers, source: str) -> Adult:
    """Each with an address of their own; whoever does not live with the child is held apart."""
    adult = Adult(
        household_uuid=household,
        place=place,
        name=carer.name,
        relationship_to_child=carer.relationship or None,
        parental_responsibility=_flag(carer.responsibility),
        lives_in_household=carer.is_with_child,
        phone=carer.phone or None,
        email=carer.email or None,
        source=source,
    )
    home = answers.home.place if carer.is_with_child else carer.place
    hidden = answers.home.kind == "not_shared" if carer.is_with_child else carer.not_shared
    if home.line1 and not (carer.is_with_child and answers.home.kind == "no_fixed"):
        adult.addresses = [_address(home, source, hidden)]
    return adult


def _address(place: Place, source: str, hidden: bool) -> Address:
    return Address(
        line1=place.line1,
        line2=place.line2 or None,
        town=place.town or None,
        postcode=place.postcode or None,
        source=source,
        not_to_be_shared=hidden,
    )


def _ask_about_restricted(child: Child) -> None:
    """Where a restricted record may be this child, the head of service is asked, and nobody else learns of it."""
    if not any(found.is_restricted for found in queries.candidates_for(child)):
        return
    db.session.add(
        Message(
            dedupe_key=key(child.household_uuid, child.uuid, RESTRICTED_MATCH),
            channel="desk",
            kind=RESTRICTED_MATCH,
            to_role="head_of_service",
            household=child.household_uuid,
            child=child.uuid,
        )
    )


# ---- afterwards ----------------------------------------------------------------------------------


def answer_query(notice: Notice, file: Examined, *, received_on: date | None, by: Person) -> Document:
    """The parent's written notice, sent after the withdrawal: it ends the query."""
    must(by, Right.see_own_notices, Subject(school_urn=notice.school_urn))
    if not notice.has_query:
        raise Refused("no_query", "We already hold the parent’s written notice, so this file was not added.")
    document = files.keep(file, kind="parent_notice", by=by.uuid, notice=notice.uuid)
    fact = WrittenNoticeReceived(
        words=f"Received by the school on {received_on.isoformat()}" if received_on else None,
        sources=[f"school:{notice.school_urn}"],
    )
    for children in queries.by_household(notice):
        record_learned(fact, children=children, by=by.actor, recorded_by=by.uuid)
    notice.written_notice_at = notice.written_notice_at or now()
    db.session.flush()
    return document
