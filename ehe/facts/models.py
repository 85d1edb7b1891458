"""The ledger: one row a fact, one row for each child it touches, and the head of the chain."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ehe.core.base import UUID, Base, UtcDateTime, new_uuid


class FactRow(Base):
    """A fact as written. Only `payload` and `salt` may ever be blanked, by a certified disposal."""

    __tablename__ = "fact"
    __table_args__ = (Index("ix_fact_kind_on", "kind", "on"),)

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    uuid: Mapped[str] = mapped_column(UUID, unique=True, default=new_uuid)
    kind: Mapped[str] = mapped_column(String(40))
    on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(400))
    by_role: Mapped[str] = mapped_column(String(20))
    recorded_by: Mapped[str] = mapped_column(String(400))
    payload: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    salt: Mapped[str | None] = mapped_column(String(32))
    corrects: Mapped[str | None] = mapped_column(UUID, index=True)
    # The chain: a digest of (salt, payload) that outlives both, and a link over row and digest.
    content_digest: Mapped[str] = mapped_column(String(64))
    position: Mapped[int | None] = mapped_column(Integer, unique=True)
    link: Mapped[str | None] = mapped_column(String(64))

    children: Mapped[list["FactChild"]] = relationship(
        back_populates="fact", order_by="FactChild.place", lazy="selectin"
    )


class FactChild(Base):
    """Which child a fact touches, and how: about, or merely of the same household. Fixed when written."""

    __tablename__ = "fact_child"
    __table_args__ = (Index("ix_fact_child_child_fact_seq", "child", "fact_seq"),)

    fact_seq: Mapped[int] = mapped_column(ForeignKey("fact.seq"), primary_key=True)
    child: Mapped[str] = mapped_column(UUID, primary_key=True)
    relation: Mapped[str] = mapped_column(String(12))
    place: Mapped[int] = mapped_column(Integer, default=0)

    fact: Mapped[FactRow] = relationship(back_populates="children")


class ChainHead(Base):
    """Where the chain ends: the last thing locked before a commit."""

    __tablename__ = "chain_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(Integer)
    link: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))
