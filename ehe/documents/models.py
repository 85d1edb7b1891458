"""A file that somebody handed in: what it is called, what it is, whose it is. Its bytes lie in the instance folder."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ehe.core.base import UUID, Base, UtcDateTime, new_uuid
from ehe.core.today import now
from ehe.documents.rules import size_in_words


class Document(Base):
    """One file as it came. Two people may hand in the same bytes: they are kept once."""

    __tablename__ = "document"
    __table_args__ = (CheckConstraint("size > 0", name="size"),)

    uuid: Mapped[str] = mapped_column(UUID, primary_key=True, default=new_uuid)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    # parent_notice
    kind: Mapped[str] = mapped_column(String(40))
    uploaded_by: Mapped[str] = mapped_column(ForeignKey("user.uuid"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # What it belongs to; a file of a draft belongs to nothing yet.
    notice_uuid: Mapped[str | None] = mapped_column(ForeignKey("withdrawal_notice.uuid"), index=True)
    child_uuid: Mapped[str | None] = mapped_column(ForeignKey("child.uuid"), index=True)

    @property
    def size_words(self) -> str:
        return size_in_words(self.size)
