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
    ("Referrals", "referrals.all_referrals"),
    ("Referrals to you", "referrals.inbox"),
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
    links = [(text, url_for(endpoint)) for text, endpoint in _open_to(reader())]
    # An absent page and a forbidden one must not differ even in this.
    here = "" if g.get("nowhere") else request.path
    above = max((href for _, href in links if f"{here}/".startswith(f"{href}/")), key=len, default=None)
    return [{"text": text, "href": href, "current": href == here, "active": href == above} for text, href in links]


def _open_to(person: Person | None) -> Iterator[tuple[str, str]]:
    for text, endpoint in LINKS:
        declared = declared_by(current_app.view_functions.get(endpoint))
        if declared and declared.right and can(person, declared.right):
            yield text, endpoint
