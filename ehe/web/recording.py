"""Sending a form that records: acted on once; what the register refuses stands in the form, with all that was typed."""

from collections.abc import Callable
from typing import Protocol

from flask import flash, redirect, request
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from ehe.core.base import db
from ehe.core.errors import Refused
from ehe.web.forms import key_of
from ehe.web.models import FormSeen
from ehe.web.once import once


class Refusable(Protocol):
    """A form that can show a refusal."""

    form_key: object

    def refuse(self, refusal: Refused) -> None: ...


def save(form: Refusable, act: Callable[[], object], *, then: str, done: str) -> Response | None:
    """Run `act` unless this form was sent before, then go to `then` and say what is done there.

    None if the register refused: the form says why, nothing is written, and the view shows it again.
    """

    def run() -> str:
        act()
        flash(done, "success")
        return then

    try:
        return once(str(form.form_key.data), run)  # type: ignore[attr-defined]
    except Refused as refusal:
        form.refuse(refusal)
        return None


def already_sent() -> Response | None:
    """For `before_request` of a room: a form that was acted on leads where it did, before the page looks at what is
    there now. What the first sending did may have left nothing for the second to be right about.
    """
    key = key_of(request.form.get("form_key")) if request.method == "POST" else None
    if key is None or not current_user.is_authenticated:
        return None
    where = (FormSeen.key == key, FormSeen.user == current_user.uuid, FormSeen.result_url != "")
    url = db.session.scalar(select(FormSeen.result_url).where(*where))
    return redirect(url, 303) if url else None
