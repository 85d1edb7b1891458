"""The named conditions of the policy table (`if = [...]`). Pure: a case in, yes or no out.

A practitioner meets only the names; each says in one sentence what it asks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from ehe.clocks import rating
from ehe.clocks.sightings import FAILED, qualifies, sights
from ehe.clocks.state import Child, Household, Running
from ehe.facts.kinds import (
    AddressVerified,
    ChildSighted,
    ConcernRaised,
    ConcernsReviewed,
    ContactAttempted,
    ReferralSent,
    SiblingChecked,
    StepFired,
    SuitabilityDecided,
    VisitDecided,
)
from ehe.facts.recorded import Recorded


@dataclass(frozen=True)
class Case:
    """What a condition is asked about: a fact, one child (or the household), and the clock if it has one."""

    h: Household
    fact: Recorded
    child: str | None = None
    clock: Running | None = None
    code: str | None = None

    @property
    def a_child(self) -> Child | None:
        return self.h.children.get(self.child) if self.child else None


Condition = Callable[[Case], bool]
CONDITIONS: dict[str, Condition] = {}


def condition(ask: Condition) -> Condition:
    CONDITIONS[ask.__name__] = ask
    return ask


@condition
def another_child(case: Case) -> bool:
    """The household has a child whom the fact is not about, on the register or not."""
    return any(child.uuid not in case.fact.children for child in case.h.present)


@condition
def not_already_running(case: Case) -> bool:
    """No such clock runs for this child, or for this household, already."""
    return not any(
        c.is_running and c.code == case.code and c.cycle != case.fact.uuid
        for c in case.h.clocks
        if case.child is None or c.subject == case.child
    )


@condition
def no_open_concern(case: Case) -> bool:
    """No concern about any child of the household is open."""
    return not case.h.open_concerns()


@condition
def writing_is_the_wish(case: Case) -> bool:
    """The family asked to be reached in writing."""
    return case.a_child is not None and case.a_child.writing_wish


@condition
def qualifying_sighting(case: Case) -> bool:
    """The child was seen in a way that counts for its rating."""
    if case.child is None:
        return False
    rag = case.h.rag_of(case.child)
    return any(sight.child == case.child and qualifies(sight, rag) for sight in sights(case.fact))


@condition
def two_sources(case: Case) -> bool:
    """Two distinct sources agree since the check began; `verified` without sources is taken at its word."""
    fact = case.fact.fact
    if not isinstance(fact, AddressVerified):
        return False
    if fact.sources is None:
        return True
    since = case.clock.started_by.order if case.clock else case.fact.order
    named = {
        source.strip().lower()
        for f in case.h.facts
        if isinstance(f.fact, AddressVerified) and f.order >= since
        for source in f.fact.sources or ()
    }
    return len(named) >= 2


@condition
def siblings_all_checked(case: Case) -> bool:
    """Every brother and sister the check is about has an answer, or the check is said done for the child itself."""
    if case.clock is None:
        return False
    began, since = case.clock.started_by, case.clock.started_by.order
    if set(began.children) & set(case.fact.children):
        return True
    owed = {c.uuid for c in case.h.present} - set(began.children)
    checked = {
        child for f in case.h.facts if isinstance(f.fact, SiblingChecked) and f.order >= since for child in f.children
    }
    return owed <= checked


@condition
def third_concern(case: Case) -> bool:
    """At least three concerns about the household in the window, from at least two distinct sources."""
    since = case.fact.on - timedelta(days=case.h.policy.review_window_days)
    raised = {c.raised.uuid: c.raised for c in case.h.concerns if c.raised.on >= since}
    return len(raised) >= 3 and len({rating.source_of(f) for f in raised.values()}) >= 2


@condition
def not_reviewed_since(case: Case) -> bool:
    """No concern has come since the concerns about the household were last read together, if they ever were."""
    reviewed = case.h.latest(ConcernsReviewed)
    return reviewed is None or any(c.raised.order > reviewed.order for c in case.h.concerns)


@condition
def same_caller_again(case: Case) -> bool:
    """The same caller about the same household twice in the window, or a caller who is not content."""
    fact = case.fact.fact
    if not isinstance(fact, ConcernRaised):
        return False
    since = case.fact.on - timedelta(days=case.h.policy.repeat_window_days)
    before = (c.raised for c in case.h.concerns if c.raised.uuid != case.fact.uuid and c.raised.on >= since)
    return fact.dissatisfied or any(f.by.word == case.fact.by.word for f in before)


@condition
def no_disagreement_running(case: Case) -> bool:
    """No stage of a disagreement runs for this child: a further complaint of the referrer joins it."""
    return not any(c.is_running and c.code.startswith("disagreement_") for c in case.h.clocks)


@condition
def second_failure_in_a_row(case: Case) -> bool:
    """This attempt and the one before it both failed, for some child."""
    for child in case.fact.children:
        tried = [f.fact for f in case.h.children[child].attempts[-2:]]
        if len(tried) == 2 and all(isinstance(f, ContactAttempted) and f.outcome in FAILED for f in tried):
            return True
    return False


@condition
def names_only_some(case: Case) -> bool:
    """The fact leaves out a child of the household who is on the register."""
    named = set(case.fact.children) | {sight.child for sight in sights(case.fact)}
    return any(child.uuid not in named for child in case.h.registered)


@condition
def by_others(case: Case) -> bool:
    """Seen or visited by someone who is not our own staff."""
    if isinstance(case.fact.fact, ChildSighted):
        return case.fact.fact.observer != "officer"
    return not case.fact.by.is_own_staff


@condition
def no_suitability_decision(case: Case) -> bool:
    """Nobody has judged the education on evidence."""
    return any(case.h.latest(SuitabilityDecided, child) is None for child in case.fact.children)


@condition
def concern_put_aside_lately(case: Case) -> bool:
    """A referrer's concern was put aside in the last months."""
    return any(
        any(rating.concern_not_accepted(case.h, case.h.children[child], case.fact.on)) for child in case.fact.children
    )


@condition
def sent_unread(case: Case) -> bool:
    """The referral left under a standing decision: no person has read the case."""
    return isinstance(case.fact.fact, ReferralSent) and case.fact.fact.standing_decision is not None


@condition
def concern_or_referral_still_open(case: Case) -> bool:
    """A concern about the child, or the household's referral, is still open as the entry closes."""
    return any(case.h.open_concerns(child) for child in case.fact.children) or case.h.referral is not None


@condition
def referral_is_open(case: Case) -> bool:
    """A referral about the household is open: a later lapse joins it, and the worker who has it is told."""
    return case.h.referral is not None and case.h.referral.state == "open"


@condition
def reaches_the_manager(case: Case) -> bool:
    """The manager's rung is taken, or passed over by a higher one after an outage."""
    step = case.fact.fact
    return isinstance(step, StepFired) and "manager" in (step.rung, *step.superseded)


@condition
def entry_is_cme(case: Case) -> bool:
    """The child's open entry is of a child missing education."""
    return bool(case.a_child and case.a_child.entry and case.a_child.entry.status == "CME")


@condition
def declined_to_us_without_risk(case: Case) -> bool:
    """The family declined to our own staff, the child is not red and no concern is open."""
    if case.clock is None or case.child is None:
        return False
    start = case.clock.started_by
    declined = isinstance(start.fact, ContactAttempted) and start.fact.outcome == "refused" and start.by.is_own_staff
    # A manager's "try again" follows a decline to us.
    declined = declined or isinstance(start.fact, VisitDecided)
    return declined and case.h.rag_of(case.child) != "red" and not case.h.open_concerns()


@condition
def declined_visit_accepted_since(case: Case) -> bool:
    """A manager accepted a declined visit, and no new concern has come since."""
    accepted = case.clock.declined_accepted_at if case.clock else None
    if accepted is None:
        return False
    return not any(c.raised.order > accepted.order for c in case.h.concerns)
