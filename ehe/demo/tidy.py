"""What people and the dispatcher have long done with messages by the day the story ends."""

from datetime import datetime, timedelta

from ehe.demo.life import Life
from ehe.demo.outbox import Note
from ehe.demo.story import Story
from ehe.facts import kinds

WORDS = {
    "sibling_check": "Asked and noted in the chronology.",
    "off_roll_without_decision": "Read. Visit is planned and the decision will follow.",
    "second_failed_attempt": "Another day and another place offered.",
    "repeat_concern": "Read the same day and spoke to the caller.",
    "sighting_of_the_others": "Others asked after; noted.",
    "read_file": "File read.",
    "special_school_consent": "Consent asked for and given by the panel.",
    "order_in_force": "School told: the order is changed first.",
    "restricted_record": "Decided who may see the record.",
    "new_adult": "Asked who, since when and for whom; noted.",
    "name_an_owner": "Owner named.",
}


def tidy(story: Story) -> None:
    """E-mails are with the mail server, letters in the post, tasks ticked off but for the latest."""
    life = story.life
    posted = [(f.on, f.at, f.children, f.fact.template) for f in life.facts if isinstance(f.fact, kinds.LetterPosted)]
    for note in life.outbox.notes.values():
        if note.channel == "email":
            note.state, note.attempts, note.ended_at = "accepted", 1, note.created_at + timedelta(seconds=40)
        elif note.channel == "letter":
            at = next((at for _, at, about, kind in posted if _is(note, at, about, kind)), None)
            if at is not None:
                note.state, note.reason, note.ended_at = "delivered", None, at
            elif note.child and life.h.children[note.child].entry is None:
                note.state, note.reason, note.ended_at = "cancelled", "entry_closed", life.facts[-1].at
        elif note.state == "queued":
            _task(story, note)


def _is(note: Note, at: datetime, about: tuple[str, ...], kind: str) -> bool:
    return note.kind == kind and at >= note.created_at and note.child in about


def _task(story: Story, note: Note) -> None:
    life = story.life
    if note.kind in ("referral", "referral_chase", "lapse_joined"):
        ended = _answered(life, note)
        if ended is not None:
            note.state, note.ended_at = "accepted", ended
    elif note.clock is not None:
        ended_clock = next(
            (c for c in life.h.clocks if c.cycle == note.cycle and c.code == note.clock and not c.is_running), None
        )
        if ended_clock is not None:
            note.state, note.reason, note.ended_at = "closed", f"clock_{ended_clock.state}", note.created_at
    else:
        hours = story.rng.randrange(2, 110)
        ended = note.created_at + timedelta(hours=hours)
        if ended < life.world.until - timedelta(hours=hours % 40) and note.kind in WORDS:
            note.state, note.reason, note.ended_at = "closed", WORDS[note.kind], ended
            note.owner = note.to_word or _owner(story, note.to_role)


def _owner(story: Story, role: str) -> str:
    if role == "officer":
        return story.officer().word
    return story.cast.head.word if role == "head_of_service" else story.cast.manager.word


def _answered(life: Life, note: Note) -> datetime | None:
    """When a named person at social care had taken the referral, or had decided it."""
    for f in life.facts:
        if f.at >= note.created_at and f.kind in ("referral_acknowledged", "referral_decided", "referral_closed"):
            return f.at
    return None
