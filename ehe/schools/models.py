"""A school as GIAS tells it, and what it was before."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ehe.core.base import Base
from ehe.schools.cells import LONGEST, LONGEST_CODE
from ehe.schools.rules import CLOSED, OPEN, PROPOSED_TO_CLOSE, PROPOSED_TO_OPEN, is_special

TEXT, CODE = String(LONGEST), String(LONGEST_CODE)


class School(Base):
    """An establishment. A closed one stays; its successor may be a school that no file has brought yet."""

    __tablename__ = "school"
    __table_args__ = (
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint("successor_urn <> urn", name="not_its_own_successor"),
        Index("ix_school_la_code_name_folded", "la_code", "name_folded"),
    )

    urn: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(TEXT)
    name_folded: Mapped[str] = mapped_column(TEXT)  # rules.fold(name): what a search looks at
    la_code: Mapped[str | None] = mapped_column(CODE)
    la_name: Mapped[str | None] = mapped_column(TEXT)
    establishment_number: Mapped[str | None] = mapped_column(CODE)
    type_code: Mapped[str | None] = mapped_column(CODE)
    type_name: Mapped[str | None] = mapped_column(TEXT)
    phase: Mapped[str | None] = mapped_column(TEXT)
    status: Mapped[str | None] = mapped_column(TEXT)
    opened_on: Mapped[date | None] = mapped_column(Date)
    closed_on: Mapped[date | None] = mapped_column(Date)
    reason_closed: Mapped[str | None] = mapped_column(TEXT)
    successor_urn: Mapped[int | None] = mapped_column(Integer)
    succeeded_on: Mapped[date | None] = mapped_column(Date)
    low_age: Mapped[int | None] = mapped_column(Integer)
    high_age: Mapped[int | None] = mapped_column(Integer)
    street: Mapped[str | None] = mapped_column(TEXT)
    locality: Mapped[str | None] = mapped_column(TEXT)
    address3: Mapped[str | None] = mapped_column(TEXT)
    town: Mapped[str | None] = mapped_column(TEXT)
    county: Mapped[str | None] = mapped_column(TEXT)
    postcode: Mapped[str | None] = mapped_column(TEXT)
    telephone: Mapped[str | None] = mapped_column(TEXT)
    website: Mapped[str | None] = mapped_column(TEXT)
    head_title: Mapped[str | None] = mapped_column(TEXT)
    head_first_name: Mapped[str | None] = mapped_column(TEXT)
    head_last_name: Mapped[str | None] = mapped_column(TEXT)
    uprn: Mapped[str | None] = mapped_column(CODE)
    last_changed_on: Mapped[date | None] = mapped_column(Date)

    @property
    def laestab(self) -> str | None:
        """The "DfE number" as it is shown, 330/2045."""
        if not self.la_code or not self.establishment_number:
            return None
        return f"{self.la_code.zfill(3)}/{self.establishment_number}"

    @property
    def is_special(self) -> bool:
        return is_special(self.type_code, self.type_name)

    @property
    def address(self) -> list[str]:
        """The lines of the postal address, without empty ones."""
        lines = (self.street, self.locality, self.address3, self.town, self.county, self.postcode)
        return [line for line in lines if line]

    def is_open_on(self, day: date) -> bool:
        """Whether it taught on that day, as far as is known; `queries.open_on` asks the same of the table.

        A closing that is only proposed does not close it, a successor who has taken over does. A school whose
        file gave no status and no dates counts as open: a notice must not be turned away for a thin file.
        """
        if self.status == PROPOSED_TO_OPEN or (self.opened_on and day < self.opened_on):
            return False
        if self.succeeded_on and day >= self.succeeded_on:
            return False
        if self.status in (OPEN, PROPOSED_TO_CLOSE):
            return True
        return day <= self.closed_on if self.closed_on else self.status != CLOSED


class SchoolChange(Base):
    """What one field of a school was, and the day a file showed it to be otherwise."""

    __tablename__ = "school_change"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    urn: Mapped[int] = mapped_column(ForeignKey("school.urn"), index=True)
    field: Mapped[str] = mapped_column(String(40))
    was: Mapped[str | None] = mapped_column(TEXT)
    became: Mapped[str | None] = mapped_column(TEXT)
    seen_on: Mapped[date] = mapped_column(Date)
