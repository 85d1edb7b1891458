"""A form sent twice acts once: the second sending leads where the first one did."""

from collections.abc import Callable
from datetime import datetime

from flask import redirect
from flask_login import current_user
from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from werkzeug.wrappers import Response

from ehe.core.base import db
from ehe.core.today import now
from ehe.web.models import FormSeen


def once(form_key: str, act: Callable[[], str]) -> Response:
    """Run `act`, which returns the address to go to, unless this user has already sent this form.

    All that `act` writes is undone if it raises, so a view may catch `Refused` and show the form again.
    Two sendings at the same instant: the second waits for the first to commit and then follows it.
    """
    with db.session.begin_nested():
        if not _claim(form_key, current_user.uuid):
            return redirect(_result(form_key, current_user.uuid), 303)
        url = act()
        where = (FormSeen.key == form_key, FormSeen.user == current_user.uuid)
        db.session.execute(update(FormSeen).where(*where).values(result_url=url))
    return redirect(url, 303)


def _claim(key: str, user: str) -> bool:
    """True if nobody has this key; on PostgreSQL this waits for one who is just taking it."""
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    row = insert(FormSeen).values(key=key, user=user, result_url="", at=now())
    return db.session.scalar(row.on_conflict_do_nothing().returning(FormSeen.key)) is not None


def _result(key: str, user: str) -> str:
    seen = db.session.get_one(FormSeen, (key, user), populate_existing=True)
    return seen.result_url


def forget(before: datetime) -> None:
    """Drop the keys of forms sent before that instant: nobody sends them again."""
    db.session.execute(delete(FormSeen).where(FormSeen.at < before))
