"""A letter to one person, from draft to doorstep."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ehe.core.base import UUID, Base, UtcDateTime, new_uuid
from ehe.core.references import new_reference

STATES = ("draft", "approved", "printed", "posted", "held", "cancelled")


class Letter(Base):
    """One letter, one person, that person's address. The PDF is kept by its hash exactly as approved."""

    __tablename__ = "letter"
    __table_args__ = (
        Index("ix_letter_state_template", "state", "template"),
        Index("ix_letter_household", "household"),
        CheckConstraint(f"state in {STATES}", name="state"),
    )

    uuid: Mapped[str] = mapped_column(UUID, primary_key=True, default=new_uuid)
    reference: Mapped[str] = mapped_column(String(20), unique=True, default=lambda: new_reference("L"))
    template: Mapped[str] = mapped_column(String(40))
    layout: Mapped[str] = mapped_column(String(10))
    household: Mapped[str] = mapped_column(UUID)
    children: Mapped[list[str]] = mapped_column(JSON)
    recipient: Mapped[str] = mapped_column(UUID)
    recipient_name: Mapped[str] = mapped_column(String(400))
    # The address as it was when the letter was made: if it has changed since, the letter is held.
    address: Mapped[list[str]] = mapped_column(JSON)
    # The fact that asked for it, so that a letter is not prepared twice for one cause and person.
    cause: Mapped[str] = mapped_column(UUID)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    reason: Mapped[str | None] = mapped_column(Text)
    dated: Mapped[date] = mapped_column(Date)
    prepared_by: Mapped[str] = mapped_column(UUID)
    prepared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_by: Mapped[str | None] = mapped_column(UUID)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sha256: Mapped[str | None] = mapped_column(String(64))
    printed_by: Mapped[str | None] = mapped_column(UUID)
    printed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    posted_by: Mapped[str | None] = mapped_column(UUID)
    posted_on: Mapped[date | None] = mapped_column(Date)
