"""Facts about no child: an officer away or back, looks sealed, a setting changed. No clock follows them."""

from datetime import datetime

from ehe.core.today import london_day
from ehe.facts import ledger
from ehe.facts.actors import Actor
from ehe.facts.kinds import Kind


def record_about_nobody(fact: Kind, *, by: Actor, at: datetime, corrects: str | None = None) -> str:
    """Record such a fact; its uuid. Facts about children go through `clocks.services.record`."""
    return ledger.write(fact, on=london_day(at), at=at, by=by, children=[], corrects=corrects).uuid
