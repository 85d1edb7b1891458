"""Concerns and what is done about them, ratings that come down again, complaints about us."""

from ehe.clocks.state import Running
from ehe.demo import wording
from ehe.demo.story import FAMILY, Story, following, habit
from ehe.facts import kinds
from ehe.facts.actors import Actor
from ehe.facts.recorded import Recorded

SOURCES: dict[str, float] = {"school": 40, "public": 18, "health": 14, "police": 12, "family": 8, "officer": 8}


def raise_concern(story: Story, again: bool = True) -> None:
    """Somebody says something about a child of the household; now and then somebody else follows."""
    rng = story.rng
    if not story.on_register:
        return
    source = rng.choices(tuple(SOURCES), tuple(SOURCES.values()))[0]
    child = rng.choice(story.on_register)
    by = _speaker(story, source, child)
    low = rng.random() < 0.55
    fact = kinds.ConcernRaised(
        own_words=rng.choice(wording.LOW_CONCERNS if low else wording.CONCERNS[source]),
        category="low" if low else rng.choice(("significant", None)),
        dissatisfied=rng.random() < 0.05,
    )
    story.do(fact, by, [child], None if by.is_own_staff else story.officer().word)
    if again and story.chance(0.3):
        story.plan(story.working(1, 25), lambda: raise_concern(story, story.chance(0.4)))


def _speaker(story: Story, source: str, child: str) -> Actor:
    match source:
        case "school":
            school = story.school_of(story.rng.choice(list(story.children)))
            return school or story.school_of(child) or Actor("health", "health:health visiting")
        case "public":
            return Actor("public", "public")
        case "health":
            return Actor("health", story.rng.choice(("health:school nursing", "health:GP practice")))
        case "police":
            return Actor("police", "police:neighbourhood team")
        case "family":
            return Actor("family", "family:wider family")
    return story.officer()


@habit("concern_disposition")
def decide_concern(story: Story, clock: Running) -> None:
    def act() -> None:
        if not clock.is_running:
            return
        concerns = story.h.open_concerns(clock.subject)
        grave = any(concern.is_significant for concern in concerns)
        outcomes: tuple[kinds.ConcernOutcome, ...] = (
            "no_further_action", "education_only", "early_help", "referred",
        )  # fmt: skip
        outcome = story.rng.choices(outcomes, (35, 15, 28, 22) if grave else (55, 33, 12, 0))[0]
        by = story.cast.manager if grave else story.officer()
        if outcome == "referred" and (story.h.referral is None or story.h.referral.state == "draft"):
            made = kinds.ReferralMade(
                method=story.rng.choice(("phone", "form")),
                own_words=wording.REFERRAL_WORDS,
                outcome_wanted=wording.REFERRAL_WANTED,
            )
            story.do(made, by, [clock.subject])
        reason = wording.CONCERN_REASONS[outcome]
        story.do(kinds.ConcernDecided(outcome=outcome, reason=reason, owner=story.officer().word), by, [clock.subject])

    story.plan(story.by(clock, late=0.07, over=1.5), act)


@habit("concerns_review")
def review_concerns(story: Story, clock: Running) -> None:
    def act() -> None:
        if clock.is_running:
            reason = "Read together: three voices, two of them the same story. Visit with the school nurse."
            fact = kinds.ConcernsReviewed(outcome="early_help", reason=reason)
            story.do(fact, story.cast.manager, story.on_register)

    story.plan(story.by(clock, late=0.05), act)


@following("concern_raised")
def go_and_see(story: Story, new: Recorded) -> None:
    """A significant concern is followed by a visit within days, and by a rating read again when it has settled."""
    fact = new.fact
    if isinstance(fact, kinds.ConcernRaised) and fact.category != "low":
        story.plan(story.working(1, 4), lambda: story.visit(2) if story.on_register else None)
        story.plan(story.working(12, 45), lambda: rate_again(story))


@following("referral_decided", "referral_closed", "withdrawal_notified")
def read_again(story: Story, new: Recorded) -> None:
    story.plan(story.working(25, 90), lambda: rate_again(story))


def rate_again(story: Story, again: int = 0) -> None:
    """A rating comes down when nothing is open: a manager's, with a reason."""
    high = [c.uuid for c in story.h.registered if c.rating and c.rating.rag != "green"]
    if not high or (story.stance == "worrying" and story.chance(0.7)):
        return
    if story.h.open_concerns() or story.h.referral is not None:
        if again < 3:
            story.plan(story.working(15, 40), lambda: rate_again(story, again + 1))
        return
    if story.chance(0.45):
        rag: kinds.Rag = "amber" if story.h.worst() == "red" and story.chance(0.4) else "green"
        reason = story.rng.choice(wording.LOWERED[:2])
        story.do(kinds.RagSet(rag=rag, reason=reason), story.cast.manager, high)


def complain(story: Story) -> None:
    about = story.on_register
    fact = kinds.ComplaintMade(
        about="officer" if story.chance(0.6) else "authority", words=story.rng.choice(wording.COMPLAINTS)
    )
    story.do(fact, FAMILY, about, story.cast.manager.word)


@habit("complaint_cover")
def decide_cover(story: Story, clock: Running) -> None:
    """Another officer carries on, named by someone the complaint is not about."""

    def act() -> None:
        if clock.is_running:
            about = story.h.complained_about
            free = next(
                a for a in (story.cast.other_officer, story.cast.officer) if a.word not in about or len(about) > 1
            )
            story.do(kinds.CoverDecided(officer=free.word), story.cast.manager, story.alike(clock))

    story.plan(story.by(clock, late=0.06), act)


@habit("disagreement_stage_1", "disagreement_stage_2", "disagreement_stage_3", "disagreement_stage_4")
def settle(story: Story, clock: Running) -> None:
    def act() -> None:
        if clock.is_running:
            story.do(kinds.DisagreementSettled(outcome=wording.SETTLED), story.cast.manager, story.alike(clock))

    if story.chance(0.85):
        story.plan(story.by(clock, late=0.05), act)
