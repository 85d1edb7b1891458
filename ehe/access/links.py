"""Links that are there only where they lead: to a page that is built, for a reader who may."""

from collections.abc import Mapping

from flask import current_app, url_for

from ehe.access.permissions import Subject, can, declared_by
from ehe.access.queries import reader


def link(endpoint: str, subject: Subject | None = None, /, **values: object) -> str | None:
    """The address of a page, or None if there is no such page or it is not the reader's, to this subject."""
    declared = declared_by(current_app.view_functions.get(endpoint))
    if declared is None or (declared.right and not can(reader(), declared.right, subject)):
        return None
    return url_for(endpoint, **values)  # type: ignore[arg-type]


GLOBALS: Mapping[str, object] = {"link": link}
