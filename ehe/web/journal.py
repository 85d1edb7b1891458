"""What the register says to its log: ids and places in the code, never a name, a word or a query string."""

import logging
import secrets
import sys
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

from flask import Flask, Response, current_app, g, request

access = logging.getLogger("ehe.access")
faults = logging.getLogger("ehe.faults")

ExcInfo = tuple[type, BaseException, TracebackType] | tuple[None, None, None]


def init_app(app: Flask) -> None:
    app.before_request(_start)
    app.after_request(_line)
    app.log_exception = _log_exception  # type: ignore[method-assign]


def speak(app: Flask) -> None:
    """Send the log to standard error, as the web process does. A demonstration tells only of faults."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    ours = logging.getLogger("ehe")
    ours.addHandler(handler)
    ours.setLevel(logging.WARNING if app.extensions["ehe_settings"].demo else logging.INFO)
    ours.propagate = False


def reference() -> str:
    """A word to tell the help desk, which finds the line in the log."""
    if "reference" not in g:
        g.reference = secrets.token_hex(4).upper()
    found: str = g.reference
    return found


def failure(error: BaseException) -> None:
    """One line for what went wrong. Messages are left out: a database's own holds people's words."""
    if current_app.debug:
        traceback.print_exception(error, file=sys.stderr)
    place = _place(error.__traceback__)
    faults.error("reference=%s endpoint=%s kind=%s at=%s", reference(), request.endpoint, _kind(error), place)


def _kind(error: BaseException) -> str:
    kind = type(error)
    return f"{kind.__module__}.{kind.__qualname__}"


def _place(trace: TracebackType | None) -> str:
    """The last calls on the way to the fault, nearest first."""
    frames = reversed(traceback.extract_tb(trace)[-6:])
    return " < ".join(f"{'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno}" for frame in frames)


def _log_exception(exc_info: ExcInfo) -> None:
    if exc_info[1] is not None:
        failure(exc_info[1])


def _start() -> None:
    g.started = time.perf_counter()


def _line(response: Response) -> Response:
    # A path that matches no page may hold anything that someone typed.
    path: Any = request.path if request.url_rule else "-"
    took = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000)
    access.info("%s %s %s %sms user=%s", request.method, path, response.status_code, took, g.get("user_uuid", "-"))
    return response
