"""Keeping what a school has answered so far, so that nothing typed is lost before the notice is sent."""

from datetime import datetime

from sqlalchemy import select

from ehe.access.permissions import Person, Right, must
from ehe.core.base import db
from ehe.core.errors import Refused
from ehe.core.today import now
from ehe.documents import services as documents
from ehe.documents.models import Document
from ehe.documents.rules import Examined
from ehe.withdrawals.models import NoticeDraft
from ehe.withdrawals.rules.answers import Answers, to_json


def begin_draft(*, by: Person) -> NoticeDraft:
    must(by, Right.notify_withdrawal)
    draft = NoticeDraft(user=by.uuid, school_urn=by.school_urn or "", answers=to_json(Answers()))
    db.session.add(draft)
    db.session.flush()
    return draft


def save_draft(draft: NoticeDraft, answers: Answers) -> None:
    if draft.sent_as:
        raise Refused("already_sent", "This notice has been sent, so its answers can no longer be changed.")
    draft.answers, draft.updated_at = to_json(answers), now()
    db.session.flush()


def drop_draft(draft: NoticeDraft) -> None:
    """The school will not send it: what was typed goes, and the file with it."""
    _forget_file(draft)
    db.session.delete(draft)
    db.session.flush()


def drop_drafts(before: datetime) -> int:
    """Drafts that nobody has touched since then hold people's data for nothing. Returns how many went."""
    old = db.session.scalars(select(NoticeDraft).where(NoticeDraft.updated_at < before)).all()
    for draft in old:
        drop_draft(draft)
    return len(old)


def keep_file(draft: NoticeDraft, file: Examined, *, by: Person) -> Document:
    """The parent's notice as the school handed it in, in place of one before; it belongs to no notice yet."""
    _forget_file(draft)
    return documents.keep(file, kind="parent_notice", by=by.uuid)


def _forget_file(draft: NoticeDraft) -> None:
    held = (draft.answers.get("parent_notice") or {}).get("document")
    document = db.session.get(Document, held) if held else None
    if document is not None and document.notice_uuid is None:
        documents.forget(document)
