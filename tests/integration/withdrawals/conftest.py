"""A school that is in the register, and one of its users signed in."""

from collections.abc import Callable

import pytest
from flask_sqlalchemy import SQLAlchemy

from ehe.core.commit import commit
from ehe.schools.models import School
from tests.factories.notice import URN, Journey
from tests.support.visitor import Visitor


@pytest.fixture
def school(db: SQLAlchemy, people: dict[str, str], visit: Callable[[], Visitor], frozen_today: object) -> Visitor:
    db.session.add(School(urn=int(URN), name="Northmoor Primary", name_folded="northmoor primary", status="Open"))
    commit()
    visitor = visit()
    visitor.sign_in("school")
    return visitor


@pytest.fixture
def journey(school: Visitor) -> Journey:
    """A notice that has just been begun."""
    return Journey(school)


@pytest.fixture
def officer(school: Visitor, visit: Callable[[], Visitor]) -> Visitor:
    visitor = visit()
    visitor.sign_in("officer")
    return visitor
