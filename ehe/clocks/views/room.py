"""The room's blueprint, and what every template may call."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from ehe.access.links import link
from ehe.access.permissions import Subject
from ehe.access.queries import reader
from ehe.clocks import desks
from ehe.core.today import now
from ehe.register import words
from ehe.web.recording import already_sent

blueprint = Blueprint("work", __name__, url_prefix="/my-work")
blueprint.before_request(already_sent)


def others_do(code: str | None, child: str, subject: Subject | None = None) -> dict[str, object] | None:
    """For a duty that is not the reader's to do: who does it, and what the reader can do, as links."""
    found = desks.others_do(reader(), code, subject)
    if found is None:
        return None
    who, others = found
    links = [(words, link(page, subject, uuid=child, _anchor=part)) for page, words, part in others.acts]
    return {"who": who, "meanwhile": others.meanwhile, "links": [(words, href) for words, href in links if href]}


@blueprint.record_once
def _globals(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(w=words, now=now, link=link, others_do=others_do)
