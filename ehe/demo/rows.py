"""From a life that has been played to the rows of every table. Pure values, in the order of `COLUMNS`."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime

from ehe.clocks import rules, saving
from ehe.clocks.models import ChildState
from ehe.core.today import at, london
from ehe.demo.notices import Row, notices
from ehe.demo.people import DemoAdult, DemoChild
from ehe.demo.referrals import ReferralLine
from ehe.demo.story import Story

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
        "uuid", "adult_uuid", "place", "line1", "line2", "town", "postcode", "source", "status", "not_to_be_shared",
        "from_on", "until_on",
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
    yield from notices(story)


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
    for number, address in enumerate(adult.addresses):
        past = address.until_on is not None
        status = "verified" if past else _address_status(story) if adult.lives_here else "single_source"
        yield (
            "address",
            (
                story.life.uuid(), adult.uuid, number, address.line1, address.line2, address.town, address.postcode,
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
    """Entries, and the at-a-glance row of each child, by the very function that the door uses."""
    h, updated = story.h, story.life.facts[-1].at if story.life.facts else created
    for uuid, child in h.children.items():
        for e in child.entries:
            yield "entry", (e.fact, uuid, e.status, e.since, e.ended_on, e.reason, h.policy.version)
        row = ChildState(child=uuid, household=story.family.uuid)
        with at(updated):
            saving._glance(row, uuid, h)
        yield "child_state", tuple(getattr(row, name) for name in COLUMNS["child_state"])


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
