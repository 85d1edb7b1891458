"""The forms of the desk and of absences, and what every decision has: it is made on what its page showed."""

from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from ehe.clocks import chronology
from ehe.clocks.chronology import Entry
from ehe.clocks.services import policy
from ehe.core.errors import Refused
from ehe.register.forms import FactForm, NotTooFar, Possible, coming_day, line, select
from ehe.register.models import Child
from ehe.web.forms import DayField


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


class DoneForm(FactForm):
    words = line("What was done?", "Enter what was done", most=1000)


class AwayForm(FactForm):
    officer = select("Who is away?", {}, "Select who is away")
    from_on = DayField(
        "First day away",
        [InputRequired("Enter the first day away"), Possible(), NotTooFar()],
        what="The first day away",
    )
    until = coming_day("Last day away", what="The last day away")
    cover = select("Who has their children meanwhile?", {}, none="The managers")

    def offer(self, staff: Iterable[tuple[str, str]]) -> None:
        """Those who may be away, and who may cover."""
        people = [SelectChoice(uuid, name) for uuid, name in staff]
        self.officer.choices = [SelectChoice("", "Choose an officer"), *people]
        self.cover.choices = [SelectChoice("", "The managers"), *people]

    def validate_until(self, field: DayField) -> None:
        if field.data and self.from_on.data and field.data < self.from_on.data and not field.errors:
            raise ValidationError("The last day away must be the same as or after the first day away")

    def validate_cover(self, field: Any) -> None:
        if field.data and field.data == self.officer.data:
            raise ValidationError("Select somebody else to cover")


class BackForm(FactForm):
    """Asks for nothing but yes."""
