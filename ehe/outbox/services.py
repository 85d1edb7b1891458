"""Acts upon messages by people: a task that belongs to no clock is ticked off with a word."""

from ehe.core.base import db
from ehe.core.errors import Refused
from ehe.core.today import now
from ehe.outbox.models import Message


def tick_off(message: Message, *, by: str, words: str) -> None:
    """Close a task on a desk; `by` is the user's uuid. Refused for one that a clock stands behind, or that is done."""
    db.session.refresh(message, with_for_update=True)
    if message.clock is not None:
        raise Refused("task_of_a_clock", "This task ends with what it asks for: record that.")
    if message.state != "queued":
        raise Refused("task_not_open", "This task has been ticked off already.")
    message.state, message.reason, message.owner, message.ended_at = "closed", words, by, now()
    db.session.flush()
