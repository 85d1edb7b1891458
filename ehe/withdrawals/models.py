"""A school's notice as it was sent and what became of it, and the draft before it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ehe.core.base import UUID, Base, UtcDateTime, new_uuid
from ehe.core.references import new_reference
from ehe.core.today import now
from ehe.register.models import Child


class NoticeDraft(Base):
    """What a school has answered so far. Sent, it keeps nothing but where the notice is."""

    __tablename__ = "notice_draft"
    __table_args__ = (Index("ix_notice_draft_school_urn_updated_at", "school_urn", "updated_at"),)

    uuid: Mapped[str] = mapped_column(UUID, primary_key=True, default=new_uuid)
    user: Mapped[str] = mapped_column(ForeignKey("user.uuid"))
    school_urn: Mapped[str] = mapped_column(String(10))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    sent_as: Mapped[str | None] = mapped_column(ForeignKey("withdrawal_notice.uuid"))


class Notice(Base):
    """A notice that was sent. Its facts are on the ledger; here are the school's answers as they were sent."""

    __tablename__ = "withdrawal_notice"
    __table_args__ = (
        Index("ix_withdrawal_notice_school_urn_sent_at", "school_urn", "sent_at"),
        Index("ix_withdrawal_notice_accepted_at_sent_at", "accepted_at", "sent_at"),
        CheckConstraint("(accepted_by is null) = (accepted_at is null)", name="accepted"),
    )

    uuid: Mapped[str] = mapped_column(UUID, primary_key=True, default=new_uuid)
    reference: Mapped[str] = mapped_column(String(20), unique=True, default=lambda: new_reference("W"))
    school_urn: Mapped[str] = mapped_column(String(10))
    school_name: Mapped[str] = mapped_column(String(400))
    fact: Mapped[str] = mapped_column(UUID, unique=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    sent_by: Mapped[str] = mapped_column(ForeignKey("user.uuid"))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # What the school was told, by when: it stays what it was told.
    check_due_on: Mapped[date | None] = mapped_column(Date)
    answer_due_on: Mapped[date | None] = mapped_column(Date)
    # Since when the parent's own dated notice is held; until then a query to the school is open.
    written_notice_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_by: Mapped[str | None] = mapped_column(ForeignKey("user.uuid"))
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    children: Mapped[list["NoticeChild"]] = relationship(
        back_populates="notice", order_by="NoticeChild.place", lazy="selectin"
    )

    @property
    def has_query(self) -> bool:
        return self.written_notice_at is None

    @property
    def state(self) -> str:
        """In one word, as the school reads it: a query asks something of them, so it comes first."""
        if self.has_query:
            return "Query"
        return "Accepted" if self.accepted_at else "Sent"


class NoticeChild(Base):
    """A child whom a notice is about, under the record it made; at intake that may turn out to be another's."""

    __tablename__ = "withdrawal_notice_child"

    notice_uuid: Mapped[str] = mapped_column(ForeignKey("withdrawal_notice.uuid"), primary_key=True)
    child_uuid: Mapped[str] = mapped_column(ForeignKey("child.uuid"), primary_key=True, index=True)
    place: Mapped[int] = mapped_column(Integer, default=0)

    notice: Mapped[Notice] = relationship(back_populates="children")
    child: Mapped[Child] = relationship(lazy="joined")
