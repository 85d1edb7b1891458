"""From the notice to the first visit: rating, officer, letter, contact, address, siblings."""

from functools import partial

from ehe.clocks.state import Running
from ehe.demo import wording
from ehe.demo.story import FAMILY, Story, following, habit
from ehe.facts import kinds
from ehe.facts.recorded import Recorded


@following("withdrawal_notified")
def take_on(story: Story, new: Recorded) -> None:
    """A manager gives the children to an officer; the school or the officer opens the entry; we ask what is planned."""
    about = list(new.children)
    story.plan(story.working(0, 1), lambda: _assign(story, about))
    if story.missing:
        story.plan(story.working(0, 3), lambda: _open_entry(story, about, "CME"))
        return
    if story.chance(0.7):
        story.plan(story.working(1, 6), lambda: _open_entry(story, about, "EHE"))
    story.plan(story.working(2, 9), lambda: ask_for_information(story, _arrived_with(story, about)))
    if story.stance == "writing":
        story.plan(story.working(1, 4), lambda: _prefer_writing(story, about))


def _assign(story: Story, about: list[str]) -> None:
    """With brothers and sisters who have nobody yet."""
    nobody = [child.uuid for child in story.h.registered if child.officer is None]
    if any(child in nobody for child in about):
        story.do(kinds.OfficerAssigned(officer=story.officer().word), story.cast.manager, nobody)


def _open_entry(story: Story, about: list[str], status: kinds.Status) -> None:
    """The pending entry gives way. When the school has taken the name off, that is the school's act."""
    waiting = [child.uuid for child in story.h.registered if child.entry and child.entry.status == "pending"]
    if not set(waiting) & set(about):
        return
    if status == "EHE" and story.chance(0.03):
        status = story.rng.choice(("flexi_school", "EOTAS", "section_19", "part_time"))
    school = story.school_of(waiting[0])
    by = school if school and status == "EHE" and story.chance(0.6) else story.officer()
    story.do(kinds.EntryChanged(status=status), by, waiting)


def settle_entry(story: Story, about: list[str]) -> None:
    """A decision on the education leaves no entry pending."""
    _open_entry(story, about, "EHE")


def _arrived_with(story: Story, about: list[str]) -> list[str]:
    """The children of a notice, and those of another school's notice of the same days."""
    since = {e.since for child in about if (e := story.h.children[child].entry)}
    near = [
        c.uuid for c in story.h.registered if c.entry and any(abs((c.entry.since - day).days) < 15 for day in since)
    ]
    return near or about


def ask_for_information(story: Story, about: list[str]) -> None:
    """Once for all who are asked about at the time."""
    asked = {clock.subject for clock in story.h.running("education_information")}
    wanted = [child for child in about if story.h.children[child].entry and child not in asked]
    story.do(kinds.InformationRequested(what=wording.ASKED), story.officer(), wanted)


def _prefer_writing(story: Story, about: list[str]) -> None:
    fact = kinds.PreferenceRecorded(answer="In writing only, by e-mail", how="Said so in their first e-mail")
    story.do(fact, story.officer(), about)


@habit("triage")
def rate(story: Story, clock: Running) -> None:
    def act() -> None:
        about = story.alike(clock)
        proposed = story.h.children[clock.subject].rating
        if not clock.is_running or proposed is None:
            return
        about = [c for c in about if (r := story.h.children[c].rating) and r.rag == proposed.rag]
        rag, by, reason = proposed.rag, story.officer(), wording.RATINGS[proposed.rag]
        names = {name for name, _ in proposed.factors}
        if names == {"withdrawn_together"} and story.chance(0.4):
            rag, by, reason = "green", story.cast.manager, wording.LOWERED[2]
        elif rag == "red":
            by = story.cast.manager
        story.do(kinds.RagSet(rag=rag, reason=reason), by, about)

    story.plan(story.by(clock, late=0.08, over=2, latest=0.6), act)


@habit("acknowledgement_letter")
def write(story: Story, clock: Running) -> None:
    def act() -> None:
        if clock.is_running:
            fact = kinds.LetterPosted(template="acknowledgement", posted_on=story.today)
            story.do(fact, story.officer(), story.alike(clock))

    story.plan(story.by(clock, late=0.07), act)


@habit("first_contact")
def make_contact(story: Story, clock: Running) -> None:
    def act() -> None:
        if clock.is_running:
            story.call()

    story.plan(story.by(clock, late=0.05, over=1.5), act)


@habit("first_visit")
def first_visit(story: Story, clock: Running) -> None:
    story.plan(story.by(clock, late=0.09, over=2.5), partial(_go, story, clock, 0))


def _go(story: Story, clock: Running, again: int) -> None:
    if not clock.is_running:
        return
    if story.stance == "writing" and clock.rag == "green" and story.chance(0.6):
        fact = kinds.InformationReceived(what=story.rng.choice(wording.REPORTS))
        story.do(fact, FAMILY, story.alike(clock), story.officer().word)
        return
    if not story.h.running("next_attempt"):
        story.visit(again)
    if clock.is_running and again < 6:
        story.plan(story.working(2, 6), partial(_go, story, clock, again + 1))


@habit("next_attempt")
def try_again(story: Story, clock: Running) -> None:
    def act() -> None:
        if not clock.is_running:
            return
        was = clock.started_by.fact
        tried = story.tried()
        if isinstance(was, kinds.ContactAttempted) and was.method in ("phone", "email") and tried < 3:
            story.call(tried)
        else:
            story.visit(tried)

    story.plan(story.by(clock, late=0.06, over=2), act)


@habit("address_check")
def prove_address(story: Story, clock: Running) -> None:
    """Two sources, together or one after the other."""
    first, second = story.rng.sample(wording.ADDRESS_SOURCES, 2)

    def act(sources: list[str]) -> None:
        if clock.is_running:
            story.do(kinds.AddressVerified(sources=sources), story.officer(), story.on_register)

    at = story.by(clock, late=0.1, latest=0.4)
    if story.chance(0.25):
        story.plan(story.soon(5, 40), lambda: act([first]))
        story.plan(at, lambda: act([second]))
    else:
        story.plan(at, lambda: act([first, second]))


@habit("written_notice_query")
def send_notice(story: Story, clock: Running) -> None:
    def act() -> None:
        if clock.is_running:
            school = story.school_of(clock.subject) or story.officer()
            story.do(kinds.WrittenNoticeReceived(on_behalf_of="parent"), school, story.alike(clock))

    story.plan(story.by(clock, late=0.2, over=5), act)


@habit("sibling_check")
def check_siblings(story: Story, clock: Running) -> None:
    def act() -> None:
        if not clock.is_running:
            return
        kinds_ = {start.fact for start in clock.spec.starts}
        since = clock.started_by.order
        asked = {c for f in story.h.facts if f.order >= since and f.kind in kinds_ for c in f.children}
        owed = [child.uuid for child in story.h.present if child.uuid not in asked]
        schools = sorted({s.name for c in owed if (s := story.children[c].school)})
        fact = kinds.SiblingChecked(
            sources=schools or ["health visitor"], words=story.rng.choice(wording.SIBLING_WORDS)
        )
        story.do(fact, story.officer(), owed or list(clock.started_by.children))

    story.plan(story.by(clock, late=0.1, latest=0.4), act)
