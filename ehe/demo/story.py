"""One household's story: who deals with it, when people act, and the common acts that the habits share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Literal

from ehe.clocks.saving import failed_in_a_row
from ehe.clocks.state import Running
from ehe.core.today import LONDON, london, london_day
from ehe.demo import wording
from ehe.demo.council import Council
from ehe.demo.life import Life
from ehe.demo.people import DemoChild, Family
from ehe.facts import kinds
from ehe.facts.actors import Actor
from ehe.facts.kinds import Kind
from ehe.facts.recorded import Recorded

Stance = Literal["open", "writing", "declines", "slow", "worrying"]
STANCES: dict[Stance, float] = {"open": 68, "writing": 12, "declines": 6, "slow": 11, "worrying": 3}

FAMILY = Actor("family", "family")

Habit = Callable[["Story", Running], None]
Following = Callable[["Story", Recorded], None]
HABITS: dict[str, Habit] = {}
FOLLOWING: dict[str, list[Following]] = {}


def habit(*codes: str) -> Callable[[Habit], Habit]:
    """What people do once such a clock has started."""

    def keep(act: Habit) -> Habit:
        HABITS.update(dict.fromkeys(codes, act))
        return act

    return keep


def following(*words: str) -> Callable[[Following], Following]:
    """What people do after such a fact."""

    def keep(act: Following) -> Following:
        for word in words:
            FOLLOWING.setdefault(word, []).append(act)
        return act

    return keep


@dataclass(frozen=True)
class Cast:
    """Who deals with the household."""

    officer: Actor
    other_officer: Actor
    manager: Actor
    other_manager: Actor
    head: Actor
    social_worker: Actor


class Story:
    """The household, the people who deal with it, and the seed they all draw from."""

    def __init__(self, family: Family, life: Life, council: Council, rng: Random, *, missing: bool) -> None:
        self.family = family
        self.life = life
        self.h = life.h
        self.rng = rng
        self.missing = missing
        self.council = council
        self.children: dict[str, DemoChild] = {child.uuid: child for child in family.children}
        self.stance: Stance = rng.choices(tuple(STANCES), tuple(STANCES.values()))[0]
        self.cast = _cast(rng, council)
        # Some officers have more than they can do.
        self.pressure = 0.6 + (int(self.cast.officer.word[:4], 16) % 100) / 100
        # In the showcase: what nobody deals with, what the notice says, and whether nothing comes by chance.
        self.left: frozenset[str] = frozenset()
        self.left_since = date.min
        self.notice: dict[str, object] = {}
        self.quiet = False
        life.react = self._react

    def rest(self) -> None:
        """The story is told. Nothing refers in circles any more, so it is gone as soon as it is let go."""
        self.life.react = _nobody

    def _react(self, new: Recorded, started: list[Running]) -> None:
        left = self.left if new.on >= self.left_since else ()
        for act in FOLLOWING.get(new.kind, ()) if new.kind not in left else ():
            act(self, new)
        for clock in started:
            if clock.code in HABITS and clock.code not in left:
                HABITS[clock.code](self, clock)

    # --- who ----------------------------------------------------------------------------------------

    @property
    def on_register(self) -> list[str]:
        return [child.uuid for child in self.h.registered]

    def officer(self) -> Actor:
        """Whose children they are now: the cover, after a complaint about the first."""
        for child in self.h.registered:
            if child.officer:
                return Actor("officer", child.officer)
        return self.cast.officer

    def school_of(self, child: str) -> Actor | None:
        school = self.children[child].school
        return school.actor if school else None

    # --- when ---------------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        return london_day(self.life.now)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def moment(self, day: date, first: int = 9, last: int = 17) -> datetime:
        """Some minute of that day's office hours; on the present day a little later than now."""
        minutes = self.rng.randrange((last - first) * 60)
        at = london(day, time(first + minutes // 60, minutes % 60))
        if day == self.today and at <= self.life.now:
            at = self.life.now + timedelta(minutes=self.rng.randrange(10, 90))
        return at

    def soon(self, least: int = 10, most: int = 120) -> datetime:
        """The same day, minutes from now."""
        return self.life.now + timedelta(minutes=self.rng.randrange(least, most))

    def working(self, least: int, most: int) -> datetime:
        """So many working days from now."""
        n = self.rng.randint(least, most)
        calendar = self.h.calendar
        day = calendar.add(self.today, n).on if n or not calendar.is_working(self.today) else self.today
        if not calendar.is_working(day):
            day = calendar.add(day, 1).on
        return self.moment(day)

    def by(
        self, clock: Running, late: float = 0.06, over: float = 2.5, most: int = 30, latest: float = 0.85
    ) -> datetime:
        """When people do what a clock asks: mostly in time, sometimes some working days after its last day.

        `latest` is the share of its time by which it is done when it is in time.
        """
        calendar = self.h.calendar
        if self.rng.random() < late * self.pressure:
            n = min(1 + int(self.rng.expovariate(1 / over)), most)
            return self.moment(calendar.add(max(clock.due_on, self.today), n).on)
        span = max(0, calendar.between(self.today, clock.due_on))
        n = round(span * self.rng.uniform(0, latest))
        if n:
            return self.moment(calendar.add(self.today, n).on)
        if calendar.is_working(self.today) and self.life.now.astimezone(LONDON).hour < 17:
            return self.soon()
        return self.working(1, 1) if span else self.working(0, 1)

    def plan(self, at: datetime, act: Callable[[], object]) -> None:
        self.life.plan(at, act)

    # --- acts ---------------------------------------------------------------------------------------

    def do(self, fact: Kind, by: Actor, about: Sequence[str], recorded_by: str | None = None) -> bool:
        return bool(about) and self.life.record(fact, by, about, recorded_by)

    def alike(self, clock: Running, days: int = 10) -> list[str]:
        """The children for whom the same duty began at about the same time: they are seen to together."""
        same = [c for c in self.h.running(clock.code) if abs((c.started_on - clock.started_on).days) <= days]
        return list(dict.fromkeys(c.subject for c in same if c.subject in self.h.children))

    def call(self, tried: int = 0) -> None:
        """Ring or write, and note what came of it."""
        about, rng = self.on_register, self.rng
        share = {"open": 0.88, "writing": 0.85, "declines": 0.72, "slow": 0.45, "worrying": 0.4}[self.stance]
        method: kinds.Method = "email" if self.stance == "writing" or rng.random() < 0.2 else "phone"
        if rng.random() < share + 0.15 * tried:
            fact = kinds.ContactAttempted(method=method, outcome="answered", words=rng.choice(wording.CALL_WORDS))
        elif self.stance in ("declines", "worrying") and rng.random() < 0.3:
            fact = kinds.ContactAttempted(method=method, outcome="refused", words=wording.REFUSED_WORDS[1])
        else:
            fact = kinds.ContactAttempted(method=method, outcome="no_answer", words=wording.NO_ANSWER_WORDS[0])
        self.do(fact, self.officer(), about)

    def visit(self, tried: int = 0) -> None:
        """Go and see them, at home or elsewhere, with an answer for every child of the household on the register."""
        share = {"open": 0.93, "writing": 0.75, "declines": 0.12, "slow": 0.7, "worrying": 0.4}[self.stance]
        if self.rng.random() < share + 0.12 * tried:
            self._seen()
        else:
            self._not_seen()

    def _seen(self) -> None:
        rng = self.rng
        meeting = rng.random() < (0.6 if self.stance == "writing" else 0.15)
        fact = kinds.ContactAttempted(
            method="meeting" if meeting else "visit",
            outcome="answered",
            announced=True,
            place="elsewhere" if meeting else "home",
            sightings=tuple(self._sighting(child) for child in self.on_register),
            adults_in_home=None if meeting else rng.choice(wording.ADULTS_IN_HOME),
            words=rng.choice(wording.VISIT_WORDS),
        )
        self.do(fact, self.officer(), self.on_register)

    def _sighting(self, child: str) -> kinds.Sighting:
        grades: tuple[kinds.Grade, ...] = ("spoken_to", "spoken_to_alone", "seen", "not_seen")
        grade = self.rng.choices(grades, (66, 14, 17, 3))[0]
        if grade == "seen" and self.children[child].school and self.h.rag_of(child) == "red":
            grade = "spoken_to"
        return kinds.Sighting(child=child, grade=grade)

    def _not_seen(self) -> None:
        rng = self.rng
        if self.stance in ("declines", "writing", "worrying") and rng.random() < 0.75:
            outcome: kinds.Outcome = "refused"
            words = rng.choice(wording.REFUSED_WORDS)
        else:
            outcomes: tuple[kinds.Outcome, ...] = (
                "no_answer", "rearranged_by_family", "no_access_to_building", "staff_could_not_attend",
            )  # fmt: skip
            outcome, words = rng.choices(outcomes, (55, 30, 5, 10))[0], rng.choice(wording.NO_ANSWER_WORDS)
        fact = kinds.ContactAttempted(method="visit", outcome=outcome, announced=True, place="home", words=words)
        self.do(fact, self.officer(), self.on_register)

    def tried(self) -> int:
        """How often in a row we have failed to reach them."""
        return max((failed_in_a_row(self.h, child) for child in self.on_register), default=0)


def _nobody(new: Recorded, started: list[Running]) -> None:
    """Nobody reacts any more."""


def _cast(rng: Random, council: Council) -> Cast:
    officers, managers = rng.sample(council.officers, 2), rng.sample(council.managers, 2)
    return Cast(
        officer=officers[0].actor,
        other_officer=officers[1].actor,
        manager=managers[0].actor,
        other_manager=managers[1].actor,
        head=council.head.actor,
        social_worker=rng.choice(council.social_workers).actor,
    )
