"""The commit edge of a request: one transaction, one commit, and what must be on the disk before the answer leaves.

How a request runs: `begin` opens the transaction by HTTP method, before anything is read; the view
runs; if it ended well and the method writes, all is committed, else all is undone; the page being
made, the connection is given back and the acts of `before_answer` run, each in a short transaction
of its own. Nothing after that touches the session.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from ehe.core.base import db
from ehe.core.commit import commit
from ehe.core.database import READ_ONLY
from ehe.web import errors, journal

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
HOOKS = "ehe_before_answer"

View = TypeVar("View", bound=Callable[..., Any])


def init_app(app: Flask) -> None:
    app.extensions[HOOKS] = []
    app.before_request(begin)
    app.after_request(_leave)
    app.dispatch_request = _committing(app.dispatch_request)  # type: ignore[method-assign]


def before_answer(app: Flask, act: Callable[[], None]) -> None:
    """Have `act` run when the page is made and before it leaves; if it fails, the answer is a 503."""
    app.extensions[HOOKS].append(act)


def without_database(view: View) -> View:
    """Mark a view that must answer while the database is away."""
    view.ehe_without_database = True  # type: ignore[attr-defined]
    return view


def writes_late(view: View) -> View:
    """Mark a view whose forms think long before they write: it reads until it calls `start_writing`."""
    view.ehe_writes_late = True  # type: ignore[attr-defined]
    return view


def start_writing() -> None:
    """From here on the request writes. What was read before may have changed: read it again."""
    db.session.rollback()
    _begin(reading=False)


def reads_only() -> bool:
    return request.method in READING_METHODS


def begin() -> None:
    """Open the request's transaction as its method says: on SQLite only a writing one takes the write lock."""
    if _needs_database():
        _begin(reading=reads_only() or _marked("ehe_writes_late"))
    else:
        g.bare = True


def _needs_database() -> bool:
    return request.endpoint != "static" and not _marked("ehe_without_database")


def _marked(mark: str) -> bool:
    return bool(getattr(current_app.view_functions.get(request.endpoint or ""), mark, False))


def _begin(reading: bool) -> None:
    # On PostgreSQL a page that would write is refused by the server instead of losing its words.
    options = {READ_ONLY: True, "postgresql_readonly": True} if reading else {}
    db.session.connection(execution_options=options)


def _committing(dispatch: Callable[[], ResponseReturnValue]) -> Callable[[], ResponseReturnValue]:
    def run() -> ResponseReturnValue:
        if reads_only():
            return dispatch()
        try:
            answer = current_app.make_response(dispatch())
            if answer.status_code >= 400:
                _undo()
                return answer
            commit()
        except BaseException:
            _undo()
            raise
        # Whatever is read from here on must not take the write lock again.
        _begin(reading=True)
        return answer

    return run


def _undo() -> None:
    """Undo all of it, what the session was told included, and leave a reading transaction for the error page."""
    db.session.rollback()
    getattr(session, "undo", lambda: None)()
    try:
        _begin(reading=True)
    except SQLAlchemyError:
        g.bare = True


def _leave(response: Response) -> Response:
    """The page is made: give the connection back, then do what must be done before the answer leaves."""
    if not _needs_database():
        return response
    try:
        db.session.rollback()
        for act in current_app.extensions[HOOKS]:
            act()
    except Exception as error:
        journal.failure(error)
        return errors.unavailable()
    return response
