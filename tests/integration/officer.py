"""What the tests of the officer's pages share: signing in, sending a page's form, reading what was recorded."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select
from werkzeug.test import TestResponse

from ehe.facts.kinds import Kind, read
from ehe.facts.models import FactRow
from tests.support.pages import errors
from tests.support.visitor import Visitor

Visit = Callable[[], Visitor]
SignIn = Callable[[str], Visitor]


def send(visitor: Visitor, path: str, fields: Mapping[str, Any]) -> TestResponse:
    """Open a page and send its form."""
    assert visitor.get(path).status_code == 200
    return visitor.post(path, **fields)


def faults(visitor: Visitor, path: str, fields: Mapping[str, Any]) -> list[str]:
    """The errors of a form that is not taken."""
    answer = send(visitor, path, fields)
    assert answer.status_code == 200, answer.status_code
    assert answer.text.split("<title>")[1].startswith("Error: ")
    return errors(answer)


def recorded(db: SQLAlchemy, kind: str) -> list[tuple[FactRow, Any]]:
    """The facts of a kind, in the order written, with what they say."""
    db.session.rollback()
    rows = db.session.scalars(
        select(FactRow).where(FactRow.kind == kind).order_by(FactRow.seq).execution_options(populate_existing=True)
    )
    return [(row, said(row)) for row in rows]


def said(row: FactRow) -> Kind:
    return read(row.kind, row.payload or {})


def about(row: FactRow) -> list[str]:
    return [child.child for child in row.children if child.relation == "about"]
