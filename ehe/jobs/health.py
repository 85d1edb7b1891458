"""How the register is doing, seen from the web process: the health doors and the banner on staff pages."""

from datetime import datetime

from flask import Blueprint, Flask, current_app, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import text

from ehe.access.permissions import Right, can, open_page
from ehe.access.queries import reader
from ehe.clocks.words import plain
from ehe.core.base import db
from ehe.core.database import READ_ONLY
from ehe.core.migrating import at_head
from ehe.core.settings import current
from ehe.core.today import LONDON, today
from ehe.jobs import registry
from ehe.web.edge import without_database

blueprint = Blueprint("health", __name__, url_prefix="/health")

# What has stopped, in words for people who have children to look after, and what to do by hand.
STOPPED = {
    "sweep": ("Nothing is being chased", "no reminder has been raised and no lapse has climbed"),
    "dispatch": ("No email is leaving", "emails wait until it runs again"),
    "tidy": ("Old drafts are not being cleared", "drafts and sessions that nobody uses are kept too long"),
}


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.jinja_env.globals["watch_banner"] = watch_banner


@blueprint.get("/live")
@open_page("says only that the process answers")
@without_database
def live() -> ResponseReturnValue:
    return {"status": "ok"}


@blueprint.get("/ready")
@open_page("says only whether the database answers and has its tables")
@without_database
def ready() -> ResponseReturnValue:
    try:
        with db.engine.connect().execution_options(**{READ_ONLY: True}) as connection:
            connection.execute(text("select 1"))
        whole = at_head()
    except Exception:
        current_app.logger.error("the database does not answer")
        return {"status": "unavailable", "database": "does not answer"}, 503
    if not whole:
        return {"status": "unavailable", "database": "waits for a migration"}, 503
    return {"status": "ok"}


def watch_banner() -> Markup:
    """What is late, for the banner on every staff page. Worked out from heartbeat rows on each request."""
    if not can(reader(), Right.see_work):
        return Markup("")
    late = [_words(late.name, late.since) for late in registry.late(current())]
    return Markup(render_template("jobs/banner.html", late=late))  # noqa: S704 - our own template, escaped there


def _words(name: str, since: datetime | None) -> dict[str, str]:
    title, effect = STOPPED[name]
    if since is None:
        return {"title": title, "text": f"The {name} has never run: {effect}."}
    local = since.astimezone(LONDON)
    day = "today" if local.date() == today() else plain(local.date())
    return {
        "title": title,
        "text": f"The last good {name} was {day} at {local:%H:%M}; since then {effect}. "
        "Work from the list below, and tell whoever runs the register.",
    }
