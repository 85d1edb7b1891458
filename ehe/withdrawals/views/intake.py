"""Intake: what schools have sent, the rating, acceptance, and whose work it becomes."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ehe.access import looks
from ehe.access.links import link
from ehe.access.permissions import Right, can, must, requires
from ehe.access.queries import actor, me, names
from ehe.clocks.services import household_of
from ehe.clocks.state import Rating
from ehe.concerns import services as concerns
from ehe.core.errors import Refused
from ehe.documents import queries as documents
from ehe.facts.kinds import RagSet
from ehe.register import queries as register
from ehe.register.identifiers import upn_fault
from ehe.register.models import Child
from ehe.register.words import sources_in, with_names
from ehe.web.once import once
from ehe.web.paging import page_number
from ehe.withdrawals import queries, services
from ehe.withdrawals.forms.intake import AcceptForm, RatingForm, officer_form
from ehe.withdrawals.models import Notice
from ehe.withdrawals.rules.answers import from_json
from ehe.withdrawals.rules.shown import sections
from ehe.withdrawals.views.blueprint import blueprint
from ehe.withdrawals.views.matching import PATH, one_of
from ehe.withdrawals.views.notify import doubts


@blueprint.get("/withdrawals", endpoint="list")
@requires(Right.record_fact)
def show_list() -> ResponseReturnValue:
    page = page_number()
    waiting = queries.waiting(me())
    shown = waiting[(page - 1) * queries.PAGE : page * queries.PAGE]
    for one in shown:
        for child in one.children:
            looks.note(child.uuid, own=me().uuid in one.officers)
    accepted = queries.accepted_lately(me())
    people = names({notice.accepted_by for notice in accepted if notice.accepted_by})
    listed = queries.Listed([one.notice for one in shown], len(waiting), page)
    return render_template("withdrawals/list.html", waiting=shown, listed=listed, accepted=accepted, people=people)


@blueprint.get(PATH)
@requires(Right.record_fact)
def notice(notice: UUID) -> ResponseReturnValue:
    found = queries.notice_for(me(), str(notice))
    answers, files = from_json(found.answers), documents.of_notice(found.uuid)
    leaving = [_leaving(row.child) for row in found.children]
    return render_template(
        "withdrawals/notice.html",
        notice=found,
        answers=answers,
        leaving=leaving,
        may_accept=all(one["asked"].is_answered for one in leaving),
        for_head=any(one["asked"].for_head_of_service for one in leaving),
        siblings=_siblings(found),
        sections=sections(answers, {file.uuid: f"{file.name} ({file.size_words})" for file in files}),
        files=files,
        doubts=doubts(answers),
        people=names({uuid for uuid in (found.accepted_by, found.sent_by) if uuid}),
        form=None,
        accept_form=AcceptForm(),
    )


def _leaving(child: Child) -> dict[str, Any]:
    """What the page says about one child: the record of the notice, the one that is kept, and the rating."""
    kept = queries.kept(child)
    return {
        "child": child,
        "kept": kept,
        "record": link("register.child", uuid=kept.uuid),
        "asked": queries.for_person(me(), child),
        "fault": upn_fault(child.upn) if child.upn else None,
        "rating": (rating := _rating(kept)),
        "reasons": _reasons(rating),
        "officer": _officer(kept),
        "may_rate": can(me(), Right.rate, register.subject_of(kept)),
    }


def _rating(child: Child) -> Rating | None:
    known = household_of(child.uuid).children.get(child.uuid)
    return known.rating if known else None


def _reasons(rating: Rating | None) -> list[str]:
    """The reasons for a rating, with those who said them by their names."""
    reasons = rating.reasons if rating else ()
    named = register.called(word for reason in reasons for word in sources_in(reason))
    return [with_names(reason, named) for reason in reasons]


def _officer(child: Child) -> str | None:
    officer = register.officer_of(child)
    return names({officer}).get(officer) if officer else None


def _siblings(notice: Notice) -> list[Child]:
    """The other children of the household: the sibling check is about them."""
    about = {child.uuid for child in queries.children_of(notice)}
    household = queries.children_of(notice)[0].household_uuid
    return [child for child in register.children_of(household) if child.uuid not in about]


# ---- rating, accepting, allocating ---------------------------------------------------------------


@blueprint.route(f"{PATH}/children/<uuid:child>/rating", methods=["GET", "POST"])
@requires(Right.rate)
def rating(notice: UUID, child: UUID) -> ResponseReturnValue:
    found, record = one_of(notice, child)
    kept, form = queries.kept(record), RatingForm()
    rated = _rating(kept)
    must(me(), Right.rate, register.subject_of(kept))
    if form.validate_on_submit():
        try:
            return once(form.form_key.data or "", lambda: _rate(found, kept, form))
        except Refused as refusal:
            form.refuse(refusal)
    return render_template(
        "withdrawals/rating.html", form=form, notice=found, child=kept, rating=rated, reasons=_reasons(rated)
    )


def _rate(notice: Notice, child: Child, form: RatingForm) -> str:
    fact = RagSet(rag=form.rag.data, reason=form.reason.data or None)
    concerns.set_rating(fact, children=[child.uuid], by=actor())
    flash(f"{child.name} is rated {form.rag.data}.", "success")
    return url_for("withdrawals.notice", notice=notice.uuid)


@blueprint.post(f"{PATH}/accept")
@requires(Right.record_fact)
def accept(notice: UUID) -> ResponseReturnValue:
    found = queries.notice_for(me(), str(notice))
    services.accept(found, by=me())
    flash(f"Notice {found.reference} is accepted. The school sees it on its own list.", "success")
    return redirect(url_for("withdrawals.notice", notice=found.uuid), 303)


@blueprint.route(f"{PATH}/officer", methods=["GET", "POST"])
@requires(Right.allocate)
def allocate(notice: UUID) -> ResponseReturnValue:
    found = queries.notice_for(me(), str(notice))
    officers = {person.uuid: f"{person.name} ({_children(held)})" for person, held in queries.officers()}
    form = officer_form(officers)()
    if form.validate_on_submit():
        try:
            return once(form.form_key.data, lambda: _allocate(found, form))
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("withdrawals/allocate.html", form=form, notice=found)


def _children(number: int) -> str:
    return "1 child now" if number == 1 else f"{number or 'no'} children now"


def _allocate(notice: Notice, form: Any) -> str:
    services.allocate(notice, form.officer.data, by=me())
    flash("The officer is named.", "success")
    return url_for("withdrawals.notice", notice=notice.uuid)
