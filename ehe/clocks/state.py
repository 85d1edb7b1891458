"""What a household's history comes to: the values the rules keep while they read the facts in order."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from ehe.clocks.counting import WorkingCalendar
from ehe.clocks.policy import ClockSpec, Policy, Start
from ehe.facts.kinds import ConcernRaised, Rag
from ehe.facts.recorded import Recorded

WORSE: dict[str, int] = {"green": 0, "amber": 1, "red": 2}


@dataclass(frozen=True)
class Member:
    """A child of the household, as the register knows them. `None` on a date is "not known"."""

    uuid: str
    born_on: date | None = None
    school: str | None = None
    left_on: date | None = None


@dataclass
class Entry:
    """A dated period on the register."""

    status: str
    since: date
    fact: str
    ended_on: date | None = None
    ended_by: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Rating:
    """A child's welfare rating: proposed by the register, or set by a named person."""

    rag: Rag
    proposed: bool
    reasons: tuple[str, ...]
    factors: frozenset[tuple[str, str]]
    on: date
    by: str | None = None


@dataclass(frozen=True)
class Seen:
    """The last time a child was seen by a sighting that counts, or the school's last day."""

    on: date
    how: str
    by: str


@dataclass
class Child:
    member: Member
    # Since a fact added them to the household; one whom the register has always known of is there from the start.
    is_here: bool = True
    entries: list[Entry] = field(default_factory=list)
    rating: Rating | None = None
    # Factors that a person has already rated over: only a later red fact may propose again.
    rated_over: frozenset[tuple[str, str]] = frozenset()
    rated_over_rag: Rag = "green"
    attempts: list[Recorded] = field(default_factory=list)
    last_qualifying_sighting: Seen | None = None
    last_seen: Seen | None = None
    officer: str | None = None
    closure: Recorded | None = None
    # A later date that waits for a second person.
    extension: Recorded | None = None
    writing_wish: bool = False
    address_disputed_by: str | None = None
    address_sources: set[str] = field(default_factory=set)

    @property
    def uuid(self) -> str:
        return self.member.uuid

    @property
    def open_entries(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.ended_on is None]

    @property
    def entry(self) -> Entry | None:
        """The latest open entry, if the child is on the register."""
        return self.open_entries[-1] if self.open_entries else None

    @property
    def registered_since(self) -> date | None:
        """Since when the child has been on the register without a break, whatever the entry was called."""
        since = None
        for entry in reversed(self.entries):
            if entry.ended_on is not None and entry.reason not in ("status_changed", "reclassified"):
                break
            since = entry.since
        return since if self.entry else None


@dataclass
class Concern:
    raised: Recorded
    fact: ConcernRaised
    child: str
    ended_by: str | None = None
    passed_on: bool = False

    @property
    def is_significant(self) -> bool:
        """An absent category is significant: a concern is never softened by leaving a box empty."""
        return self.fact.category != "low"


@dataclass(frozen=True)
class Fired:
    """A rung taken by the sweep."""

    on: date
    fact: str


@dataclass
class Running:
    """One duty: running, or how it ended."""

    spec: ClockSpec
    start: Start
    subject: str
    cycle: str
    started_by: Recorded
    started_on: date
    counted_from: date
    rag: Rag
    due_on: date
    first_due_on: date
    provisional: bool = False
    fixed: bool = False
    state: Literal["running", "met", "voided"] = "running"
    ended_on: date | None = None
    ended_by: str | None = None
    reason: str | None = None
    fired: dict[str, Fired] = field(default_factory=dict)
    superseded: dict[str, Fired] = field(default_factory=dict)
    declined_accepted_at: Recorded | None = None
    extended_until: date | None = None

    @property
    def code(self) -> str:
        return self.spec.code

    @property
    def ladder(self) -> str:
        return self.start.ladder or self.spec.ladder

    @property
    def key(self) -> tuple[str, str, str]:
        return self.subject, self.code, self.cycle

    @property
    def is_running(self) -> bool:
        return self.state == "running"


@dataclass
class Referral:
    """The household's referral: at most one draft or open referral at a time."""

    state: Literal["draft", "open"]
    opened_by: Recorded
    senders: frozenset[str]
    acknowledged: bool = False
    passed_on: bool = False
    decided: str | None = None


@dataclass
class Lapses:
    """Which clocks have lapsed all the way to social care, and what became of that.

    waiting: to be drafted now. joined: part of the draft or open referral. covered: a manager
    withheld, and nothing new has come since. ended: the referral ended without an assessment,
    and they wait for the next step to be recorded or to lapse.
    """

    of: dict[tuple[str, str, str], Literal["waiting", "joined", "covered", "ended"]] = field(default_factory=dict)
    covered_until: date | None = None


@dataclass(frozen=True)
class Happening:
    """Something the rules say a fact brings about, beside its clocks: a rating, a task, a message."""

    cause: str
    event: str
    children: tuple[str, ...]
    detail: tuple[tuple[str, object], ...] = ()

    def get(self, name: str) -> object:
        return dict(self.detail).get(name)


@dataclass
class Household:
    """Everything the facts so far say about one household."""

    policy: Policy
    calendar: WorkingCalendar
    children: dict[str, Child]
    facts: list[Recorded] = field(default_factory=list)
    clocks: list[Running] = field(default_factory=list)
    withdrawals: list[Recorded] = field(default_factory=list)
    concerns: list[Concern] = field(default_factory=list)
    # Rungs that fired before a correction moved the start of their clock behind them.
    steps_without_clock: list[Recorded] = field(default_factory=list)
    waiting: list[tuple[ClockSpec, Start, Recorded, str | None]] = field(default_factory=list)
    referral: Referral | None = None
    draft_asked: Recorded | None = None
    lapses: Lapses = field(default_factory=Lapses)
    # Concerns of a referrer that we, or social care, decided to take no further.
    put_aside: list[Recorded] = field(default_factory=list)
    complained_about: set[str] = field(default_factory=set)
    # Why letters to the family are stopped, and which wait or are queued meanwhile.
    stopped: dict[str, str] = field(default_factory=dict)
    to_family: list["Happening"] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)

    @property
    def on_register(self) -> bool:
        return any(child.entry for child in self.children.values())

    @property
    def was_on_register(self) -> bool:
        """Whether any child of the household is on the register or has been."""
        return any(child.entries for child in self.children.values())

    @property
    def registered(self) -> list[Child]:
        return [child for child in self.children.values() if child.entry]

    @property
    def present(self) -> list[Child]:
        """The household's children; one who has left stays with it for as long as an entry is open here."""
        here = (child for child in self.children.values() if child.is_here)
        return [child for child in here if child.member.left_on is None or child.entry]

    def open_concerns(self, child: str | None = None) -> list[Concern]:
        return [c for c in self.concerns if c.ended_by is None and child in (None, c.child)]

    def running(self, code: str, subject: str | None = None) -> list[Running]:
        return [c for c in self.clocks if c.is_running and c.code == code and subject in (None, c.subject)]

    def worst(self) -> Rag:
        """The worst rating of the household's children on the register."""
        rags = [child.rating.rag for child in self.registered if child.rating]
        return max(rags, key=WORSE.__getitem__, default="amber")

    def rag_of(self, child: str) -> Rag:
        rating = self.children[child].rating
        return rating.rag if rating else self.worst()

    def latest(self, kind: type, child: str | None = None) -> Recorded | None:
        """The latest fact of a kind, about one child or any."""
        for recorded in reversed(self.facts):
            if isinstance(recorded.fact, kind) and (child is None or child in recorded.children):
                return recorded
        return None
