"""Where each page lies: the links of the service navigation and the page a person starts on."""

from collections.abc import Iterator

from flask import Flask, current_app, g, request, url_for

from ehe.access.permissions import Person, Role, can, declared_by
from ehe.access.queries import reader

# In this order, for those who can; a link whose page is not built is not there.
LINKS = (
    ("Work", "work.list"),
    ("Children", "register.children"),
    ("Withdrawals", "withdrawals.list"),
    ("Letters", "letters.list"),
    ("Visits", "visits.list"),
    ("Referrals", "referrals.inbox"),
    ("Notify a withdrawal", "withdrawals.start"),
    ("Your notices", "withdrawals.mine"),
    ("Reports", "reports.list"),
    ("Audit", "audit.looks"),
    ("Users", "access.users"),
    ("Settings", "settings.show"),
)
STARTS = {
    Role.officer: "work.list",
    Role.manager: "work.list",
    Role.head_of_service: "work.list",
    Role.school: "withdrawals.start",
    Role.social_care: "referrals.inbox",
}


def init_app(app: Flask) -> None:
    app.jinja_env.globals["navigation"] = navigation


def start_of(person: Person) -> str | None:
    """The address this person starts on, None if it is the plain page that greets them."""
    endpoint = STARTS.get(person.role)
    return url_for(endpoint) if endpoint in current_app.view_functions else None


def navigation() -> list[dict[str, object]]:
    """The links of the person who reads the page, as GOV.UK's service navigation takes them."""
    return [
        {"text": text, "href": url_for(endpoint), "current": endpoint == _here(), "active": _in_room(endpoint)}
        for text, endpoint in _open_to(reader())
    ]


def _open_to(person: Person | None) -> Iterator[tuple[str, str]]:
    for text, endpoint in LINKS:
        declared = declared_by(current_app.view_functions.get(endpoint))
        if declared and declared.right and can(person, declared.right):
            yield text, endpoint


def _here() -> str | None:
    # An absent page and a forbidden one must not differ even in this.
    return None if g.get("nowhere") else request.endpoint


def _in_room(endpoint: str) -> bool:
    """Is this page below the link's own? Below means of the same room, whose first link it then is."""
    here, room = _here() or "", endpoint.partition(".")[0]
    links = [other for _, other in LINKS]
    if here in links or here.partition(".")[0] != room:
        return False
    return endpoint == next(other for other in links if other.partition(".")[0] == room)
