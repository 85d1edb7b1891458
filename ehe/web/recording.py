"""Sending a form that records: acted on once; what the register refuses stands in the form, with all that was typed."""

from collections.abc import Callable
from typing import Protocol

from flask import flash
from werkzeug.wrappers import Response

from ehe.core.errors import Refused
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
