"""How a document leaves. There is no page here: who may have a file is for the room it belongs to."""

import io

from flask import Response, send_file

from ehe.documents import queries
from ehe.documents.models import Document


def attachment(document: Document) -> Response:
    """The file, to be saved and not shown; whatever is in it, it may do nothing in the browser."""
    answer = send_file(
        io.BytesIO(queries.content(document)),
        mimetype=document.media_type,
        as_attachment=True,
        download_name=document.name,
        etag=False,
        conditional=False,
    )
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
