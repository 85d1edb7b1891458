"""What the forms about a child have in common: their fields, the day something happened, where a refusal is shown."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, ClassVar

from wtforms import RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, StopValidation

from ehe.core.errors import Refused
from ehe.core.text import visible
from ehe.core.today import LONDON, london, now, today
from ehe.web.forms import DayField, Form, TodayOrPast
from ehe.web.words import day as plain

# Before this the register counts no days; nobody of school age today was born.
FLOOR = date(2001, 1, 1)
LINE, WORDS = 400, 20_000
END_OF_DAY = time(23, 59)

Choices = Mapping[str, str] | Iterable[tuple[str, str]]


def exact(text: str | None) -> str | None:
    """Words as they were written; only what cannot be seen is left out, and ends of lines are one character."""
    return visible(text.replace("\r\n", "\n")) if text else text


def one_line(text: str | None) -> str | None:
    return " ".join((exact(text) or "").split()) or None


def line(label: str, needed: str = "", *, what: str = "", most: int = LINE) -> StringField:
    """A line of text. `needed` is the sentence when it is missing, `what` its name in the sentence when too long."""
    return StringField(label, _checks(needed, what or label, most), filters=[one_line])


def words(label: str, needed: str = "", *, what: str = "", most: int = WORDS) -> TextAreaField:
    """As many words as needed, kept exactly as written."""
    return TextAreaField(label, _checks(needed, what or label, most), filters=[exact])


def _checks(needed: str, what: str, most: int) -> list[Any]:
    too_long = f"{what.rstrip('?')} must be {most:,} characters or fewer"
    return [*([DataRequired(needed)] if needed else []), Length(max=most, message=too_long)]


class _Chosen:
    """An answer that is not among the choices was never offered: the person is asked to select one."""

    sentence = ""
    data: Any
    choices: Any

    def pre_validate(self, _form: Any) -> None:
        if not self.data:
            if self.sentence:
                raise StopValidation(self.sentence)
        elif self.data not in {choice.value for choice in self.choices or ()}:
            raise StopValidation(self.sentence or "Select one of the answers")


class _Radios(_Chosen, RadioField):
    pass


class _Select(_Chosen, SelectField):
    pass


def _choices(choices: Choices) -> list[SelectChoice]:
    pairs = choices.items() if isinstance(choices, Mapping) else choices
    return [SelectChoice(value, words) for value, words in pairs]


def radios(label: str, choices: Choices, needed: str = "", **options: Any) -> RadioField:
    """One of several, all shown. `needed` is the sentence when none is chosen; without it, none may be."""

    class Field(_Radios):
        sentence = needed

    return Field(label, choices=_choices(choices), **options)


def select(label: str, choices: Choices, needed: str = "", *, none: str = "", **options: Any) -> SelectField:
    """One of many. `none` is what stands there before one is chosen."""

    class Field(_Select):
        sentence = needed

    return Field(label, choices=[SelectChoice("", none), *_choices(choices)], **options)


class TimeField(StringField):
    """A time of day as people write it: 14:30, 2.30pm, 9am."""

    clock: time | None = None

    def pre_validate(self, _form: Any) -> None:
        self.clock = read_time(self.data or "")
        if self.data and self.clock is None:
            raise StopValidation("Enter a time like 14:30 or 2:30pm")


TIME = re.compile(r"^(\d{1,2})(?:[:.]?(\d{2}))?\s*(am|pm)?$", re.IGNORECASE | re.ASCII)


def read_time(text: str) -> time | None:
    found = TIME.match(text.strip())
    if not found or not (found[2] or found[3]):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class Possible:
    """A day within the child's life, and within what the register can count."""

    def __call__(self, form: Any, field: DayField) -> None:
        earliest = getattr(form, "earliest", FLOOR)
        if field.data and field.data < earliest:
            born = "the day the child was born" if earliest > FLOOR else "the earliest day the register can count from"
            raise ValidationError(f"{field.what} must be the same as or after {plain(earliest)}, {born}")


class NotTooFar:
    """A day ahead that somebody can mean: within so many years."""

    def __init__(self, years: int = 2) -> None:
        self.years = years

    def __call__(self, _form: Any, field: DayField) -> None:
        day = today()
        if field.data and field.data > date(day.year + self.years, 12, 31):
            raise ValidationError(f"{field.what} must be within the next {self.years} years")


class Ahead:
    """A day that has not passed."""

    def __call__(self, _form: Any, field: DayField) -> None:
        if field.data and field.data < today():
            raise ValidationError(f"{field.what} must be today or in the future")


def past_day(label: str, needed: str, *, what: str, **options: Any) -> DayField:
    """A day on which something happened."""
    return DayField(label, [InputRequired(needed), TodayOrPast(), Possible()], what=what, **options)


def coming_day(label: str, needed: str = "", *, what: str, years: int = 2) -> DayField:
    """A day by which something is to happen."""
    return DayField(label, [*([InputRequired(needed)] if needed else []), Ahead(), NotTooFar(years)], what=what)


class FactForm(Form):
    """A form whose answers become a fact about a child."""

    # Beside which field a refusal of the register is shown, by its code.
    beside: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *, born_on: date | None = None, **options: Any) -> None:
        self.earliest = max(born_on or FLOOR, FLOOR)
        super().__init__(**options)

    def refuse(self, refusal: Refused) -> None:
        """Say why the register will not take it, beside the field it is about."""
        name = self.beside.get(refusal.code)
        if name and name in self._fields:
            field = self._fields[name]
            field.errors = [*field.errors, refusal.why]
        else:
            self.form_errors.append(refusal.why)


class HappenedForm(FactForm):
    """A fact that happened on a day, today unless another is typed."""

    happened_on = past_day(
        "When did it happen?", "Enter the day it happened", what="The day it happened", default=today
    )

    @property
    def at(self) -> datetime:
        return instant_of(self.happened_on.data)


def instant_of(day: date | None, clock: time | None = None) -> datetime:
    """When it happened: now if today, the time that was said, else the end of the day, after all else that day."""
    if day is None or (day == today() and clock is None):
        return now()
    return london(day, clock or END_OF_DAY)


def is_day_only(at: datetime) -> bool:
    """Whether only the day was told."""
    return at.astimezone(LONDON).time() == END_OF_DAY
