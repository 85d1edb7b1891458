"""Every act upon users and settings. They flush and never commit."""

import re
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from ehe.access import passwords, sessions
from ehe.access.models import SettingRow, User
from ehe.access.permissions import Person, Role
from ehe.access.queries import Authority, contrast_with_white, user_by_email
from ehe.core.base import db, new_uuid
from ehe.core.errors import Refused
from ehe.core.text import visible
from ehe.core.today import now
from ehe.facts.actors import COMMAND_LINE, Actor
from ehe.facts.kinds import Kind, PasswordGiven, SettingChanged, UserAdded, UserDisabled
from ehe.facts.services import record_about_nobody

CONTRAST = 4.5

Leaving = Callable[[User, User | None, Actor], None]
_leaving: list[Leaving] = []


def on_leaving(ask: Leaving) -> Leaving:
    """Register what must be settled before a user is disabled.

    `ask(user, cover, by)` hands the user's duties to `cover`, or refuses ("duties_without_owner") if there
    are duties and no cover.
    """
    if ask not in _leaving:
        _leaving.append(ask)
    return ask


def add_user(
    email: str,
    role: Role,
    *,
    name: str | None = None,
    school_urn: str | None = None,
    password: str | None = None,
    by: Person | None = None,
) -> tuple[User, str | None]:
    """A new user, with the one-time password they get unless one is given. Without `by` it is the command line's."""
    email = email.strip().lower()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email) or len(email) > 320 or not email.isprintable():
        raise Refused("not_an_email", f"{email[:100]!r} is not an email address.")
    if name is not None and len(name) > 400:
        raise Refused("name_too_long", "A name has 400 characters or fewer.")
    if user_by_email(email):
        raise Refused("user_exists", f"There is already a user with the email address {email}.")
    if role is Role.school and not re.fullmatch(r"[0-9]{6}", school_urn or ""):
        raise Refused("school_missing", "A school user needs the URN of their school: 6 numbers.")
    if role is not Role.school and school_urn:
        raise Refused("school_not_for_role", f"The role {role.label} belongs to no school.")
    if password is not None and len(password) < passwords.LEAST:
        raise Refused("password_too_short", f"A password must have {passwords.LEAST} characters or more.")
    given = passwords.one_time() if password is None else None
    user = User(
        email=email,
        name=_named(name) or re.sub(r"[._-]+", " ", email.partition("@")[0]).title().strip(),
        role=role.value,
        school_urn=school_urn or None,
        password=passwords.hashed(password or given or ""),
        password_is_one_time=password is None,
        fs_uniquifier=new_uuid(),
    )
    db.session.add(user)
    db.session.flush()
    _record(UserAdded(user=user.uuid, role=user.role, school=user.school_urn), by)
    return user, given


def _named(name: str | None) -> str:
    """A name in one line."""
    return " ".join((visible(name) or "").split())


def disable_user(user: User, *, by: Person | None = None, cover: User | None = None) -> None:
    """The user can no longer sign in, and every session of theirs ends now. Their past acts keep their name."""
    if by is not None and by.uuid == user.uuid:
        raise Refused("own_account", "You cannot disable your own account.")
    if cover is not None and (cover.uuid == user.uuid or not cover.active):
        raise Refused("cover_not_active", "Who covers must be another user who is not disabled.")
    for ask in _leaving:
        ask(user, cover, _actor(by))
    user.active = False
    _end(user)
    _record(UserDisabled(user=user.uuid, cover=cover.uuid if cover else None), by)


def give_new_password(user: User, *, by: Person | None = None) -> str:
    """A one-time password in place of a forgotten one; a second factor has to be set up again."""
    if by is not None and by.uuid == user.uuid:
        raise Refused("own_account", "Change your own password on your own account’s page.")
    if not user.active:
        raise Refused("user_disabled", "A disabled user cannot be given a password.")
    given = passwords.one_time()
    user.password, user.password_is_one_time = passwords.hashed(given), True
    user.tf_primary_method = user.tf_totp_secret = user.tf_last_counter = None
    _end(user)
    _record(PasswordGiven(user=user.uuid), by)
    return given


def _record(fact: Kind, by: Person | None) -> None:
    """What is done to users and settings stands in the ledger, with who did it."""
    record_about_nobody(fact, by=_actor(by), at=now())


def _actor(by: Person | None) -> Actor:
    return Actor("other", by.uuid) if by else COMMAND_LINE


def _end(user: User) -> None:
    user.fs_uniquifier = new_uuid()
    sessions.end_all(user.uuid)
    db.session.flush()


def choose(key: str, value: object) -> None:
    """Keep one of the authority's choices."""
    row = db.session.get(SettingRow, key)
    if row is None:
        db.session.add(SettingRow(key=key, value=value))
    else:
        row.value = value
    db.session.flush()


def name_authority(authority: Authority) -> None:
    """What the authority calls itself on pages; a colour that white letters cannot be read on is refused."""
    if contrast_with_white(authority.brand_colour) < CONTRAST:
        raise Refused("colour_too_light", "The brand colour must be a colour like #0b5563, dark enough under white.")
    choose("authority", asdict(authority) | {"address": list(authority.address)})


def save_setting(key: str, value: Any, *, by: Person) -> None:
    """Keep one of the authority's choices, with a fact that says who chose it."""
    _record(SettingChanged(key=key, value=value), by)
    choose(key, value)
