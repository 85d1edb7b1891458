"""Clocks and steps as the rules give them, so that a sweep finds what is due through an index."""

from datetime import date, datetime

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ehe.core.base import UUID, Base, UtcDateTime
from ehe.core.today import now


class ClockRow(Base):
    """One duty. Everything on it can be worked out again from the household's facts."""

    __tablename__ = "clock"
    __table_args__ = (
        UniqueConstraint("subject", "code", "cycle"),
        Index("ix_clock_household_state", "household", "state"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    household: Mapped[str] = mapped_column(UUID)
    # The child's uuid, or the household's for a duty owed to the household.
    subject: Mapped[str] = mapped_column(UUID)
    code: Mapped[str] = mapped_column(String(40))
    cycle: Mapped[str] = mapped_column(UUID)
    rag: Mapped[str] = mapped_column(String(5))
    started_on: Mapped[date] = mapped_column(Date)
    counted_from: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    first_due_on: Mapped[date] = mapped_column(Date)
    provisional: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(String(10))
    ended_on: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str | None] = mapped_column(String(60))
    policy_version: Mapped[str] = mapped_column(String(40))

    # A rung that has left its ladder keeps its place beside the one that took it.
    steps: Mapped[list["StepRow"]] = relationship(
        back_populates="clock", order_by="(StepRow.place, StepRow.rung)", lazy="selectin"
    )
    children: Mapped[list["ClockChild"]] = relationship(
        back_populates="clock", order_by="ClockChild.place", lazy="selectin", cascade="all, delete-orphan"
    )


class ClockChild(Base):
    """A household's duty lists every child of it."""

    __tablename__ = "clock_child"

    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"), primary_key=True)
    child: Mapped[str] = mapped_column(UUID, primary_key=True, index=True)
    place: Mapped[int] = mapped_column(Integer)

    clock: Mapped[ClockRow] = relationship(back_populates="children")


class StepRow(Base):
    """One rung: pending, fired, superseded, held or cancelled; every end has its reason."""

    __tablename__ = "step"
    __table_args__ = (
        UniqueConstraint("clock_id", "rung"),
        Index(
            "ix_step_due_on_pending",
            "due_on",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"))
    place: Mapped[int] = mapped_column(Integer)
    rung: Mapped[str] = mapped_column(String(40))
    due_on: Mapped[date] = mapped_column(Date)
    to: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(200))
    fired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    clock: Mapped[ClockRow] = relationship(back_populates="steps")


class ChildState(Base):
    """What the list and the child's page show at a glance, kept by the door, derived from facts."""

    __tablename__ = "child_state"
    __table_args__ = (Index("ix_child_state_status_worst_due_on", "status", "worst_due_on"),)

    child: Mapped[str] = mapped_column(UUID, primary_key=True)
    household: Mapped[str] = mapped_column(UUID, index=True)
    status: Mapped[str | None] = mapped_column(String(20))
    entered_on: Mapped[date | None] = mapped_column(Date)
    rag: Mapped[str | None] = mapped_column(String(5))
    rating_proposed: Mapped[bool | None] = mapped_column(Boolean)
    rating_reasons: Mapped[list[str] | None] = mapped_column(JSON)
    officer: Mapped[str | None] = mapped_column(String(400), index=True)
    last_seen_on: Mapped[date | None] = mapped_column(Date)
    last_seen_how: Mapped[str | None] = mapped_column(String(60))
    last_seen_by: Mapped[str | None] = mapped_column(String(400))
    seen_since_withdrawal: Mapped[bool] = mapped_column(Boolean, default=False)
    failed_in_a_row: Mapped[int] = mapped_column(Integer, default=0)
    open_concerns: Mapped[int] = mapped_column(Integer, default=0)
    referral: Mapped[str | None] = mapped_column(String(10))
    closing_asked: Mapped[bool] = mapped_column(Boolean, default=False)
    # The clock that falls due first among those running: the worst for the list.
    worst_code: Mapped[str | None] = mapped_column(String(40))
    worst_due_on: Mapped[date | None] = mapped_column(Date)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class SweepError(Base):
    """A household whose steps could not be taken: isolated, listed, tried again, and loud."""

    __tablename__ = "sweep_error"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    household: Mapped[str] = mapped_column(UUID, unique=True)
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    times: Mapped[int] = mapped_column(Integer, default=1)
    # The kind of error only: its text may hold a person's words.
    error: Mapped[str] = mapped_column(String(200))
