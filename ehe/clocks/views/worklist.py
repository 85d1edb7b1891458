"""The officer's list: one row a child, worst first."""

import uuid as uuids
from datetime import date
from typing import Any

from flask import render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from ehe.access import queries as access
from ehe.access.permissions import Right, can, requires
from ehe.access.queries import me
from ehe.clocks import desks, queries
from ehe.clocks.queries import ROWS, SHOWS, Page, Row, Wanted, place_of
from ehe.clocks.services import policy
from ehe.clocks.views.room import blueprint
from ehe.core.today import today
from ehe.register import words
from ehe.register.queries import called, covered_for

SHOW_WORDS = {
    "all": "All",
    "not_seen": "Not seen since withdrawal",
    "overdue": "Overdue",
    "red": "Red",
    "unallocated": "Unallocated",
    "restricted": "Restricted",
}


@blueprint.get("", endpoint="list")
@requires(Right.see_work)
def show_list() -> ResponseReturnValue:
    person, day, wanted = me(), today(), _wanted()
    page = queries.page(person, wanted, day)
    counts = queries.counts(person, wanted.whose, day)
    loads = queries.loads(person, day) if can(person, Right.allocate) else []
    covers = covered_for(person.uuid)
    officers = {row.officer for row in page.rows} | {load.officer for load in loads} | {wanted.whose, *covers}
    return render_template(
        "clocks/list.html",
        rows=page.rows,
        counts=counts,
        wanted=wanted,
        shows=_shows(),
        loads=loads,
        covers=covers,
        limit=access.setting("caseload_limit"),
        tasks=desks.how_many(person),
        titles={code: clock.title for code, clock in policy().clocks.items()},
        people=called(officers | {row.last_seen_by for row in page.rows}),
        today=day,
        **_pages(page, wanted, counts.shows[wanted.show]),
    )


def _wanted() -> Wanted:
    asked, person = request.args, me()
    default = "team" if can(person, Right.allocate) else "mine"
    return Wanted(
        whose=_whose(asked.get("whose", default)) or default,
        show=asked["show"] if asked.get("show") in SHOWS else "all",
        rows=_rows(asked.get("rows", "")),
        after=place_of(asked.get("after", "")),
        before=place_of(asked.get("before", "")),
    )


def _whose(text: str) -> str | None:
    if text in ("mine", "team"):
        return text
    try:
        return str(uuids.UUID(text))
    except ValueError:
        return None


def _rows(text: str) -> int:
    """How many rows a page, remembered for the visit."""
    if text in map(str, ROWS):
        if session.get("rows") != int(text):
            session["rows"] = int(text)
        return int(text)
    kept = session.get("rows")
    return kept if kept in ROWS else ROWS[0]


def _shows() -> dict[str, str]:
    hidden = set() if can(me(), Right.restricted_list) else {"restricted"}
    return {show: said for show, said in SHOW_WORDS.items() if show not in hidden}


def _pages(page: Page, wanted: Wanted, how_many: int) -> dict[str, object]:
    """Which rows of how many these are, and the addresses of the pages beside this one."""
    first = _first(page, wanted)
    following = previous = None
    if page.rows and page.more_after:
        following = _address(wanted, after=page.rows[-1].place, first=first + len(page.rows))
    if page.rows and page.more_before:
        previous = _address(wanted, before=page.rows[0].place, first=max(1, first - wanted.rows))
    last = first + len(page.rows) - 1
    showing = f"Showing {first:,} to {last:,} of {how_many:,}" if page.rows else "No children"
    return {"next_page": following, "previous_page": previous, "showing": showing}


def _address(wanted: Wanted, **more: Any) -> str:
    return url_for("work.list", whose=wanted.whose, show=wanted.show, **more)


def _first(page: Page, wanted: Wanted) -> int:
    """The number of the first row, as the address says it; a made-up one is no worse than a wrong number."""
    text = request.args.get("first", "")
    if not page.more_before or not (text.isascii() and text.isdigit() and len(text) < 8):
        return 1
    return max(1, int(text))


@blueprint.app_template_global("last_seen")
def last_seen(row: Row | Any, people: dict[str, str], on: date) -> dict[str, str]:
    """When a child was last seen, in words: how long ago, how, by whom. Never seen is the worst value, not none."""
    if row.last_seen_on is None:
        return {"days": "Never seen", "how": "", "since": "Never seen"}
    days = (on - row.last_seen_on).days
    ago = "today" if days == 0 else "1 day ago" if days == 1 else f"{days:,} days ago"
    seen_by = row.last_seen_by or ""
    by = words.OBSERVERS.get(seen_by) or people.get(seen_by) or ""
    how = words.seen_how(row.last_seen_how or "")
    return {
        "days": ago[:1].upper() + ago[1:],
        "how": f"{how}: {by}" if by else how,
        "since": "" if row.seen_since_withdrawal else "Not seen since withdrawal",
    }
