"""Keeping a document."""

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Mapped

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


def forget(document: Document) -> None:
    """Nobody needs it any more. Its bytes go with `tidy`, once the row is gone for good."""
    db.session.delete(document)
    db.session.flush()


def speaks_of(digest: Mapped[str] | Mapped[str | None]) -> None:
    """Name a column whose rows need the bytes they name: `tidy` leaves those. Every room that calls `store` does."""
    _spoken_for.append(digest)


_spoken_for: list[Mapped[str] | Mapped[str | None]] = []
speaks_of(Document.sha256)


def tidy(before: datetime) -> int:
    """Remove the files that no row speaks of and that have lain there since before that instant. Returns how many."""
    if not folder().is_dir():
        return 0
    old = {path.name: path for path in folder().iterdir() if path.stat().st_mtime < before.timestamp()}
    gone = 0
    for names in _batched(sorted(old), 500):
        kept = {name for column in _spoken_for for name in db.session.scalars(select(column).where(column.in_(names)))}
        for name in set(names) - kept:
            old[name].unlink(missing_ok=True)
            gone += 1
    return gone


def _batched(names: list[str], size: int) -> Iterator[list[str]]:
    for n in range(0, len(names), size):
        yield names[n : n + size]


def _put(path: Path, content: bytes) -> None:
    """Whole or not at all: written beside, then moved into its place."""
    if path.is_file() and path.stat().st_size == len(content):
        path.touch()  # it is new again: `tidy` must not take it before its row is there
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
