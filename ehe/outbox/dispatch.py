"""The dispatcher: claim, note the attempt, send, note the outcome, each committed on its own.

Killed at any line it loses nothing. SMTP cannot be asked what became of a message: after a crash in
mid-call an e-mail goes again with the same Message-ID, which is harmless for a link and a count.
"""

import logging
import os
import secrets
import smtplib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import or_, select

from ehe.core.base import db
from ehe.core.commit import unit_of_work
from ehe.core.settings import current
from ehe.core.today import now
from ehe.outbox import mail
from ehe.outbox.models import Attempt, Message

BATCH = 50
# At least ten times the call's own time-out, so that a slow call is never taken for a dead one.
LEASE = timedelta(seconds=10 * mail.TIMEOUT_S)
RETRY = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))

Recipients = Callable[[Message], list[str]]

log = logging.getLogger(__name__)


@dataclass
class Counts:
    """What one pass did. `waiting` counts e-mails that have no mail server to go to."""

    sent: int = 0
    failed: int = 0
    held: int = 0
    waiting: int = 0

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def dispatch(recipients: Recipients) -> Counts:
    """Send every e-mail that is due. `recipients` gives the addresses a message is for, from the directory of users."""
    counts, settings = Counts(), current()
    if not settings.smtp_url:
        counts.waiting = len(_due(limit=10_000))
        db.session.rollback()
        return counts
    owner = f"{os.getpid()}-{secrets.token_hex(4)}"
    while claimed := _claim(owner):
        for uuid in claimed:
            _one(uuid, owner, recipients, counts)
    return counts


def _due(limit: int) -> list[Message]:
    ready = or_(Message.next_try_at.is_(None), Message.next_try_at <= now())
    stale = (Message.state == "sending") & (Message.lease_until < now())
    query = (
        select(Message)
        .where(Message.channel == "email", ready, or_(Message.state == "queued", stale))
        .order_by(Message.created_at, Message.uuid)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(db.session.scalars(query))


def _claim(owner: str) -> list[str]:
    with unit_of_work():
        rows = _due(BATCH)
        for row in rows:
            row.state, row.owner, row.lease_until = "sending", owner, now() + LEASE
        return [row.uuid for row in rows]


def _one(uuid: str, owner: str, recipients: Recipients, counts: Counts) -> None:
    with unit_of_work():
        message = db.session.get(Message, uuid, populate_existing=True)
        if message is None or message.owner != owner:
            return
        addresses = recipients(message)
        if not addresses:
            # Nobody to tell is never silence: it stands on the managers' list until someone is named.
            message.state, message.reason = "held", "nobody_to_send_to"
            counts.held += 1
            return
        message.attempts += 1
        message.tries.append(Attempt(n=message.attempts, started_at=now()))
    outcome = _send(uuid, addresses)
    with unit_of_work():
        _note(uuid, owner, outcome, counts)


def _send(uuid: str, addresses: list[str]) -> str | None:
    """None when the mail server took it; otherwise the kind of failure."""
    settings, message = current(), db.session.get_one(Message, uuid)
    mails = [mail.compose(message, to, settings.mail_from, settings.base_url) for to in addresses]
    db.session.rollback()
    try:
        mail.send(settings.smtp_url, mails)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("e-mail %s was not taken: %s", uuid, type(error).__name__)
        return type(error).__name__
    return None


def _note(uuid: str, owner: str, outcome: str | None, counts: Counts) -> None:
    message = db.session.get(Message, uuid, populate_existing=True)
    if message is None or message.owner != owner:
        return
    attempt = message.tries[-1]
    attempt.ended_at, attempt.outcome = now(), outcome or "accepted"
    if outcome is None:
        message.state, message.ended_at = "accepted", now()
        counts.sent += 1
        return
    counts.failed += 1
    message.state, message.reason = "queued", outcome
    message.next_try_at = now() + RETRY[min(message.attempts, len(RETRY)) - 1]
