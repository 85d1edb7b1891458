"""Users and their sessions, who looked at whom, and what the authority has set."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ehe.access.permissions import Person, Role
from ehe.core.base import UUID, Base, UtcDateTime, new_uuid
from ehe.core.today import now

if TYPE_CHECKING:

    class UserMixin:
        """Flask-Security's own annotations are not those of a mapped class."""

    class RoleMixin:
        """The same."""

else:
    from flask_security import RoleMixin, UserMixin

_ROLES = ", ".join(f"'{role.value}'" for role in Role)


class SecurityRole(RoleMixin):
    """A role as Flask-Security asks for one. It is a word on the user, not a table: one word, one role."""

    def __init__(self, name: str) -> None:
        self.name = name


class User(Base, UserMixin):
    """A person who signs in. Never deleted: what they did keeps their name."""

    __tablename__ = "user"
    __table_args__ = (
        CheckConstraint(f"role in ({_ROLES})", name="role"),
        CheckConstraint("(role = 'school') = (school_urn is not null)", name="school_urn"),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )

    uuid: Mapped[str] = mapped_column(UUID, primary_key=True, default=new_uuid)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(400))
    role: Mapped[str] = mapped_column(String(20))
    school_urn: Mapped[str | None] = mapped_column(String(10), index=True)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_signed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    password: Mapped[str] = mapped_column(String(255))
    # Given by an administrator: it opens nothing but the page that changes it.
    password_is_one_time: Mapped[bool] = mapped_column(Boolean, default=False)
    # A session holds this word and ends when it changes.
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=new_uuid)
    # The second factor; the secret is encrypted, the counter keeps a code from being used twice.
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_phone_number: Mapped[str | None] = mapped_column(String(128))
    tf_last_counter: Mapped[int | None] = mapped_column(Integer)

    @property
    def roles(self) -> list[SecurityRole]:
        return [SecurityRole(self.role)]

    @property
    def person(self) -> Person:
        """The user as rights, templates and services see one."""
        return Person(
            uuid=self.uuid,
            name=self.name,
            email=self.email,
            role=Role(self.role),
            active=self.active,
            school_urn=self.school_urn,
        )


class UserSession(Base):
    """One browser's visit. Its cookie holds a random word of which only the digest is kept here."""

    __tablename__ = "user_session"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user: Mapped[str | None] = mapped_column(ForeignKey("user.uuid"), index=True)
    data: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInTries(Base):
    """How often signing in to one account has failed of late; by digest, for the account may not exist."""

    __tablename__ = "sign_in_tries"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    since: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Look(Base):
    """Who saw which child, when, on which page. Written before the page leaves; sealed by the sweep."""

    __tablename__ = "look"
    __table_args__ = (
        Index("ix_look_child_at", "child", "at"),
        Index("ix_look_user_at", "user", "at"),
        Index("ix_look_sealed_id", "sealed", "id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    user: Mapped[str] = mapped_column(ForeignKey("user.uuid"))
    child: Mapped[str] = mapped_column(UUID)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    page: Mapped[str] = mapped_column(String(100))
    own_caseload: Mapped[bool] = mapped_column(Boolean)
    sealed: Mapped[bool] = mapped_column(Boolean, default=False)


class SettingRow(Base):
    """One thing the authority has chosen for itself: its name, its colour, its hours."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
