"""What befalls a family over the years: the notices, and all that nobody's clock asked for."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from ehe.core.today import london_day
from ehe.demo import wording
from ehe.demo.habits import concerns, endings
from ehe.demo.people import DemoChild, reference
from ehe.demo.story import FAMILY, Story, following
from ehe.facts import kinds
from ehe.facts.recorded import Recorded

WORDS = tuple(words for _, words in wording.SCHOOL_WORDS)
SHARES = tuple(share for share, _ in wording.SCHOOL_WORDS)


def begin(story: Story, *, number: int, seed: int) -> None:
    """Put the whole of a household's fate on its agenda. `number` is that of its first child among all."""
    notices: dict[tuple[date, int], list[DemoChild]] = {}
    for child in story.family.children:
        if child.fate.withdrawn_on and child.school:
            notices.setdefault((child.fate.withdrawn_on, child.school.urn), []).append(child)
        if child.fate.ending and child.fate.ends_on:
            _plan_ending(story, child, child.fate.ends_on)
    for n, ((day, _), children) in enumerate(sorted(notices.items(), key=lambda item: item[0])):
        ref = reference("W", number * 8 + n, seed)
        story.plan(story.moment(day, 8, 16), lambda c=children, r=ref: notify(story, [child.uuid for child in c], r))  # type: ignore[misc]
    if notices and not story.quiet:
        _years(story, min(day for day, _ in notices), ref=reference("W", number * 8 + 7, seed))


def _plan_ending(story: Story, child: DemoChild, day: date) -> None:
    at = story.moment(story.h.calendar.add(day, 1).on)
    story.plan(at, lambda: endings.leave(story, child.uuid, child.fate.ending or ""))


def notify(story: Story, children: list[str], ref: str) -> None:
    """A school's notice, with its own words about the family."""
    rng, first = story.rng, story.children[children[0]]
    school = first.school
    if school is None:
        return
    missing, today = story.missing, story.today
    attended = story.h.calendar.add(today - timedelta(days=rng.randrange(12)), -1).on
    safety: kinds.YesNo = rng.choices(("no", "not_known", "yes"), (97, 1.2, 1.8))[0]
    awares: tuple[Literal["yes", "not_known", "no", "not_safe_to_ask"], ...] = (
        "yes", "not_known", "no", "not_safe_to_ask",
    )  # fmt: skip
    aware = rng.choices(awares, (56, 37, 5.5, 1.5))[0]
    concern = rng.choice(wording.CONCERNS["school"]) if rng.random() < 0.014 else None
    fact = kinds.WithdrawalNotified(
        written_notice=not missing and rng.random() < 0.84,
        received_on=today - timedelta(days=rng.choice((0, 0, 1, 1, 2, 3, 6))),
        last_attended_on=attended if rng.random() < 0.95 else None,
        off_roll_on=None if missing else today + timedelta(days=rng.randrange(7)),
        ground=rng.choice(wording.CME_GROUNDS) if missing else wording.EHE_GROUND,
        own_words=rng.choice(wording.CME_WORDS if missing else rng.choices(WORDS, SHARES)[0]),
        notice_from=None if missing else rng.choice(("mother", "mother", "father", "both parents")),
        other_parent_aware=aware,
        safety=safety,
        special_school=school.is_special,
        order_in_force=rng.random() < 0.003,
        protection_plan=rng.random() < 0.004,
        social_care_open=rng.random() < 0.012,
        previous_plan=rng.random() < 0.03,
        concern=concern,
        reference=ref,
        school=school.name,
    )
    fact = replace(fact, **story.notice)  # type: ignore[arg-type]
    story.do(fact, school.actor, children, story.council.office_of(school.urn).uuid)
    if fact.safety != "no":
        story.plan(story.working(1, 4), lambda: _ask_safety(story, fact.safety or ""))


def _ask_safety(story: Story, said: str) -> None:
    answer: kinds.YesNo = "yes" if said == "yes" else "no"
    fact = kinds.SafetyRecorded(answer=answer, how="Asked the parent who wrote to us, alone, by telephone")
    story.do(fact, story.cast.head, story.on_register)


def _years(story: Story, start: date, ref: str) -> None:
    """Things that come by chance, at their yearly share, from the notice to today."""
    rng = story.rng
    until = london_day(story.life.world.until)
    years = (until - start).days / 365
    worrying = story.stance == "worrying"
    for share, act in (
        (0.5 if worrying else 0.022, concerns.raise_concern),
        (0.006, concerns.complain),
        (0.02, _change_officer),
        (0.012, _dispute_address),
        (0.01, _return_letter),
        (0.008, _new_adult),
        (0.004, _hold),
    ):
        times = int(rng.expovariate(1) < share * years) + int(worrying and rng.random() < 0.2 * years)
        for _ in range(times):
            _on_some_day(story, start, until, act)
    # A concern near the withdrawal weighs more, and is commoner then.
    if rng.random() < (0.4 if worrying else 0.012):
        near = min(until, start + timedelta(days=80))
        _on_some_day(story, start, near, concerns.raise_concern)
    if years > 1 and rng.random() < 0.05:
        _on_some_day(story, start + timedelta(days=200), until, lambda s: _withdrawn_again(s, ref))


def _on_some_day(story: Story, start: date, until: date, act: object) -> None:
    span = (until - start).days
    if span > 3:
        day = start + timedelta(days=story.rng.randrange(2, span))
        story.plan(story.moment(day, 8, 20), lambda: act(story))  # type: ignore[operator]


def _withdrawn_again(story: Story, ref: str) -> None:
    """Back at school for a while, and withdrawn a second time."""
    for child in story.family.children:
        was = story.h.children[child.uuid]
        closed = was.entries and was.entry is None and was.entries[-1].reason == "on_roll"
        if closed and child.fate.age_on(story.today) < 15:
            notify(story, [child.uuid], ref)
            return


def _change_officer(story: Story) -> None:
    """Someone leaves, or the district is cut anew."""
    if story.on_register:
        fact = kinds.OfficerAssigned(officer=story.cast.other_officer.word)
        story.do(fact, story.cast.other_manager, story.on_register)


def _dispute_address(story: Story) -> None:
    fact = kinds.AddressDisputed(words=story.rng.choice(wording.DISPUTED))
    story.do(fact, story.officer(), story.on_register)


def _return_letter(story: Story) -> None:
    fact = kinds.LetterReturned(template="acknowledgement", reason="Addressee gone away")
    story.do(fact, story.officer(), story.on_register)


def _new_adult(story: Story) -> None:
    name = "Mother's partner, name not yet known"
    fact = kinds.AdultAdded(person={"id": "partner", "name": name}, known_since=story.today, source="visit")
    story.do(fact, story.officer(), story.on_register)


def _hold(story: Story) -> None:
    if story.do(kinds.HoldPlaced(reason=wording.HOLD), story.officer(), story.on_register):
        lifted = kinds.HoldLifted(reason="The date agreed has come.")
        story.plan(story.working(10, 30), lambda: story.do(lifted, story.officer(), story.on_register))


@following("safety_recorded")
def told_by_family(story: Story, new: Recorded) -> None:
    """A parent who is asked this often adds how they wish to be reached."""
    if story.chance(0.5):
        fact = kinds.PreferenceRecorded(answer="By phone to this number only", how="Said when asked about safety")
        story.plan(story.soon(), lambda: story.do(fact, FAMILY, story.on_register, story.officer().word))
