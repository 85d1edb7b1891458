"""The child's pages: what is due, the household, concerns, letters, and the chronology of every fact."""

from dataclasses import replace

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from ehe.access.links import link
from ehe.access.permissions import Right, requires
from ehe.children import queries, rules
from ehe.children.queries import Opened
from ehe.children.views.room import acts, blueprint, letter_subjects, opened, page
from ehe.clocks import chronology as history
from ehe.clocks.desks import ACTS
from ehe.clocks.services import household_of, policy
from ehe.escalations.queries import STATES
from ehe.facts.recorded import Recorded
from ehe.letters.queries import letters_of
from ehe.register.queries import adults_of, called
from ehe.register.words import sources_in
from ehe.web.paging import page_number

A_PAGE = 50


@blueprint.get("")
@requires(Right.read_child)
def child(uuid: object) -> ResponseReturnValue:
    one = opened(uuid)
    h = household_of(one.child.uuid)
    state = h.children[one.child.uuid]
    duties = rules.duties(h, one.child.uuid)
    told = [rung.to for duty in duties for rung in duty.rungs]
    told += [word for reason in (state.rating.reasons if state.rating else ()) for word in sources_in(reason)]
    asked_by = [asked.by.word for asked in (state.closure, state.extension) if asked]
    return page(
        "register/child.html",
        one,
        "register.child",
        state=state,
        duties=duties,
        h=h,
        closure=state.closure,
        extension=state.extension,
        answer_closing=_answer("closures.answer", one, state.closure),
        answer_extension=_answer("register.answer_extension", one, state.extension),
        acts_of=ACTS,
        names=called([*told, state.rating.by if state.rating else None, *asked_by]),
    )


def _answer(endpoint: str, one: Opened, asked: Recorded | None) -> str | None:
    """The way to answer what another person asked for; nobody is both sides of it."""
    if asked is None:
        return None
    return link(endpoint, replace(one.subject, asked_by=asked.by.word), uuid=one.child.uuid)


@blueprint.get("/household")
@requires(Right.read_child)
def household(uuid: object) -> ResponseReturnValue:
    one = opened(uuid)
    members, adults = queries.members(one.child.household_uuid), adults_of(one.child.household_uuid)
    words = [member.glance.last_seen_by for member in members if member.glance]
    words += [source for adult in adults for source in (adult.source, *(a.source for a in adult.addresses))]
    return page(
        "register/household.html",
        one,
        "register.household",
        members=members,
        adults=adults,
        names=called(words),
    )


@blueprint.get("/concerns")
@requires(Right.read_child)
def concerns(uuid: object) -> ResponseReturnValue:
    one = opened(uuid)
    h = household_of(one.child.uuid)
    cards = rules.concerns(h, one.child.uuid)
    words = [word for card in cards for word in (card.raised.by.word, card.passed_to)]
    words += [word for card in cards if card.judged for word in (card.judged.by, card.judged.owner)]
    return page(
        "register/concerns.html",
        one,
        "register.concerns",
        cards=cards,
        referrals=queries.referrals_of(one.child.household_uuid),
        names=called(words),
        children={child.uuid: child.name for child in one.child.household.children},
        states=STATES,
    )


@blueprint.get("/referral")
@requires(Right.read_child)
def referral(uuid: object) -> ResponseReturnValue:
    """To the household's referral that is not ended; without one, to the concerns."""
    one = opened(uuid)
    found = next(iter(queries.referrals_of(one.child.household_uuid)), None)
    if found is None:
        return redirect(url_for("register.concerns", uuid=one.child.uuid), 303)
    return redirect(url_for("referrals.show", uuid=found.uuid), 303)


@blueprint.get("/letters")
@requires(Right.read_child)
def letters(uuid: object) -> ResponseReturnValue:
    one = opened(uuid)
    return page(
        "register/letters.html",
        one,
        "register.letters",
        letters=letters_of(one.child.household_uuid),
        subjects=letter_subjects(),
    )


@blueprint.get("/chronology")
@requires(Right.read_child)
def chronology(uuid: object) -> ResponseReturnValue:
    one, people_only = opened(uuid), request.args.get("by") == "people"
    number = page_number()
    entries, how_many = history.entries(
        one.child.household_uuid, policy(), limit=A_PAGE, offset=(number - 1) * A_PAGE, people_only=people_only
    )
    return page(
        "register/chronology.html",
        one,
        "register.chronology",
        entries=entries,
        how_many=how_many,
        number=number,
        last=max(1, -(-how_many // A_PAGE)),
        first=(number - 1) * A_PAGE + 1,
        people_only=people_only,
        several=len(one.child.household.children) > 1,
    )


@blueprint.get("/record")
@requires(Right.record_fact)
def record(uuid: object) -> ResponseReturnValue:
    """Everything that can be recorded, in groups."""
    one = opened(uuid)
    return page("register/record.html", one, "register.record", groups=acts(one))
