"""Every kind of fact, one typed dataclass each: the words of the register's history.

A fact's envelope (when, about whom, by whom) is the same for all and stands on the ledger row;
what is here is its payload. Payloads are checked when written and when read: an unknown field
or value is an error, never a guess.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, TypeVar, dataclass_transform, get_args

from pydantic import ConfigDict, Strict, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

Words = Annotated[str, StringConstraints(max_length=200_000)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Flag = Annotated[bool, Strict()]
YesNo = Literal["yes", "no", "not_known"]

# Every letter there is a code for; those that can be written are in `letters`.
Template = Literal[
    "acknowledgement",
    "information_request",
    "appointment",
    "missed_visit",
    "reminder_1",
    "reminder_2",
    "suitable",
    "more_information",
    "not_suitable",
    "notice_437",
    "notice_of_intention",
    "attendance_order",
    "order_revoked",
    "annual_review",
    "cme_enquiry",
    "closure",
    "moved_area",
    "record_corrected",
]
Rag = Literal["red", "amber", "green"]
Grade = Literal["not_seen", "heard", "glimpsed", "seen", "spoken_to", "spoken_to_alone", "communicated_with"]
Setting = Literal["home", "doorstep", "elsewhere", "video", "phone"]
Observer = Literal["officer", "social_care", "police", "health", "school", "authority", "public"]
Method = Literal["phone", "email", "letter", "visit", "video", "meeting"]
Outcome = Literal[
    "answered",
    "no_answer",
    "refused",
    "adult_only",
    "no_access_to_building",
    "rearranged_by_family",
    "gone_away",
    "wrong_address",
    "staff_could_not_attend",
]
Status = Literal["EHE", "CME", "flexi_school", "EOTAS", "section_19", "part_time", "pending"]
ConcernOutcome = Literal["referred", "early_help", "education_only", "no_further_action"]
ReferralOutcome = Literal[
    "no_further_action",
    "advice",
    "early_help",
    "assessment",
    "strategy_discussion",
    "already_open",
    "returned_for_consent",
]


class BadFact(ValueError):
    """A fact with an unknown kind, field or value; the message names it."""


class Kind:
    """The base of every kind; `kind` is its word in files, tables and the chronology."""

    kind: ClassVar[str]
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=False)


T = TypeVar("T", bound="Kind")

_adapters: dict[str, TypeAdapter[Any]] = {}
_kinds: dict[str, type[Kind]] = {}


@dataclass_transform(kw_only_default=True, frozen_default=True)
def fact(cls: type[T]) -> type[T]:
    """Make a class a kind: its word is its name in snake case."""
    word = "".join("_" + c.lower() if c.isupper() else c for c in cls.__name__).lstrip("_")
    made = dataclass(frozen=True, kw_only=True)(cls)
    made.kind = word
    _kinds[word] = made
    return made


def kinds() -> dict[str, type[Kind]]:
    """Every kind by its word."""
    return dict(_kinds)


def adapter(kind: str) -> TypeAdapter[Any]:
    if kind not in _kinds:
        raise BadFact(f"There is no fact called {kind!r}.")
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(_kinds[kind])
    return _adapters[kind]


def read(kind: str, payload: dict[str, Any]) -> Kind:
    """The typed fact of a payload; `BadFact` names the field that is unknown, missing or wrong."""
    try:
        read_fact: Kind = adapter(kind).validate_python(payload)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadFact(f"{kind}: {where}: {str(first['input'])[:80]!r}: {first['msg']}.") from error
    return read_fact


def payload_of(fact_: Kind) -> dict[str, Any]:
    """What goes on the ledger row: plain values, absent ones left out."""
    values: dict[str, Any] = to_jsonable_python(fact_)
    return {name: value for name, value in values.items() if value is not None}


# --- withdrawal ---------------------------------------------------------------------------


@fact
class WithdrawalNotified(Kind):
    """A school's notice that a name is (to be) taken off its roll. The school's words are kept as written."""

    written_notice: Flag
    received_on: date | None = None
    last_attended_on: date | None = None
    off_roll_on: date | None = None
    ground: Word | None = None
    own_words: Words | None = None
    notice_from: Word | None = None
    other_parent_aware: Literal["yes", "no", "not_safe_to_ask", "not_known"] | None = None
    safety: YesNo | None = None
    special_school: Flag | None = None
    order_in_force: Flag | None = None
    protection_plan: Flag | None = None
    social_care_open: Flag | None = None
    previous_plan: Flag | None = None
    concern: Words | Flag | None = None
    reference: Word | None = None
    school: Word | None = None


@dataclass(frozen=True, kw_only=True)
class _Statement(Kind):
    """What someone says or shows, with its sources."""

    on_behalf_of: Word | None = None
    sources: list[Word] | None = None
    words: Words | None = None
    starts_on: date | None = None


@fact
class WrittenNoticeReceived(_Statement):
    """The parent's own dated notice, after a withdrawal that came without one."""


@fact
class SiblingChecked(_Statement):
    """What the check at a sibling's school found, for the children it names."""


@fact
class AddressVerified(_Statement):
    """An address agreed with its sources; two distinct ones verify it."""


@fact
class AddressDisputed(_Statement):
    """Sources disagree about where the child lives."""


@fact
class AddressRecorded(_Statement):
    """An address was written down, from one source."""


@fact
class ReportShared(_Statement):
    """The report of a visit, shared with the parent."""


@fact
class RollConfirmed(_Statement):
    """A school says the child is on its roll, to start on `starts_on`."""


@fact
class AttendanceConfirmed(_Statement):
    """A school says the child has attended for the first time."""


@fact
class ChildViewRecorded(_Statement):
    """What the child thinks and hopes, recorded with permission."""


@fact
class ChildMatched(Kind):
    """A person's answer to "is this the same child?" at intake."""

    answer: Literal["same", "different", "not_sure"]
    other: Word
    reason: Words | None = None


# --- people and household -----------------------------------------------------------------


@fact
class ChildAdded(Kind):
    person: dict[str, Any]
    known_since: date | None = None
    source: Word | None = None


@fact
class AdultAdded(Kind):
    person: dict[str, Any]
    known_since: date | None = None
    source: Word | None = None


@fact
class HouseholdChanged(Kind):
    who: Word
    change: Literal["joined", "left"]
    source: Word | None = None


@fact
class SafetyRecorded(Kind):
    """The answer to "is there anyone who must not know where this child lives?"; for an adult, who."""

    answer: YesNo
    adult: Word | None = None
    how: Word | None = None


@fact
class SafeToWriteRecorded(Kind):
    """Whether one adult may be written to; nobody living apart is before somebody has said so."""

    adult: Word
    answer: YesNo
    how: Words


@fact
class PreferenceRecorded(Kind):
    """How the family asks to be reached: writing only, a language, a format."""

    answer: Word
    adult: Word | None = None
    how: Word | None = None


# --- concerns and rating ------------------------------------------------------------------


@fact
class ConcernRaised(Kind):
    """Something said about a child's welfare, in the speaker's own words. No category is `significant`."""

    own_words: Words
    category: Literal["low", "significant"] | None = None
    dissatisfied: Flag = False


@dataclass(frozen=True, kw_only=True)
class _ConcernJudgement(Kind):
    outcome: ConcernOutcome
    reason: Words
    owner: Word | None = None


@fact
class ConcernDecided(_ConcernJudgement):
    """What is done about a child's open concerns, and why."""


@fact
class ConcernsReviewed(_ConcernJudgement):
    """What is made of several concerns about one household, read together."""


@fact
class RagSet(Kind):
    """A named person's rating. A reason is needed when it lengthens any clock."""

    rag: Rag
    reason: Words | None = None


# --- contact and sighting -----------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """One child's answer at a contact: how far seen, where, by whom."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    child: Word
    grade: Grade
    setting: Setting | None = None
    observer: Observer | None = None


@fact
class ContactAttempted(Kind):
    """An attempt to reach the family, and its outcome, for the children it names."""

    method: Method
    outcome: Outcome
    announced: Flag | None = None
    place: Word | None = None
    sightings: tuple[Sighting, ...] = ()
    adults_in_home: Words | None = None
    words: Words | None = None


@fact
class ChildSighted(Kind):
    grade: Grade
    setting: Setting
    observer: Observer
    words: Words | None = None


@fact
class VisitDecided(Kind):
    """A manager's decision after a family declined a visit."""

    decision: Literal["accept", "try_again", "refer"]
    reason: Words
    review_on: date | None = None


# --- education ----------------------------------------------------------------------------


@fact
class InformationRequested(Kind):
    """The family was asked for information about the education."""

    what: Words | None = None
    due_on: date | None = None


@fact
class InformationReceived(Kind):
    """Information about the education came, in any form."""

    what: Words | None = None
    due_on: date | None = None


@fact
class InformationPromised(Kind):
    """Something was promised, with a day or without."""

    what: Words
    due_on: date | None = None


@fact
class SuitabilityDecided(Kind):
    """A judgement on the education, by a named person, on listed evidence."""

    judgement: Literal["suitable", "more_information", "not_suitable"]
    evidence: tuple[Words, ...]
    reason: Words | None = None


# --- letters ------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Post(Kind):
    template: Template
    posted_on: date | None = None
    reason: Words | None = None
    letter: Word | None = None


@fact
class LetterPosted(_Post):
    """A letter was put in the post."""


@fact
class LetterReturned(_Post):
    """A letter came back."""


@fact
class HoldPlaced(Kind):
    """Holds messages to the family, never a clock."""

    reason: Words


@fact
class HoldLifted(Kind):
    reason: Words | None = None


# --- referral and disagreement ------------------------------------------------------------


@fact
class ReferralMade(Kind):
    """A person's referral to children's social care; a school's or agency's is chased as one of ours."""

    method: Literal["phone", "form"]
    own_words: Words | None = None
    outcome_wanted: Words | None = None


@fact
class ReferralDecisionMade(Kind):
    """A manager (or above) releases a drafted referral, or withholds it with a reason."""

    decision: Literal["release", "withhold"]
    reason: Words


@fact
class ReferralAcknowledged(Kind):
    """A named person at social care has it."""

    reference: Word | None = None


@fact
class ReferralDecided(Kind):
    outcome: ReferralOutcome
    reason: Words | None = None


@fact
class ReferralClosed(Kind):
    reason: Words


@dataclass(frozen=True, kw_only=True)
class _Reply(Kind):
    words: Words | None = None
    owner: Word | None = None


@fact
class FeedbackReceived(_Reply):
    """The referrer has been told what became of the referral, with reasons."""


@fact
class NextStepRecorded(_Reply):
    """What happens now that social care will not act, and who owns it."""


@dataclass(frozen=True, kw_only=True)
class _Disagreement(Kind):
    reason: Words | None = None
    stage: Literal[1, 2, 3, 4] | None = None
    outcome: Words | None = None


@fact
class DisagreementRaised(_Disagreement):
    """A professional does not accept what was decided."""


@fact
class DisagreementSettled(_Disagreement):
    """Both sides have an outcome, in writing."""


@fact
class PassedOn(Kind):
    """A concern or referral handed to the right record or to a named owner."""

    what: Literal["concern", "referral"]
    to: Word


# --- complaint, people at work ------------------------------------------------------------


@fact
class ComplaintMade(Kind):
    """Something said about us. It blocks nothing and moves no date."""

    about: Literal["officer", "authority"]
    words: Words | None = None


@fact
class CoverDecided(Kind):
    """Who carries on with this household, decided by someone not complained about."""

    officer: Word


@fact
class OfficerAssigned(Kind):
    officer: Word


@dataclass(frozen=True, kw_only=True)
class _Presence(Kind):
    officer: Word
    from_: date | None = None
    until: date | None = None
    cover: Word | None = None


@fact
class OfficerAway(_Presence):
    """An officer is away; `cover` has their children meanwhile."""


@fact
class OfficerReturned(_Presence):
    """An officer is back before or at the end of the absence."""


# --- entry, tracing, closing --------------------------------------------------------------


@fact
class EnquiryRecorded(Kind):
    asked: Words
    answer: Words | None = None


@fact
class TransferSent(Kind):
    to: Word
    reference: Word | None = None


@fact
class TransferAcknowledged(Kind):
    reference: Word | None = None


@fact
class EntryChanged(Kind):
    status: Status
    reason: Words | None = None


@fact
class ExtensionRequested(Kind):
    """A later date asked for one running clock, with a reason; nothing moves until a second person agrees."""

    clock: Word
    until: date
    reason: Words


@fact
class ExtensionRefused(Kind):
    """The second person does not agree: the clock keeps its date."""

    reason: Words


@fact
class ExtensionGranted(Kind):
    """A later date for one running clock, with a reason and a second person; reports keep the first date."""

    clock: Word
    until: date
    reason: Words
    second: Word


@fact
class ClosureRequested(Kind):
    reason: Word
    evidence: Words | None = None


@fact
class ClosureRefused(Kind):
    reason: Words


@fact
class ClosureAgreed(Kind):
    pass


# --- corrections and the register's own deeds ----------------------------------------------


@fact
class FactCorrected(Kind):
    """A field of an earlier fact put right; the earlier fact stays as it was written."""

    which: Word | int
    field: Word
    # Nothing, for a field that is taken back.
    to: Any = None
    reason: Words | None = None


@fact
class SchedulerStopped(Kind):
    until: date


@fact
class StepFired(Kind):
    """The sweep took one rung of one clock."""

    clock: Word
    cycle: Word
    rung: Word
    due_on: date
    to: Word
    superseded: tuple[Word, ...] = ()
    outage: Flag = False


@fact
class ReferralDrafted(Kind):
    """The register drafted a referral from facts; a person releases or withholds it."""

    grounds: tuple[Words, ...]
    because: Word
    held: Flag = False


@fact
class ReferralSent(Kind):
    """A referral left for social care: released by a person, or under a signed standing decision."""

    draft: Word
    to: Word
    released_by: Word | None = None
    standing_decision: int | None = None


@fact
class ReferralRead(Kind):
    """A named person has read a referral that went under a standing decision."""

    referral: Word


@fact
class StandingDecisionSigned(Kind):
    """A named director signed a standing decision of the policy, agreed with social care, until its review."""

    number: int
    director: Word
    agreed_with: Word
    signed_on: date
    review_on: date


@fact
class SettingChanged(Kind):
    """The authority chose something for itself: its name, its colour, how its letters are posted."""

    key: Word
    value: Any


@fact
class UserAdded(Kind):
    """Somebody may sign in now, with one role."""

    user: Word
    role: Word
    school: Word | None = None


@fact
class UserDisabled(Kind):
    """Somebody may sign in no more; `cover` took over their duties."""

    user: Word
    cover: Word | None = None


@fact
class PasswordGiven(Kind):
    """A one-time password in place of a forgotten one."""

    user: Word


@fact
class LooksSealed(Kind):
    """A digest of the looks since the last seal, so that the chain covers them."""

    upto: int
    count: int
    digest: Word


SYSTEM_KINDS = frozenset({"step_fired", "referral_drafted", "referral_sent", "looks_sealed"})
# Kinds that only the register's own pages and jobs write: a dated case cannot hold them.
INTERNAL_KINDS = SYSTEM_KINDS | {
    "child_matched", "extension_refused", "extension_requested", "password_given", "referral_read",
    "safe_to_write_recorded", "setting_changed", "standing_decision_signed", "user_added", "user_disabled",
}  # fmt: skip
RAGS: tuple[Rag, ...] = get_args(Rag)
