"""The shell of every request: its transaction, its headers, its error pages and its templates.

It knows no other room but `core`; rooms that take part in every request tell it so
(`edge.before_answer`, context processors).
"""

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from ehe.web import edge, errors, headers, journal, shell


def init_app(app: Flask) -> None:
    """Before any other room: what is registered first here runs first in a request and last in its answer."""
    shell.init_app(app)
    headers.init_app(app)
    journal.init_app(app)
    edge.init_app(app)
    errors.init_app(app)
    # The token lives as long as the session; a page open too long is refused with that session.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    CSRFProtect(app)
