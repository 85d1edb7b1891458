"""From a life that has been played to the rows of every table. Pure values, in the order of `COLUMNS`."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from typing import Any

from ehe.clocks import rules
from ehe.clocks.saving import failed_in_a_row
from ehe.core.today import london
from ehe.demo.people import DemoAdult, DemoChild
from ehe.demo.referrals import ReferralLine
from ehe.demo.story import Story
from ehe.facts import kinds
from ehe.facts.recorded import Recorded
from ehe.withdrawals.rules import answers as said

Row = tuple[Any, ...]

REFERRAL = [field.name for field in fields(ReferralLine) if field.name not in ("acknowledged_fact",)]

# In the order in which they are written: what is referred to comes first.
COLUMNS: dict[str, tuple[str, ...]] = {
    "household": ("uuid", "restricted", "created_at"),
    "child": (
        "uuid", "reference", "household_uuid", "place", "first_name", "last_name", "known_as", "born_on", "sex", "upn",
        "school_urn", "school_name", "created_at",
    ),
    "adult": (
        "uuid", "household_uuid", "place", "name", "relationship_to_child", "parental_responsibility",
        "lives_in_household", "phone", "email", "safe_to_write", "needs", "from_on", "source",
    ),
    "address": (
        "uuid", "adult_uuid", "line1", "line2", "town", "postcode", "source", "status", "not_to_be_shared", "from_on",
        "until_on",
    ),
    "entry": ("fact", "child_uuid", "status", "since", "ended_on", "reason", "policy_version"),
    "child_state": (
        "child", "household", "status", "entered_on", "rag", "rating_proposed", "rating_reasons", "officer",
        "last_seen_on", "last_seen_how", "last_seen_by", "seen_since_withdrawal", "failed_in_a_row", "open_concerns",
        "referral", "closing_asked", "worst_code", "worst_due_on", "updated_at",
    ),
    # The first column of these is the number of the clock, counted in the household; it is shifted on writing.
    "clock": (
        "id", "household", "subject", "code", "cycle", "rag", "started_on", "counted_from", "due_on", "first_due_on",
        "provisional", "state", "ended_on", "reason", "policy_version",
    ),
    "clock_child": ("clock_id", "child", "place"),
    "step": ("clock_id", "place", "rung", "due_on", "to", "state", "reason", "fired_at"),
    "message": (
        "uuid", "dedupe_key", "channel", "kind", "state", "reason", "to_role", "to_word", "household", "child", "clock",
        "cycle", "rung", "fact", "detail", "at_once", "created_at", "ended_at", "owner", "attempts",
    ),
    "attempt": ("message_uuid", "n", "started_at", "ended_at", "outcome"),
    "referral": ("household", *REFERRAL),
    "acknowledgement": ("referral_uuid", "fact", "person", "at", "how"),
    "withdrawal_notice": (
        "uuid", "reference", "school_urn", "school_name", "fact", "answers", "sent_by", "sent_at", "check_due_on",
        "answer_due_on", "written_notice_at", "accepted_by", "accepted_at",
    ),
    "withdrawal_notice_child": ("notice_uuid", "child_uuid", "place"),
}  # fmt: skip
SHIFTED = frozenset({"clock", "clock_child", "step"})


def rows_of(story: Story) -> Iterator[tuple[str, Row]]:
    """Every row of one household but its facts. Clocks are numbered from 0."""
    created = story.life.facts[0].at if story.life.facts else london(story.family.known_since, datetime.min.time())
    yield "household", (story.family.uuid, story.life.restricted, created)
    for child in story.family.children:
        yield "child", _child(story, child, created)
    for place, adult in enumerate(story.family.adults):
        yield from _adult(story, adult, place)
    yield from _glances(story, created)
    yield from _clocks(story)
    yield from _messages(story)
    yield from _referrals(story)
    yield from _notices(story)


def _child(story: Story, child: DemoChild, created: datetime) -> Row:
    school = child.school
    return (
        child.uuid, child.reference, story.family.uuid, child.place, child.first_name, child.last_name, child.known_as,
        child.fate.born_on, child.sex, child.upn, str(school.urn) if school else None, school.name if school else None,
        created,
    )  # fmt: skip


def _adult(story: Story, adult: DemoAdult, place: int) -> Iterator[tuple[str, Row]]:
    school = story.family.children[0].school
    yield (
        "adult",
        (
            adult.uuid, story.family.uuid, place, adult.name, adult.relationship, adult.responsibility,
            adult.lives_here, adult.phone, adult.email, adult.safe_to_write, adult.needs, adult.from_on,
            school.actor.word if school else None,
        ),
    )  # fmt: skip
    for address in adult.addresses:
        past = address.until_on is not None
        status = "verified" if past else _address_status(story) if adult.lives_here else "single_source"
        yield (
            "address",
            (
                story.life.uuid(), adult.uuid, address.line1, address.line2, address.town, address.postcode,
                address.source, status, story.life.restricted, address.from_on, address.until_on,
            ),
        )  # fmt: skip


def _address_status(story: Story) -> str:
    """What the last check of the address came to."""
    checks = [c for c in story.h.clocks if c.code == "address_check"]
    running = [c for c in checks if c.is_running]
    started = {c.started_by.kind for c in running}
    if "letter_returned" in started:
        return "returned_mail"
    if "address_disputed" in started:
        return "disputed"
    met = any(c.state == "met" for c in checks)
    return "verified" if met and not running else "single_source"


def _glances(story: Story, created: datetime) -> Iterator[tuple[str, Row]]:
    """Entries, and the at-a-glance row of each child as `ehe.clocks.saving` keeps it."""
    h, updated = story.h, story.life.facts[-1].at if story.life.facts else created
    for uuid, child in h.children.items():
        for e in child.entries:
            yield "entry", (e.fact, uuid, e.status, e.since, e.ended_on, e.reason, h.policy.version)
        rating, entry, seen = child.rating, child.entry, child.last_seen
        entered = min(e.since for e in child.open_entries) if entry else None
        sighted = child.last_qualifying_sighting
        mine = [c for c in h.clocks if c.is_running and (c.subject == uuid or c.subject not in h.children)]
        worst = min(mine, key=lambda c: (c.due_on, c.code), default=None) if entry else None
        yield (
            "child_state",
            (
                uuid,
                story.family.uuid,
                entry.status if entry else None,
                entered,
                rating.rag if rating else None,
                rating.proposed if rating else None,
                list(rating.reasons) if rating else None,
                child.officer,
                seen.on if seen else None,
                seen.how if seen else None,
                seen.by if seen else None,
                bool(sighted and entered and sighted.on >= entered),
                failed_in_a_row(h, uuid),
                len(h.open_concerns(uuid)),
                h.referral.state if h.referral else None,
                child.closure is not None,
                worst.code if worst else None,
                worst.due_on if worst else None,
                updated,
            ),
        )


def _clocks(story: Story) -> Iterator[tuple[str, Row]]:
    h, household = story.h, story.family.uuid
    for n, line in enumerate(story.life.book.lines):
        c = line.running
        subject = household if c.subject == rules.HOUSEHOLD else c.subject
        yield (
            "clock",
            (
                n, household, subject, c.code, c.cycle, c.rag, c.started_on, c.counted_from, c.due_on, c.first_due_on,
                c.provisional, c.state, c.ended_on, c.reason, h.policy.version,
            ),
        )  # fmt: skip
        for place, child in enumerate(rules.children_of(h, c)):
            yield "clock_child", (n, child, place)
        for s in line.steps.values():
            yield "step", (n, s.place, s.rung, s.due_on, s.to, s.state, s.reason, s.fired_at)


def _messages(story: Story) -> Iterator[tuple[str, Row]]:
    for note in story.life.outbox.notes.values():
        uuid = story.life.uuid()
        yield (
            "message",
            (
                uuid, note.dedupe_key, note.channel, note.kind, note.state, note.reason, note.to_role, note.to_word,
                story.family.uuid, note.child, note.clock, note.cycle, note.rung, note.fact, note.detail, note.at_once,
                note.created_at, note.ended_at, note.owner, note.attempts,
            ),
        )  # fmt: skip
        if note.attempts:
            yield "attempt", (uuid, 1, note.created_at, note.ended_at, "accepted")


def _referrals(story: Story) -> Iterator[tuple[str, Row]]:
    for line in story.life.referrals.lines:
        yield "referral", (story.family.uuid, *(getattr(line, name) for name in REFERRAL))
        if line.acknowledged_fact:
            how = "named_person"
            row = (line.uuid, line.acknowledged_fact, line.acknowledged_by, line.acknowledged_at, how)
            yield "acknowledgement", row


# --- the notices as the schools sent them ---------------------------------------------------------------


def _notices(story: Story) -> Iterator[tuple[str, Row]]:
    for f in story.life.facts:
        if isinstance(f.fact, kinds.WithdrawalNotified):
            yield from _notice(story, f, f.fact)


def _notice(story: Story, f: Recorded, fact: kinds.WithdrawalNotified) -> Iterator[tuple[str, Row]]:
    uuid, later = story.life.uuid(), story.life.facts[f.seq :]
    urn = f.by.word.removeprefix("school:")
    held = f.at if fact.written_notice else _when(later, f, kinds.WrittenNoticeReceived)
    accepted = next((x for x in later if x.kind == "officer_assigned" and set(x.children) & set(f.children)), None)
    due = {c.code: c.first_due_on for c in reversed(story.h.clocks) if c.cycle == f.uuid}
    yield (
        "withdrawal_notice",
        (
            uuid, fact.reference, urn, fact.school, f.uuid, said.to_json(_answers(story, f, fact)),
            story.life.recorded_by[f.uuid], f.at, due.get("triage"), due.get("written_notice_query"), held,
            accepted.by.word if accepted else None, accepted.at if accepted else None,
        ),
    )  # fmt: skip
    for place, child in enumerate(f.children):
        yield "withdrawal_notice_child", (uuid, child, place)


def _when(later: list[Recorded], f: Recorded, kind: type[kinds.Kind]) -> datetime | None:
    return next((x.at for x in later if isinstance(x.fact, kind) and set(x.children) & set(f.children)), None)


def _answers(story: Story, f: Recorded, fact: kinds.WithdrawalNotified) -> said.Answers:
    """The school's answers, as its own pages would have kept them."""
    leaving = [story.children[child] for child in f.children]
    others = [child for child in story.family.children if child.uuid not in f.children]
    home = next((a.addresses[-1] for a in story.family.adults if a.lives_here), None)
    hidden = fact.safety == "yes"
    place = _place(home.line1, home.line2, home.town, home.postcode) if home else said.Place()
    return said.Answers(
        safety=fact.safety or "not_known",
        children=tuple(
            said.ChildLeaving(
                first_name=child.first_name,
                last_name=child.last_name,
                known_as=child.known_as or "",
                born_on=child.fate.born_on,
                upn=child.upn or "",
                sex="female" if child.sex == "female" else "male" if child.sex == "male" else "not_known",
            )
            for child in leaving
        ),
        home=said.Home(kind="not_shared" if hidden else "address", place=place),
        carers=tuple(_carer(adult, hidden) for adult in story.family.adults),
        any_siblings="yes" if others else "no",
        siblings=tuple(
            said.Sibling(
                first_name=child.first_name,
                last_name=child.last_name,
                born_on=child.fate.born_on,
                school=child.school.name if child.school else "",
            )
            for child in others
        ),
        roll=said.Roll(
            ground=fact.ground or "",
            last_attended_on=fact.last_attended_on,
            off_roll_on=fact.off_roll_on,
            special_school=_yes(fact.special_school),
            order_in_force=_yes(fact.order_in_force),
        ),
        parent_notice=said.ParentNotice(
            held="yes" if fact.written_notice else "no",
            notice_from=fact.notice_from or "",
            received_on=fact.received_on,
        ),
        known=said.Known(
            own_words=fact.own_words or "",
            social_care_open=_yes(fact.social_care_open),
            protection_plan=_yes(fact.protection_plan),
            previous_plan=_yes(fact.previous_plan),
            other_parent_aware=fact.other_parent_aware or "",
        ),
        concern=fact.concern if isinstance(fact.concern, str) else "",
    )


def _yes(flag: bool | None) -> said.YesNo:
    return "not_known" if flag is None else "yes" if flag else "no"


def _place(line1: str, line2: str | None, town: str, postcode: str) -> said.Place:
    return said.Place(line1=line1, line2=line2 or "", town=town, postcode=postcode)


def _carer(adult: DemoAdult, hidden: bool) -> said.Carer:
    home = adult.addresses[-1]
    apart = not adult.lives_here
    return said.Carer(
        name=adult.name,
        relationship=adult.relationship,
        responsibility=_yes(adult.responsibility),
        lives="other_home" if apart else "with_child",
        place=_place(home.line1, home.line2, home.town, home.postcode) if apart else said.Place(),
        not_shared=hidden and apart,
        phone=adult.phone or "",
        no_phone=adult.phone is None,
        email=adult.email or "",
    )
