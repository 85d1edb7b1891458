"""One plain page for everything that can go wrong. What was typed is never shown back, nothing personal is logged."""

import contextlib

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError, TimeoutError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    MethodNotAllowed,
    NotFound,
    RequestEntityTooLarge,
    SecurityError,
)

from ehe.core import errors
from ehe.web import journal

# How much of a request that is too large is read and thrown away, so that the browser shows our page.
DRAIN = 256 * 1024 * 1024


def init_app(app: Flask) -> None:
    for kind, handler in (
        (CSRFError, _open_too_long),
        (errors.NotFound, not_found),
        (NotFound, not_found),
        (errors.Refused, _refused),
        (IntegrityError, _conflict),
        (StaleDataError, _conflict),
        (RequestEntityTooLarge, _too_large),
        (DBAPIError, _database),
        (TimeoutError, _database),
        (SecurityError, _unknown_host),
        (InternalServerError, _fault),
        (HTTPException, _other),
    ):
        app.register_error_handler(kind, handler)


def page(name: str, status: int, **context: object) -> Response:
    """The error page `name`, marking no place in the navigation: an absent page and a forbidden one are one page."""
    g.nowhere = True
    return make_response(render_template(f"errors/{name}.html", **context), status)


def not_found(_error: Exception | None = None) -> Response:
    return page("not_found", 404)


def unavailable() -> Response:
    """Made without the database, which may be what is away."""
    g.bare = True
    answer = page("unavailable", 503, reference=journal.reference())
    answer.headers["Retry-After"] = "30"
    return answer


def _open_too_long(_error: Exception) -> Response:
    return page("open_too_long", 400)


def _refused(error: errors.Refused) -> Response:
    return page("refused", 422, why=error.why)


def _conflict(error: Exception) -> Response:
    journal.failure(error)
    return page("conflict", 409)


def _too_large(_error: Exception) -> Response:
    _drain()
    return page("too_large", 413, megabytes=(current_app.config["MAX_CONTENT_LENGTH"] or 0) // (1024 * 1024))


def _drain() -> None:
    """A server that answers without reading on cuts the line, and the browser shows its own error."""
    stream, left = request.environ["wsgi.input"], min(request.content_length or 0, DRAIN)
    with contextlib.suppress(OSError):
        while left > 0 and (read := len(stream.read(min(left, 1024 * 1024)))):
            left -= read


def _database(error: DBAPIError | TimeoutError) -> Response:
    journal.failure(error)
    return unavailable()


def _unknown_host(_error: Exception) -> Response:
    # No page: its links would carry the address that someone else chose.
    words = "The register does not answer at this address. Its owner can allow it with EHE_TRUSTED_HOSTS.\n"
    return Response(words, 400, mimetype="text/plain")


def _fault(_error: Exception) -> Response:
    g.bare = True
    return page("fault", 500, reference=journal.reference())


def _other(error: HTTPException) -> Response:
    answer = page("other", error.code or 500)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer
