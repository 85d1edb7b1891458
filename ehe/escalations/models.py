"""A referral to children's social care, from draft to outcome, and who has signed the standing decisions."""

from datetime import date, datetime

from sqlalchemy import JSON, Boolean, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ehe.core.base import UUID, Base, UtcDateTime, new_uuid


class ReferralRow(Base):
    """One household's referral. State: draft, withheld, superseded, sent, acknowledged, decided, ended."""

    __tablename__ = "referral"
    __table_args__ = (Index("ix_referral_household_state", "household", "state"),)

    uuid: Mapped[str] = mapped_column(UUID, primary_key=True, default=new_uuid)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    household: Mapped[str] = mapped_column(UUID)
    # The fact that opened it: drafted by the register, or made by a person.
    fact: Mapped[str] = mapped_column(UUID, unique=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    children: Mapped[list[str]] = mapped_column(JSON)
    grounds: Mapped[list[str]] = mapped_column(JSON)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by: Mapped[str] = mapped_column(String(400))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_by: Mapped[str | None] = mapped_column(String(400))
    standing_decision: Mapped[int | None] = mapped_column(Integer)
    to: Mapped[str | None] = mapped_column(String(40))
    # A referral sent under a standing decision must be read by a named person the next working day.
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_by: Mapped[str | None] = mapped_column(String(400))
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_by: Mapped[str | None] = mapped_column(String(400))
    their_reference: Mapped[str | None] = mapped_column(String(400))
    decided_on: Mapped[date | None] = mapped_column(Date)
    outcome: Mapped[str | None] = mapped_column(String(40))
    outcome_reason: Mapped[str | None] = mapped_column(Text)
    held: Mapped[bool] = mapped_column(Boolean, default=False)


class SignedDecision(Base):
    """A standing decision of the policy, signed by a named director and agreed with social care."""

    __tablename__ = "signed_decision"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    director: Mapped[str] = mapped_column(String(400))
    agreed_with: Mapped[str] = mapped_column(String(400))
    signed_on: Mapped[date] = mapped_column(Date)
    review_on: Mapped[date] = mapped_column(Date)
    recorded_by: Mapped[str] = mapped_column(UUID)
