"""Every read of schools."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, func, or_, select

from ehe.core.base import db
from ehe.schools.models import School, SchoolChange
from ehe.schools.rules import CLOSED, OPEN, PROPOSED_TO_CLOSE, PROPOSED_TO_OPEN, fold


def school(urn: int | str) -> School | None:
    """The school of that URN, given as a number or as digits."""
    wanted = _urn(str(urn))
    return None if wanted is None else db.session.get(School, wanted)


def history(urn: int) -> Sequence[SchoolChange]:
    """What has changed, newest first."""
    changes = select(SchoolChange).where(SchoolChange.urn == urn)
    return db.session.scalars(changes.order_by(SchoolChange.seen_on.desc(), SchoolChange.id.desc())).all()


def search(text: str, la_code: str | None = None, limit: int = 20) -> Sequence[School]:
    """Schools whose name holds every word of `text`, or whose URN or LAESTAB (330/2045) it is.

    Capitals, accents and punctuation do not matter. An exact number comes first, closed schools last.
    """
    words = fold(text).split()
    if not words:
        return []
    exact = _is_number(text)
    found = or_(exact, and_(*(School.name_folded.contains(word) for word in words)))
    if la_code is not None:
        found = and_(found, School.la_code == la_code)
    closed_last = case((School.status == CLOSED, 1), else_=0)
    order = (case((exact, 0), else_=1), closed_last, School.name_folded, School.urn)
    return db.session.scalars(select(School).where(found).order_by(*order).limit(limit)).all()


def current_of(urn: int | str, on: date | None = None) -> School | None:
    """Who stands for a school now: the end of its line of successors, or itself.

    With `on`, a school that is still open on that day stands for itself. A successor that no file has brought
    yet cannot be followed; a line that comes back to itself leads nowhere, so it is the school asked for.
    """
    asked = here = school(urn)
    been: set[int] = set()
    while here and here.successor_urn and not (on and here.is_open_on(on)):
        been.add(here.urn)
        if here.successor_urn in been:
            return asked
        following = school(here.successor_urn)
        if following is None:
            break
        here = following
    return here


def open_on(day: date, la_code: str | None = None) -> Sequence[School]:
    """The schools open on that day, as `School.is_open_on` tells it, by name."""
    status = func.coalesce(School.status, "")
    not_closed = or_(
        status.in_((OPEN, PROPOSED_TO_CLOSE)),
        School.closed_on >= day,
        and_(School.closed_on.is_(None), status != CLOSED),
    )
    found = [
        status != PROPOSED_TO_OPEN,
        or_(School.opened_on.is_(None), School.opened_on <= day),
        or_(School.succeeded_on.is_(None), School.succeeded_on > day),
        not_closed,
    ]
    if la_code is not None:
        found.append(School.la_code == la_code)
    return db.session.scalars(select(School).where(*found).order_by(School.name_folded, School.urn)).all()


def held(urns: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The rows of these schools as plain values, for a comparison of many.

    The numbers stand in the statement itself: with a thousand parameters PostgreSQL settles on the plan that
    suited the empty table and then walks all of it for every batch (measured: 40 seconds instead of 8).
    """
    wanted: BindParameter[int] = bindparam("urns", list(urns), expanding=True, literal_execute=True)
    rows = db.session.execute(select(School.__table__).where(School.urn.in_(wanted)))
    return {row.urn: dict(row._mapping) for row in rows}


def _urn(text: str) -> int | None:
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else None


def _is_number(text: str) -> ColumnElement[bool]:
    """Whether a school's URN or LAESTAB is this text."""
    digits = "".join(text.replace("/", " ").split())
    urn = _urn(digits)
    if urn is None:
        return School.urn.is_(None)
    laestab = and_(School.la_code == str(int(digits[:3])), School.establishment_number == digits[3:])
    return or_(School.urn == urn, laestab) if len(digits) == 7 else School.urn == urn
