"""The household's referral, as facts make it: drafted, open, ended; and which lapses it holds. Pure.

One household, one referral: later lapses join the open one. A lapse is never by itself a ground;
the register drafts from facts and a person releases or withholds.
"""

from ehe.clocks.sightings import FAILED
from ehe.clocks.state import Household, Referral
from ehe.facts.kinds import (
    ConcernRaised,
    ContactAttempted,
    LetterReturned,
    NextStepRecorded,
    PassedOn,
    ReferralAcknowledged,
    ReferralClosed,
    ReferralDecided,
    ReferralDecisionMade,
    ReferralDrafted,
    ReferralMade,
    ReferralSent,
    StepFired,
    VisitDecided,
)
from ehe.facts.recorded import Recorded

TOP_RUNG = "social_care"
WITHOUT_ASSESSMENT = frozenset({"no_further_action", "advice", "early_help", "returned_for_consent"})


def draft_due(h: Household) -> bool:
    """Whether a referral is to be drafted now."""
    waiting = "waiting" in h.lapses.of.values() or h.draft_asked is not None
    return waiting and h.referral is None and h.on_register


def _move(h: Household, *froms: str, to: str) -> None:
    for key, was in h.lapses.of.items():
        if was in froms:
            h.lapses.of[key] = to  # type: ignore[assignment]


def follow(h: Household, f: Recorded) -> None:
    """What one fact does to the household's referral and its lapses."""
    match f.fact:
        case StepFired():
            _fired(h, f, f.fact)
        case ReferralDrafted():
            h.referral = Referral("draft", f, frozenset())
            h.draft_asked = None
            _move(h, "waiting", "ended", "covered", to="joined")
        case ReferralDecisionMade(decision="withhold"):
            h.referral = None
            h.lapses.covered_until = h.calendar.add(f.on, h.policy.withhold_covers_working_days).on
            _move(h, "waiting", "joined", to="covered")
        case ReferralMade():
            senders = h.referral.senders if h.referral else frozenset()
            h.referral = Referral("open", f, senders | {f.by.word})
            h.draft_asked = None
            _move(h, "waiting", "ended", "covered", to="joined")
        case ReferralSent():
            h.referral = Referral("open", f, frozenset({f.fact.released_by} if f.fact.released_by else {}))
        case ReferralAcknowledged() if h.referral:
            h.referral.acknowledged = True
        case PassedOn(what="referral") if h.referral:
            h.referral.passed_on = True
        case ReferralDecided() if h.referral:
            h.referral.decided = f.fact.outcome
            if f.fact.outcome in WITHOUT_ASSESSMENT:
                h.referral = None
                _move(h, "joined", to="ended")
        case ReferralClosed() if h.referral:
            _closed(h)
        case NextStepRecorded():
            _move(h, "ended", to="waiting")
        case VisitDecided(decision="refer") if h.referral is None:
            h.draft_asked = f
        case _:
            if _is_new(f):
                _move(h, "covered", to="waiting")
                h.lapses.covered_until = None


def _is_new(f: Recorded) -> bool:
    """What a withheld decision did not yet know: a concern, a failed attempt, a returned letter."""
    match f.fact:
        case ConcernRaised() | LetterReturned():
            return True
        case ContactAttempted():
            return f.fact.outcome in FAILED
    return False


def _fired(h: Household, f: Recorded, step: StepFired) -> None:
    # After an outage a higher rung may have fired in its place.
    if step.clock == "referral_next_step" and "manager" in (step.rung, *step.superseded):
        _move(h, "ended", to="waiting")
    if step.rung != TOP_RUNG:
        return
    covered = h.lapses.covered_until is not None and f.on <= h.lapses.covered_until
    for clock in h.clocks:
        lapsed = clock.is_running and (clock.code, clock.cycle) == (step.clock, step.cycle) and TOP_RUNG in clock.fired
        if lapsed and clock.key not in h.lapses.of:
            h.lapses.of[clock.key] = "joined" if h.referral else "covered" if covered else "waiting"


def _closed(h: Household) -> None:
    assessed = h.referral is not None and h.referral.decided not in (None, *WITHOUT_ASSESSMENT)
    h.referral = None
    if assessed:
        for key in [key for key, state in h.lapses.of.items() if state == "joined"]:
            del h.lapses.of[key]
    else:
        _move(h, "joined", to="ended")


def forget_ended(h: Household) -> None:
    """A clock that has ended is no lapse any more."""
    running = {clock.key for clock in h.clocks if clock.is_running}
    for key in [key for key in h.lapses.of if key not in running]:
        del h.lapses.of[key]


def covering_decision(h: Household) -> int | None:
    """The standing decision that covers the waiting draft today, if one does.

    A lapsed clock of a child rated red by a person, or proposed red on one of the factors the
    decision names. Declining a visit is no factor, and neither is anything about health or SEN.
    """
    if h.referral is None or h.referral.state != "draft":
        return None
    lapsed = {clock.subject for clock in h.clocks if clock.key in h.lapses.of and clock.is_running}
    registered = {child.uuid for child in h.registered}
    for decision in h.policy.standing_decisions:
        for child in h.registered:
            rating = child.rating
            # A brother or sister off the register has no rating of their own: the household's worst is theirs.
            if (child.uuid not in lapsed and lapsed <= registered) or rating is None or rating.rag != "red":
                continue
            if not rating.proposed or {name for name, _ in rating.factors} & decision.factors:
                return decision.number
    return None


def grounds(h: Household) -> tuple[str, ...]:
    """What the draft says, from facts: ratings with their reasons, open concerns in the speaker's words, lapses."""
    said: list[str] = []
    for child in h.registered:
        if child.rating:
            said += child.rating.reasons
    said += [c.fact.own_words for c in h.open_concerns()]
    for clock in h.clocks:
        if clock.is_running and clock.key in h.lapses.of:
            said.append(f"{clock.spec.title}: due {clock.due_on.day} {clock.due_on:%B %Y}, not done")
    return tuple(dict.fromkeys(said)) or ("Asked for by a manager",)
