"""People who sign in."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.visitor import PASSWORD, Visitor


@pytest.fixture
def people(app: Flask) -> dict[str, str]:
    """One user of each role, by role; their uuids."""
    from ehe.access import services
    from ehe.access.permissions import Role
    from ehe.core.commit import unit_of_work

    with app.app_context(), unit_of_work():
        return {
            role.value: services.add_user(
                f"{role.value}@example.gov.uk",
                role,
                name=f"{role.label} One",
                school_urn="912345" if role is Role.school else None,
                password=PASSWORD,
            )[0].uuid
            for role in Role
        }


@pytest.fixture
def visit(new_client: Callable[[], FlaskClient]) -> Callable[[], Visitor]:
    """Another browser each time."""
    return lambda: Visitor(new_client())


@pytest.fixture
def signed_in(people: dict[str, str], visit: Callable[[], Visitor]) -> Callable[[str], Visitor]:
    """A person of a role, signed in; each time in a browser of their own."""

    def sign_in(role: str) -> Visitor:
        visitor = visit()
        visitor.sign_in(role)
        return visitor

    return sign_in
