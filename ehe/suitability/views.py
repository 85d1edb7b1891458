"""Recording information about the education, the report of a visit, and the decision."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from ehe.access.permissions import Right, requires
from ehe.access.queries import actor, me
from ehe.clocks.services import household_of
from ehe.facts.kinds import (
    InformationPromised,
    InformationReceived,
    InformationRequested,
    ReportShared,
    SuitabilityDecided,
)
from ehe.register.queries import called, child_for
from ehe.suitability import forms, services
from ehe.suitability.services import Education
from ehe.web.recording import already_sent, save

blueprint = Blueprint("suitability", __name__, url_prefix="/children/<uuid:uuid>")
blueprint.before_request(already_sent)


def _education(form: forms.InformationForm) -> Education:
    what, due_on = form.what.data or None, form.due_on.data
    if form.what_happened.data == "promised":
        return InformationPromised(what=what or "", due_on=due_on)
    if form.what_happened.data == "received":
        return InformationReceived(what=what)
    return InformationRequested(what=what, due_on=due_on)


@blueprint.route("/information", methods=["GET", "POST"])
@requires(Right.record_fact)
def information(uuid: object) -> ResponseReturnValue:
    child = child_for(me(), str(uuid))
    form = forms.InformationForm(born_on=child.born_on)
    if form.validate_on_submit():
        act = lambda: services.record_education(_education(form), children=[child.uuid], by=actor(), at=form.at)  # noqa: E731
        if answer := save(form, act, then=url_for("register.child", uuid=child.uuid), done="Recorded"):
            return answer
    return render_template("suitability/information.html", child=child, form=form)


@blueprint.route("/report", methods=["GET", "POST"])
@requires(Right.record_fact)
def report(uuid: object) -> ResponseReturnValue:
    child = child_for(me(), str(uuid))
    form = forms.ReportForm(born_on=child.born_on)

    def act() -> None:
        fact = ReportShared(words=form.who.data)
        services.record_education(fact, children=[child.uuid], by=actor(), at=form.at)

    if form.validate_on_submit():
        if answer := save(form, act, then=url_for("register.child", uuid=child.uuid), done="Recorded"):
            return answer
    return render_template("suitability/report.html", child=child, form=form)


@blueprint.route("/decision", methods=["GET", "POST"])
@requires(Right.record_fact)
def decide(uuid: object) -> ResponseReturnValue:
    """A decision on listed evidence. Beside it stands the other fact: whether the child was seen."""
    child = child_for(me(), str(uuid))
    form, state = forms.DecisionOnEducationForm(child), household_of(child.uuid).children[child.uuid]

    def act() -> None:
        form.must_be_current()
        fact = SuitabilityDecided(judgement=form.judgement.data, evidence=form.pieces, reason=form.reason.data or None)
        services.decide_suitability(fact, children=[child.uuid], by=actor())

    if form.validate_on_submit():
        if answer := save(form, act, then=url_for("register.child", uuid=child.uuid), done="Decision recorded"):
            return answer
    h = household_of(child.uuid)
    latest = h.latest(SuitabilityDecided, child.uuid)
    received = [f for f in h.facts if isinstance(f.fact, InformationReceived) and child.uuid in f.children]
    names = called([state.last_seen.by if state.last_seen else None])
    return render_template(
        "suitability/decision.html", child=child, form=form, state=state, latest=latest, received=received, names=names
    )
