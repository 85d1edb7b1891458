"""The door to every page: signed in, with the right its view declares; otherwise it is not there."""

from flask import Flask, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from ehe.access.permissions import Undeclared, can, declared_by, open_page
from ehe.access.queries import must_change_password, reader
from ehe.core.errors import NotFound

# What a person with a one-time password may still reach.
BEFORE_THE_PASSWORD_IS_CHANGED = frozenset({"security.change_password", "security.logout", "access.stay"})


def init_app(app: Flask) -> None:
    app.before_request(_guard)
    if app.has_static_folder:
        open_page("style sheets, scripts and fonts hold nobody's data")(app.view_functions["static"])


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such page: the answer is made where a missing page's answer always is
    declared = declared_by(current_app.view_functions.get(request.endpoint))
    if declared is None:
        raise Undeclared(f"The route {request.endpoint} carries neither @requires nor @open_page.")
    if declared.right is None:
        return None
    person = reader()
    if person is None:
        return redirect(_sign_in(), 303)
    g.user_uuid = person.uuid
    if must_change_password() and request.endpoint not in BEFORE_THE_PASSWORD_IS_CHANGED:
        return redirect(url_for("security.change_password"), 303)
    if not can(person, declared.right):
        raise NotFound
    return None


def _sign_in() -> str:
    """The way back is the path alone: what was searched for has no place in an address."""
    back = request.path if request.method == "GET" and request.path != "/" else None
    return url_for("security.login", next=back)
