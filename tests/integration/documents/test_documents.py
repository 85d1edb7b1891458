"""A document is kept by its content, once, and given out only as it came."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy

from ehe.core.commit import commit
from ehe.core.errors import NotFound, Refused
from ehe.core.today import now
from ehe.documents import queries, services
from ehe.documents.models import Document
from ehe.documents.rules import examine
from ehe.documents.views import attachment
from tests.factories.files import pdf, png


@pytest.fixture
def keep(db: SQLAlchemy, people: dict[str, str]) -> Callable[..., Document]:
    def kept(content: bytes = pdf(), name: str = "letter.pdf") -> Document:
        document = services.keep(examine(name, content), kind="parent_notice", by=people["school"])
        commit()
        return document

    return kept


def test_the_bytes_come_back_as_they_were(keep: Callable[..., Document]) -> None:
    document = keep()
    assert queries.content(document) == pdf()
    assert (document.name, document.media_type, document.size) == ("letter.pdf", "application/pdf", len(pdf()))


def test_the_same_bytes_are_kept_once_under_two_names(keep: Callable[..., Document]) -> None:
    one, other = keep(), keep(name="again.pdf")
    assert one.sha256 == other.sha256
    assert [path.name for path in queries.folder().iterdir()] == [one.sha256]
    assert (one.name, other.name) == ("letter.pdf", "again.pdf")


def test_a_file_that_was_changed_or_lost_on_the_disk_is_not_given_out(keep: Callable[..., Document]) -> None:
    document = keep()
    path = queries.folder() / document.sha256
    path.write_bytes(png())
    with pytest.raises(Refused, match="cannot be read any more"):
        queries.content(document)
    path.unlink()
    with pytest.raises(Refused, match="cannot be read any more"):
        queries.content(document)


def test_an_absent_document_is_not_found(db: SQLAlchemy) -> None:
    with pytest.raises(NotFound):
        queries.document("00000000-0000-0000-0000-000000000000")


def test_it_leaves_to_be_saved_and_may_do_nothing(keep: Callable[..., Document], db: SQLAlchemy) -> None:
    document = keep(name="über <b>رسالة</b>.pdf")
    from flask import current_app

    with current_app.test_request_context("/"):
        answer = attachment(document)
        answer.direct_passthrough = False
        assert answer.get_data() == pdf()
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.mimetype == "application/pdf"


def test_what_no_row_speaks_of_is_tidied_away_and_nothing_else(keep: Callable[..., Document], db: SQLAlchemy) -> None:
    kept, again, gone = keep(), keep(name="again.pdf"), keep(png(), "scan.png")
    for document in (again, gone):
        services.forget(document)
    commit()
    assert services.tidy(now() - timedelta(days=1)) == 0  # it may be a file whose row is just being written
    assert services.tidy(now() + timedelta(days=1)) == 1
    assert [path.name for path in queries.folder().iterdir()] == [kept.sha256]
