"""A child seen: the yearly sight, what others tell us, and what follows a declined visit."""

from datetime import timedelta
from functools import partial

from ehe.clocks.state import Running
from ehe.demo import wording
from ehe.demo.story import Story, habit
from ehe.facts import kinds
from ehe.facts.actors import Actor

HEALTH = Actor("health", "health:school nursing")


@habit("child_last_seen")
def see_again(story: Story, clock: Running) -> None:
    """Usually the review's visit has met this long before; if not, we go, or ask who else has seen the child."""

    pick = story.rng.random()
    days = -story.rng.randrange(6, 30) if pick > 0.06 * story.pressure else story.rng.randrange(1, 12)
    if pick < 0.006:
        days = story.rng.randrange(25, 50)
    day = max(clock.due_on + timedelta(days=days), story.today + timedelta(days=3))
    story.plan(story.moment(story.h.calendar.add(day, 1).on), partial(_see, story, clock, 0))


def _see(story: Story, clock: Running, again: int) -> None:
    if not clock.is_running:
        return
    if story.stance in ("writing", "declines") or story.chance(0.25):
        _seen_by_others(story, clock)
    else:
        story.visit(again)
    if clock.is_running and again < 5:
        story.plan(story.working(3, 6), partial(_see, story, clock, again + 1))


def _seen_by_others(story: Story, clock: Running) -> None:
    about = story.on_register if story.chance(0.92) else [clock.subject]
    by, observer = HEALTH, "health"
    school = next((s for c in story.family.children if c.uuid not in about and (s := c.school)), None)
    if school and story.chance(0.4):
        by, observer = school.actor, "school"
    grade: kinds.Grade = story.rng.choice(("seen", "spoken_to", "spoken_to"))
    fact = kinds.ChildSighted(
        grade=grade,
        setting="elsewhere",
        observer="school" if observer == "school" else "health",
        words="Seen with a parent, well." if observer == "health" else "Came to fetch a brother or sister, chatty.",
    )
    story.do(fact, by, about, story.officer().word)


@habit("visit_decision")
def decide_visit(story: Story, clock: Running) -> None:
    def act() -> None:
        if not clock.is_running:
            return
        about = story.alike(clock)
        worrying = story.h.open_concerns() or any(story.h.rag_of(child) == "red" for child in about)
        if worrying:
            decision: kinds.VisitDecided = _decision(story, "refer" if story.chance(0.4) else "try_again")
        else:
            decision = _decision(story, "accept" if story.chance(0.8) else "try_again")
        story.do(decision, story.cast.manager, about)

    story.plan(story.by(clock, late=0.1), act)


def _decision(story: Story, word: str) -> kinds.VisitDecided:
    reason = wording.VISIT_DECISIONS[word]
    if word == "accept":
        review_on = story.today + timedelta(days=story.rng.randrange(150, 340))
        return kinds.VisitDecided(decision="accept", reason=reason, review_on=review_on)
    return kinds.VisitDecided(decision="refer" if word == "refer" else "try_again", reason=reason)
