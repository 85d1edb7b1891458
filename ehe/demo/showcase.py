"""Households in the middle of something on the last day, so that every desk has work and every state is to be seen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ehe.clocks.counting import WorkingCalendar
from ehe.core.today import london_day
from ehe.demo import wording
from ehe.demo.fates import ChildFate, Fate
from ehe.demo.story import FAMILY, Stance, Story
from ehe.facts import kinds
from ehe.facts.actors import Actor
from ehe.facts.kinds import Kind

Act = Callable[[Story], object]
PUBLIC = Actor("public", "public")
# One household in so many is one of these; in a small council every kind is there once.
SELDOM = 60

VISITS = frozenset({"first_visit", "next_attempt", "visit_decision"})
RELEASE = frozenset({"referral_release"})
ANSWERS = frozenset({"referral_acknowledgement", "referral_decision", "referral_feedback", "referral_sent"})


@dataclass(frozen=True)
class Special:
    """A household whose last days are written out. `script` gives acts by working days before the end, and an hour."""

    name: str
    started: int
    script: tuple[tuple[int, int, Act], ...] = ()
    # Clocks that nobody deals with and facts that nobody follows, from the day of the script, or all the time.
    left: frozenset[str] = frozenset()
    stance: Stance = "open"
    notice: tuple[tuple[str, object], ...] = ()
    missing: bool = False

    def fate(self, rng: Random, size: int, as_of: date, calendar: WorkingCalendar) -> Fate:
        """The first two children are withdrawn together, of an age at which they stay; others are not."""
        start = calendar.add(as_of, -self.started).on
        children = []
        for place in range(size):
            born = start - timedelta(days=rng.randrange(2300, 4600) - 300 * place)
            children.append(ChildFate(born, start if place < 2 else None))
        return Fate(start, self.missing, tuple(children))

    def prepare(self, story: Story) -> None:
        story.stance, story.left, story.notice, story.quiet = self.stance, self.left, dict(self.notice), True
        end = london_day(story.life.world.until)
        since = max((ago for ago, _, _ in self.script), default=self.started)
        story.left_since = story.h.calendar.add(end, -since).on
        for ago, hour, act in self.script:
            day = story.h.calendar.add(end, -ago).on
            story.plan(story.moment(day, hour, hour + 1), lambda act=act: act(story))  # type: ignore[misc]


def present(number: int, households: int) -> Special | None:
    """Which of these a household is, by its number."""
    every = max(4, min(SELDOM, households // len(SPECIALS)))
    if number % every != every - 1:
        return None
    return SPECIALS[(number // every) % len(SPECIALS)]


# --- acts --------------------------------------------------------------------------------------------


def _by_officer(fact: Kind) -> Act:
    return lambda story: story.do(fact, story.officer(), story.on_register)


def _by_manager(fact: Kind) -> Act:
    return lambda story: story.do(fact, story.cast.manager, story.on_register)


def _by_social_care(fact: Kind) -> Act:
    return lambda story: story.do(fact, story.cast.social_worker, story.on_register)


def _by_school(fact: Kind, recorded_by_officer: bool = False) -> Act:
    def act(story: Story) -> object:
        child = story.on_register[0]
        school = story.school_of(child)
        writer = story.officer().word if recorded_by_officer else None
        return school and story.do(fact, school, [child], writer)

    return act


def _released(decision: str) -> kinds.ReferralDecisionMade:
    if decision == "release":
        return kinds.ReferralDecisionMade(decision="release", reason=wording.RELEASED)
    return kinds.ReferralDecisionMade(decision="withhold", reason=wording.WITHHELD)


def _review_in_months(story: Story) -> object:
    review_on = story.today + timedelta(days=280)
    reason = wording.VISIT_DECISIONS["accept"]
    fact = kinds.VisitDecided(decision="accept", reason=reason, review_on=review_on)
    return story.do(fact, story.cast.manager, story.on_register)


def _complaint(story: Story) -> object:
    fact = kinds.ComplaintMade(about="officer", words=wording.COMPLAINTS[0])
    return story.do(fact, FAMILY, story.on_register, story.cast.manager.word)


REFUSED = _by_officer(
    kinds.ContactAttempted(
        method="visit", outcome="refused", announced=True, place="home", words=wording.REFUSED_WORDS[2]
    )
)
REFER = _by_manager(kinds.VisitDecided(decision="refer", reason=wording.VISIT_DECISIONS["refer"]))
MADE = _by_officer(
    kinds.ReferralMade(method="phone", own_words=wording.REFERRAL_WORDS, outcome_wanted=wording.REFERRAL_WANTED)
)
ACKNOWLEDGED = _by_social_care(kinds.ReferralAcknowledged(reference="SC104417"))
SIGNIFICANT = kinds.ConcernRaised(own_words=wording.CONCERNS["school"][0], category="significant")
DISSATISFIED = kinds.ConcernRaised(
    own_words="This is the second time I ring. Nobody has told me what was done.", category="low", dissatisfied=True
)


def _outcome(outcome: kinds.ReferralOutcome) -> Act:
    return _by_social_care(kinds.ReferralDecided(outcome=outcome, reason=wording.REFERRAL_REASONS[outcome]))


# --- the households -------------------------------------------------------------------------------------

SPECIALS: tuple[Special, ...] = (
    Special(
        "new and red", 1, notice=(("protection_plan", True), ("social_care_open", True)),
        left=frozenset({"triage", "first_contact", "withdrawal_notified"}),
    ),
    Special(
        "a concern from yesterday", 140, ((1, 14, _by_school(SIGNIFICANT, True)),),
        frozenset({"concern_disposition", "concern_raised"}),
    ),
    Special("a draft to release", 110, ((3, 10, REFUSED), (1, 11, REFER)), VISITS | RELEASE),
    Special("a visit declined", 90, ((2, 15, REFUSED),), VISITS),
    Special(
        "sent to social care", 80, ((4, 10, REFUSED), (3, 11, REFER), (2, 12, _by_manager(_released("release")))),
        VISITS | RELEASE | ANSWERS,
    ),
    Special("a complaint", 120, ((1, 10, _complaint),), frozenset({"complaint_cover"})),
    Special(
        "a closing to agree", 150,
        (
            (12, 10, _by_school(kinds.RollConfirmed())),
            (3, 9, _by_school(kinds.AttendanceConfirmed())),
            (2, 14, lambda s: s.do(kinds.ClosureRequested(reason="on_roll"), s.officer(), s.on_register[:1])),
        ),
        frozenset({"closure_second_person", "return_to_school_check"}),
    ),
    Special("restricted", 60, notice=(("safety", "yes"), ("other_parent_aware", "not_safe_to_ask"))),
    Special(
        "under the standing decision", 19, stance="worrying", notice=(("social_care_open", True),),
        left=VISITS | RELEASE | ANSWERS,
    ),
    Special(
        "accepted by a named person", 100, ((2, 10, MADE), (1, 10, ACKNOWLEDGED)),
        ANSWERS - {"referral_sent"},
    ),
    Special(
        "missing and not looked for", 40, left=frozenset({"cme_enquiries"}), missing=True,
    ),
    Special("withheld", 95, ((4, 10, REFUSED), (3, 10, REFER), (2, 10, _by_manager(_released("withhold")))),
        VISITS | RELEASE | {"referral_next_step"}),
    Special("an address in dispute", 130, ((2, 11, _by_officer(kinds.AddressDisputed(words=wording.DISPUTED[0]))),),
        frozenset({"address_check"})),
    Special(
        "under assessment", 160, ((14, 10, MADE), (13, 11, ACKNOWLEDGED), (12, 12, _outcome("assessment"))),
        (ANSWERS - {"referral_feedback"}) | {"referral_decided"},
    ),
    Special("a caller who is not content", 170, ((3, 10, _by_school(DISSATISFIED, True)),),
        frozenset({"disagreement_stage_1", "disagreement_stage_2"})),
    Special("a declined visit accepted", 120, ((30, 10, REFUSED), (28, 10, _review_in_months)), VISITS, "declines"),
    Special("nobody answers", 24, left=frozenset({"first_contact"}) | VISITS, stance="slow"),
    Special("no further action", 125, ((8, 10, MADE), (8, 15, ACKNOWLEDGED), (3, 12, _outcome("no_further_action"))),
        ANSWERS | {"referral_next_step", "referral_decided"}),
    Special(
        "a letter came back", 75,
        ((3, 9, _by_officer(kinds.LetterReturned(template="acknowledgement", reason="Gone away"))),),
        frozenset({"address_check"}),
    ),
    Special("two sources worry", 30, (
        (6, 10, _by_school(kinds.ConcernRaised(own_words=wording.LOW_CONCERNS[2], category="low"), True)),
        (1, 16, lambda s: s.do(kinds.ConcernRaised(own_words=wording.CONCERNS["public"][1], category="low"),
                               PUBLIC, s.on_register[:1], s.officer().word)),
    ), frozenset({"concern_disposition"})),
)  # fmt: skip
