"""The pages of letters: what is to be written, preview, approval, printing and posting."""

from flask import Blueprint, Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from ehe.access.permissions import Right, requires
from ehe.access.queries import me, names, setting
from ehe.clocks.services import household_of
from ehe.core.errors import Refused
from ehe.core.today import today
from ehe.letters import queries, sending, services
from ehe.letters.content import LETTERS
from ehe.letters.forms import CancelForm, PostedForm, PrepareForm
from ehe.letters.models import Letter
from ehe.web.forms import Form
from ehe.web.once import once
from ehe.web.recording import already_sent

blueprint = Blueprint("letters", __name__, url_prefix="/letters")
blueprint.before_request(already_sent)

STATES = {
    "draft": ("To be approved", "yellow"),
    "approved": ("To be printed", "blue"),
    "printed": ("To be posted", "purple"),
    "posted": ("Posted", "green"),
    "held": ("Held", "orange"),
    "cancelled": ("Cancelled", "grey"),
}


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"subjects": {code: letter.subject for code, letter in LETTERS.items()}, "states": STATES}


@blueprint.get("")
@requires(Right.write_letter)
def list() -> ResponseReturnValue:
    letters = queries.letters_in(me(), "draft", "approved", "printed", "held")
    return render_template(
        "letters/list.html", waiting=queries.to_write(me()), letters=letters, children=queries.names_of(letters)
    )


@blueprint.route("/write/<uuid:uuid>", methods=["GET", "POST"])
@requires(Right.write_letter)
def write(uuid: object) -> ResponseReturnValue:
    """Choose who is written to: each of them at their own address, and why not where not."""
    message, children = queries.message_for(me(), str(uuid))
    people = queries.candidates(children[0].household_uuid, message.fact or "")
    form = PrepareForm(layout=setting("letter_layout") or "notify")
    form.to.choices = [SelectChoice(c.adult.uuid, c.adult.name) for c in people if not c.why_not and not c.letter]

    def act() -> str:
        made = services.prepare(message, children, to=form.to.data or [], layout=form.layout.data or "", by=me())
        return url_for("letters.show", uuid=made[0].uuid) if len(made) == 1 else url_for("letters.list")

    if form.validate_on_submit():
        try:
            return once(form.form_key.data or "", act)
        except Refused as refused:
            form.form_errors.append(refused.why)
    stopped = sending.stopped([*household_of(children[0].uuid).stopped])
    return render_template(
        "letters/write.html", form=form, message=message, children=children, people=people, stopped=stopped
    )


@blueprint.get("/<uuid:uuid>")
@requires(Right.write_letter)
def show(uuid: object) -> ResponseReturnValue:
    letter, children = queries.letter_for(me(), str(uuid))
    stopped = sending.stopped([*household_of(children[0].uuid).stopped])
    by = {letter.prepared_by, letter.approved_by, letter.printed_by, letter.posted_by} - {None}
    return render_template(
        "letters/letter.html",
        letter=letter,
        children=children,
        people=names({word for word in by if word}),
        stopped=stopped if letter.state not in ("posted", "cancelled") else None,
        form=Form(),
    )


@blueprint.get("/<uuid:uuid>/pdf")
@requires(Right.write_letter)
def pdf(uuid: object) -> ResponseReturnValue:
    letter, children = queries.letter_for(me(), str(uuid))
    return _pdf(letter, services.preview(letter, children))


def _pdf(letter: Letter, content: bytes) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{letter.reference}.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)


def _do(uuid: object, form: Form, template: str, act: str) -> ResponseReturnValue:
    """One page, one act on one letter."""
    letter, children = queries.letter_for(me(), str(uuid))
    back = url_for("letters.show", uuid=letter.uuid)

    def run() -> str:
        if act == "approve":
            services.approve(letter, children, by=me())
            flash(f"Letter {letter.reference} is approved and kept exactly as it is now.", "success")
        elif act == "post" and isinstance(form, PostedForm):
            services.mark_posted(letter, posted_on=form.posted_on.data or today(), by=me())
            flash(f"Letter {letter.reference} is posted.", "success")
        elif act == "cancel" and isinstance(form, CancelForm):
            services.cancel(letter, reason=form.reason.data or "", by=me())
            flash(f"Letter {letter.reference} is cancelled.", "success")
        elif act == "print":
            services.mark_printed(letter, by=me())
            flash(f"Letter {letter.reference} is marked as printed. Post it, then say when.", "success")
        return back

    if form.validate_on_submit():
        try:
            return once(form.form_key.data or "", run)
        except Refused as refused:
            form.form_errors.append(refused.why)
    return render_template(template, form=form, letter=letter, children=children, back=back)


@blueprint.route("/<uuid:uuid>/approve", methods=["GET", "POST"])
@requires(Right.write_letter)
def approve(uuid: object) -> ResponseReturnValue:
    return _do(uuid, Form(), "letters/approve.html", "approve")


@blueprint.route("/<uuid:uuid>/print", methods=["GET", "POST"])
@requires(Right.write_letter)
def print_(uuid: object) -> ResponseReturnValue:
    return _do(uuid, Form(), "letters/print.html", "print")


@blueprint.route("/<uuid:uuid>/post", methods=["GET", "POST"])
@requires(Right.write_letter)
def post(uuid: object) -> ResponseReturnValue:
    return _do(uuid, PostedForm(), "letters/post.html", "post")


@blueprint.route("/<uuid:uuid>/cancel", methods=["GET", "POST"])
@requires(Right.write_letter)
def cancel(uuid: object) -> ResponseReturnValue:
    return _do(uuid, CancelForm(), "letters/cancel.html", "cancel")
