"""The desk: open messages to the person or their role, each with the way to the act."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from ehe.access.permissions import Right, requires
from ehe.access.queries import me
from ehe.clocks import desks, queries
from ehe.clocks.forms import DoneForm
from ehe.clocks.services import policy
from ehe.clocks.views.room import blueprint
from ehe.core.today import today
from ehe.outbox.services import tick_off
from ehe.web.paging import page_number
from ehe.web.recording import save

A_PAGE = 100


@blueprint.get("/tasks")
@requires(Right.see_work)
def tasks() -> ResponseReturnValue:
    person, page = me(), page_number()
    found, more = desks.tasks(person, policy(), limit=A_PAGE, offset=(page - 1) * A_PAGE)
    return render_template(
        "clocks/tasks.html",
        desk=found,
        how_many=desks.how_many(person),
        page=page,
        more=more,
        counts=queries.counts(person, "mine", today()),
        today=today(),
    )


@blueprint.route("/tasks/<uuid:uuid>/done", methods=["GET", "POST"])
@requires(Right.record_fact)
def task_done(uuid: object) -> ResponseReturnValue:
    person, form = me(), DoneForm()
    message = desks.task_of(person, str(uuid))

    def act() -> None:
        for one in desks.like(person, message) or [message]:
            tick_off(one, by=person.uuid, words=form.words.data or "")

    if form.validate_on_submit():
        if answer := save(form, act, then=url_for("work.tasks"), done="Task ticked off"):
            return answer
    about = desks.words_of(message.clock, message.kind, policy())
    return render_template("clocks/task_done.html", form=form, about=about, child=desks.child_of(person, message))
