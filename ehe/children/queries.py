"""Every read of the child's page: the people of the household, and who is called what."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, select

from ehe.access.permissions import Person, Subject
from ehe.clocks.models import ChildState
from ehe.clocks.queries import glances
from ehe.core.base import db
from ehe.escalations.models import ReferralRow
from ehe.escalations.queries import OPEN
from ehe.register import rules
from ehe.register.models import Child
from ehe.register.queries import called, child_for, children_of, subject_of


@dataclass(frozen=True)
class Opened:
    """A child's page opened for a person: what stands on top of each of its pages."""

    child: Child
    subject: Subject
    glance: ChildState | None
    age: str
    year_group: str
    people: dict[str, str]


def open_child(person: Person, uuid: str, today: date) -> Opened:
    child = child_for(person, uuid)
    glance = glances([child.uuid]).get(child.uuid)
    words = [glance.officer, glance.last_seen_by] if glance else []
    born = child.born_on
    return Opened(
        child=child,
        subject=subject_of(child),
        glance=glance,
        age=f"{rules.age_on(born, today)}" if born else "Not known",
        year_group=rules.year_group(born, today) if born else "Not known",
        people=called(words),
    )


@dataclass(frozen=True)
class Member:
    """A child of the household with its at-a-glance row, if the register has one."""

    child: Child
    glance: ChildState | None


def members(household: str) -> list[Member]:
    children = children_of(household)
    rows = glances([child.uuid for child in children])
    return [Member(child, rows.get(child.uuid)) for child in children]


def referrals_of(household: str) -> list[ReferralRow]:
    """A household's referrals: the one that is not ended first, then the newest."""
    ended = case((ReferralRow.state.in_(OPEN), 0), else_=1)
    query = select(ReferralRow).where(ReferralRow.household == household)
    return list(db.session.scalars(query.order_by(ended, ReferralRow.opened_at.desc(), ReferralRow.uuid)))
