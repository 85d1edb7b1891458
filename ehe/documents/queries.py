"""Finding a document, and reading its bytes."""

import hashlib
from pathlib import Path

from sqlalchemy import select

from ehe.core.base import db
from ehe.core.errors import NotFound, Refused
from ehe.core.settings import current
from ehe.documents.models import Document


def folder() -> Path:
    """Where the bytes lie, outside everything that is served."""
    return current().instance / "documents"


def document(uuid: str) -> Document:
    found = db.session.get(Document, uuid)
    if found is None:
        raise NotFound("document")
    return found


def of_notice(notice: str) -> list[Document]:
    """What was handed in with a notice and afterwards, oldest first."""
    mine = select(Document).where(Document.notice_uuid == notice)
    return list(db.session.scalars(mine.order_by(Document.uploaded_at, Document.uuid)))


def content(document: Document) -> bytes:
    """Its bytes, exactly as they came."""
    return stored(document.sha256)


def stored(sha256: str) -> bytes:
    """Bytes by their digest; a file that is gone or was changed on the disk is not given out."""
    try:
        found = (folder() / sha256).read_bytes()
    except OSError:
        found = b""
    if hashlib.sha256(found).hexdigest() != sha256:
        raise Refused("document_damaged", "This file cannot be read any more. Tell the help desk: it is in the backup.")
    return found
