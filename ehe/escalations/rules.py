"""Who may release, withhold, acknowledge and extend. Pure."""

from ehe.clocks.state import Household
from ehe.core.errors import Refused
from ehe.facts.kinds import ExtensionGranted, ExtensionRequested, ReferralDecisionMade
from ehe.facts.recorded import Recorded

COMPLAINED_ABOUT = "A complaint names you on this household: someone else must do this."


def check_release(h: Household, asked: Recorded) -> None:
    """A manager or above; withholding is never for the person a complaint is about."""
    if not asked.by.is_manager:
        raise Refused("not_allowed", "A manager or above releases or withholds a referral.")
    fact = asked.fact
    withholding = isinstance(fact, ReferralDecisionMade) and fact.decision == "withhold"
    if withholding and asked.by.word in h.complained_about:
        raise Refused("not_allowed", "A complaint names you on this household: someone else must decide this.")
    if h.referral is None or h.referral.state != "draft":
        raise Refused("no_draft", "No drafted referral is waiting for this household.")


def check_acknowledgement(h: Household, asked: Recorded) -> None:
    """A named person who is not the sender; delivery by a mail server is not an acknowledgement."""
    check_open(h, asked)
    if h.referral is not None and asked.by.word in h.referral.senders:
        raise Refused("not_allowed", "The sender of a referral cannot acknowledge it.")


def check_open(h: Household, asked: Recorded) -> None:
    if h.referral is None or h.referral.state != "open":
        raise Refused("referral_not_open", "No referral is open for this household.")


def check_closing(h: Household, asked: Recorded) -> None:
    """Social care closes it (or we write down that it did): never a school, the family or the public."""
    check_open(h, asked)
    if asked.by.role in ("school", "family", "public"):
        raise Refused("not_allowed", "Children's social care closes a referral.")


def check_extension(h: Household, asked: Recorded) -> None:
    """A manager with a reason and a second person, for a running clock, to a later day."""
    fact = asked.fact
    if not isinstance(fact, ExtensionGranted):
        return
    if fact.second in h.complained_about:
        raise Refused("not_allowed", COMPLAINED_ABOUT)
    if fact.second == asked.by.word:
        raise Refused("extension_needs_second_person", "A second person must agree to an extension.")
    _check_later_date(h, asked, fact)


def check_extension_request(h: Household, asked: Recorded) -> None:
    """As the extension itself, and one at a time: what waits for a second person is answered first."""
    fact = asked.fact
    if not isinstance(fact, ExtensionRequested):
        return
    if any(h.children[child].extension for child in asked.children):
        raise Refused("extension_waiting", "Another extension waits for a second person: it is answered first.")
    _check_later_date(h, asked, fact)


def _check_later_date(h: Household, asked: Recorded, fact: ExtensionGranted | ExtensionRequested) -> None:
    if not asked.by.is_manager:
        raise Refused("not_allowed", "A manager grants an extension.")
    if asked.by.word in h.complained_about:
        raise Refused("not_allowed", COMPLAINED_ABOUT)
    if not fact.reason.strip():
        raise Refused("extension_needs_reason", "Say why the clock is given a later date.")
    clocks = [c for c in h.running(fact.clock) if c.subject in asked.children or c.subject not in h.children]
    if not clocks:
        raise Refused("clock_not_running", "No such clock is running for this child.")
    if any(fact.until <= clock.due_on for clock in clocks):
        raise Refused("extension_not_later", "An extension ends later than the date the clock has now.")


def check_extension_refusal(h: Household, asked: Recorded) -> None:
    """Whoever asked does not answer, and neither does a person whom a complaint is about."""
    waiting = [request for child in asked.children if (request := h.children[child].extension)]
    if not waiting:
        raise Refused("extension_not_requested", "No extension waits for a second person.")
    if not asked.by.is_manager:
        raise Refused("not_allowed", "A manager answers for an extension.")
    if asked.by.word in h.complained_about:
        raise Refused("not_allowed", COMPLAINED_ABOUT)
    if any(request.by.word == asked.by.word for request in waiting):
        raise Refused("extension_needs_second_person", "The person who asked cannot answer: a second person must.")
