"""The referral's way: released or withheld, accepted by a named person, decided, told, and what happens then."""

from ehe.clocks.state import Running
from ehe.demo import wording
from ehe.demo.story import Story, following, habit
from ehe.facts import kinds
from ehe.facts.recorded import Recorded

OUTCOMES: dict[kinds.ReferralOutcome, float] = {
    "no_further_action": 30, "advice": 10, "early_help": 18, "assessment": 26, "strategy_discussion": 6,
    "already_open": 5, "returned_for_consent": 5,
}  # fmt: skip


@habit("referral_release")
def release(story: Story, clock: Running) -> None:
    """A manager reads the file and decides; seldom, nobody does, and the standing decision is what is left."""

    def act() -> None:
        if clock.is_running and story.h.referral and story.h.referral.state == "draft":
            released = story.chance(0.55)
            fact = kinds.ReferralDecisionMade(
                decision="release" if released else "withhold",
                reason=wording.RELEASED if released else wording.WITHHELD,
            )
            story.do(fact, story.cast.manager, story.on_register)

    if not story.chance(0.07):
        story.plan(story.by(clock, late=0.12, over=1.5), act)
    else:
        story.plan(story.working(8, 20), act)


@habit("referral_acknowledgement")
def acknowledge(story: Story, clock: Running) -> None:
    def act() -> None:
        if clock.is_running and _open(story):
            number = f"SC{story.rng.randrange(10**6):06d}"
            story.do(kinds.ReferralAcknowledged(reference=number), story.cast.social_worker, story.on_register)

    story.plan(story.by(clock, late=0.15, over=1.2), act)


@habit("referral_decision")
def answer(story: Story, clock: Running) -> None:
    def act() -> None:
        if clock.is_running and _open(story):
            outcome = story.rng.choices(tuple(OUTCOMES), tuple(OUTCOMES.values()))[0]
            fact = kinds.ReferralDecided(outcome=outcome, reason=wording.REFERRAL_REASONS[outcome])
            story.do(fact, story.cast.social_worker, story.on_register)

    story.plan(story.by(clock, late=0.2, over=1.5), act)


@habit("referral_feedback")
def tell(story: Story, clock: Running) -> None:
    def act() -> None:
        if clock.is_running:
            about = story.on_register
            story.do(kinds.FeedbackReceived(words=wording.FEEDBACK), story.cast.social_worker, about)

    story.plan(story.by(clock, late=0.2, over=2), act)


@habit("referral_next_step")
def go_on(story: Story, clock: Running) -> None:
    def act() -> None:
        if clock.is_running:
            owner = story.officer()
            fact = kinds.NextStepRecorded(words=story.rng.choice(wording.NEXT_STEPS), owner=owner.word)
            story.do(fact, owner, story.on_register)
            story.visit(3)

    story.plan(story.by(clock, late=0.08, over=1.5), act)


@following("referral_decided")
def assess(story: Story, new: Recorded) -> None:
    """Under assessment a social worker sees the child, and later social care closes the referral."""
    fact = new.fact
    if not isinstance(fact, kinds.ReferralDecided) or fact.outcome not in ("assessment", "strategy_discussion"):
        if isinstance(fact, kinds.ReferralDecided) and fact.outcome == "already_open":
            story.plan(story.working(15, 40), lambda: _close(story))
        elif isinstance(fact, kinds.ReferralDecided) and fact.outcome == "no_further_action" and story.chance(0.12):
            story.plan(story.working(0, 2), lambda: _disagree(story))
        return
    story.plan(story.working(2, 9), lambda: _seen_by_social_care(story))
    story.plan(story.working(25, 45), lambda: _close(story))


def _seen_by_social_care(story: Story) -> None:
    fact = kinds.ChildSighted(grade="spoken_to_alone", setting="home", observer="social_care")
    story.do(fact, story.cast.social_worker, story.on_register)


def _close(story: Story) -> None:
    if _open(story):
        story.do(kinds.ReferralClosed(reason=wording.REFERRAL_CLOSED), story.cast.social_worker, story.on_register)


def _disagree(story: Story) -> None:
    story.do(kinds.DisagreementRaised(reason=wording.DISAGREED, stage=1), story.officer(), story.on_register)


def _open(story: Story) -> bool:
    return story.h.referral is not None and story.h.referral.state == "open" and bool(story.on_register)


@following("referral_sent")
def read_it(story: Story, new: Recorded) -> None:
    """A referral that went under the standing decision is read by a named person the next working day."""
    sent = new.fact
    if isinstance(sent, kinds.ReferralSent) and sent.standing_decision is not None:
        reference = next(line.reference for line in story.life.referrals.lines if line.fact == sent.draft)
        fact = kinds.ReferralRead(referral=reference)
        story.plan(story.working(1, 1), lambda: story.do(fact, story.cast.manager, new.children))
