"""A school notifies a withdrawal: from the start page to the check, one question or a few a page."""

from contextlib import suppress
from dataclasses import asdict, replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ehe.access.permissions import Right, requires
from ehe.access.queries import me, names
from ehe.core.errors import Refused
from ehe.core.today import today
from ehe.documents import queries as documents
from ehe.documents.rules import ACCEPT
from ehe.register.identifiers import is_temporary, tidy_upn, upn_fault
from ehe.schools import queries as schools
from ehe.web.once import once
from ehe.withdrawals import queries, services
from ehe.withdrawals.forms.people import AddressForm
from ehe.withdrawals.forms.school import (
    ConcernForm,
    KnownForm,
    ParentNoticeForm,
    RollForm,
    SafetyForm,
    SendForm,
)
from ehe.withdrawals.rules import grounds, journey
from ehe.withdrawals.rules.answers import Answers, with_home
from ehe.withdrawals.rules.shown import sections
from ehe.withdrawals.views.blueprint import blueprint
from ehe.withdrawals.views.draft import Draft, ask, from_check, of_draft

PATH = "/withdrawals/notify"


# ---- beginning -----------------------------------------------------------------------------------


@blueprint.get(PATH)
@requires(Right.notify_withdrawal)
def start() -> ResponseReturnValue:
    drafts = [Draft(row) for row in queries.drafts_of(me())]
    return render_template(
        "withdrawals/start.html",
        school=schools.school(me().school_urn or ""),
        closed=services.closed_since(me().school_urn, today()),
        drafts=drafts,
        users=names({draft.row.user for draft in drafts}),
        form=SendForm(),
    )


@blueprint.post(PATH)
@requires(Right.notify_withdrawal)
def begin() -> ResponseReturnValue:
    form = SendForm()
    if services.closed_since(me().school_urn, today()) or not form.validate():
        return redirect(url_for("withdrawals.start"), 303)
    return once(form.form_key.data or "", lambda: Draft(services.begin_draft(by=me())).to("safety"))


@blueprint.route(f"{PATH}/<uuid:draft>/drop", methods=["GET", "POST"])
@requires(Right.notify_withdrawal)
@of_draft
def drop(draft: Draft) -> ResponseReturnValue:
    form = SendForm()
    if form.validate_on_submit():
        services.drop_draft(draft.row)
        flash("The draft is deleted. Nothing was sent.", "success")
        return redirect(url_for("withdrawals.start"), 303)
    return render_template("withdrawals/drop.html", form=form, draft=draft)


# ---- the pages with one answer each --------------------------------------------------------------


@blueprint.route(f"{PATH}/<uuid:draft>/safety", methods=["GET", "POST"])
@requires(Right.notify_withdrawal)
@of_draft
def safety(draft: Draft) -> ResponseReturnValue:
    form = SafetyForm(data={"safety": draft.answers.safety})

    def save() -> str:
        draft.save(safety=form.safety.data)
        if from_check():
            return draft.to("check")
        return draft.to("children") if draft.answers.children else draft.to("child", number=1)

    return ask(draft, form, "safety", parts=("safety",), save=save)


@blueprint.route(f"{PATH}/<uuid:draft>/address", methods=["GET", "POST"])
@requires(Right.notify_withdrawal)
@of_draft
def address(draft: Draft) -> ResponseReturnValue:
    home = draft.answers.home
    form = AddressForm(data={"kind": home.kind, "where": home.where, **asdict(home.place)})

    def save() -> str:
        was = draft.answers.safety
        draft.keep(with_home(draft.answers, form.answers()))
        if draft.answers.safety != was:
            flash("Because the address must not be shared, your first answer is now “Yes”.")
        return draft.onward("address")

    return ask(draft, form, "address", parts=("home",), save=save)


@blueprint.route(f"{PATH}/<uuid:draft>/roll", methods=["GET", "POST"])
@requires(Right.notify_withdrawal)
@of_draft
def roll(draft: Draft) -> ResponseReturnValue:
    born = [child.born_on for child in draft.answers.children if child.born_on]
    form = RollForm(data=asdict(draft.answers.roll), born_on=max(born, default=None))

    def save() -> str:
        if form.ground.data == grounds.DIED:
            # Nothing about a child who has died goes through a form that starts letters and visits.
            draft.save(roll=replace(form.answers(), ground=""))
            return draft.to("died")
        draft.save(roll=form.answers())
        return draft.onward("roll")

    sources = {ground.code: ground.source for ground in grounds.GROUNDS if ground.source}
    school = schools.school(me().school_urn or "")
    return ask(
        draft, form, "roll", parts=("roll",), save=save, sources=sources, is_special=bool(school and school.is_special)
    )


@blueprint.get(f"{PATH}/<uuid:draft>/died")
@requires(Right.notify_withdrawal)
@of_draft
def died(draft: Draft) -> ResponseReturnValue:
    return render_template("withdrawals/died.html", draft=draft)


@blueprint.route(f"{PATH}/<uuid:draft>/parents-notice", methods=["GET", "POST"])
@requires(Right.notify_withdrawal)
@of_draft
def parent_notice(draft: Draft) -> ResponseReturnValue:
    held = draft.answers.parent_notice
    form = ParentNoticeForm(data=asdict(held) | {"file": None}, document=held.document)

    def save() -> str:
        draft.save(parent_notice=form.answers(draft.answers.parent_notice.document))
        return draft.onward("parent_notice")

    parts = ("parent_notice",)
    if request.method == "POST" and form.held.data == "yes" and form.seen.data == draft.token(parts):
        _keep_file(draft, form, parts)
    document = draft.answers.parent_notice.document
    file = documents.document(document) if document else None
    return ask(draft, form, "parent_notice", parts=parts, save=save, file=file, accept=ACCEPT)


def _keep_file(draft: Draft, form: ParentNoticeForm, parts: tuple[str, ...]) -> None:
    """A good file is kept although another answer may have to be put right: nobody chooses it twice."""
    with suppress(Refused):  # why it may not be kept is said when the form is checked
        if examined := form.file.look():
            document = services.keep_file(draft.row, examined, by=me())
            draft.save(parent_notice=replace(draft.answers.parent_notice, held="yes", document=document.uuid))
            form.document, form.seen.data = document.uuid, draft.token(parts)


@blueprint.route(f"{PATH}/<uuid:draft>/what-you-know", methods=["GET", "POST"])
@requires(Right.notify_withdrawal)
@of_draft
def known(draft: Draft) -> ResponseReturnValue:
    form = KnownForm(data=asdict(draft.answers.known))

    def save() -> str:
        draft.save(known=form.answers())
        return draft.onward("known")

    return ask(draft, form, "known", parts=("known",), save=save)


@blueprint.route(f"{PATH}/<uuid:draft>/worry", methods=["GET", "POST"])
@requires(Right.notify_withdrawal)
@of_draft
def concern(draft: Draft) -> ResponseReturnValue:
    form = ConcernForm(data={"concern": draft.answers.concern})

    def save() -> str:
        draft.save(concern=form.concern.data or "")
        return draft.onward("concern")

    return ask(draft, form, "concern", parts=("concern",), save=save)


# ---- checking and sending ------------------------------------------------------------------------


@blueprint.route(f"{PATH}/<uuid:draft>/check", methods=["GET", "POST"])
@requires(Right.notify_withdrawal)
@of_draft
def check(draft: Draft) -> ResponseReturnValue:
    form = SendForm()
    missing = journey.missing(draft.answers)
    if form.validate_on_submit() and not missing:
        return once(form.form_key.data or "", lambda: _send(draft))
    document = draft.answers.parent_notice.document
    files = {document: documents.document(document).name} if document else {}
    return render_template(
        "withdrawals/check.html",
        send_form=form,
        draft=draft,
        sections=sections(draft.answers, files),
        missing=missing,
        tried=request.method == "POST",
        doubts=doubts(draft.answers),
    )


def _send(draft: Draft) -> str:
    notice = services.send(draft.row, by=me(), today=today())
    return url_for("withdrawals.sent", notice=notice.uuid)


def doubts(answers: Answers) -> list[str]:
    """What may be wrong and is sent all the same, and what the regulations say about it."""
    found = []
    for child in answers.children:
        upn = tidy_upn(child.upn)
        if upn and (fault := upn_fault(upn)):
            found.append(f"The UPN of {child.name} may be wrong. {fault} It is sent as you typed it.")
        elif is_temporary(upn):
            found.append(f"The UPN of {child.name} is a temporary one.")
    if answers.roll.special_school == "yes":
        found.append("A name does not come off the roll of a special school without the council’s consent.")
    if answers.roll.order_in_force == "yes":
        found.append("While a school attendance order names your school, it has to be changed or revoked first.")
    return found
