"""The pages of a referral: the staff's list, release or withhold, social care's inbox, standing decisions."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from ehe.access.permissions import Right, requires
from ehe.access.queries import actor, me
from ehe.clocks.models import ChildState
from ehe.clocks.services import household_of, policy
from ehe.clocks.words import last_seen
from ehe.core.errors import NotFound, Refused
from ehe.core.today import now, today
from ehe.escalations import forms, queries, services
from ehe.facts import kinds
from ehe.facts.actors import Actor
from ehe.register import words
from ehe.register.models import Address, Adult
from ehe.register.queries import child_for, staff
from ehe.web.forms import Form
from ehe.web.once import once

blueprint = Blueprint("referrals", __name__)


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"clock_title": _clock_title, "seen_words": _seen_words, "who": _who, "address_words": _address_words}


def _clock_title(code: str) -> str:
    return policy().clocks[code].title


def _seen_words(glance: ChildState) -> str:
    return last_seen(glance.last_seen_on, glance.last_seen_how, glance.last_seen_by)


def _who(word: str, people: dict[str, str]) -> str:
    """A person's name, or the source's own word: a school, the register itself."""
    return people.get(word, word)


def _address_words(adult: Adult) -> str | None:
    """Where an adult lives now, how far it is proved, and whether it must stay secret."""
    return "; ".join(_address(one) for one in adult.addresses if one.until_on is None) or None


def _address(address: Address) -> str:
    secret = ". It must not be shared" if address.not_to_be_shared else ""
    return f"{', '.join(address.lines)} ({words.ADDRESS_STATUSES[address.status].lower()}{secret})"


# ---- our own staff -------------------------------------------------------------------------------


@blueprint.get("/referrals")
@requires(Right.see_work)
def all_referrals() -> ResponseReturnValue:
    return render_template("escalations/list.html", lines=queries.staff_list(me()), today=today())


@blueprint.get("/referrals/<uuid:uuid>")
@requires(Right.read_child)
def show(uuid: object) -> ResponseReturnValue:
    row, children = queries.referral_for(me(), str(uuid))
    glances = queries.glances(children)
    return render_template(
        "escalations/referral.html",
        row=row,
        children=children,
        glances=glances,
        people=queries.people(row, glances),
        state=queries.STATES[row.state],
        outcomes=forms.OUTCOMES,
        h=household_of(row.children[0]),
        today=today(),
    )


def _act(
    uuid: object,
    form: Form,
    title: str,
    make: Callable[[Any], kinds.Kind],
    done: str,
    by: Callable[[], Actor] = actor,
    states: tuple[str, ...] = queries.RECEIVED,
    **page: object,
) -> ResponseReturnValue:
    """One page that records one step of a referral by one of our own staff, while it is in one of those states."""
    row, children = queries.referral_for(me(), str(uuid))
    back = url_for("referrals.show", uuid=row.uuid)

    def act() -> str:
        services.must_be(row, *states)
        services.record_referral(make(form), children=row.children, by=by(), recorded_by=me().uuid)
        flash(done, "success")
        return back

    if form.validate_on_submit():
        try:
            return once(form.form_key.data or "", act)
        except Refused as refused:
            form.form_errors.append(refused.why)
    return render_template(
        "escalations/act.html",
        form=form,
        title=title,
        row=row,
        children=children,
        back=back,
        people=queries.people(row, {}),
        **page,
    )


@blueprint.route("/referrals/<uuid:uuid>/release", methods=["GET", "POST"])
@requires(Right.release_referral)
def release(uuid: object) -> ResponseReturnValue:
    return _act(
        uuid,
        forms.ReleaseForm(),
        "Release or withhold the referral",
        lambda form: kinds.ReferralDecisionMade(decision=form.decision.data, reason=form.reason.data),
        "Your decision is recorded.",
        states=("draft",),
    )


@blueprint.route("/referrals/<uuid:uuid>/read", methods=["GET", "POST"])
@requires(Right.release_referral)
def read(uuid: object) -> ResponseReturnValue:
    """A referral that went under a standing decision is read by a named person."""
    row, children = queries.referral_for(me(), str(uuid))
    form = Form()
    back = url_for("referrals.show", uuid=row.uuid)

    def act() -> str:
        services.mark_read(row, by=actor())
        flash("It is recorded that you have read this referral.", "success")
        return back

    if form.validate_on_submit():
        return once(form.form_key.data or "", act)
    return render_template("escalations/read.html", form=form, row=row, children=children, back=back)


@blueprint.route("/referrals/<uuid:uuid>/heard", methods=["GET", "POST"])
@requires(Right.record_fact)
def heard(uuid: object) -> ResponseReturnValue:
    form = forms.HeardForm()
    form.ours = _ours()
    return _act(
        uuid,
        form,
        "Social care told us who has it",
        lambda form: kinds.ReferralAcknowledged(reference=form.reference.data or None),
        "The acknowledgement is recorded.",
        by=lambda: Actor("social_care", form.person.data or ""),
        states=("sent",),
    )


def _ours() -> frozenset[str]:
    """What our own staff are called: nobody of ours is at the other end."""
    return frozenset(word.casefold() for person in staff() for word in (person.name, person.email))


@blueprint.route("/referrals/<uuid:uuid>/heard-outcome", methods=["GET", "POST"])
@requires(Right.record_fact)
def heard_outcome(uuid: object) -> ResponseReturnValue:
    form = forms.HeardOutcomeForm()
    form.ours = _ours()
    return _act(
        uuid,
        form,
        "Social care told us what it decided",
        lambda form: kinds.ReferralDecided(outcome=form.outcome.data, reason=form.reason.data or None),
        "The decision is recorded.",
        by=lambda: Actor("social_care", form.person.data or ""),
        states=("sent", "acknowledged"),
    )


@blueprint.route("/referrals/<uuid:uuid>/feedback", methods=["GET", "POST"])
@requires(Right.record_fact)
def feedback(uuid: object) -> ResponseReturnValue:
    return _act(
        uuid,
        forms.WordsForm(),
        "The referrer has been told",
        lambda form: kinds.FeedbackReceived(words=form.words.data),
        "It is recorded that the referrer has been told.",
        asks="Say who was told, when, and what they said.",
    )


@blueprint.route("/referrals/<uuid:uuid>/next-step", methods=["GET", "POST"])
@requires(Right.record_fact)
def next_step(uuid: object) -> ResponseReturnValue:
    return _act(
        uuid,
        forms.NextStepForm(),
        "What happens now",
        lambda form: kinds.NextStepRecorded(words=form.words.data, owner=form.owner.data),
        "The next step is recorded.",
    )


@blueprint.route("/referrals/<uuid:uuid>/disagree", methods=["GET", "POST"])
@requires(Right.record_fact)
def disagree(uuid: object) -> ResponseReturnValue:
    return _act(
        uuid,
        forms.WordsForm(),
        "Raise a professional disagreement",
        lambda form: kinds.DisagreementRaised(reason=form.words.data),
        "The disagreement is raised at stage 1.",
        asks="Say what is disputed, the evidence, and what you ask for. The child’s plan does not pause.",
    )


@blueprint.route("/referrals/<uuid:uuid>/settle", methods=["GET", "POST"])
@requires(Right.record_fact)
def settle(uuid: object) -> ResponseReturnValue:
    return _act(
        uuid,
        forms.SettleForm(),
        "Settle the disagreement",
        lambda form: kinds.DisagreementSettled(outcome=form.outcome.data),
        "The disagreement is settled.",
    )


@blueprint.route("/children/<uuid:uuid>/refer", methods=["GET", "POST"])
@requires(Right.record_fact)
def refer(uuid: object) -> ResponseReturnValue:
    """A person's own referral, from the child's page."""
    child, form = child_for(me(), str(uuid)), forms.ReferForm()

    def act() -> str:
        fact = kinds.ReferralMade(
            method=form.method.data, own_words=form.own_words.data, outcome_wanted=form.outcome_wanted.data or None
        )
        services.record_referral(fact, children=[child.uuid], by=actor())
        flash("The referral is made. Social care is chased until a named person has it.", "success")
        return url_for("referrals.all_referrals")

    if form.validate_on_submit():
        return once(form.form_key.data or "", act)
    return render_template("escalations/refer.html", form=form, child=child)


# ---- children's social care ----------------------------------------------------------------------


@blueprint.get("/inbox")
@requires(Right.answer_referral)
def inbox() -> ResponseReturnValue:
    return render_template("escalations/inbox.html", lines=queries.inbox(), today=today())


@blueprint.get("/inbox/<uuid:uuid>")
@requires(Right.answer_referral)
def received(uuid: object) -> ResponseReturnValue:
    row, children = queries.referral_received(str(uuid))
    glances = queries.glances(children)
    return render_template(
        "escalations/received.html",
        adults=queries.family(row),
        restricted=queries.is_restricted(row),
        row=row,
        children=children,
        glances=glances,
        people=queries.people(row, glances),
        state=queries.STATES[row.state],
        outcomes=forms.OUTCOMES,
        h=household_of(row.children[0]),
        today=today(),
    )


def _answer(
    uuid: object, form: Form, title: str, make: Callable[[Any], kinds.Kind], done: str, *states: str
) -> ResponseReturnValue:
    """One page on which the person signed in answers for social care, while the referral is in one of those states."""
    row, children = queries.referral_received(str(uuid))
    back = url_for("referrals.received", uuid=row.uuid)

    def act() -> str:
        services.must_be(row, *states)
        services.record_referral(make(form), children=row.children, by=actor())
        flash(done, "success")
        return back

    if form.validate_on_submit():
        try:
            return once(form.form_key.data or "", act)
        except Refused as refused:
            form.form_errors.append(refused.why)
    return render_template("escalations/act.html", form=form, title=title, row=row, children=children, back=back)


@blueprint.route("/inbox/<uuid:uuid>/accept", methods=["GET", "POST"])
@requires(Right.answer_referral)
def accept(uuid: object) -> ResponseReturnValue:
    return _answer(
        uuid,
        forms.AcknowledgeForm(),
        "Accept this referral",
        lambda form: kinds.ReferralAcknowledged(reference=form.reference.data or None),
        "You have accepted this referral.",
        "sent",
    )


@blueprint.route("/inbox/<uuid:uuid>/decide", methods=["GET", "POST"])
@requires(Right.answer_referral)
def decide(uuid: object) -> ResponseReturnValue:
    return _answer(
        uuid,
        forms.OutcomeForm(),
        "Decide on the next step",
        lambda form: kinds.ReferralDecided(outcome=form.outcome.data, reason=form.reason.data or None),
        "Your decision is recorded, and the home education team is told.",
        "sent",
        "acknowledged",
    )


@blueprint.route("/inbox/<uuid:uuid>/close", methods=["GET", "POST"])
@requires(Right.answer_referral)
def close(uuid: object) -> ResponseReturnValue:
    return _answer(
        uuid,
        forms.WordsForm(),
        "Close this referral",
        lambda form: kinds.ReferralClosed(reason=form.words.data),
        "The referral is closed.",
        "sent",
        "acknowledged",
        "decided",
    )


# ---- standing decisions --------------------------------------------------------------------------


@blueprint.get("/standing-decisions")
@requires(Right.see_work)
def standing_decisions() -> ResponseReturnValue:
    return render_template(
        "escalations/standing_decisions.html",
        decisions=policy().standing_decisions,
        signed=queries.signed(),
        today=today(),
    )


@blueprint.route("/standing-decisions/<int:number>", methods=["GET", "POST"])
@requires(Right.sign_standing_decision)
def sign(number: int) -> ResponseReturnValue:
    decision = next((one for one in policy().standing_decisions if one.number == number), None)
    if decision is None:
        raise NotFound("standing decision")
    form = forms.SignForm()

    def act() -> str:
        fact = kinds.StandingDecisionSigned(
            number=number,
            director=form.director.data or "",
            agreed_with=form.agreed_with.data or "",
            signed_on=form.signed_on.data or today(),
            review_on=form.review_on.data or today(),
        )
        services.sign(fact, by=actor(), at=now())
        flash(f"Standing decision {number} is signed.", "success")
        return url_for("referrals.standing_decisions")

    if form.validate_on_submit():
        return once(form.form_key.data or "", act)
    return render_template("escalations/sign.html", form=form, decision=decision)
