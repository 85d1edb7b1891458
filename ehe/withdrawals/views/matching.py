"""Is this the same child? Records side by side, a person's answer, and two households made one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ehe.access.permissions import Right, requires
from ehe.access.queries import me
from ehe.core.errors import Refused
from ehe.register import queries as register
from ehe.register.matching import BIRTH, NAME, UPN
from ehe.register.models import Child
from ehe.web.once import once
from ehe.web.words import day as plain
from ehe.withdrawals import queries, services
from ehe.withdrawals.forms.intake import household_form, match_form
from ehe.withdrawals.models import Notice
from ehe.withdrawals.services.merging import bound_to
from ehe.withdrawals.views.blueprint import blueprint

PATH = "/withdrawals/<uuid:notice>"


def one_of(notice: UUID, child: UUID) -> tuple[Notice, Child]:
    found = queries.notice_for(me(), str(notice))
    return found, queries.child_of(found, str(child))


@blueprint.route(f"{PATH}/children/<uuid:child>/match", methods=["GET", "POST"])
@requires(Right.record_fact)
def match(notice: UUID, child: UUID) -> ResponseReturnValue:
    found, record = one_of(notice, child)
    asked = queries.for_person(me(), record)
    shown = {one.child.uuid: register.child_for(me(), one.child.uuid) for one in asked.shown}
    form = match_form({uuid: in_a_line(one) for uuid, one in shown.items()})()
    if shown and form.validate_on_submit():
        answer, reason = form.answer.data, form.reason.data
        if answer.startswith("same:"):
            other = shown[answer.removeprefix("same:")]
            return _ask_household(found, record, other, _household_form(record, other, reason))
        try:
            return once(form.form_key.data, lambda: _say(found, record, asked, answer, reason))
        except Refused as refusal:
            form.refuse(refusal)
    titles = ["The notice", *(f"Record {one.reference}" for one in shown.values())]
    rows = _beside(record, asked.shown)
    return render_template("withdrawals/match.html", form=form, notice=found, asked=asked, titles=titles, rows=rows)


def _beside(record: Child, shown: Sequence[queries.Candidate]) -> Iterator[dict[str, Any]]:
    """What the notice says beside what each record holds; agreement in words where both sides know."""
    for what, told in TOLD.items():
        cells = [{"lines": told(record), "verdict": ""}]
        for one in shown:
            verdict = "same" if what in one.like.agrees else "different" if what in one.like.differs else ""
            cells.append({"lines": told(one.child), "verdict": verdict})
        yield {"what": what[0].upper() + what[1:], "cells": cells}


def _adults(child: Child) -> list[str]:
    return [adult.name for adult in register.adults_of(child.household_uuid)]


def _addresses(child: Child) -> list[str]:
    adults = register.adults_of(child.household_uuid)
    lines = [", ".join(address.lines) for adult in adults if adult.lives_in_household for address in adult.addresses]
    return sorted(set(lines), key=lines.index)


# What a person compares; the first three are what the rule compares too.
TOLD: Mapping[str, Callable[[Child], Sequence[str]]] = {
    NAME: lambda child: [child.name, *([f"Known as {child.known_as}"] if child.known_as else [])],
    BIRTH: lambda child: [plain(child.born_on)] if child.born_on else [],
    UPN: lambda child: [child.upn] if child.upn else [],
    "sex": lambda child: [child.sex.capitalize()] if child.sex else [],
    "school": lambda child: [child.school_name] if child.school_name else [],
    "parents and carers": _adults,
    "home": _addresses,
    "brothers and sisters": lambda child: [
        one.name for one in register.children_of(child.household_uuid) if one.uuid != child.uuid
    ],
}


def _say(notice: Notice, child: Child, asked: queries.Asked, answer: str, reason: str) -> str:
    say = services.say_different if answer == "different" else services.say_not_sure
    say(child, [one.child for one in asked.open], reason, by=me())
    flash("Your answer is recorded.", "success")
    return url_for("withdrawals.notice", notice=notice.uuid)


@blueprint.route(f"{PATH}/children/<uuid:child>/match/<uuid:other>", methods=["GET", "POST"])
@requires(Right.record_fact)
def join(notice: UUID, child: UUID, other: UUID) -> ResponseReturnValue:
    """Before two records become one child's: who else of the household is whom?"""
    found, record = one_of(notice, child)
    kept = next((one.child for one in queries.for_person(me(), record).shown if one.child.uuid == str(other)), None)
    if kept is None:
        return redirect(url_for("withdrawals.notice", notice=found.uuid), 303)
    register.child_for(me(), kept.uuid)
    form = _household_form(record, kept)
    if form.validate_on_submit():
        try:
            return once(form.form_key.data, lambda: _join(found, record, kept, form))
        except Refused as refusal:
            form.refuse(refusal)
    return _ask_household(found, record, kept, form)


def _household_form(record: Child, kept: Child, reason: str | None = None) -> Any:
    """The form, with what is likeliest chosen; filled from the request unless a reason comes from the page before."""
    there = [one for one in register.children_of(kept.household_uuid) if one.uuid != kept.uuid]
    likely = {one.uuid: queries.likely_pair(one, there) for one in _others(record, kept)}
    bound = {one.uuid for one in bound_to(record)}
    asked = [(one.uuid, one.name, one.uuid not in bound) for one in _others(record, kept)]
    data: dict[str, Any] = {f"child_{uuid}": f"as:{one.uuid}" if one else "new" for uuid, one in likely.items()}
    form = household_form(asked, {one.uuid: in_a_line(one) for one in there})
    return form(data=data) if reason is None else form(formdata=None, data=data | {"reason": reason})


def _others(record: Child, kept: Child) -> list[Child]:
    if record.household_uuid == kept.household_uuid:
        return []
    return [one for one in register.children_of(record.household_uuid) if one.uuid != record.uuid]


def _ask_household(notice: Notice, record: Child, kept: Child, form: Any) -> ResponseReturnValue:
    return render_template(
        "withdrawals/join.html",
        form=form,
        notice=notice,
        child=record,
        kept=kept,
        others=_others(record, kept),
        adults=register.adults_of(record.household_uuid),
        adults_there=register.adults_of(kept.household_uuid),
    )


def _join(notice: Notice, record: Child, kept: Child, form: Any) -> str:
    said = {one.uuid: str(form[f"child_{one.uuid}"].data) for one in _others(record, kept)}
    come_too = {uuid: word.removeprefix("as:").removeprefix("new") for uuid, word in said.items() if word != "stays"}
    services.say_same(record, kept, form.reason.data, come_too=come_too, by=me())
    flash("The two records are one child now. Nothing of either was lost.", "success")
    return url_for("withdrawals.notice", notice=notice.uuid)


def in_a_line(child: Child) -> str:
    """A child in a line, so that two of one name are told apart."""
    born = f"born {plain(child.born_on)}" if child.born_on else "date of birth not known"
    return f"{child.name}, {born}, {child.reference}"
