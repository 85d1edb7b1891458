"""Keeping a document."""

import hashlib
import os
from pathlib import Path

from ehe.core.base import db, new_uuid
from ehe.documents.models import Document
from ehe.documents.queries import folder
from ehe.documents.rules import Examined


def keep(file: Examined, *, kind: str, by: str, notice: str | None = None, child: str | None = None) -> Document:
    """Keep an examined file. Its bytes are on the disk before the row that speaks of them is committed."""
    digest = store(file.content)
    document = Document(
        sha256=digest,
        name=file.name,
        media_type=file.media_type,
        size=len(file.content),
        kind=kind,
        uploaded_by=by,
        notice_uuid=notice,
        child_uuid=child,
    )
    db.session.add(document)
    db.session.flush()
    return document


def store(content: bytes) -> str:
    """Keep bytes by their digest, which is the answer; the same bytes are kept once."""
    digest = hashlib.sha256(content).hexdigest()
    _put(folder() / digest, content)
    return digest


def _put(path: Path, content: bytes) -> None:
    """Whole or not at all: written beside, then moved into its place."""
    if path.is_file() and path.stat().st_size == len(content):
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{new_uuid()}")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
