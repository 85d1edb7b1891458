"""Messages, the attempts to deliver them, and who has acknowledged them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ehe.core.base import UUID, Base, UtcDateTime, new_uuid
from ehe.core.today import now


class Message(Base):
    """One message to one role or person over one channel; `dedupe_key` makes a repeated sweep harmless.

    State: queued, sending, accepted, delivered, failed, unknown, held, cancelled, closed.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_channel_state_next_try_at", "channel", "state", "next_try_at"),
        Index("ix_message_to_role_state", "to_role", "state"),
        Index("ix_message_to_word_state", "to_word", "state"),
        Index("ix_message_household_clock_cycle", "household", "clock", "cycle"),
    )

    uuid: Mapped[str] = mapped_column(UUID, primary_key=True, default=new_uuid)
    dedupe_key: Mapped[str] = mapped_column(UUID, unique=True)
    channel: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(12), default="queued")
    reason: Mapped[str | None] = mapped_column(Text)
    to_role: Mapped[str] = mapped_column(String(40))
    to_word: Mapped[str | None] = mapped_column(String(400))
    household: Mapped[str | None] = mapped_column(UUID)
    child: Mapped[str | None] = mapped_column(UUID, index=True)
    clock: Mapped[str | None] = mapped_column(String(40))
    cycle: Mapped[str | None] = mapped_column(UUID)
    rung: Mapped[str | None] = mapped_column(String(40))
    fact: Mapped[str | None] = mapped_column(UUID)
    detail: Mapped[str | None] = mapped_column(Text)
    at_once: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    owner: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_try_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    provider_ref: Mapped[str | None] = mapped_column(String(120))

    tries: Mapped[list["Attempt"]] = relationship(back_populates="message", order_by="Attempt.n")


class Attempt(Base):
    """One try at delivery; its row is committed before the call, so that a crash leaves a trace."""

    __tablename__ = "attempt"

    message_uuid: Mapped[str] = mapped_column(ForeignKey("message.uuid"), primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(400))

    message: Mapped[Message] = relationship(back_populates="tries")


class Acknowledgement(Base):
    """A named person at the other end has it. Delivery by a mail server is not this."""

    __tablename__ = "acknowledgement"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    message_uuid: Mapped[str | None] = mapped_column(ForeignKey("message.uuid"), index=True)
    referral_uuid: Mapped[str | None] = mapped_column(UUID, index=True)
    fact: Mapped[str] = mapped_column(UUID, unique=True)
    person: Mapped[str] = mapped_column(String(400))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    how: Mapped[str] = mapped_column(String(40))
