"""What a fact tells the rules before any clock is asked: concerns, attempts, sightings, wishes. Pure."""

from collections.abc import Callable
from typing import Any

from ehe.clocks.sightings import SEEN, qualifies, sights
from ehe.clocks.state import Child, Concern, Fired, Household, Running, Seen
from ehe.facts import kinds
from ehe.facts.recorded import Recorded

Learn = Callable[[Household, Recorded, Any], None]
_learn: dict[str, Learn] = {}


def _from(*facts: type[kinds.Kind]) -> Callable[[Learn], Learn]:
    def keep(learn: Learn) -> Learn:
        for fact in facts:
            _learn[fact.kind] = learn
        return learn

    return keep


def know(h: Household, f: Recorded) -> None:
    """Take in what one fact says."""
    h.facts.append(f)
    if learn := _learn.get(f.kind):
        learn(h, f, f.fact)


def _named(h: Household, f: Recorded) -> list[Child]:
    return [h.children[uuid] for uuid in f.children if uuid in h.children]


@_from(kinds.WithdrawalNotified)
def _withdrawn(h: Household, f: Recorded, fact: kinds.WithdrawalNotified) -> None:
    """The school saw the child on the last day attended."""
    h.withdrawals.append(f)
    for child in _named(h, f):
        if fact.last_attended_on and (child.last_seen is None or child.last_seen.on < fact.last_attended_on):
            child.last_seen = Seen(fact.last_attended_on, "last_day_at_school", f.by.word)
    if fact.safety in ("yes", "not_known"):
        h.stopped["restricted"] = f.uuid


@_from(kinds.ChildAdded)
def _added(h: Household, f: Recorded, fact: kinds.ChildAdded) -> None:
    """From now on, and not before: what was asked and answered without the child stays so."""
    for child in _named(h, f):
        child.is_here = True


@_from(kinds.ConcernRaised)
def _concern(h: Household, f: Recorded, fact: kinds.ConcernRaised) -> None:
    h.concerns += [Concern(f, fact, child.uuid) for child in _named(h, f)]


@_from(kinds.ConcernDecided)
def _concern_decided(h: Household, f: Recorded, fact: kinds.ConcernDecided) -> None:
    for concern in h.open_concerns():
        if concern.child in f.children:
            concern.ended_by = f.uuid
    if fact.outcome == "no_further_action":
        h.put_aside.append(f)


@_from(kinds.ReferralDecided)
def _referral_decided(h: Household, f: Recorded, fact: kinds.ReferralDecided) -> None:
    ours = h.referral is not None and not isinstance(h.referral.opened_by.fact, kinds.ReferralMade)
    if fact.outcome == "no_further_action" and not ours:
        h.put_aside.append(f)


@_from(kinds.PassedOn)
def _passed_on(h: Household, f: Recorded, fact: kinds.PassedOn) -> None:
    """It is another's to decide now, and open until they have."""
    if fact.what == "concern":
        for concern in h.open_concerns():
            if concern.child in f.children:
                concern.passed_on = True


@_from(kinds.ContactAttempted)
def _attempt(h: Household, f: Recorded, fact: kinds.ContactAttempted) -> None:
    for child in _named(h, f):
        child.attempts.append(f)
    _sighted(h, f, fact)


@_from(kinds.ChildSighted)
def _sighted(h: Household, f: Recorded, fact: kinds.Kind) -> None:
    for sight in sights(f):
        child = h.children.get(sight.child)
        if child is None or sight.grade not in SEEN | {"glimpsed"}:
            continue
        seen = Seen(f.on, f"{sight.grade}:{sight.setting}", sight.observer)
        if child.last_seen is None or child.last_seen.on <= f.on:
            child.last_seen = seen
        latest = child.last_qualifying_sighting
        if qualifies(sight, h.rag_of(child.uuid)) and (latest is None or latest.on <= f.on):
            child.last_qualifying_sighting = seen


@_from(kinds.OfficerAssigned)
def _assigned(h: Household, f: Recorded, fact: kinds.OfficerAssigned) -> None:
    for child in _named(h, f):
        child.officer = fact.officer


@_from(kinds.CoverDecided)
def _cover(h: Household, f: Recorded, fact: kinds.CoverDecided) -> None:
    for child in _named(h, f):
        child.officer = fact.officer


@_from(kinds.ComplaintMade)
def _complaint(h: Household, f: Recorded, fact: kinds.ComplaintMade) -> None:
    """A complaint about the officer is about whoever works with these children now: as steps are addressed."""
    if fact.about == "officer":
        named = {child.officer for child in _named(h, f) if child.officer}
        h.complained_about |= named or {child.officer for child in h.registered if child.officer} or {"officer"}


@_from(kinds.PreferenceRecorded)
def _preference(h: Household, f: Recorded, fact: kinds.PreferenceRecorded) -> None:
    said = fact.answer.lower()
    wish = any(word in said for word in ("writing", "written", "letter", "email", "e-mail"))
    wish = wish and not any(word in said.split() for word in ("no", "not", "never"))
    for child in _named(h, f) if f.children else h.children.values():
        child.writing_wish = wish


@_from(kinds.SafetyRecorded)
def _safety(h: Household, f: Recorded, fact: kinds.SafetyRecorded) -> None:
    if fact.answer in ("yes", "not_known"):
        h.stopped["restricted"] = f.uuid
    elif fact.answer == "no":
        h.stopped.pop("restricted", None)


@_from(kinds.AddressDisputed)
def _disputed(h: Household, f: Recorded, fact: kinds.AddressDisputed) -> None:
    for child in _named(h, f):
        child.address_disputed_by = f.uuid
    h.stopped["address_disputed"] = f.uuid


@_from(kinds.LetterReturned)
def _returned(h: Household, f: Recorded, fact: kinds.LetterReturned) -> None:
    h.stopped["returned_mail"] = f.uuid


@_from(kinds.HoldPlaced)
def _hold(h: Household, f: Recorded, fact: kinds.HoldPlaced) -> None:
    h.stopped["hold_placed"] = f.uuid


@_from(kinds.HoldLifted)
def _lift(h: Household, f: Recorded, fact: kinds.HoldLifted) -> None:
    h.stopped.pop("hold_placed", None)


@_from(kinds.ClosureRequested)
def _closing(h: Household, f: Recorded, fact: kinds.ClosureRequested) -> None:
    """Letters stop the same day when a child has died, moved or left school age: not after the second person."""
    for child in _named(h, f):
        child.closure = f
    if fact.reason in ("died", "moved", "over_age"):
        h.stopped[fact.reason] = f.uuid


@_from(kinds.ClosureAgreed)
def _closed(h: Household, f: Recorded, fact: kinds.ClosureAgreed) -> None:
    """What stopped the letters of one child does not stop those of the next."""
    for child in _named(h, f):
        child.extension = None
    for reason in ("died", "moved", "over_age"):
        h.stopped.pop(reason, None)


@_from(kinds.ClosureRefused)
def _not_closing(h: Household, f: Recorded, fact: kinds.ClosureRefused) -> None:
    for child in _named(h, f):
        child.closure = None
    for reason in ("died", "moved", "over_age"):
        h.stopped.pop(reason, None)


@_from(kinds.ExtensionRequested)
def _extension(h: Household, f: Recorded, fact: kinds.ExtensionRequested) -> None:
    for child in _named(h, f):
        child.extension = f


@_from(kinds.ExtensionGranted, kinds.ExtensionRefused)
def _extension_answered(h: Household, f: Recorded, fact: kinds.Kind) -> None:
    for child in _named(h, f):
        child.extension = None


@_from(kinds.HouseholdChanged)
def _moved(h: Household, f: Recorded, fact: kinds.HouseholdChanged) -> None:
    child = h.children.get(fact.who)
    if child is not None:
        left = f.on if fact.change == "left" else None
        child.member = type(child.member)(child.uuid, child.member.born_on, child.member.school, left)


@_from(kinds.StepFired)
def _step(h: Household, f: Recorded, fact: kinds.StepFired) -> None:
    taken = [take_step(h, clock, f) for clock in h.clocks]
    if not any(taken):
        h.steps_without_clock.append(f)


def take_step(h: Household, clock: Running, f: Recorded) -> bool:
    """Note on the clock, if it is the one, that a rung of it has fired."""
    fact = f.fact
    mine = clock.subject in f.children or clock.subject not in h.children
    if not isinstance(fact, kinds.StepFired) or (clock.code, clock.cycle) != (fact.clock, fact.cycle) or not mine:
        return False
    clock.fired.setdefault(fact.rung, Fired(f.on, f.uuid))
    for rung in fact.superseded:
        clock.superseded.setdefault(rung, Fired(f.on, f.uuid))
    return True
