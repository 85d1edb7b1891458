"""The parts of a notice that are lists: children leaving, parents and carers, brothers and sisters."""

from dataclasses import asdict, replace

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from ehe.access.permissions import Right, requires
from ehe.core.errors import NotFound
from ehe.register.identifiers import tidy_upn, upn_fault
from ehe.withdrawals.forms.people import (
    AnotherCarerForm,
    AnotherChildForm,
    AnotherForm,
    AnotherSiblingForm,
    AnySiblingsForm,
    CarerContactForm,
    CarerForm,
    ChildForm,
    SiblingForm,
)
from ehe.withdrawals.forms.school import SendForm
from ehe.withdrawals.rules.answers import MOST_IN_A_LIST, Carer, ChildLeaving, Sibling, put, without
from ehe.withdrawals.views.blueprint import blueprint
from ehe.withdrawals.views.draft import Draft, ask, item, of_draft, then
from ehe.withdrawals.views.notify import PATH

# ---- children leaving ----------------------------------------------------------------------------


@blueprint.route(f"{PATH}/<uuid:draft>/child/<int:number>", methods=["GET", "POST"])
@requires(Right.notify_withdrawal)
@of_draft
def child(draft: Draft, number: int) -> ResponseReturnValue:
    children = draft.answers.children
    was = item(children, number, ChildLeaving())
    form = ChildForm(data=asdict(was))

    def save() -> str:
        given = form.answers()
        draft.save(children=put(children, number, given))
        if given.upn and given.upn != was.upn and upn_fault(tidy_upn(given.upn)):
            return draft.to("upn", number=number, then=then())
        return draft.to("check") if then() and number <= len(children) else draft.to("children", then=then())

    back = draft.to("check") if then() else draft.to("children") if children else draft.to("safety")
    return ask(draft, form, "child", parts=("children",), save=save, number=number, back=back)


@blueprint.get(f"{PATH}/<uuid:draft>/child/<int:number>/upn")
@requires(Right.notify_withdrawal)
@of_draft
def upn(draft: Draft, number: int) -> ResponseReturnValue:
    """A number that does not add up is doubted once, and kept if the school says so."""
    if number > len(draft.answers.children) or number < 1:
        raise NotFound("page")
    given = draft.answers.children[number - 1]
    fault = upn_fault(tidy_upn(given.upn))
    onward = draft.to("check") if then() else draft.to("children")
    if not fault:
        return redirect(onward, 303)
    change = draft.to("child", number=number, then=then())
    return render_template("withdrawals/upn.html", draft=draft, child=given, fault=fault, onward=onward, change=change)


@blueprint.route(f"{PATH}/<uuid:draft>/children", methods=["GET", "POST"])
@requires(Right.notify_withdrawal)
@of_draft
def children(draft: Draft) -> ResponseReturnValue:
    if not draft.answers.children:
        return redirect(draft.to("child", number=1), 303)
    form = AnotherChildForm()
    return ask(draft, form, "children", parts=("children",), save=lambda: _more(draft, form, "children", "child"))


# ---- parents and carers --------------------------------------------------------------------------


@blueprint.route(f"{PATH}/<uuid:draft>/carer/<int:number>", methods=["GET", "POST"])
@requires(Right.notify_withdrawal)
@of_draft
def carer(draft: Draft, number: int) -> ResponseReturnValue:
    carers = draft.answers.carers
    was = item(carers, number, Carer())
    form = CarerForm(data=asdict(was))

    def save() -> str:
        given = replace(
            was,
            name=form.name.data,
            relationship=form.relationship.data or "",
            responsibility=form.responsibility.data or "",
            lives=form.lives.data,
        )
        draft.save(carers=put(carers, number, given))
        return draft.to("carer_contact", number=number, then=then())

    back = draft.to("check") if then() else draft.to("carers") if carers else draft.to("address")
    return ask(draft, form, "carer", parts=("carers",), save=save, number=number, back=back)


@blueprint.route(f"{PATH}/<uuid:draft>/carer/<int:number>/contact", methods=["GET", "POST"])
@requires(Right.notify_withdrawal)
@of_draft
def carer_contact(draft: Draft, number: int) -> ResponseReturnValue:
    carers = draft.answers.carers
    if not 1 <= number <= len(carers):
        return redirect(draft.to("carers", then=then()), 303)
    was = carers[number - 1]
    form = CarerContactForm(data=asdict(was) | asdict(was.place), carer=was)

    def save() -> str:
        draft.save(carers=put(carers, number, form.answers()))
        return draft.to("check") if then() else draft.to("carers")

    back = draft.to("carer", number=number, then=then())
    return ask(draft, form, "carer_contact", parts=("carers",), save=save, carer=was, back=back)


@blueprint.route(f"{PATH}/<uuid:draft>/carers", methods=["GET", "POST"])
@requires(Right.notify_withdrawal)
@of_draft
def carers(draft: Draft) -> ResponseReturnValue:
    if not draft.answers.carers:
        return redirect(draft.to("carer", number=1, then=then()), 303)
    form = AnotherCarerForm()
    return ask(draft, form, "carers", parts=("carers",), save=lambda: _more(draft, form, "carers", "carer"))


# ---- brothers and sisters ------------------------------------------------------------------------


@blueprint.route(f"{PATH}/<uuid:draft>/sibling/<int:number>", methods=["GET", "POST"])
@requires(Right.notify_withdrawal)
@of_draft
def sibling(draft: Draft, number: int) -> ResponseReturnValue:
    siblings = draft.answers.siblings
    form = SiblingForm(data=asdict(item(siblings, number, Sibling())))

    def save() -> str:
        draft.save(siblings=put(siblings, number, form.answers()), any_siblings="yes")
        return draft.to("siblings", then=then())

    back = draft.to("siblings", then=then())
    return ask(draft, form, "sibling", parts=("siblings",), save=save, number=number, back=back)


@blueprint.route(f"{PATH}/<uuid:draft>/siblings", methods=["GET", "POST"])
@requires(Right.notify_withdrawal)
@of_draft
def siblings(draft: Draft) -> ResponseReturnValue:
    """While none is named: are there any? Afterwards: is there another?"""
    parts = ("siblings", "any_siblings")
    if draft.answers.siblings:
        form = AnotherSiblingForm()
        return ask(draft, form, "siblings", parts=parts, save=lambda: _more(draft, form, "siblings", "sibling"))
    first = AnySiblingsForm(data={"more": draft.answers.any_siblings})

    def save() -> str:
        draft.save(any_siblings=first.more.data)
        return draft.to("sibling", number=1, then=then()) if first.more.data == "yes" else draft.onward("siblings")

    return ask(draft, first, "siblings", parts=parts, save=save)


# ---- all three -----------------------------------------------------------------------------------


def _more(draft: Draft, form: AnotherForm, page: str, one: str) -> str:
    number = len(getattr(draft.answers, page)) + 1
    if form.more.data == "yes" and number <= MOST_IN_A_LIST:
        return draft.to(one, number=number, then=then())
    return draft.onward(page)


@blueprint.route(
    f"{PATH}/<uuid:draft>/<any(children, carers, siblings):part>/<int:number>/remove", methods=["GET", "POST"]
)
@requires(Right.notify_withdrawal)
@of_draft
def remove(draft: Draft, part: str, number: int) -> ResponseReturnValue:
    items = getattr(draft.answers, part)
    if not 1 <= number <= len(items):
        return redirect(draft.to(part, then=then()), 303)
    form = SendForm()
    if form.validate_on_submit():
        draft.save(**{part: without(items, number)})
        return redirect(draft.to(part, then=then()), 303)
    return render_template("withdrawals/remove.html", form=form, draft=draft, item=items[number - 1], part=part)
