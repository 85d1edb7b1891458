"""What a school has sent: its own list, each notice, the receipt, and the answer to a query."""

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ehe.access import looks
from ehe.access.permissions import Right, requires
from ehe.access.queries import me
from ehe.core.errors import Refused
from ehe.core.today import london_day
from ehe.documents import queries as documents
from ehe.documents.models import Document
from ehe.documents.rules import ACCEPT
from ehe.printing import fonts
from ehe.printing.layouts import Layout
from ehe.printing.render import pdf
from ehe.web.once import once
from ehe.web.paging import page_number
from ehe.withdrawals import queries, services
from ehe.withdrawals.forms.school import WrittenNoticeForm
from ehe.withdrawals.models import Notice
from ehe.withdrawals.rules.answers import Answers, from_json
from ehe.withdrawals.rules.shown import sections
from ehe.withdrawals.views.blueprint import blueprint

PATH = "/withdrawals/sent"

RECEIPT = Layout(
    code="receipt",
    title="a sheet of its own, for the school's file",
    zones={},
    address_lines=0,
    address_points=(),
    stylesheets=("withdrawals/receipt.css",),
)


@blueprint.get(PATH)
@requires(Right.see_own_notices)
def mine() -> ResponseReturnValue:
    listed = queries.own_notices(me(), page_number())
    for notice in listed.notices:
        _looked(notice)
    return render_template(
        "withdrawals/mine.html", listed=listed, answers={n.uuid: from_json(n.answers) for n in listed.notices}
    )


@blueprint.get(f"{PATH}/<uuid:notice>")
@requires(Right.see_own_notices)
def own_notice(notice: UUID) -> ResponseReturnValue:
    found, answers = _own(notice)
    files = documents.of_notice(found.uuid)
    return render_template(
        "withdrawals/own_notice.html",
        notice=found,
        answers=answers,
        sections=sections(answers, _names(files)),
        files=files,
    )


@blueprint.get(f"{PATH}/<uuid:notice>/done")
@requires(Right.see_own_notices)
def sent(notice: UUID) -> ResponseReturnValue:
    """Where sending leads, also when the form was sent twice."""
    found, answers = _own(notice)
    return render_template("withdrawals/sent.html", notice=found, answers=answers)


@blueprint.get(f"{PATH}/<uuid:notice>/receipt.pdf")
@requires(Right.see_own_notices)
def receipt(notice: UUID) -> ResponseReturnValue:
    """The same bytes each time: it holds what was known when the notice was sent."""
    found, answers = _own(notice)
    html = render_template("withdrawals/receipt.html", notice=found, names=[_printed(c.name) for c in answers.children])
    made = pdf(
        html,
        title=f"Receipt for withdrawal notice {found.reference}",
        lang="en-GB",
        layout=RECEIPT,
        dated=london_day(found.sent_at),
    )
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="receipt-{found.reference}.pdf"'
    return answer


def _printed(name: str) -> str:
    """A name in letters that the sheet cannot show stays on the notice, as it was typed."""
    return "" if fonts.undrawable(name) else name


@blueprint.route(f"{PATH}/<uuid:notice>/written-notice", methods=["GET", "POST"])
@requires(Right.see_own_notices)
def written_notice(notice: UUID) -> ResponseReturnValue:
    """The answer to the query: the parent's notice, sent afterwards."""
    found, answers = _own(notice)
    form = WrittenNoticeForm()
    if not found.has_query:
        return redirect(url_for("withdrawals.own_notice", notice=found.uuid), 303)
    if form.validate_on_submit():
        try:
            return once(form.form_key.data or "", lambda: _answer(found, form))
        except Refused as refusal:
            form.form_errors.append(refusal.why)
    return render_template("withdrawals/written_notice.html", form=form, notice=found, answers=answers, accept=ACCEPT)


def _answer(notice: Notice, form: WrittenNoticeForm) -> str:
    assert form.file.examined is not None
    services.answer_query(notice, form.file.examined, received_on=form.received_on.data, by=me())
    flash("We have the parent’s written notice. The query is closed.", "success")
    return url_for("withdrawals.own_notice", notice=notice.uuid)


def _own(uuid: UUID) -> tuple[Notice, Answers]:
    found = queries.own_notice(me(), str(uuid))
    _looked(found)
    return found, from_json(found.answers)


def _looked(notice: Notice) -> None:
    for child in notice.children:
        looks.note(child.child_uuid, own=True)


def _names(files: list[Document]) -> dict[str, Any]:
    return {file.uuid: f"{file.name} ({file.size_words})" for file in files}
