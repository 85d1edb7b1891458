"""The education: what is asked for, sent and promised, the report of a visit, the decision and its yearly return."""

from datetime import timedelta
from functools import partial

from ehe.clocks.state import Running
from ehe.demo import wording
from ehe.demo.habits.arrival import ask_for_information, settle_entry
from ehe.demo.story import FAMILY, Story, following, habit
from ehe.facts import kinds
from ehe.facts.recorded import Recorded


@habit("education_information", "promised_information")
def send_information(story: Story, clock: Running) -> None:
    """Most families answer in time; some after the reminder; a few never do."""

    def act() -> None:
        if clock.is_running:
            fact = kinds.InformationReceived(what=story.rng.choice(wording.REPORTS))
            story.do(fact, FAMILY, story.alike(clock), story.officer().word)

    never = {"open": 0.02, "writing": 0.02, "declines": 0.06, "slow": 0.12, "worrying": 0.4}[story.stance]
    if not story.chance(never):
        late = 0.45 if story.stance == "slow" else 0.12
        story.plan(story.by(clock, late=late, over=7), act)


@following("step_fired")
def remind(story: Story, new: Recorded) -> None:
    """The first reminder goes in the post a day or two after it is queued."""
    fired = new.fact
    if not isinstance(fired, kinds.StepFired) or (fired.clock, fired.rung) != ("education_information", "manager"):
        return

    def act() -> None:
        present = [child for child in new.children if story.h.children[child].entry]
        fact = kinds.LetterPosted(template="reminder_1", posted_on=story.today)
        if not story.h.stopped:
            story.do(fact, story.officer(), present)

    if story.chance(0.9):
        story.plan(story.working(1, 3), act)


@following("contact_attempted")
def after_visit(story: Story, new: Recorded) -> None:
    """A promise made at the table, and what the child thinks, when the child was content to say."""
    fact = new.fact
    if not isinstance(fact, kinds.ContactAttempted) or not fact.sightings or not new.by.is_own_staff:
        return
    if story.h.running("education_information") and story.chance(0.8):
        shown = kinds.InformationReceived(what="Shown and talked through at the visit.")
        story.plan(story.soon(5, 60), lambda: _if_here(story, shown, new))
    if story.chance(0.07):
        due_on = story.today + timedelta(days=story.rng.randrange(14, 40)) if story.chance(0.6) else None
        promised = kinds.InformationPromised(what=story.rng.choice(wording.PROMISED), due_on=due_on)
        story.plan(story.soon(5, 30), lambda: _if_here(story, promised, new))
    if story.chance(0.1):
        view = kinds.ChildViewRecorded(words=story.rng.choice(wording.VIEWS))
        story.plan(story.soon(30, 90), lambda: _if_here(story, view, new))


def _if_here(story: Story, fact: kinds.Kind, after: Recorded) -> None:
    present = [child for child in after.children if story.h.children[child].entry]
    story.do(fact, story.officer(), present)


@habit("visit_report")
def share_report(story: Story, clock: Running) -> None:
    def act() -> None:
        if clock.is_running:
            story.do(kinds.ReportShared(), story.officer(), story.alike(clock))

    story.plan(story.by(clock, late=0.09, over=4), act)


@habit("suitability_decision")
def decide(story: Story, clock: Running) -> None:
    if story.chance(0.015):
        story.plan(story.working(5, 20), lambda: _extend(story, clock))
    # A decision rests on what has come in by then: seldom in the first half of its time.
    calendar = story.h.calendar
    span = calendar.between(story.today, clock.due_on)
    late = story.chance(0.08 * story.pressure)
    n = span + 1 + int(story.rng.expovariate(1 / 4)) if late else round(span * story.rng.uniform(0.55, 0.97))
    story.plan(story.working(max(1, n), max(1, n)), partial(_decide, story, clock, 0))


def _decide(story: Story, clock: Running, again: int) -> None:
    """On what there is; with nothing in hand we ask again and wait a little, twice."""
    if not clock.is_running:
        return
    evidence = _evidence(story, clock)
    if evidence or again >= 2:
        _judge(story, clock, evidence)
        return
    if story.chance(0.5):
        ask_for_information(story, story.alike(clock))
    story.plan(story.working(8, 14), partial(_decide, story, clock, again + 1))


def _extend(story: Story, clock: Running) -> None:
    if clock.is_running:
        until = clock.due_on + timedelta(days=story.rng.randrange(14, 35))
        fact = kinds.ExtensionRequested(clock=clock.code, until=until, reason=wording.EXTENSION)
        story.do(fact, story.cast.manager, story.alike(clock))


@habit("extension_second_person")
def grant_extension(story: Story, clock: Running) -> None:
    """The head of service agrees, unless the duty has been done meanwhile."""

    def act() -> None:
        asked = story.h.children[clock.subject].extension
        if not clock.is_running or asked is None or not isinstance(asked.fact, kinds.ExtensionRequested):
            return
        wanted, head = asked.fact, story.cast.head
        fact = kinds.ExtensionGranted(clock=wanted.clock, until=wanted.until, reason=wanted.reason, second=head.word)
        if not story.do(fact, story.cast.manager, [clock.subject], recorded_by=head.word):
            story.do(kinds.ExtensionRefused(reason="It has been done since."), head, [clock.subject])

    story.plan(story.by(clock, late=0.05), act)


def _evidence(story: Story, clock: Running) -> list[str]:
    """What has been seen or sent in since the clock began, or in the year before a review."""
    since = max(clock.started_on, story.today - timedelta(days=200))
    found = []
    for f in story.h.facts:
        if f.on < since or clock.subject not in f.children:
            continue
        day = f"{f.on.day} {f.on:%B %Y}"
        match f.fact:
            case kinds.InformationReceived(what=what):
                found.append(f"{(what or 'Information from the family').rstrip('.')}, {day}")
            case kinds.ContactAttempted(outcome="answered", method=method) if f.fact.sightings:
                found.append(f"{method.capitalize()} of {day}")
    return found[-3:]


def _judge(story: Story, clock: Running, evidence: list[str]) -> None:
    rng = story.rng
    outcomes: tuple[kinds.SuitabilityDecided, ...]
    weights = (90, 8, 2) if evidence else (0, 80, 20)
    if story.stance == "worrying":
        weights = (40, 40, 20) if evidence else weights
    held = tuple(evidence) or ("No answer to two requests for information",)
    outcomes = (
        kinds.SuitabilityDecided(judgement="suitable", evidence=held, reason=wording.JUDGED["suitable"]),
        kinds.SuitabilityDecided(
            judgement="more_information", evidence=held, reason=wording.JUDGED["more_information"]
        ),
        kinds.SuitabilityDecided(judgement="not_suitable", evidence=held, reason=wording.JUDGED["not_suitable"]),
    )
    about = story.alike(clock, days=60 if clock.code == "annual_review" else 15)
    fact = rng.choices(outcomes, weights)[0]
    if story.do(fact, story.officer(), about):
        settle_entry(story, about)
        if fact.judgement == "more_information":
            story.plan(story.working(1, 3), lambda: ask_for_information(story, about))


@habit("annual_review")
def review(story: Story, clock: Running) -> None:
    """Asked a month or so ahead, seen or read in the weeks before, decided about the day; some run over."""
    rng = story.rng
    over = int(rng.expovariate(1 / 30)) if story.chance(0.16 * story.pressure) else 0
    asked_on = clock.due_on - timedelta(days=rng.randrange(34, 60) - over)
    seen_on = clock.due_on - timedelta(days=rng.randrange(8, 30) - over)

    def ask() -> None:
        if clock.is_running:
            ask_for_information(story, story.alike(clock, days=60))

    def see() -> None:
        if clock.is_running and story.stance != "declines" and (story.stance != "writing" or story.chance(0.4)):
            story.visit()

    calendar = story.h.calendar
    story.plan(story.moment(calendar.add(asked_on, 1).on), ask)
    story.plan(story.moment(calendar.add(seen_on, 1).on), see)
    story.plan(story.moment(calendar.add(seen_on, rng.randint(2, 6)).on), partial(_review, story, clock, 0))


def _review(story: Story, clock: Running, again: int) -> None:
    if not clock.is_running:
        return
    evidence = _evidence(story, clock)
    if evidence or again >= 3:
        _judge(story, clock, evidence)
    else:
        story.plan(story.working(5, 10), partial(_review, story, clock, again + 1))
