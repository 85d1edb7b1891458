"""Concerns, the rating, complaints about us: a page each."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from ehe.access.permissions import Right, must, requires
from ehe.access.queries import actor, me
from ehe.clocks import rating
from ehe.clocks.services import household_of
from ehe.clocks.state import Household
from ehe.concerns import forms, services
from ehe.core.today import today
from ehe.facts.actors import Actor
from ehe.facts.kinds import ComplaintMade, ConcernDecided, ConcernRaised, ConcernsReviewed, CoverDecided, RagSet
from ehe.register.models import Child
from ehe.register.queries import called, child_for, staff, subject_of
from ehe.register.words import sources_in
from ehe.web.recording import already_sent, save

blueprint = Blueprint("concerns", __name__, url_prefix="/children/<uuid:uuid>")
blueprint.before_request(already_sent)


def _named(h: Household, child: Child) -> list[tuple[str, str]]:
    names = {one.uuid: one.name for one in child.household.children}
    return [(one.uuid, names[one.uuid]) for one in h.present if one.uuid in names]


def _schools(child: Child) -> dict[str, str]:
    """The schools that the household's children are or were at."""
    of = [one for one in child.household.children if one.school_urn or one.school_name]
    return {f"school:{one.school_urn or one.school_name}": one.school_name or f"School {one.school_urn}" for one in of}


def _concerns(child: Child) -> str:
    return url_for("register.concerns", uuid=child.uuid)


@blueprint.route("/concern", methods=["GET", "POST"])
@requires(Right.record_fact)
def add(uuid: object) -> ResponseReturnValue:
    child, form = child_for(me(), str(uuid)), forms.ConcernForm()
    form.with_schools(_schools(child))
    form.offer(_named(household_of(child.uuid), child), [child.uuid])

    def act() -> None:
        fact = ConcernRaised(
            own_words=form.own_words.data or "",
            category=form.category.data or None,
            dissatisfied=bool(form.dissatisfied.data),
        )
        about = form.children.data or []
        services.raise_concern(fact, children=about, by=form.actor(actor()), at=form.at, recorded_by=me().uuid)

    if form.validate_on_submit():
        if answer := save(form, act, then=_concerns(child), done="Concern recorded"):
            return answer
    return render_template("concerns/concern.html", child=child, form=form)


@blueprint.route("/concern-decision", methods=["GET", "POST"])
@requires(Right.record_fact)
def decide(uuid: object) -> ResponseReturnValue:
    child = child_for(me(), str(uuid))
    h, form = household_of(child.uuid), forms.DecideForm(child)
    open_about = {concern.child for concern in h.open_concerns()}
    form.offer([one for one in _named(h, child) if one[0] in open_about], {child.uuid} & open_about)
    form.may_be_owned_by((person.uuid, person.name) for person in staff())
    form.has_referral = h.referral is not None

    def act() -> None:
        form.must_be_current()
        fact = ConcernDecided(outcome=form.outcome.data, reason=form.reason.data or "", owner=form.owner.data or None)
        services.decide_concern(fact, children=form.children.data or [], by=actor())

    if form.validate_on_submit():
        if answer := save(form, act, then=_concerns(child), done="Decision recorded"):
            return answer
    return render_template("concerns/decide.html", child=child, form=form, **_open(h))


def _open(h: Household) -> dict[str, object]:
    """The open concerns, each once, with who said them."""
    found = list({concern.raised.uuid: concern for concern in h.open_concerns()}.values())
    return {"open_concerns": found, "names": called(concern.raised.by.word for concern in found)}


@blueprint.route("/concerns-review", methods=["GET", "POST"])
@requires(Right.record_fact)
def review(uuid: object) -> ResponseReturnValue:
    child = child_for(me(), str(uuid))
    h, form = household_of(child.uuid), forms.ReviewForm(child)
    form.may_be_owned_by((person.uuid, person.name) for person in staff())
    form.has_referral = h.referral is not None

    def act() -> None:
        form.must_be_current()
        fact = ConcernsReviewed(outcome=form.outcome.data, reason=form.reason.data or "", owner=form.owner.data or None)
        services.decide_concern(fact, children=[one.uuid for one in h.present], by=actor())

    if form.validate_on_submit():
        if answer := save(form, act, then=_concerns(child), done="Review recorded"):
            return answer
    raised = list({concern.raised.uuid: concern for concern in h.concerns}.values())
    names = called(concern.raised.by.word for concern in raised)
    return render_template("concerns/review.html", child=child, form=form, concerns=raised, names=names)


@blueprint.route("/rating", methods=["GET", "POST"])
@requires(Right.rate)
def rate(uuid: object) -> ResponseReturnValue:
    """A person's rating, beside what the register would propose today and what argues for it."""
    child = child_for(me(), str(uuid))
    must(me(), Right.rate, subject_of(child))
    h, form = household_of(child.uuid), forms.RatingForm(child)
    state = h.children[child.uuid]

    def act() -> None:
        form.must_be_current()
        fact = RagSet(rag=form.rag.data, reason=form.reason.data or None)
        services.set_rating(fact, children=[child.uuid], by=actor())

    if form.validate_on_submit():
        done = f"Rated {form.rag.data}"
        if answer := save(form, act, then=url_for("register.child", uuid=child.uuid), done=done):
            return answer
    proposal = rating.propose(h, state, today())
    sources = [word for reason in proposal.reasons for word in sources_in(reason)]
    return render_template(
        "concerns/rating.html",
        child=child,
        form=form,
        rated=state.rating,
        proposal=proposal,
        names=called([state.rating.by if state.rating else None, *sources]),
    )


@blueprint.route("/complaint", methods=["GET", "POST"])
@requires(Right.record_fact)
def complaint(uuid: object) -> ResponseReturnValue:
    """Something said about us. It blocks nothing and moves no date."""
    child, form = child_for(me(), str(uuid)), forms.ComplaintForm()

    def act() -> None:
        everyone = [one.uuid for one in household_of(child.uuid).present]
        fact = ComplaintMade(about=form.about.data, words=form.words.data)
        by = Actor(form.by.data, form.by.data)
        services.make_complaint(fact, children=everyone, by=by, at=form.at, recorded_by=me().uuid)

    if form.validate_on_submit():
        if answer := save(form, act, then=url_for("register.child", uuid=child.uuid), done="Complaint recorded"):
            return answer
    return render_template("concerns/complaint.html", child=child, form=form)


@blueprint.route("/cover", methods=["GET", "POST"])
@requires(Right.allocate)
def cover(uuid: object) -> ResponseReturnValue:
    """Who carries on while a complaint is looked at; decided by someone it is not about."""
    child = child_for(me(), str(uuid))
    h, form, subject = household_of(child.uuid), forms.CoverForm(child), subject_of(child)
    form.offer((one.uuid, one.name) for one in staff() if one.uuid not in subject.complained_about)

    def act() -> None:
        form.must_be_current()
        everyone = [one.uuid for one in h.present]
        services.decide_cover(CoverDecided(officer=form.officer.data), children=everyone, by=actor())

    if form.validate_on_submit():
        if answer := save(form, act, then=url_for("register.child", uuid=child.uuid), done="Cover decided"):
            return answer
    complaints = [f for f in h.facts if isinstance(f.fact, ComplaintMade)]
    return render_template("concerns/cover.html", child=child, form=form, complaints=complaints)
