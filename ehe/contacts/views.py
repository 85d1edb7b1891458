"""Recording a contact or visit, a sighting by others, and what a manager decides after a declined visit."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from ehe.access.permissions import Right, must, requires
from ehe.access.queries import actor, me
from ehe.clocks import desks
from ehe.clocks.services import household_of
from ehe.clocks.state import Household
from ehe.contacts import forms, services
from ehe.facts.kinds import ChildSighted, InformationPromised, VisitDecided
from ehe.register.models import Child
from ehe.register.queries import adults_of, child_for, subject_of
from ehe.suitability.services import record_education
from ehe.web.recording import already_sent, save

blueprint = Blueprint("contacts", __name__, url_prefix="/children/<uuid:uuid>")
blueprint.before_request(already_sent)


def _named(h: Household, child: Child) -> list[tuple[str, str]]:
    """The household's children who have not left it: those on the register first."""
    names = {one.uuid: one.name for one in child.household.children}
    on, off = [c.uuid for c in h.registered], [c.uuid for c in h.present if not c.entry]
    return [(uuid, names[uuid]) for uuid in (*on, *off) if uuid in names]


@blueprint.route("/contact", methods=["GET", "POST"])
@requires(Right.record_fact)
def record(uuid: object) -> ResponseReturnValue:
    child = child_for(me(), str(uuid))
    h = household_of(child.uuid)
    children, registered = _named(h, child), [c.uuid for c in h.registered]
    form = forms.ContactForm.of(children, registered)(born_on=child.born_on)
    adults = [adult for adult in adults_of(child.household_uuid) if adult.lives_in_household and not adult.until_on]
    known = ", ".join(adult.name for adult in adults)

    def act() -> None:
        about = registered if child.uuid in registered else [child.uuid]
        services.record_contact(form.fact(known), children=about, by=actor(), at=form.at)
        if form.promised.data and form.promised.data.strip():
            promise = InformationPromised(what=form.promised.data, due_on=form.promised_by.data)
            record_education(promise, children=about, by=actor(), at=form.at)
        desks.finish("sighting_of_the_others", [one for one, _, part in form.answers if part.grade.data], me())

    if form.validate_on_submit():
        then = url_for("register.child", uuid=child.uuid)
        if answer := save(form, act, then=then, done="Contact recorded"):
            return answer
    return render_template(
        "contacts/contact.html", child=child, form=form, registered=registered, known=known, h=h,
        writing_only=any(one.writing_wish for one in h.children.values()),
        disputed=any(one.address_disputed_by for one in h.children.values()),
    )  # fmt: skip


@blueprint.route("/sighting", methods=["GET", "POST"])
@requires(Right.record_fact)
def sighting(uuid: object) -> ResponseReturnValue:
    child = child_for(me(), str(uuid))
    form = forms.SightingForm(born_on=child.born_on)
    form.offer(_named(household_of(child.uuid), child), child.uuid)

    def act() -> None:
        seen = form.children.data or []
        fact = ChildSighted(
            grade=form.grade.data,
            setting=form.setting.data,
            observer=form.observer.data,
            words=form.words.data or None,
        )
        services.record_sighting(fact, children=seen, by=actor(), at=form.at)
        desks.finish("sighting_of_the_others", seen, me())

    if form.validate_on_submit():
        then = url_for("register.child", uuid=child.uuid)
        if answer := save(form, act, then=then, done="Sighting recorded"):
            return answer
    return render_template("contacts/sighting.html", child=child, form=form)


@blueprint.route("/visit-decision", methods=["GET", "POST"])
@requires(Right.decide_visit)
def decide_visit(uuid: object) -> ResponseReturnValue:
    """After a family declined a visit: a dated, reasoned decision of a manager, using the checks already held."""
    child = child_for(me(), str(uuid))
    must(me(), Right.decide_visit, subject_of(child))
    h, form = household_of(child.uuid), forms.VisitForm(child)

    def act() -> None:
        form.must_be_current()
        fact = VisitDecided(
            decision=form.decision.data,
            reason=form.reason.data or "",
            review_on=form.review_on.data if form.decision.data == "accept" else None,
        )
        services.decide_visit(fact, children=[child.uuid], by=actor())

    if form.validate_on_submit():
        then = url_for("register.child", uuid=child.uuid)
        if answer := save(form, act, then=then, done="Decision recorded"):
            return answer
    return render_template("contacts/visit_decision.html", child=child, form=form, state=h.children[child.uuid], h=h)
