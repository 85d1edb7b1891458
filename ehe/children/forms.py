"""What is put right about a child's home, the family's wishes, and whose work the child is."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from wtforms import BooleanField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from ehe.clocks.forms import DecisionForm
from ehe.core.today import today
from ehe.register import words as w
from ehe.register.forms import (
    Ahead,
    FactForm,
    HappenedForm,
    NotTooFar,
    Possible,
    line,
    past_day,
    radios,
    select,
    words,
)
from ehe.register.models import Address, Adult
from ehe.web.forms import DayField, TodayOrPast
from ehe.withdrawals.forms.fields import postcode


def _choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, said) for value, said in pairs]


# ---- addresses -----------------------------------------------------------------------------------


class AddressForm(FactForm):
    """Whose address; `adult` is chosen unless the page is about one."""

    adult = radios("Whose address is it?", {}, "Select whose address it is")
    line1 = line("Address line 1", "Enter address line 1, for example the house and the street")
    line2 = line("Address line 2 (optional)")
    line3 = line("Address line 3 (optional)")
    town = line("Town or city", "Enter a town or city")
    postcode = postcode()
    source = line("Who says so?", "Enter who says so, for example the school or the parent")
    from_on = DayField(
        "Living there since (optional)", [TodayOrPast(), Possible()], what="The day they have lived there since"
    )
    replaces = radios(
        "Is it in place of the address we have?",
        {"yes": "Yes, they have moved", "no": "No, it is a second address"},
        "",
    )
    not_to_be_shared = BooleanField("This address must not be shared with anybody else")

    def offer(self, adults: Iterable[Adult], chosen: str | None) -> None:
        self.held = {adult.uuid: [a for a in adult.addresses if a.until_on is None] for adult in adults}
        self.adult.choices = _choices((adult.uuid, adult.name) for adult in adults)
        if chosen in self.held and not self.is_submitted():
            self.adult.data = chosen

    def validate_replaces(self, field: Any) -> None:
        if not field.data and self.held.get(self.adult.data or ""):
            raise ValidationError("Select whether it is in place of the address we have")


class VerifyForm(HappenedForm):
    happened_on = past_day("When did they say so?", "Enter the day they said so", what="The day", default=today)
    source = line("Which other source agrees?", "Enter the source that agrees, for example the electoral roll")
    again = line("And a second one (optional)")

    def __init__(self, address: Address, called: str, **options: Any) -> None:
        """`called` is what people call the source that told us the address: a school by its name."""
        self.had, self.called = (address.source or "").strip(), called.strip()
        super().__init__(**options)

    @property
    def sources(self) -> list[str]:
        """All that agree, each once."""
        named = [self.had, self.source.data or "", self.again.data or ""]
        return list({source.casefold(): source for source in named if source}.values())

    def validate_source(self, field: Any) -> None:
        if self.had and (field.data or "").casefold() in (self.had.casefold(), self.called.casefold()):
            raise ValidationError(f"Enter a source other than {self.called}: that one told us the address")


class DisputeForm(HappenedForm):
    happened_on = past_day("When did they say so?", "Enter the day they said so", what="The day", default=today)
    source = line("Who says otherwise?", "Enter who says otherwise")
    words = words("What do they say?", "Enter what they say")


# ---- notice, brothers and sisters, wishes, safety ---------------------------------------------------


class NoticeForm(HappenedForm):
    happened_on = past_day(
        "When did we receive it?", "Enter the day we received it", what="The day we received it", default=today
    )
    source = line("Who sent it?", "Enter who sent it, for example the school")
    words = words("Anything to add (optional)")


class SiblingForm(HappenedForm):
    """A box for each child; at least one has an answer."""

    happened_on = past_day("When did they say it?", "Enter the day they said it", what="The day", default=today)
    source = line("Who did you speak to?", "Enter who you spoke to")

    @classmethod
    def about(cls, children: Iterable[tuple[str, str]]) -> type["SiblingForm"]:
        """A form with a box for each child (uuid, what it is called)."""
        boxes = {f"child_{n}": words(label) for n, (_, label) in enumerate(children)}
        return type("SiblingFormOfChildren", (cls,), boxes)

    def said(self, children: Iterable[tuple[str, str]]) -> dict[str, str]:
        found = ((uuid, self._fields[f"child_{n}"].data) for n, (uuid, _) in enumerate(children))
        return {uuid: text for uuid, text in found if text and text.strip()}

    def validate(self, **more: Any) -> bool:
        good = bool(super().validate(**more))
        boxes = [field for name, field in self._fields.items() if name.startswith("child_")]
        if boxes and not any((box.data or "").strip() for box in boxes):
            boxes[0].errors = [*boxes[0].errors, "Enter what the school says of at least one child"]
            return False
        return good


WISHES: Mapping[str, str] = {
    "In writing only": "In writing only",
    "By email": "By email",
    "By phone": "By phone",
    "Any way": "Any way",
    "other": "Another way",
}


class PreferenceForm(HappenedForm):
    happened_on = past_day("When did they ask?", "Enter the day they asked", what="The day", default=today)
    wish = radios("How do they ask to be reached?", WISHES, "Select how they ask to be reached")
    other = line("In their words")
    how = words("Anything else, such as a language, a format or a time of day (optional)", most=400)

    @property
    def answer(self) -> str:
        return str(self.other.data if self.wish.data == "other" else self.wish.data)

    def validate_other(self, field: Any) -> None:
        if self.wish.data == "other" and not field.data:
            raise ValidationError("Enter how they ask to be reached")


class SafetyForm(HappenedForm):
    happened_on = past_day("When did we learn it?", "Enter the day we learned it", what="The day", default=today)
    answer = radios(
        "Is there anyone who must not know where this child lives, or that we are in touch?",
        w.YES_NO,
        "Select yes, no or not known",
    )
    who = line("Who? (optional)")
    how = words("How do we know?", "Enter how we know", most=400)


class SafeToWriteForm(FactForm):
    answer = radios("Is it safe to write to this person?", w.YES_NO, "Select yes, no or not known")
    how = words("How do we know?", "Enter how we know")


# ---- officer and extension ----------------------------------------------------------------------------


class OfficerForm(FactForm):
    officer = select("Named officer", {}, "Select an officer")
    with_others = BooleanField("Also for the brothers and sisters on the register", default=True)

    def offer(self, staff: Iterable[tuple[str, str]]) -> None:
        self.officer.choices = [SelectChoice("", "Choose an officer"), *_choices(staff)]


class ExtensionForm(DecisionForm):
    beside: ClassVar[Mapping[str, str]] = {
        "extension_needs_reason": "reason",
        "clock_not_running": "clock",
        "extension_not_later": "until",
    }
    clock = radios("Which duty?", {}, "Select which duty")
    until = DayField(
        "New last day", [InputRequired("Enter the new last day"), Ahead(), NotTooFar()], what="The new last day"
    )
    reason = words("Why?", "Enter why the duty is given a later date")

    def offer(self, clocks: Sequence[tuple[str, str, date]]) -> None:
        self.last_days = {code: last for code, _, last in clocks}
        self.clock.choices = _choices((code, said) for code, said, _ in clocks)

    def validate_until(self, field: DayField) -> None:
        last = self.last_days.get(self.clock.data or "")
        if last and field.data and field.data <= last and not field.errors:
            raise ValidationError(f"The new last day must be after {last.day} {last:%B %Y}, the last day now")


class AnswerExtensionForm(DecisionForm):
    answer = radios(
        "Your answer",
        {"agree": "I agree: give this duty the later last day", "refuse": "I refuse: the duty keeps its last day"},
        "Select agree or refuse",
    )
    reason = words("Why do you refuse?", what="The reason")

    def validate_reason(self, field: Any) -> None:
        if self.answer.data == "refuse" and not (field.data or "").strip():
            raise ValidationError("Enter why you refuse")
