"""The referral rows of one household in memory: what `ehe.escalations.services` does to them. Pure values."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from ehe.clocks.state import Household
from ehe.facts import kinds
from ehe.facts.recorded import Recorded


@dataclass(slots=True)
class ReferralLine:
    """One referral; the names are those of the table."""

    uuid: str
    reference: str
    fact: str
    state: str
    children: list[str]
    grounds: list[str]
    opened_at: datetime
    opened_by: str
    sent_at: datetime | None = None
    sent_by: str | None = None
    standing_decision: int | None = None
    to: str | None = None
    read_at: datetime | None = None
    read_by: str | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    their_reference: str | None = None
    decided_on: date | None = None
    outcome: str | None = None
    outcome_reason: str | None = None
    held: bool = False
    # The fact by which a named person accepted it.
    acknowledged_fact: str | None = None


@dataclass
class Referrals:
    h: Household
    uuid: Callable[[], str]
    # The reference of the household's n-th referral.
    reference: Callable[[int], str]
    lines: list[ReferralLine] = field(default_factory=list)

    def _in(self, *states: str) -> Iterator[ReferralLine]:
        return (line for line in self.lines if line.state in states)

    def follow(self, new: Recorded) -> None:
        """Keep the rows in step with one fact."""
        match new.fact:
            case kinds.ReferralDecisionMade(decision="withhold", reason=reason):
                for line in self._in("draft"):
                    line.state, line.outcome_reason, line.decided_on = "withheld", reason, new.on
            case kinds.ReferralMade(own_words=words):
                for line in self._in("draft"):
                    line.state = "superseded"
                opened = self._open(new, "sent", [words] if words else [])
                opened.sent_at, opened.sent_by, opened.to = new.at, new.by.word, "social_care"
            case kinds.ReferralDrafted(grounds=grounds):
                self._open(new, "draft", list(grounds))
            case kinds.ReferralSent() as sent:
                for line in self._in("draft"):
                    line.state, line.sent_at, line.to = "sent", new.at, sent.to
                    line.sent_by, line.standing_decision = sent.released_by, sent.standing_decision
            case kinds.ReferralAcknowledged(reference=reference):
                for line in list(self._in("sent"))[:1]:
                    line.state, line.acknowledged_at, line.acknowledged_by = "acknowledged", new.at, new.by.word
                    line.their_reference, line.acknowledged_fact = reference, new.uuid
            case kinds.ReferralDecided() | kinds.ReferralClosed():
                self._decided(new)
            case kinds.ReferralRead():
                for line in self._in("sent", "acknowledged", "decided", "ended"):
                    if line.standing_decision is not None and line.read_at is None:
                        line.read_at, line.read_by = new.at, new.by.word

    def _open(self, new: Recorded, state: str, grounds: list[str]) -> ReferralLine:
        children = [child.uuid for child in self.h.present]
        opened = ReferralLine(
            uuid=self.uuid(),
            reference=self.reference(len(self.lines)),
            fact=new.uuid,
            state=state,
            children=children,
            grounds=grounds,
            opened_at=new.at,
            opened_by=new.by.word,
        )
        self.lines.append(opened)
        return opened

    def _decided(self, new: Recorded) -> None:
        """The row ends with the referral; a referral under assessment stays open until social care closes it."""
        for line in list(self._in("sent", "acknowledged", "decided")):
            if isinstance(new.fact, kinds.ReferralDecided):
                line.outcome, line.outcome_reason, line.decided_on = new.fact.outcome, new.fact.reason, new.on
            line.state = "decided" if self.h.referral else "ended"
