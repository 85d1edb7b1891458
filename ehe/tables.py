"""Every table of the house, imported in one place so that a migration sees them all."""

from ehe.access import models as access
from ehe.clocks import models as clocks
from ehe.core import heartbeat
from ehe.documents import models as documents
from ehe.escalations import models as escalations
from ehe.facts import models as facts
from ehe.letters import models as letters
from ehe.outbox import models as outbox
from ehe.register import models as register
from ehe.schools import models as schools
from ehe.web import models as web
from ehe.withdrawals import models as withdrawals

__all__ = [
    "access", "clocks", "documents", "escalations", "facts", "heartbeat", "letters", "outbox", "register", "schools",
    "web", "withdrawals",
]  # fmt: skip
