"""Sessions kept as rows: the browser holds one opaque word, the register everything else.

So a copied cookie is worth nothing once its session has ended: by signing out, by a new password,
by being disabled, by an hour without use, or after ten hours.
"""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request, Response, g
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import Connection, Row, delete, insert, select, update

from ehe.access.models import UserSession
from ehe.core.base import db
from ehe.core.commit import short_transaction
from ehe.core.settings import Settings
from ehe.core.today import now

IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=10)
# A session in use is written down at most this often, so that reading pages seldom write. Its last
# use may be that much later than the row says, so it is given that much longer.
TOUCH = timedelta(minutes=5)

_json = TaggedJSONSerializer()
Kept = Row[str | None, str, datetime]


class Session(SessionMixin):
    """What a visit remembers. Read from its row when first asked for anything."""

    def __init__(self, word: str | None) -> None:
        self.word = word
        self.row: Kept | None = None
        self._values: dict[str, Any] | None = None
        self._start()

    def _start(self) -> None:
        self.modified = False
        self.ended = False
        self.new_owner: str | None = None

    @property
    def kept(self) -> dict[str, Any]:
        """What the row holds; nothing at all for a page made without the database."""
        if self._values is None:
            if g.get("bare"):
                return {}
            self.accessed = True
            self.row = _find(self.word) if self.word else None
            self._values = _json.loads(self.row.data) if self.row else {}
        return self._values

    @property
    def used(self) -> bool:
        """Has anything been asked of it in this request?"""
        return self._values is not None

    def __getitem__(self, key: str) -> Any:
        return self.kept[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.kept[key] = value
        self.modified = True

    def __delitem__(self, key: str) -> None:
        del self.kept[key]
        self.modified = True

    def __iter__(self) -> Iterator[str]:
        return iter(self.kept)

    def __len__(self) -> int:
        return len(self.kept)

    def undo(self) -> None:
        """Forget what this request told it: the request has failed."""
        self._values = None
        self._start()

    def belongs_to(self, user: str) -> None:
        """Someone has signed in: the visit gets a new word and a row of its own."""
        self.new_owner = user

    def end(self) -> None:
        self.ended = True


class Sessions(SessionInterface):
    """Reads and writes the rows. Writing happens after the request, in a short transaction of its own."""

    def __init__(self, settings: Settings) -> None:
        self.secure = settings.https
        self.cookie = "__Host-ehe" if self.secure else "ehe"

    def open_session(self, app: Flask, request: Request) -> Session:
        # Files of the page's own make no use of a session.
        if request.path.startswith(f"{app.static_url_path}/"):
            return Session(None)
        return Session(request.cookies.get(self.cookie))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, Session)
        if not session.used:
            return
        response.vary.add("Cookie")
        if session.ended or (session.word and session.row is None and not session.modified):
            self._end(session, response)
        elif session.new_owner:
            self._begin(session, response)
        elif session.modified and session.row is None:
            self._begin(session, response)
        elif session.modified:
            self._write(session, data=_json.dumps(session.kept))
        elif session.row is not None and now() - session.row.last_used_at >= TOUCH:
            self._write(session)

    def _begin(self, session: Session, response: Response) -> None:
        """A new row and a new word; what the old word opened is closed."""
        old, session.word = session.word, secrets.token_urlsafe(32)
        with short_transaction() as connection:
            if old:
                _end_one(connection, old)
            _forget_abandoned(connection)
            connection.execute(
                insert(UserSession).values(
                    digest=_digest(session.word),
                    user=session.new_owner,
                    data=_json.dumps(session.kept),
                    started_at=now(),
                    last_used_at=now(),
                )
            )
        response.set_cookie(self.cookie, session.word, secure=self.secure, httponly=True, samesite="Lax", path="/")

    def _write(self, session: Session, **values: str) -> None:
        # A session that was ended meanwhile stays ended.
        assert session.word is not None
        alive = (UserSession.digest == _digest(session.word), UserSession.ended_at.is_(None))
        with short_transaction() as connection:
            connection.execute(update(UserSession).where(*alive).values(last_used_at=now(), **values))

    def _end(self, session: Session, response: Response) -> None:
        if session.row is not None and session.word:
            with short_transaction() as connection:
                _end_one(connection, session.word)
        response.delete_cookie(self.cookie, secure=self.secure, httponly=True, samesite="Lax", path="/")


def _digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


def _find(word: str) -> Kept | None:
    """The row of a session that is alive, read in the request's own transaction."""
    instant = now()
    columns = (UserSession.user, UserSession.data, UserSession.last_used_at)
    return db.session.execute(
        select(*columns).where(
            UserSession.digest == _digest(word),
            UserSession.ended_at.is_(None),
            UserSession.last_used_at > instant - IDLE - TOUCH,
            UserSession.started_at > instant - ABSOLUTE,
        )
    ).one_or_none()


def _end_one(connection: Connection, word: str) -> None:
    alive = (UserSession.digest == _digest(word), UserSession.ended_at.is_(None))
    connection.execute(update(UserSession).where(*alive).values(ended_at=now(), data=_json.dumps({})))


def _forget_abandoned(connection: Connection) -> None:
    """Visits that never signed in leave nothing behind."""
    idle = (UserSession.user.is_(None), UserSession.last_used_at < now() - IDLE)
    connection.execute(delete(UserSession).where(*idle))


def end_all(user: str) -> None:
    """End every session of a user, in the transaction of what ends them."""
    alive = (UserSession.user == user, UserSession.ended_at.is_(None))
    db.session.execute(update(UserSession).where(*alive).values(ended_at=now(), data=_json.dumps({})))


def forget(before: datetime) -> None:
    """Drop the rows of sessions last used before that instant."""
    db.session.execute(delete(UserSession).where(UserSession.last_used_at < before))
