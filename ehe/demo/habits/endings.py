"""Leaving the register: back to school, over age, moved, entered in error; and looking for a child who is missing."""

from collections.abc import Callable

from ehe.clocks.state import Running
from ehe.demo import wording
from ehe.demo.story import Story, habit
from ehe.facts import kinds
from ehe.facts.actors import Actor


def leave(story: Story, child: str, ending: str) -> None:
    """Begin the way off the register that the child's fate names."""
    if story.h.children[child].entry:
        {"on_roll": _back_to_school, "moved": _move, "over_age": _over_age, "entered_in_error": _in_error}[ending](
            story, child
        )


def _ask(story: Story, child: str, fact: kinds.ClosureRequested, again: int = 0) -> None:
    """Ask; when something is open that blocks it, ask again in some weeks."""
    if not story.h.children[child].entry or story.h.children[child].closure:
        return
    if not story.do(fact, story.officer(), [child]) and again < 6:
        story.plan(story.working(8, 16), lambda: _ask(story, child, fact, again + 1))


def _back_to_school(story: Story, child: str) -> None:
    age = story.children[child].fate.age_on(story.today)
    school = story.council.school_for(story.rng, age).actor
    starts_on = story.h.calendar.add(story.today, story.rng.randint(1, 8)).on
    story.do(kinds.RollConfirmed(starts_on=starts_on), school, [child])


@habit("return_to_school_check")
def first_day(story: Story, clock: Running) -> None:
    roll = clock.started_by

    def act() -> None:
        if clock.is_running:
            story.do(kinds.AttendanceConfirmed(), roll.by, [clock.subject])
            fact = kinds.ClosureRequested(reason="on_roll")
            story.plan(story.working(0, 4), lambda: _ask(story, clock.subject, fact))

    starts_on = roll.fact.starts_on if isinstance(roll.fact, kinds.RollConfirmed) else None
    story.plan(max(story.by(clock, late=0.12, over=4), story.moment(starts_on or story.today)), act)


def _move(story: Story, child: str) -> None:
    number = f"T{story.rng.randrange(10**5):05d}"
    fact = kinds.TransferSent(to=story.rng.choice(wording.AUTHORITIES), reference=number)
    story.do(fact, story.officer(), [child])


@habit("transfer_receipt")
def received(story: Story, clock: Running) -> None:
    sent = clock.started_by.fact
    to = sent.to if isinstance(sent, kinds.TransferSent) else wording.AUTHORITIES[0]

    def act() -> None:
        if clock.is_running:
            fact = kinds.TransferAcknowledged(
                reference=sent.reference if isinstance(sent, kinds.TransferSent) else None
            )
            story.do(fact, Actor("authority", f"authority:{to}"), [clock.subject], story.officer().word)
            asked = kinds.ClosureRequested(reason="moved", evidence=f"{to} has the file and says so.")
            story.plan(story.working(0, 3), lambda: _ask(story, clock.subject, asked))

    story.plan(story.by(clock, late=0.15, over=5), act)


def _over_age(story: Story, child: str) -> None:
    _ask(story, child, kinds.ClosureRequested(reason="over_age", evidence="Date of birth and leaving date."))


def _in_error(story: Story, child: str) -> None:
    _ask(story, child, kinds.ClosureRequested(reason="entered_in_error", evidence=wording.ERROR))


@habit("closure_second_person")
def agree(story: Story, clock: Running) -> None:
    """A second person looks again on the day, and refuses when something has come up since."""

    def act() -> None:
        if clock.is_running:
            by = story.cast.manager
            if not story.do(kinds.ClosureAgreed(), by, [clock.subject]):
                refusal = kinds.ClosureRefused(reason="Something is still open: deal with that first, then ask again.")
                story.do(refusal, by, [clock.subject])

    story.plan(story.by(clock, late=0.06), act)


@habit("cme_enquiries")
def enquire(story: Story, clock: Running) -> None:
    """Enquiry after enquiry, until something is found."""

    def act() -> None:
        entry = story.h.children[clock.subject].entry
        if not clock.is_running or entry is None:
            return
        asked, answer = story.rng.choice(wording.ENQUIRIES)
        story.do(kinds.EnquiryRecorded(asked=asked, answer=answer), story.officer(), [clock.subject])
        if story.chance(0.12):
            _found(story, clock.subject)

    story.plan(story.by(clock, late=0.08, over=4), act)


def _found(story: Story, child: str) -> None:
    ways: tuple[Callable[[Story, str], None], ...] = (_back_to_school, _move, _home_educated)
    way = story.rng.choices(ways, (60, 25, 15))[0]
    story.plan(story.working(1, 6), lambda: way(story, child) if story.h.children[child].entry else None)


def _home_educated(story: Story, child: str) -> None:
    """Found and taught at home: the other entry is opened first, then the first is closed as reclassified."""
    if story.do(kinds.EntryChanged(status="EHE", reason="Found: taught at home."), story.officer(), [child]):
        asked = kinds.ClosureRequested(reason="reclassified")
        story.plan(story.working(0, 2), lambda: _ask(story, child, asked))
