"""Who is away, and who has their children meanwhile. It moves no date."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from ehe.access.permissions import Right, requires
from ehe.access.queries import actor
from ehe.clocks.forms import AwayForm, BackForm
from ehe.clocks.views.room import blueprint
from ehe.core.errors import NotFound
from ehe.core.today import now, today
from ehe.facts.kinds import OfficerAway, OfficerReturned
from ehe.facts.services import record_about_nobody
from ehe.register.queries import absences, called, staff
from ehe.web.recording import save


@blueprint.route("/away", methods=["GET", "POST"])
@requires(Right.allocate)
def away() -> ResponseReturnValue:
    form = AwayForm()
    form.offer((person.uuid, person.name) for person in staff())

    def act() -> None:
        fact = OfficerAway(
            officer=form.officer.data, from_=form.from_on.data, until=form.until.data, cover=form.cover.data or None
        )
        record_about_nobody(fact, by=actor(), at=now())

    if form.validate_on_submit():
        if answer := save(form, act, then=url_for("work.away"), done="Absence recorded"):
            return answer
    absent = absences().on_or_after(today())
    people = called([word for one in absent for word in (one.officer, one.cover)])
    return render_template("clocks/away.html", form=form, absent=absent, people=people)


@blueprint.route("/away/<uuid:uuid>/back", methods=["GET", "POST"])
@requires(Right.allocate)
def back(uuid: object) -> ResponseReturnValue:
    """An officer is back before the absence was to end."""
    form, names = BackForm(), {person.uuid: person.name for person in staff()}
    name = names.get(str(uuid))
    if name is None:
        raise NotFound("officer")

    def act() -> None:
        record_about_nobody(OfficerReturned(officer=str(uuid)), by=actor(), at=now())

    if form.validate_on_submit():
        if answer := save(form, act, then=url_for("work.away"), done=f"{name} is back"):
            return answer
    return render_template("clocks/back.html", form=form, name=name)
