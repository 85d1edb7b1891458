"""Who is asking, what the authority calls itself, and the lists of the administrator's pages."""

import re
from dataclasses import dataclass, fields
from typing import Any

from flask import Flask, g, has_request_context
from flask_login import current_user
from sqlalchemy import func, select

from ehe.access.models import SettingRow, User
from ehe.access.permissions import Person, Right, Role, can
from ehe.core.base import db
from ehe.core.errors import NotFound
from ehe.facts.actors import Actor

BRAND = "#0b5563"


def init_app(app: Flask) -> None:
    app.context_processor(_page)
    app.jinja_env.globals.update(
        can=_reader_can,
        Right=Right,
        must_change_password=must_change_password,
        role_hints=lambda: {role.value: role.may for role in Role},
    )


# ---- who is asking -----------------------------------------------------------------------------


def reader() -> Person | None:
    """The person signed in, as plain values that outlive the request's transaction; None if nobody is."""
    if not has_request_context() or g.get("bare"):
        return None
    if "reader" not in g:
        user = current_user._get_current_object()
        g.reader = user.person if isinstance(user, User) else None
    found: Person | None = g.reader
    return found


def me() -> Person:
    """The person signed in, in a view that requires a right."""
    person = reader()
    if person is None:
        raise NotFound
    return person


def actor() -> Actor:
    """Who the facts that this request records are from."""
    return me().actor


def must_change_password() -> bool:
    return bool(current_user.password_is_one_time)


def _reader_can(right: Right | str, subject: Any = None) -> bool:
    """`can` as templates call it: about the person who reads the page."""
    return can(reader(), right, subject)


def _page() -> dict[str, Any]:
    """What every page knows: its reader and the authority. Without a database, neither is asked."""
    return {"reader": reader(), "authority": Authority() if g.get("bare") else authority()}


# ---- what the authority calls itself -----------------------------------------------------------


@dataclass(frozen=True)
class Authority:
    """The authority's own words; until it has set them, words that claim nothing."""

    name: str = "Your council"
    service: str = "Home education register"
    team: str = "Elective home education team"
    email: str = ""
    phone: str = ""
    address: tuple[str, ...] = ()
    website: str = ""
    brand_colour: str = BRAND


def authority() -> Authority:
    """The authority's settings, read once a request."""
    if has_request_context() and "authority" in g:
        kept: Authority = g.authority
        return kept
    known = {field.name for field in fields(Authority)}
    values = {key: value for key, value in (setting("authority") or {}).items() if key in known}
    values["address"] = tuple(values.get("address", ()))
    found = Authority(**values)
    if has_request_context():
        g.authority = found
    return found


def setting(key: str) -> Any:
    """One of the authority's choices, or None if it has not made it."""
    return db.session.scalar(select(SettingRow.value).where(SettingRow.key == key))


def contrast_with_white(colour: str) -> float:
    """WCAG's ratio of a colour like #0b5563 to white; 0 for what is no colour."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        return 0
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


# ---- users -------------------------------------------------------------------------------------


def user_by_email(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def user(uuid: str) -> User:
    """One user, for the administrator's pages and for names in other rooms."""
    found = db.session.get(User, uuid)
    if found is None:
        raise NotFound
    return found


def users() -> list[User]:
    """All users: those who may sign in first, by name."""
    return list(db.session.scalars(select(User).order_by(User.active.desc(), User.name, User.uuid)))


def names(uuids: set[str]) -> dict[str, str]:
    """Names of users by uuid, for lists that hold ids."""
    rows = db.session.execute(select(User.uuid, User.name).where(User.uuid.in_(uuids)))
    return {uuid: name for uuid, name in rows}  # noqa: C416 - rows are not pairs to a type checker


def active_with_role(*roles: Role) -> list[Person]:
    """Who holds one of these roles today: the desks a message can land on."""
    rows = db.session.scalars(select(User).where(User.active, User.role.in_(roles)).order_by(User.name, User.uuid))
    return [row.person for row in rows]


def how_many_active() -> int:
    return db.session.scalar(select(func.count()).select_from(User).where(User.active)) or 0
