"""Which service takes which fact: the same that the pages call."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from ehe.clocks.services import Recording, record
from ehe.closures import services as closures
from ehe.concerns import services as concerns
from ehe.contacts import services as contacts
from ehe.escalations import services as escalations
from ehe.facts import kinds
from ehe.facts.actors import Actor
from ehe.facts.kinds import Kind
from ehe.suitability import services as suitability
from ehe.withdrawals import services as withdrawals

Service = Callable[..., Recording]

SERVICES: dict[type[Kind], Service] = {
    kinds.WithdrawalNotified: withdrawals.notify,
    kinds.ContactAttempted: contacts.record_contact,
    kinds.ChildSighted: contacts.record_sighting,
    kinds.VisitDecided: contacts.decide_visit,
    kinds.ConcernRaised: concerns.raise_concern,
    kinds.ConcernDecided: concerns.decide_concern,
    kinds.ConcernsReviewed: concerns.decide_concern,
    kinds.RagSet: concerns.set_rating,
    kinds.ComplaintMade: concerns.make_complaint,
    kinds.CoverDecided: concerns.decide_cover,
    kinds.InformationRequested: suitability.record_education,
    kinds.InformationReceived: suitability.record_education,
    kinds.InformationPromised: suitability.record_education,
    kinds.ReportShared: suitability.record_education,
    kinds.SuitabilityDecided: suitability.decide_suitability,
    kinds.ClosureRequested: closures.request_closing,
    kinds.ClosureAgreed: closures.agree_closing,
    kinds.ClosureRefused: closures.refuse_closing,
    kinds.ReferralMade: escalations.record_referral,
    kinds.ReferralDecisionMade: escalations.record_referral,
    kinds.ReferralAcknowledged: escalations.record_referral,
    kinds.ReferralDecided: escalations.record_referral,
    kinds.ReferralClosed: escalations.record_referral,
    kinds.ExtensionGranted: escalations.record_referral,
}


def take(fact: Kind, *, children: Sequence[str], by: Actor, at: datetime, **more: Any) -> Recording:
    """Record a fact by its own service; a fact that needs no checking goes through the door as it is."""
    return SERVICES.get(type(fact), record)(fact, children=children, by=by, at=at, **more)
