"""A decision is made on what the page showed: if something came meanwhile, the person sees it first."""

from typing import Any

from wtforms import HiddenField

from ehe.clocks import chronology
from ehe.clocks.chronology import Entry
from ehe.clocks.services import policy
from ehe.core.errors import Refused
from ehe.register.forms import FactForm
from ehe.register.models import Child


class DecisionForm(FactForm):
    """Carries the newest fact that its page showed. `news` is what came after, once it has been refused for that."""

    read_to = HiddenField()

    def __init__(self, child: Child, **options: Any) -> None:
        self.household = child.household_uuid
        self.news: list[Entry] = []
        super().__init__(born_on=child.born_on, **options)
        if not self.is_submitted():
            self.read_to.data = str(chronology.read_to(self.household))

    @property
    def _seen(self) -> int:
        text = self.read_to.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else 0

    def must_be_current(self) -> None:
        """In the act, before anything is recorded."""
        chronology.must_be_current(self.household, self._seen)

    def refuse(self, refusal: Refused) -> None:
        super().refuse(refusal)
        if refusal.code == "changed_since":
            self.news = chronology.since(self.household, self._seen, policy())
            self.read_to.data = str(chronology.read_to(self.household))
