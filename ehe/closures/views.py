"""Asking for an entry to be closed, a second person's answer, and what a closing needs."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ehe.access.links import link
from ehe.access.permissions import Right, must, requires
from ehe.access.queries import actor, me
from ehe.clocks.forms import DecisionForm
from ehe.clocks.services import household_of
from ehe.clocks.state import Household
from ehe.closures import forms, services
from ehe.closures.rules import BLOCKERS, EVIDENCE, PASSING_ON, REASONS, blockers, evidence_missing
from ehe.core.today import today
from ehe.facts.actors import Actor
from ehe.facts.kinds import (
    AttendanceConfirmed,
    ClosureAgreed,
    ClosureRefused,
    ClosureRequested,
    EnquiryRecorded,
    EntryChanged,
    Kind,
    PassedOn,
    RollConfirmed,
    TransferAcknowledged,
    TransferSent,
)
from ehe.register.forms import FactForm, HappenedForm
from ehe.register.models import Child
from ehe.register.queries import called, child_for, subject_of
from ehe.web.recording import already_sent, save
from ehe.withdrawals.services import record_learned

blueprint = Blueprint("closures", __name__, url_prefix="/children/<uuid:uuid>")
blueprint.before_request(already_sent)

# Where what stands in the way is put right.
WHERE = {
    "concern_open": "concerns.decide",
    "referral_open": "register.referral",
    "sibling_check_open": "register.sibling",
    "roll_confirmed": "closures.roll",
    "attendance_confirmed": "closures.attendance",
    "transfer_acknowledged": "closures.transfer_acknowledged",
    "reclassified": "closures.entry",
}


@dataclass(frozen=True)
class Obstacle:
    """Why a reason cannot be given yet, in words, with the way to put it right."""

    words: str
    href: str | None


def _overview(child: Child) -> str:
    return url_for("register.child", uuid=child.uuid)


# ---- asking and answering --------------------------------------------------------------------------


@blueprint.route("/closing", methods=["GET", "POST"])
@requires(Right.ask_closing)
def ask(uuid: object) -> ResponseReturnValue:
    child = child_for(me(), str(uuid))
    must(me(), Right.ask_closing, subject_of(child))
    h, form = household_of(child.uuid), forms.AskForm(child)
    obstacles = {code: _obstacles(h, child, code) for code in REASONS}

    def act() -> None:
        form.must_be_current()
        fact = ClosureRequested(reason=form.reason.data, evidence=form.evidence.data or None)
        services.request_closing(fact, children=[child.uuid], by=actor())

    if form.validate_on_submit():
        if answer := save(form, act, then=_overview(child), done="Closing asked for: a second person answers"):
            return answer
    state = h.children[child.uuid]
    return render_template(
        "closures/ask.html",
        child=child,
        form=form,
        state=state,
        waiting=[(REASONS[code].words, found) for code, found in obstacles.items() if found],
        hints={code: f"Not yet: {' '.join(one.words for one in found)}" for code, found in obstacles.items() if found},
    )


def _obstacles(h: Household, child: Child, code: str) -> list[Obstacle]:
    """What stands in the way of this reason today; words that are still to be typed do not."""
    state = h.children[child.uuid]
    if not state.open_entries:
        return [Obstacle("This child has no open entry.", None)]
    # What is open goes with the child that moved, or to the right record.
    ways = dict.fromkeys(("concern_open", "referral_open"), "closures.pass_on") if code in PASSING_ON else {}
    found = [Obstacle(BLOCKERS[name], _way(ways.get(name, name), child)) for name in blockers(h, state, code)]
    typed = "typed" if REASONS[code].words_needed else None
    missing = evidence_missing(h, state, ClosureRequested(reason=code, evidence=typed), today())
    if missing:
        lacking = [kind.kind for kind in REASONS[code].facts if EVIDENCE[kind] in missing]
        found.append(Obstacle(missing, _way(lacking[0] if lacking else code, child)))
    return found


def _way(what: str, child: Child) -> str | None:
    endpoint = WHERE.get(what, what if "." in what else None)
    return link(endpoint, subject_of(child), uuid=child.uuid) if endpoint else None


@blueprint.route("/closing/answer", methods=["GET", "POST"])
@requires(Right.second_person)
def answer(uuid: object) -> ResponseReturnValue:
    """A second person agrees or refuses, with everything that is open before their eyes."""
    child = child_for(me(), str(uuid))
    h, form, subject = household_of(child.uuid), forms.AnswerForm(child), subject_of(child)
    state = h.children[child.uuid]
    asked = state.closure
    if asked is not None:
        must(me(), Right.second_person, replace(subject, asked_by=asked.by.word))

    def act() -> None:
        form.must_be_current()
        if form.answer.data == "agree":
            services.agree_closing(ClosureAgreed(), children=[child.uuid], by=actor())
        else:
            fact = ClosureRefused(reason=form.reason.data or "")
            services.refuse_closing(fact, children=[child.uuid], by=actor())

    if form.validate_on_submit():
        done = "The entry is closed" if form.answer.data == "agree" else "Closing refused: the entry stays open"
        if said := save(form, act, then=_overview(child), done=done):
            return said
    fact = asked.fact if asked else None
    return render_template(
        "closures/answer.html",
        child=child,
        form=form,
        state=state,
        asked=asked,
        reason=REASONS[fact.reason].words if isinstance(fact, ClosureRequested) else None,
        names=called([asked.by.word if asked else None]),
        open_concerns=len(h.open_concerns(child.uuid)),
        referral=h.referral,
    )


# ---- what a closing needs ----------------------------------------------------------------------------


def _one(
    uuid: object, form: FactForm, make: Callable[[], Kind], *, done: str, by: Callable[[], Actor] = actor
) -> ResponseReturnValue:
    """A page that records one thing about one child, on the day it happened or now."""
    child = child_for(me(), str(uuid))
    form.earliest = max(form.earliest, child.born_on or form.earliest)

    def act() -> None:
        if isinstance(form, DecisionForm):
            form.must_be_current()
        at = form.at if isinstance(form, HappenedForm) else None
        record_learned(make(), children=[child.uuid], by=by(), at=at, recorded_by=me().uuid)

    if form.validate_on_submit():
        if said := save(form, act, then=_overview(child), done=done):
            return said
    name = (request.endpoint or "").removeprefix("closures.")
    return render_template(f"closures/{name}.html", child=child, form=form)


@blueprint.route("/roll", methods=["GET", "POST"])
@requires(Right.record_fact)
def roll(uuid: object) -> ResponseReturnValue:
    form = forms.RollForm()
    return _one(
        uuid,
        form,
        lambda: RollConfirmed(
            on_behalf_of=form.school.data,
            sources=[form.who.data] if form.who.data else None,
            starts_on=form.starts_on.data,
        ),
        done="Recorded: on a school’s roll",
    )


@blueprint.route("/attendance", methods=["GET", "POST"])
@requires(Right.record_fact)
def attendance(uuid: object) -> ResponseReturnValue:
    form = forms.AttendanceForm()
    return _one(
        uuid, form, lambda: AttendanceConfirmed(sources=[form.who.data or ""]), done="First attendance recorded"
    )


@blueprint.route("/transfer", methods=["GET", "POST"])
@requires(Right.record_fact)
def transfer(uuid: object) -> ResponseReturnValue:
    form = forms.TransferForm()
    return _one(
        uuid,
        form,
        lambda: TransferSent(to=f"authority:{form.to.data}", reference=form.reference.data),
        done="Transfer recorded: the other authority has to say that it has the file",
    )


@blueprint.route("/transfer/receipt", methods=["GET", "POST"])
@requires(Right.record_fact)
def transfer_acknowledged(uuid: object) -> ResponseReturnValue:
    form = forms.ReceiptForm()
    return _one(
        uuid,
        form,
        lambda: TransferAcknowledged(reference=form.reference.data),
        done="Receipt recorded",
        by=lambda: Actor("authority", f"authority:{form.who.data}"),
    )


@blueprint.route("/enquiry", methods=["GET", "POST"])
@requires(Right.record_fact)
def enquiry(uuid: object) -> ResponseReturnValue:
    form = forms.EnquiryForm()
    return _one(
        uuid,
        form,
        lambda: EnquiryRecorded(asked=form.asked.data or "", answer=form.answer.data or None),
        done="Enquiry recorded",
    )


@blueprint.route("/entry", methods=["GET", "POST"])
@requires(Right.record_fact)
def entry(uuid: object) -> ResponseReturnValue:
    child = child_for(me(), str(uuid))
    form = forms.EntryForm(child)
    return _one(
        uuid,
        form,
        lambda: EntryChanged(status=form.status.data, reason=form.reason.data or None),
        done="Status recorded",
    )


@blueprint.route("/passing-on", methods=["GET", "POST"])
@requires(Right.record_fact)
def pass_on(uuid: object) -> ResponseReturnValue:
    """An open concern or referral handed to a named owner, or to the record it belongs to."""
    form = forms.PassOnForm()
    return _one(uuid, form, lambda: PassedOn(what=form.what.data, to=form.to.data or ""), done="Passed on")
