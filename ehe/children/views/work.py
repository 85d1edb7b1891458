"""Whose work a child is, and a later last day for one duty."""

from dataclasses import replace

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
from ehe.facts.kinds import ExtensionRefused, ExtensionRequested
from ehe.facts.recorded import Recorded
from ehe.register.queries import called, staff
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
    """A manager asks for a later last day for one duty. Nothing moves until a second person agrees."""
    one = opened(uuid)
    must(me(), Right.grant_extension, one.subject)
    h, form = household_of(one.child.uuid), forms.ExtensionForm(one.child)
    latest = {duty.code: duty for duty in rules.duties(h, one.child.uuid)}
    form.offer([(d.code, f"{d.title}: {d.due_on.day} {d.due_on:%B %Y}", d.due_on) for d in latest.values()])

    def act() -> None:
        form.must_be_current()
        fact = ExtensionRequested(
            clock=form.clock.data,
            until=form.until.data,  # type: ignore[arg-type]  # the form asks for it
            reason=form.reason.data or "",
        )
        record_referral(fact, children=[one.child.uuid], by=actor())

    if form.validate_on_submit():
        done = "Extension asked for: a second person answers"
        if said := save(form, act, then=url_for("register.child", uuid=one.child.uuid), done=done):
            return said
    others = [p for p in staff() if p.uuid != me().uuid and can(p, Right.second_person, one.subject)]
    waiting = h.children[one.child.uuid].extension
    return render_template("register/extension.html", child=one.child, form=form, nobody=not others, waiting=waiting)


@blueprint.route("/extension/answer", methods=["GET", "POST"])
@requires(Right.second_person)
def answer_extension(uuid: object) -> ResponseReturnValue:
    """A second person agrees or refuses. Reports keep the first date either way."""
    one = opened(uuid)
    h, form = household_of(one.child.uuid), forms.AnswerExtensionForm(one.child)
    state = h.children[one.child.uuid]
    asked = state.extension
    must(me(), Right.second_person, replace(one.subject, asked_by=asked.by.word if asked else None))

    def act() -> None:
        form.must_be_current()
        if form.answer.data == "agree" and asked:
            services.agree_extension(one.child, asked, by=me())
        else:
            fact = ExtensionRefused(reason=form.reason.data or "")
            record_referral(fact, children=[one.child.uuid], by=actor())

    if form.validate_on_submit():
        done = "Extension granted" if form.answer.data == "agree" else "Extension refused: the duty keeps its last day"
        if said := save(form, act, then=url_for("register.child", uuid=one.child.uuid), done=done):
            return said
    duty = asked and next((d for d in rules.duties(h, one.child.uuid) if d.code == _clock_of(asked)), None)
    return render_template(
        "register/answer_extension.html",
        child=one.child,
        form=form,
        state=state,
        asked=asked,
        duty=duty,
        names=called([asked.by.word if asked else None]),
    )


def _clock_of(asked: Recorded) -> str:
    return asked.fact.clock if isinstance(asked.fact, ExtensionRequested) else ""
