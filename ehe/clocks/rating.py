"""The rating the register proposes, from facts with a source and a date. Pure. A person decides.

Welfare only: support need (SEN, a plan, health, disability) opens help and never shortens a clock.
Home education, faith, heritage, declining a visit, writing only and complaining never score.
The register's own drafts and referrals never feed a rating.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from ehe.clocks.counting import add_months
from ehe.clocks.state import WORSE, Child, Happening, Household, Rating
from ehe.facts.kinds import (
    ContactAttempted,
    Rag,
    RagSet,
    ReferralMade,
)
from ehe.facts.recorded import Recorded

Sources = Iterator[Recorded]


def withdrawals_of(h: Household, child: Child) -> list[Recorded]:
    return [f for f in h.withdrawals if child.uuid in f.children]


def current_withdrawals(h: Household, child: Child) -> list[Recorded]:
    """Those of the time the child is on the register now: what was said years ago is past, not current."""
    since = child.registered_since
    return [w for w in withdrawals_of(h, child) if since is None or w.on >= since]


def _near(h: Household, day: date, withdrawals: list[Recorded]) -> bool:
    span = timedelta(days=h.policy.near_withdrawal_days)
    return any(abs(day - w.on) <= span for w in withdrawals)


def _notice_says(name: str) -> Callable[[Household, Child, date], Sources]:
    def says(h: Household, child: Child, on: date) -> Sources:
        return (w for w in current_withdrawals(h, child) if getattr(w.fact, name))

    return says


def previous_plan(h: Household, child: Child, on: date) -> Sources:
    """An earlier plan, care or court history: said to be earlier, or said of a time on the register that has ended."""
    current = current_withdrawals(h, child)
    for w in withdrawals_of(h, child):
        earlier = w not in current and getattr(w.fact, "protection_plan", None)
        if getattr(w.fact, "previous_plan", None) or earlier:
            yield w


def significant_concern(h: Household, child: Child, on: date) -> Sources:
    near = current_withdrawals(h, child)
    for concern in h.concerns:
        if concern.child == child.uuid and concern.is_significant and _near(h, concern.raised.on, near):
            yield concern.raised


def referral(h: Household, child: Child, on: date) -> Sources:
    near = current_withdrawals(h, child)
    for f in h.facts:
        if isinstance(f.fact, ReferralMade) and child.uuid in f.children and _near(h, f.on, near):
            yield f


def two_sources(h: Household, child: Child, on: date) -> Sources:
    """Concerns of any category, about any child of the household, from two distinct sources."""
    near = [w for one in h.registered for w in current_withdrawals(h, one)]
    raised = [c.raised for c in h.concerns if _near(h, c.raised.on, near)]
    if len({source_of(f) for f in raised}) >= 2:
        yield from raised


def source_of(concern: Recorded) -> str:
    """Who a concern is from; the public is one source however many ring."""
    return "public" if concern.by.role == "public" else concern.by.word


def concern_not_accepted(h: Household, child: Child, on: date) -> Sources:
    """A referrer's concern put aside in the last months, by us or by social care.

    What social care answers to the register's own referral is no referrer's concern put aside.
    """
    since = add_months(on, -h.policy.not_accepted_months)
    return (f for f in h.put_aside if child.uuid in f.children and f.on >= since)


def address_disputed(h: Household, child: Child, on: date) -> Sources:
    return (f for f in h.facts if f.uuid == child.address_disputed_by)


def repeated_withdrawal(h: Household, child: Child, on: date) -> Sources:
    return iter(withdrawals_of(h, child)[1:])


def withdrawn_together(h: Household, child: Child, on: date) -> Sources:
    span = timedelta(days=h.policy.withdrawn_together_days)
    own = current_withdrawals(h, child)
    for f in h.withdrawals:
        if any(abs(f.on - w.on) <= span for w in own):
            if any(other != child.uuid for other in f.children):
                yield f


def sibling_concern(h: Household, child: Child, on: date) -> Sources:
    near = current_withdrawals(h, child)
    return (c.raised for c in h.concerns if c.child != child.uuid and _near(h, c.raised.on, near))


def refused_with_concern(h: Household, child: Child, on: date) -> Sources:
    if not h.open_concerns():
        return iter(())
    return (f for f in child.attempts if isinstance(f.fact, ContactAttempted) and f.fact.outcome == "refused")


# Every factor the table may name, by the name it has there.
FACTORS: dict[str, Callable[[Household, Child, date], Sources]] = {
    "protection_plan": _notice_says("protection_plan"),
    "social_care_open": _notice_says("social_care_open"),
    "previous_plan": previous_plan,
    "significant_concern": significant_concern,
    "referral": referral,
    "two_sources": two_sources,
    "concern_not_accepted": concern_not_accepted,
    "address_disputed": address_disputed,
    "repeated_withdrawal": repeated_withdrawal,
    "withdrawn_together": withdrawn_together,
    "sibling_concern": sibling_concern,
    "refused_with_concern": refused_with_concern,
}


def propose(h: Household, child: Child, on: date) -> Rating:
    """The proposed rating on a day, with what argues for it, each reason with its source and date."""
    found = {name: list(FACTORS[name](h, child, on)) for name in h.policy.factors}
    found = {name: facts for name, facts in found.items() if facts}
    effects = {name: h.policy.factors[name].effect for name in found}
    if "red" in effects.values() or ("amber+" in effects.values() and len(effects) > 1):
        rag: Rag = "red"
    else:
        rag = "amber" if effects else "green"
    reasons = tuple(_reason(h, name, facts) for name, facts in found.items())
    pairs = frozenset((name, f.uuid) for name, facts in found.items() for f in facts)
    return Rating(rag=rag, proposed=True, reasons=reasons, factors=pairs, on=on)


def _reason(h: Household, name: str, facts: list[Recorded]) -> str:
    said = sorted({f"{source_of(f)}, {f.on.day} {f.on:%B %Y}" for f in facts})
    return f"{h.policy.factors[name].words} ({'; '.join(said)})"


# Only these can argue for a rating; the register's own deeds never do.
FEEDS = frozenset(
    {
        "withdrawal_notified", "concern_raised", "concern_decided", "referral_made", "referral_decided",
        "address_disputed", "contact_attempted",
    }
)  # fmt: skip


def follow(h: Household, f: Recorded) -> None:
    """The ratings after one fact: a person's rating stands, a proposal may only make it worse."""
    if isinstance(f.fact, RagSet):
        for uuid in f.children:
            _rated(h, h.children[uuid], f, f.fact)
        return
    for child in h.registered:
        if f.kind in FEEDS or child.rating is None:
            _propose_again(h, child, f)


def _rated(h: Household, child: Child, f: Recorded, fact: RagSet) -> None:
    weighed = propose(h, child, f.on)
    child.rated_over, child.rated_over_rag = weighed.factors, weighed.rag
    reasons = (fact.reason,) if fact.reason else ()
    child.rating = Rating(fact.rag, False, reasons, child.rated_over, f.on, f.by.word)
    _say(h, child, f)


def _propose_again(h: Household, child: Child, f: Recorded) -> None:
    """Propose at entry; before a person has rated, anything worse; afterwards only what a later red fact brings."""
    made, was = propose(h, child, f.on), child.rating
    if was is not None:
        if WORSE[made.rag] <= WORSE[was.rag]:
            if was.proposed:
                # Same colour, better known: the standing decision reads which factors made it red.
                child.rating = made if made.rag == was.rag else was
            return
        if not was.proposed and not _is_new_red(h, child, made):
            return
    child.rating = made
    _say(h, child, f)


def _is_new_red(h: Household, child: Child, made: Rating) -> bool:
    """Red for something the person had not weighed: a red factor, or what makes red of an earlier plan."""
    new = made.factors - child.rated_over
    if made.rag != "red" or not new:
        return False
    return child.rated_over_rag != "red" or any(h.policy.factors[name].effect == "red" for name, _ in new)


def _say(h: Household, child: Child, f: Recorded) -> None:
    rating = child.rating
    if rating is None:
        return
    detail = (("rag", rating.rag), ("proposed", rating.proposed), ("reasons", rating.reasons))
    h.happenings.append(Happening(f.uuid, "rated", (child.uuid,), detail))
