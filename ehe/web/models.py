"""What the shell remembers between requests: forms that have been acted on."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ehe.core.base import UUID, Base, UtcDateTime
from ehe.core.today import now


class FormSeen(Base):
    """A form, by the key hidden in it, that this user has sent; sent again it leads to the same place."""

    __tablename__ = "form_seen"

    key: Mapped[str] = mapped_column(UUID, primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("user.uuid"), primary_key=True)
    result_url: Mapped[str] = mapped_column(String(400), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
