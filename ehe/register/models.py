"""The people of the register. What happened to them is facts; here is who they are."""

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ehe.core.base import UUID, Base, UtcDateTime, new_uuid
from ehe.core.references import new_reference
from ehe.core.today import now


class Household(Base):
    """Who lives together. A refuge, hostel, site or block is a communal address and makes no household."""

    __tablename__ = "household"

    uuid: Mapped[str] = mapped_column(UUID, primary_key=True, default=new_uuid)
    # Set before matching, sibling checks or letters: only named people see a restricted record.
    restricted: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    children: Mapped[list["Child"]] = relationship(back_populates="household", order_by="Child.place")
    adults: Mapped[list["Adult"]] = relationship(back_populates="household", order_by="Adult.place")


class Child(Base):
    """A child the register knows of, on it or not. Absent values are "not known", never a guess."""

    __tablename__ = "child"
    __table_args__ = (
        Index("ix_child_last_name_first_name", "last_name", "first_name"),
        Index("ix_child_born_on", "born_on"),
    )

    uuid: Mapped[str] = mapped_column(UUID, primary_key=True, default=new_uuid)
    reference: Mapped[str] = mapped_column(String(20), unique=True, default=lambda: new_reference("C"))
    household_uuid: Mapped[str] = mapped_column(ForeignKey("household.uuid"), index=True)
    place: Mapped[int] = mapped_column(Integer, default=0)
    first_name: Mapped[str] = mapped_column(String(400))
    last_name: Mapped[str] = mapped_column(String(400))
    known_as: Mapped[str | None] = mapped_column(String(400))
    born_on: Mapped[date | None] = mapped_column(Date)
    sex: Mapped[str | None] = mapped_column(String(10))
    # Education identifier, not unique: two children with one UPN is an alert, never an error.
    upn: Mapped[str | None] = mapped_column(String(13), index=True)
    school_urn: Mapped[str | None] = mapped_column(String(10), index=True)
    school_name: Mapped[str | None] = mapped_column(String(400))
    left_on: Mapped[date | None] = mapped_column(Date)
    # A person decided at intake that this record and another are one child; both are kept.
    same_as: Mapped[str | None] = mapped_column(ForeignKey("child.uuid"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    household: Mapped[Household] = relationship(back_populates="children")
    entries: Mapped[list["EntryRow"]] = relationship(back_populates="child", order_by="EntryRow.since")

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Adult(Base):
    """An adult of the household or of a child's other home; each has an address of their own."""

    __tablename__ = "adult"

    uuid: Mapped[str] = mapped_column(UUID, primary_key=True, default=new_uuid)
    household_uuid: Mapped[str] = mapped_column(ForeignKey("household.uuid"), index=True)
    place: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(String(400))
    relationship_to_child: Mapped[str | None] = mapped_column(String(100))
    parental_responsibility: Mapped[bool | None] = mapped_column(Boolean)
    lives_in_household: Mapped[bool] = mapped_column(Boolean, default=True)
    phone: Mapped[str | None] = mapped_column(String(100))
    email: Mapped[str | None] = mapped_column(String(320))
    # Nobody living apart is written to before someone has recorded that it is safe.
    safe_to_write: Mapped[str] = mapped_column(String(10), default="not_known")
    needs: Mapped[str | None] = mapped_column(Text)
    from_on: Mapped[date | None] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str | None] = mapped_column(String(400))

    household: Mapped[Household] = relationship(back_populates="adults")
    # In the order in which they became known.
    addresses: Mapped[list["Address"]] = relationship(
        back_populates="adult", order_by="(Address.place, Address.uuid)", collection_class=ordering_list("place")
    )

    __table_args__ = (CheckConstraint("safe_to_write in ('yes', 'no', 'not_known')", name="safe_to_write"),)


class Address(Base):
    """Where one person lives, with its source and dates. It belongs to that person and to no other."""

    __tablename__ = "address"

    uuid: Mapped[str] = mapped_column(UUID, primary_key=True, default=new_uuid)
    adult_uuid: Mapped[str] = mapped_column(ForeignKey("adult.uuid"), index=True)
    place: Mapped[int] = mapped_column(Integer, default=0)
    line1: Mapped[str] = mapped_column(String(400))
    line2: Mapped[str | None] = mapped_column(String(400))
    line3: Mapped[str | None] = mapped_column(String(400))
    town: Mapped[str | None] = mapped_column(String(400))
    postcode: Mapped[str | None] = mapped_column(String(10), index=True)
    uprn: Mapped[str | None] = mapped_column(String(12))
    source: Mapped[str | None] = mapped_column(String(400))
    # single_source, verified, disputed, returned_mail
    status: Mapped[str] = mapped_column(String(20), default="single_source")
    not_to_be_shared: Mapped[bool] = mapped_column(Boolean, default=False)
    from_on: Mapped[date | None] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)

    adult: Mapped[Adult] = relationship(back_populates="addresses")

    @property
    def lines(self) -> list[str]:
        """The address as it would be printed, without the person."""
        return [line for line in (self.line1, self.line2, self.line3, self.town, self.postcode) if line]


class EntryRow(Base):
    """A dated period on the register, kept in step with the facts that open and close it."""

    __tablename__ = "entry"
    __table_args__ = (Index("ix_entry_child_uuid_ended_on", "child_uuid", "ended_on"),)

    # The fact that opened it, with the child: the same facts always give the same entries.
    fact: Mapped[str] = mapped_column(UUID, primary_key=True)
    child_uuid: Mapped[str] = mapped_column(ForeignKey("child.uuid"), primary_key=True)
    status: Mapped[str] = mapped_column(String(20))
    since: Mapped[date] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str | None] = mapped_column(String(40))
    policy_version: Mapped[str] = mapped_column(String(40))

    child: Mapped[Child] = relationship(back_populates="entries")
