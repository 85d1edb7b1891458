"""Whose work a child is, and a later last day for one duty."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from ehe.access.permissions import Right, can, must, requires
from ehe.access.queries import actor, me, setting
from ehe.children import forms, rules, services
from ehe.children.views.room import blueprint, opened
from ehe.clocks.queries import loads
from ehe.clocks.services import household_of
from ehe.core.today import today
from ehe.escalations.services import record_referral
from ehe.facts.kinds import ExtensionGranted
from ehe.register.queries import staff
from ehe.web.recording import save


@blueprint.route("/officer", methods=["GET", "POST"])
@requires(Right.allocate)
def officer(uuid: object) -> ResponseReturnValue:
    one, form = opened(uuid), forms.OfficerForm()
    people, limit = staff(), setting("caseload_limit")
    held = {load.officer: load for load in loads(me(), today())}
    form.offer((person.uuid, _said(person.name, held.get(person.uuid), limit)) for person in people)
    others = [c.uuid for c in household_of(one.child.uuid).registered if c.uuid != one.child.uuid]

    def act() -> None:
        children = [one.child.uuid, *(others if form.with_others.data else [])]
        services.assign(children, form.officer.data or "", [person.uuid for person in people], by=me())

    if form.validate_on_submit():
        if answer := save(form, act, then=url_for("register.child", uuid=one.child.uuid), done="Officer named"):
            return answer
    return render_template(
        "register/officer.html", child=one.child, form=form, others=len(others), now_officer=one.people.get(_word(one))
    )


def _word(one: object) -> str:
    glance = getattr(one, "glance", None)
    return (glance.officer or "") if glance else ""


def _said(name: str, load: object, limit: object) -> str:
    """An officer with what they have already; above the authority's limit it is said aloud."""
    children, overdue = getattr(load, "children", 0), getattr(load, "overdue", 0)
    above = f", above the limit of {limit}" if isinstance(limit, int) and children >= limit else ""
    return f"{name}: {children} child{'' if children == 1 else 'ren'}, {overdue} overdue{above}"


@blueprint.route("/extension", methods=["GET", "POST"])
@requires(Right.grant_extension)
def extension(uuid: object) -> ResponseReturnValue:
    """A manager gives one duty a later last day, with a second person. Reports keep the first."""
    one = opened(uuid)
    must(me(), Right.grant_extension, one.subject)
    form, duties = forms.ExtensionForm(one.child), rules.duties(household_of(one.child.uuid), one.child.uuid)
    latest = {duty.code: duty for duty in duties}
    second = [p for p in staff() if p.uuid != me().uuid and can(p, Right.grant_extension, one.subject)]
    form.offer(
        [(d.code, f"{d.title}: {d.due_on.day} {d.due_on:%B %Y}", d.due_on) for d in latest.values()],
        [(person.uuid, person.name) for person in second],
    )

    def act() -> None:
        form.must_be_current()
        fact = ExtensionGranted(
            clock=form.clock.data,
            until=form.until.data,  # type: ignore[arg-type]  # the form asks for it
            reason=form.reason.data or "",
            second=form.second.data,
        )
        record_referral(fact, children=[one.child.uuid], by=actor())

    if form.validate_on_submit():
        if answer := save(form, act, then=url_for("register.child", uuid=one.child.uuid), done="Extension recorded"):
            return answer
    return render_template("register/extension.html", child=one.child, form=form, nobody=not second)
