"""Recording addresses, the parent's notice, brothers and sisters, wishes and safety."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from ehe.access.permissions import Right, requires
from ehe.access.queries import actor, me
from ehe.children import forms, rules, services
from ehe.children.queries import Opened
from ehe.children.views.room import blueprint, opened
from ehe.clocks.services import household_of
from ehe.facts import kinds
from ehe.register.forms import FactForm
from ehe.register.models import Address
from ehe.register.queries import adults_of, called
from ehe.web.recording import save
from ehe.withdrawals.services import record_learned


def _show(template: str, one: Opened, form: FactForm, **more: object) -> ResponseReturnValue:
    return render_template(f"register/{template}.html", child=one.child, subject=one.subject, form=form, **more)


def _home(one: Opened) -> str:
    return url_for("register.household", uuid=one.child.uuid)


@blueprint.route("/address", methods=["GET", "POST"])
@blueprint.route("/adults/<uuid:adult>/address", methods=["GET", "POST"])
@requires(Right.record_fact)
def address(uuid: object, adult: object = None) -> ResponseReturnValue:
    one = opened(uuid)
    form, adults = forms.AddressForm(born_on=None), adults_of(one.child.household_uuid)
    form.offer(adults, str(adult) if adult else None)

    def act() -> None:
        whose = services.adult_of(one.child, form.adult.data or "")
        new = Address(
            line1=form.line1.data,
            line2=form.line2.data,
            line3=form.line3.data,
            town=form.town.data,
            postcode=form.postcode.data,
            source=form.source.data,
            from_on=form.from_on.data,
            not_to_be_shared=form.not_to_be_shared.data,
        )
        services.record_address(one.child, whose, new, in_place=form.replaces.data == "yes", by=me())

    if form.validate_on_submit():
        if answer := save(form, act, then=_home(one), done="Address recorded"):
            return answer
    return _show("address", one, form, adults=adults)


@blueprint.route("/addresses/<uuid:address>/verify", methods=["GET", "POST"])
@requires(Right.record_fact)
def verify_address(uuid: object, address: object) -> ResponseReturnValue:
    one = opened(uuid)
    held = services.address_of(one.child, str(address))
    told_by = called([held.source]).get(held.source or "", "")
    form = forms.VerifyForm(held, told_by, born_on=one.child.born_on)
    done = "Address verified" if len(form.sources) > 1 else "Source recorded: one more has to agree"
    if form.validate_on_submit():
        act = lambda: services.verify_address(one.child, held, form.sources, by=me(), at=form.at)  # noqa: E731
        if answer := save(form, act, then=_home(one), done=done):
            return answer
    return _show("verify_address", one, form, address=held, told_by=told_by)


@blueprint.route("/addresses/<uuid:address>/dispute", methods=["GET", "POST"])
@requires(Right.record_fact)
def dispute_address(uuid: object, address: object) -> ResponseReturnValue:
    one, form = opened(uuid), forms.DisputeForm()
    held = services.address_of(one.child, str(address))

    def act() -> None:
        words = form.words.data or ""
        services.dispute_address(one.child, held, form.source.data or "", words, by=me(), at=form.at)

    if form.validate_on_submit():
        if answer := save(form, act, then=_home(one), done="Address disputed: letters to the family are held"):
            return answer
    return _show("dispute_address", one, form, address=held)


@blueprint.route("/written-notice", methods=["GET", "POST"])
@requires(Right.record_fact)
def written_notice(uuid: object) -> ResponseReturnValue:
    one, form = opened(uuid), forms.NoticeForm()

    def act() -> None:
        fact = kinds.WrittenNoticeReceived(sources=[form.source.data or ""], words=form.words.data or None)
        record_learned(fact, children=[one.child.uuid], by=actor(), at=form.at)

    if form.validate_on_submit():
        if answer := save(form, act, then=_overview(one), done="Written notice recorded"):
            return answer
    return _show("written_notice", one, form)


def _overview(one: Opened) -> str:
    return url_for("register.child", uuid=one.child.uuid)


@blueprint.route("/brothers-and-sisters", methods=["GET", "POST"])
@requires(Right.record_fact)
def sibling(uuid: object) -> ResponseReturnValue:
    """What the schools of the brothers and sisters say: a box for each who is still to be asked after."""
    one = opened(uuid)
    asked = rules.to_be_checked(household_of(one.child.uuid), one.child.uuid)
    names = {child.uuid: child for child in one.child.household.children}
    boxes = [(member.uuid, _label(names[member.uuid].name, member.member.school)) for member in asked]
    form = forms.SiblingForm.about(boxes)()

    def act() -> None:
        for who, words in form.said(boxes).items():
            services.check_sibling(who, words, form.source.data or "", by=me(), at=form.at)

    if form.validate_on_submit():
        if answer := save(form, act, then=_overview(one), done="Recorded"):
            return answer
    return _show("sibling", one, form, boxes=[form[f"child_{n}"] for n, _ in enumerate(boxes)])


def _label(name: str, school: str | None) -> str:
    return f"{name}, at {school}" if school else f"{name} (school not known)"


@blueprint.route("/preference", methods=["GET", "POST"])
@requires(Right.record_fact)
def preference(uuid: object) -> ResponseReturnValue:
    one, form = opened(uuid), forms.PreferenceForm()

    def act() -> None:
        fact = kinds.PreferenceRecorded(answer=form.answer, how=form.how.data or None)
        everyone = [child.uuid for child in one.child.household.children if not child.same_as]
        record_learned(fact, children=everyone, by=actor(), at=form.at)

    if form.validate_on_submit():
        if answer := save(form, act, then=_overview(one), done="Recorded"):
            return answer
    return _show("preference", one, form)


@blueprint.route("/safety", methods=["GET", "POST"])
@requires(Right.record_fact)
def safety(uuid: object) -> ResponseReturnValue:
    one, form = opened(uuid), forms.SafetyForm()

    def act() -> None:
        fact = kinds.SafetyRecorded(answer=form.answer.data, adult=form.who.data, how=form.how.data or None)
        services.record_safety(one.child, fact, by=me(), at=form.at)

    if form.validate_on_submit():
        # Once restricted, the record may not be this person's to see: the list always is.
        then = url_for("work.list") if form.answer.data != "no" else _overview(one)
        if answer := save(form, act, then=then, done="Recorded"):
            return answer
    return _show("safety", one, form)


@blueprint.route("/adults/<uuid:adult>/safe-to-write", methods=["GET", "POST"])
@requires(Right.record_fact)
def safe_to_write(uuid: object, adult: object) -> ResponseReturnValue:
    one = opened(uuid)
    person, form = services.adult_of(one.child, str(adult)), forms.SafeToWriteForm()

    def act() -> None:
        said = kinds.SafeToWriteRecorded(adult=person.uuid, answer=form.answer.data, how=form.how.data or "")
        services.say_safe_to_write(one.child, person, said, by=me())

    if form.validate_on_submit():
        if answer := save(form, act, then=_home(one), done="Recorded"):
            return answer
    return _show("safe_to_write", one, form, adult=person)
