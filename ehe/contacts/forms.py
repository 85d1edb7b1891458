"""A contact or visit with an answer for every child, a sighting by others, and what follows a declined visit."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

import wtforms
from wtforms import FormField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from ehe.clocks.forms import DecisionForm
from ehe.contacts.rules import FACE_TO_FACE
from ehe.core.errors import Refused
from ehe.core.today import now, today
from ehe.facts.kinds import ContactAttempted, Sighting
from ehe.register import words as w
from ehe.register.forms import (
    FactForm,
    HappenedForm,
    TimeField,
    coming_day,
    instant_of,
    one_line,
    past_day,
    radios,
    select,
    words,
)
from ehe.web.forms import DayField

PLACES = {name: w.SETTINGS[name] for name in ("home", "doorstep", "elsewhere")}
IN_PLACE = frozenset({"visit", "meeting"})
HEARD_OR_SEEN = frozenset(w.GRADES) - {"not_seen"}
ADULTS = {
    "as_recorded": "Those we know of, and nobody else",
    "others": "Others too, or not all of those",
    "not_known": "Not known",
}


class ChildAnswer(wtforms.Form):
    """Whether one child was seen at this contact, how far, and where."""

    grade = radios("Was the child seen?", w.GRADES)
    setting = select("Where?", PLACES, none="Choose where")


class ContactForm(FactForm):
    """A contact; `of` makes it with an answer for each child. Children off the register may be left out."""

    method = radios("What kind of contact?", w.METHODS, "Select what kind of contact it was")
    outcome = radios("What came of it?", w.OUTCOMES, "Select what came of it")
    happened_on = past_day("Which day?", "Enter the day of the contact", what="The day of the contact", default=today)
    time = TimeField("What time?", [DataRequired("Enter the time of the contact")], filters=[one_line])
    announced = radios("Was it announced?", {"yes": "Yes", "no": "No"}, "Select whether it was announced")
    place = radios("Where did it take place?", PLACES)
    adults = radios("Which adults live in the home now?", ADULTS)
    others = words("Who lives there?", most=2000)
    promised = words("What was promised? (optional)", what="What was promised")
    promised_by = coming_day("Promised for which day? (optional)", what="The promised day")
    words = words("What happened? (optional)", what="What happened")

    # (uuid, name) of the children, those on the register, and what the fields are called.
    children: ClassVar[tuple[tuple[str, str], ...]] = ()
    registered: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        for _, name, part in self.answers:
            part.grade.label.text, part.setting.label.text = f"Was {name} seen?", f"Where was {name} seen or heard?"

    @classmethod
    def of(cls, children: Iterable[tuple[str, str]], registered: Iterable[str]) -> type["ContactForm"]:
        named = tuple(children)
        fields = {f"child_{n}": FormField(ChildAnswer) for n, _ in enumerate(named)}
        return type("ContactFormOfChildren", (cls,), {"children": named, "registered": frozenset(registered), **fields})

    @property
    def answers(self) -> list[tuple[str, str, Any]]:
        """Uuid and name of each child, with its part of the form."""
        return [(uuid, name, self._fields[f"child_{n}"].form) for n, (uuid, name) in enumerate(self.children)]

    @property
    def at(self) -> datetime:
        return instant_of(self.happened_on.data, self.time.clock)

    @property
    def needs_answers(self) -> bool:
        """Face to face and somebody was there: every child on the register has an answer (`contacts.rules`)."""
        return self.method.data in FACE_TO_FACE and self.outcome.data in ("answered", "adult_only")

    @property
    def was_at_home(self) -> bool:
        return self.method.data in IN_PLACE and self.outcome.data in ("answered", "adult_only", "refused")

    def validate_time(self, field: TimeField) -> None:
        if field.clock and self.happened_on.data and not self.happened_on.errors and self.at > now():
            raise ValidationError("The time of the contact must be in the past")

    def validate_place(self, field: Any) -> None:
        if self.was_at_home and not field.data:
            raise ValidationError("Select where it took place")

    def validate_adults(self, field: Any) -> None:
        if self.method.data == "visit" and self.needs_answers and not field.data:
            raise ValidationError("Select which adults live in the home now, or not known")

    def validate_others(self, field: Any) -> None:
        if self.adults.data == "others" and not (field.data or "").strip():
            raise ValidationError("Enter who lives there")

    def validate_promised(self, field: Any) -> None:
        if self.promised_by.data and not (field.data or "").strip():
            raise ValidationError("Enter what was promised")

    def validate(self, **more: Any) -> bool:
        good = bool(super().validate(**more))
        faults = [self._fault(uuid, name, part) for uuid, name, part in self.answers]
        return good and not any(faults)

    def _fault(self, uuid: str, name: str, part: Any) -> bool:
        if self.needs_answers and uuid in self.registered and not part.grade.data and not part.grade.errors:
            part.grade.errors = [f"Select whether {name} was seen, and how"]
        elif part.grade.data in HEARD_OR_SEEN and self.method.data in IN_PLACE and not part.setting.data:
            part.setting.errors = [f"Select where {name} was seen or heard"]
        return bool(part.grade.errors or part.setting.errors)

    def refuse(self, refusal: Refused) -> None:
        """A child that came onto the register meanwhile needs an answer too: said beside each without one."""
        super().refuse(refusal)
        if refusal.code == "sighting_needs_answer_per_child":
            for _, name, part in self.answers:
                if not part.grade.data:
                    part.grade.errors = [f"Select whether {name} was seen, and how"]

    def fact(self, known_adults: str) -> ContactAttempted:
        place = self.place.data if self.method.data in IN_PLACE else None
        seen = [self._sighting(uuid, part) for uuid, _, part in self.answers if part.grade.data]
        return ContactAttempted(
            method=self.method.data,
            outcome=self.outcome.data,
            announced=self.announced.data == "yes",
            place=place or None,
            sightings=tuple(seen),
            adults_in_home=self._adults(known_adults),
            words=self.words.data or None,
        )

    def _sighting(self, uuid: str, part: Any) -> Sighting:
        by_method: Any = {"video": "video", "phone": "phone"}.get(self.method.data)
        setting = by_method or part.setting.data or None
        return Sighting(child=uuid, grade=part.grade.data, setting=setting if part.grade.data != "not_seen" else None)

    def _adults(self, known: str) -> str | None:
        said: Mapping[str, str | None] = {
            "as_recorded": known or "Nobody is known",
            "others": self.others.data,
            "not_known": "Not known",
        }
        return said.get(self.adults.data or "")


class _Boxes(SelectMultipleField):
    """Several of what is offered; at least one."""

    data: Any

    def pre_validate(self, _form: Any) -> None:
        offered = {choice.value for choice in self.choices or ()}
        if not self.data or not set(self.data) <= offered:
            raise ValidationError("Select at least one child")
        self.data = list(dict.fromkeys(self.data))


class SightingForm(HappenedForm):
    """Others have seen (or not seen) a child: police, health, a school, social care, the public."""

    happened_on = past_day("Which day?", "Enter the day", what="The day", default=today)
    observer = radios("Who saw the child?", w.OBSERVERS, "Select who saw the child")
    children = _Boxes("Which children is this about?", choices=[])
    grade = radios("How far were they seen?", w.GRADES, "Select how far they were seen")
    setting = radios("Where?", w.SETTINGS, "Select where")
    words = words("What was said or seen? (optional)", what="What was said or seen")

    def offer(self, children: Iterable[tuple[str, str]], chosen: str) -> None:
        self.children.choices = [SelectChoice(uuid, name) for uuid, name in children]
        if not self.is_submitted():
            self.children.data = [chosen]


class VisitForm(DecisionForm):
    beside: ClassVar[Mapping[str, str]] = {}
    decision = radios("What follows?", w.VISIT_DECISIONS, "Select what follows")
    review_on = coming_day("Review on which day?", what="The review day")
    reason = words("Why?", "Enter why, with what is known of the child from elsewhere", what="The reason")

    def validate_review_on(self, field: DayField) -> None:
        if self.decision.data == "accept" and not field.data and not field.errors:
            raise ValidationError("Enter the day of the review")
