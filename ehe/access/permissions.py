"""Who may do what: one map from role to rights, and small conditions on what an act is about.

Views declare (`@requires(Right.record_fact)`, `@open_page("why")`); templates and services ask `can`.
Pure but for `routes` and `refuse_undeclared`, which read the finished application.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from ehe.core.errors import Refused
from ehe.facts.actors import Actor
from ehe.facts.actors import Role as ActorRole

if TYPE_CHECKING:
    from flask import Flask

View = TypeVar("View", bound=Callable[..., Any])


class Role(StrEnum):
    """One a user. That nobody holds data, users and the audit together follows from it."""

    officer = "officer"
    manager = "manager"
    head_of_service = "head_of_service"
    school = "school"
    social_care = "social_care"
    auditor = "auditor"
    administrator = "administrator"

    @property
    def label(self) -> str:
        return ROLES[self][0]

    @property
    def may(self) -> str:
        """What the role may do, in a sentence for the person who gives it."""
        return ROLES[self][1]


ROLES: Mapping[Role, tuple[str, str]] = {
    Role.officer: ("Officer", "Reads every unrestricted child, records facts, asks for closing and writes letters"),
    Role.manager: (
        "Manager",
        "As an officer, and allocates, rates, releases or withholds referrals, agrees as second person "
        "and grants extensions",
    ),
    Role.head_of_service: (
        "Head of service",
        "As a manager, and changes the policy, signs standing decisions and keeps the restricted list",
    ),
    Role.school: ("School", "Notifies withdrawals, and sees that school’s own notices and their state"),
    Role.social_care: ("Children’s social care", "Answers the referrals made to children’s social care"),
    Role.auditor: ("Auditor", "Reads facts, the chain and who looked at whom; changes nothing"),
    Role.administrator: ("Administrator", "Manages users and settings; sees no child"),
}


# Our own people who may have children in their care.
STAFF = (Role.officer, Role.manager, Role.head_of_service)

# The roles that record facts, as the ledger calls them; a school's is its own word.
ACTORS: Mapping[Role, ActorRole] = {
    Role.officer: "officer",
    Role.manager: "manager",
    Role.head_of_service: "head_of_service",
    Role.social_care: "social_care",
}


class Right(StrEnum):
    """What a person may do."""

    own_account = "own_account"
    see_work = "see_work"
    read_child = "read_child"
    record_fact = "record_fact"
    ask_closing = "ask_closing"
    write_letter = "write_letter"
    allocate = "allocate"
    rate = "rate"
    decide_visit = "decide_visit"
    release_referral = "release_referral"
    withhold_referral = "withhold_referral"
    second_person = "second_person"
    grant_extension = "grant_extension"
    change_policy = "change_policy"
    sign_standing_decision = "sign_standing_decision"
    restricted_list = "restricted_list"
    notify_withdrawal = "notify_withdrawal"
    see_own_notices = "see_own_notices"
    answer_referral = "answer_referral"
    read_audit = "read_audit"
    manage_users = "manage_users"
    change_settings = "change_settings"
    see_health = "see_health"

    @property
    def words(self) -> str:
        """What completes "You may not …"."""
        return WORDS[self]


WORDS: Mapping[Right, str] = {
    Right.own_account: "use your own account",
    Right.see_work: "see the list of work",
    Right.read_child: "read this record",
    Right.record_fact: "record this",
    Right.ask_closing: "ask for this record to be closed",
    Right.write_letter: "write this letter",
    Right.allocate: "allocate work",
    Right.rate: "rate this child",
    Right.decide_visit: "decide about a declined visit",
    Right.release_referral: "release this referral",
    Right.withhold_referral: "withhold this referral",
    Right.second_person: "agree to this as the second person",
    Right.grant_extension: "grant this extension",
    Right.change_policy: "change the policy",
    Right.sign_standing_decision: "sign a standing decision",
    Right.restricted_list: "see restricted records",
    Right.notify_withdrawal: "notify a withdrawal",
    Right.see_own_notices: "see this notice",
    Right.answer_referral: "answer this referral",
    Right.read_audit: "read the audit",
    Right.manage_users: "manage users",
    Right.change_settings: "change settings",
    Right.see_health: "see how the register is running",
}

_OFFICER = frozenset(
    {
        Right.own_account,
        Right.see_work,
        Right.read_child,
        Right.record_fact,
        Right.ask_closing,
        Right.write_letter,
    }
)
_MANAGER = _OFFICER | {
    Right.allocate,
    Right.rate,
    Right.decide_visit,
    Right.release_referral,
    Right.withhold_referral,
    Right.second_person,
    Right.grant_extension,
}
_HEAD = _MANAGER | {
    Right.change_policy,
    Right.sign_standing_decision,
    Right.restricted_list,
    Right.see_health,
}

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.officer: _OFFICER,
    Role.manager: _MANAGER,
    Role.head_of_service: _HEAD,
    Role.school: frozenset({Right.own_account, Right.notify_withdrawal, Right.see_own_notices}),
    Role.social_care: frozenset({Right.own_account, Right.answer_referral}),
    Role.auditor: frozenset({Right.own_account, Right.read_audit}),
    Role.administrator: frozenset({Right.own_account, Right.manage_users, Right.change_settings, Right.see_health}),
}


@dataclass(frozen=True)
class Person:
    """A user as rights, templates and services see one: plain values, no database behind them."""

    uuid: str
    name: str
    email: str
    role: Role
    active: bool = True
    school_urn: str | None = None

    @property
    def actor(self) -> Actor:
        """Who a fact recorded by this person is from. Only roles that record facts have one."""
        if self.role is Role.school:
            return Actor("school", f"school:{self.school_urn}")
        if self.role not in ACTORS:
            raise Refused("not_allowed", f"An account with the role {self.role.title} records no facts.")
        return Actor(ACTORS[self.role], self.uuid)


@dataclass(frozen=True)
class Subject:
    """What an act is about, as far as rights care. What is left out restricts nothing."""

    # A restricted record, and the users who may see it beside those who keep the restricted list.
    restricted: bool = False
    may_see: frozenset[str] = field(default_factory=frozenset)
    # Users with an open complaint about them from this household.
    complained_about: frozenset[str] = field(default_factory=frozenset)
    # The first person of a two-person act.
    asked_by: str | None = None
    # The school whose notice it is.
    school_urn: str | None = None


def _may_see(person: Person, subject: Subject) -> bool:
    return not subject.restricted or Right.restricted_list in RIGHTS[person.role] or person.uuid in subject.may_see


def _not_complained_about(person: Person, subject: Subject) -> bool:
    return person.uuid not in subject.complained_about


def _somebody_else(person: Person, subject: Subject) -> bool:
    return person.uuid != subject.asked_by


def _own_school(person: Person, subject: Subject) -> bool:
    return person.school_urn is not None and person.school_urn == subject.school_urn


CONDITIONS: Mapping[Right, tuple[Callable[[Person, Subject], bool], ...]] = {
    Right.read_child: (_may_see,),
    Right.record_fact: (_may_see,),
    Right.write_letter: (_may_see,),
    Right.allocate: (_may_see,),
    Right.decide_visit: (_may_see,),
    Right.release_referral: (_may_see,),
    # A person complained about cannot withhold, close, re-rate or extend on that household.
    Right.withhold_referral: (_may_see, _not_complained_about),
    Right.ask_closing: (_may_see, _not_complained_about),
    Right.rate: (_may_see, _not_complained_about),
    Right.grant_extension: (_may_see, _not_complained_about),
    Right.second_person: (_may_see, _not_complained_about, _somebody_else),
    Right.see_own_notices: (_own_school,),
}


def can(person: Person | None, right: Right | str, subject: Subject | None = None) -> bool:
    """May this person do this, to this? Without a subject only the role is asked."""
    right = Right(right)
    if person is None or not person.active or right not in RIGHTS[person.role]:
        return False
    return subject is None or all(holds(person, subject) for holds in CONDITIONS.get(right, ()))


def must(person: Person | None, right: Right, subject: Subject | None = None) -> None:
    """For services: `Refused("not_allowed", …)` unless the person can."""
    if not can(person, right, subject):
        raise Refused("not_allowed", f"You may not {right.words}.")


# ---- what a route declares ---------------------------------------------------------------------


class Undeclared(RuntimeError):
    """A route that says neither whose it is nor why it is open."""


@dataclass(frozen=True)
class Declared:
    """A route is for those with a right, or open for a stated reason."""

    right: Right | None = None
    reason: str | None = None


def requires(right: Right) -> Callable[[View], View]:
    """Only people with this right reach the view; for anyone else who is signed in it does not exist."""
    return _declare(Declared(right=right))


def open_page(reason: str) -> Callable[[View], View]:
    """Anyone reaches the view, signed in or not; the reason is for those who check."""
    return _declare(Declared(reason=reason))


def _declare(declared: Declared) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.ehe_declared = declared  # type: ignore[attr-defined]
        return view

    return mark


def declared_by(view: Callable[..., Any] | None) -> Declared | None:
    declared: Declared | None = getattr(view, "ehe_declared", None)
    return declared


def routes(app: "Flask") -> Iterator[dict[str, Any]]:
    """Every route with its methods and its right, or `open` with the reason."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        declared = declared_by(app.view_functions.get(rule.endpoint))
        if declared is None:
            raise Undeclared(f"The route {rule.rule} ({rule.endpoint}) carries neither @requires nor @open_page.")
        door = {"right": declared.right.value} if declared.right else {"open": declared.reason}
        yield {"route": rule.rule, "methods": sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})} | door


def refuse_undeclared(app: "Flask") -> None:
    """The last act of starting: a route without a right stops it."""
    for _ in routes(app):
        pass
