"""The files of a notice, for the school that sent them and for those who may see the child."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from ehe.access import looks
from ehe.access.permissions import Right, requires
from ehe.access.queries import me
from ehe.core.errors import NotFound
from ehe.documents import queries as documents
from ehe.documents.models import Document
from ehe.documents.views import attachment
from ehe.withdrawals import queries
from ehe.withdrawals.models import Notice
from ehe.withdrawals.views.blueprint import blueprint


@blueprint.get("/withdrawals/sent/<uuid:notice>/files/<uuid:document>")
@requires(Right.see_own_notices)
def own_file(notice: UUID, document: UUID) -> ResponseReturnValue:
    found = queries.own_notice(me(), str(notice))
    for child in found.children:
        looks.note(child.child_uuid, own=True)
    return attachment(_of(found, document))


@blueprint.get("/withdrawals/<uuid:notice>/files/<uuid:document>")
@requires(Right.read_child)
def file(notice: UUID, document: UUID) -> ResponseReturnValue:
    return attachment(_of(queries.notice_for(me(), str(notice)), document))


def _of(notice: Notice, uuid: UUID) -> Document:
    found = documents.document(str(uuid))
    if found.notice_uuid != notice.uuid:
        raise NotFound("document")
    return found
