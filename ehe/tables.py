"""Every table of the house, imported in one place so that a migration sees them all."""

from ehe.access import models as access
from ehe.clocks import models as clocks
from ehe.core import heartbeat
from ehe.escalations import models as escalations
from ehe.facts import models as facts
from ehe.outbox import models as outbox
from ehe.register import models as register
from ehe.schools import models as schools
from ehe.web import models as web

__all__ = ["access", "clocks", "escalations", "facts", "heartbeat", "outbox", "register", "schools", "web"]
