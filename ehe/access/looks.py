"""Looks at a child: noted by the loader of children, on the disk before the page leaves.

If they cannot be written down, the page is not shown (503).
"""

from flask import Flask, g, has_request_context, request
from sqlalchemy import insert

from ehe.access.models import Look
from ehe.access.queries import me
from ehe.core.commit import short_transaction
from ehe.core.today import now
from ehe.web.edge import before_answer


def init_app(app: Flask) -> None:
    before_answer(app, _write)


def note(child: str, own: bool) -> None:
    """This page shows this child. `own` says whether the child is in the reader's own caseload.

    Jobs and commands show nobody anything, so outside a request there is nothing to note.
    """
    if has_request_context():
        me()  # a look is somebody's: nobody signed in reaches a child
        g.setdefault("looks", {}).setdefault(child, own)


def _write() -> None:
    looks: dict[str, bool] = g.pop("looks", {})
    if not looks or g.get("bare"):
        return  # a page made without the database, because something failed, shows nobody
    reader, at = me(), now()
    rows = [
        {"user": reader.uuid, "child": child, "at": at, "page": request.endpoint or "", "own_caseload": own}
        for child, own in looks.items()
    ]
    with short_transaction() as connection:
        connection.execute(insert(Look).values(sealed=False), rows)
