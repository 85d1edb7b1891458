"""The room's blueprint, and what every template may call."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from ehe.access.links import link
from ehe.core.today import now
from ehe.register import words
from ehe.web.recording import already_sent

blueprint = Blueprint("work", __name__, url_prefix="/my-work")
blueprint.before_request(already_sent)


@blueprint.record_once
def _globals(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(w=words, now=now, link=link)
