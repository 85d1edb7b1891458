"""The room's blueprint, and what its pages have in common."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ehe.access.links import link
from ehe.access.queries import me
from ehe.children.queries import Opened, open_child
from ehe.core.today import today
from ehe.letters.content import LETTERS
from ehe.web.recording import already_sent

blueprint = Blueprint("register", __name__, url_prefix="/children/<uuid:uuid>")
blueprint.before_request(already_sent)

PAGES = (
    ("Overview", "register.child"),
    ("Household", "register.household"),
    ("Concerns", "register.concerns"),
    ("Letters", "register.letters"),
    ("Chronology", "register.chronology"),
)

# Everything that can be recorded about a child, in the groups an officer looks for it in.
ACTS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Contact, and seeing the child",
        (
            ("contacts.record", "A contact or visit"),
            ("contacts.sighting", "A sighting by others"),
            ("contacts.decide_visit", "What follows a declined visit"),
            ("register.preference", "How the family asks to be reached"),
        ),
    ),
    (
        "Concerns and rating",
        (
            ("concerns.add", "A concern"),
            ("concerns.decide", "What is done about the open concerns"),
            ("concerns.review", "Concerns read together"),
            ("concerns.rate", "A rating"),
            ("referrals.refer", "A referral to children’s social care"),
        ),
    ),
    (
        "Education",
        (
            ("suitability.information", "Information asked for, received or promised"),
            ("suitability.report", "A report shared with the parent"),
            ("suitability.decide", "A decision on the education"),
        ),
    ),
    (
        "Home and family",
        (
            ("register.address", "An address"),
            ("register.sibling", "What a brother’s or sister’s school says"),
            ("register.written_notice", "The parent’s written notice"),
            ("register.safety", "Who must not know where the child lives"),
        ),
    ),
    (
        "The register’s entry",
        (
            ("closures.entry", "Another status on the register"),
            ("closures.enquiry", "An enquiry to find the child’s education"),
            ("closures.roll", "On a school’s roll"),
            ("closures.attendance", "First attendance"),
            ("closures.transfer", "The file sent to another authority"),
            ("closures.transfer_acknowledged", "The other authority’s receipt"),
            ("closures.pass_on", "A concern or referral passed on"),
            ("closures.ask", "Ask for closing"),
            ("closures.answer", "Agree to or refuse the closing"),
        ),
    ),
    (
        "Our own work",
        (
            ("register.officer", "The named officer"),
            ("register.extension", "An extension of a last day"),
            ("register.answer_extension", "Agree to or refuse the extension"),
            ("concerns.complaint", "A complaint about us"),
            ("concerns.cover", "Who carries on after a complaint"),
        ),
    ),
)


def opened(uuid: object) -> Opened:
    return open_child(me(), str(uuid), today())


def page(template: str, child: Opened, here: str, **more: object) -> ResponseReturnValue:
    """A page of the child, with what stands on top of each and the way to the others."""
    tabs = [
        {"text": text, "href": link(endpoint, child.subject, uuid=child.child.uuid), "current": endpoint == here}
        for text, endpoint in PAGES
    ]
    return render_template(
        template, opened=child, child=child.child, subject=child.subject, tabs=tabs, today=today(), **more
    )


def acts(child: Opened) -> list[tuple[str, list[tuple[str, str]]]]:
    """What this reader may record about this child, by group: (words, address)."""
    groups = []
    for title, lines in ACTS:
        found = [(words, link(endpoint, child.subject, uuid=child.child.uuid)) for endpoint, words in lines]
        if here := [(words, href) for words, href in found if href]:
            groups.append((title, here))
    return groups


def letter_subjects() -> dict[str, str]:
    return {code: letter.subject for code, letter in LETTERS.items()}
