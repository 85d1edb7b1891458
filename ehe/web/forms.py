"""The base of every form, and a day asked for in three fields."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField, ValidationError
from wtforms.validators import Length

from ehe.core.base import new_uuid
from ehe.core.text import visible
from ehe.core.today import today

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
PARTS = ("day", "month", "year")


# WTForms' own words, for a validator that was given none, as GOV.UK would say them.
SENTENCES = {
    "This field is required.": "Answer this question",
    "Not a valid choice.": "Select one of the choices",
    "'%(value)s' are not valid choices for this field.": "Select from what this page offers",
    "Invalid input.": "This is not written as it must be",
    "Not a valid integer value.": "This must be a whole number",
    "Field cannot be longer than %(max)d characters.": "This must be %(max)d characters or fewer",
    "Field must be at least %(min)d characters long.": "This must be %(min)d characters or more",
}


class Sentences:
    """WTForms asks it for a translation of its own words."""

    def gettext(self, words: str) -> str:
        return SENTENCES.get(words, words)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return SENTENCES.get(plural, singular if number == 1 else plural)


class Form(FlaskForm):
    """Its hidden `form_key` is for `ehe.web.once`: the same form sent twice acts once."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, _form: object) -> Sentences:
            return Sentences()

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Whatever else a field asks for, no text of a form holds what cannot be seen."""
            if issubclass(unbound_field.field_class, StringField):
                options = options | {"filters": [visible, *unbound_field.kwargs.get("filters", ())]}
            return super().bind_field(form, unbound_field, options)

    form_key = HiddenField(default=new_uuid)

    def validate_form_key(self, field: HiddenField) -> None:
        """A key that is no uuid was made by hand: it gets a new one, and at worst that person's form acts twice."""
        field.data = key_of(field.data) or new_uuid()


def key_of(text: str | None) -> str | None:
    """The key of a form, None if this is none."""
    try:
        return str(uuid.UUID(text or ""))
    except ValueError:
        return None


class DayField(Field):
    """A day in three text fields. `what` names it in the sentences: "Date of birth must be a real date".

    `parts` is what was typed; `wrong` names the fields at fault. For a needed day use `InputRequired`.
    """

    data: date | None

    def __init__(self, label: str, validators: Sequence[Any] = (), *, what: str, **options: Any) -> None:
        self.what = what
        self.parts: dict[str, str] = dict.fromkeys(PARTS, "")
        self.wrong: tuple[str, ...] = ()
        super().__init__(label, validators, **options)

    def process(self, formdata: Any, *arguments: Any, **named: Any) -> None:
        super().process(None, *arguments, **named)
        if isinstance(self.data, date):
            self.parts = {"day": str(self.data.day), "month": str(self.data.month), "year": str(self.data.year)}
        if not formdata:
            return
        self.parts = {part: formdata.get(f"{self.name}-{part}", "").strip() for part in PARTS}
        self.raw_data = [" ".join(self.parts.values()).strip()]
        self.data = None
        try:
            self.data = read_day(self.parts, self.what)
        except BadDay as error:
            self.wrong = error.parts
            self.process_errors = [str(error)]


class BadDay(ValueError):
    """`parts` names the fields at fault."""

    def __init__(self, why: str, *parts: str) -> None:
        super().__init__(why)
        self.parts = parts


def read_day(parts: dict[str, str], what: str) -> date | None:
    """The day that was typed, None if nothing was; `BadDay` says what is wrong, in a sentence about `what`."""
    missing = [part for part in PARTS if not parts[part]]
    if len(missing) == len(PARTS):
        return None
    if missing:
        raise BadDay(f"{what} must include a {' and '.join(missing)}", *missing)
    day, month, year = _whole(parts["day"]), _month(parts["month"]), _whole(parts["year"])
    if not 1 <= month <= 12:
        raise BadDay(f"{what} must be a real date", "month")
    if not 1000 <= year <= 9999:
        raise BadDay(f"{what} must include a year with 4 numbers", "year")
    try:
        return date(year, month, day)
    except ValueError:
        raise BadDay(f"{what} must be a real date", "day") from None


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0


def _month(text: str) -> int:
    """A number, or a month's name or its beginning."""
    word = text.lower().rstrip(".")
    if len(word) >= 3:
        for number, name in enumerate(MONTHS, start=1):
            if name.startswith(word) or word == "sept" == name[:4]:
                return number
    return _whole(text)


class TodayOrPast:
    """A day that must not lie ahead."""

    def __call__(self, _form: Any, field: DayField) -> None:
        if field.data and field.data > today():
            raise ValidationError(f"{field.what} must be today or in the past")


def no_longer(what: str, most: int) -> Length:
    """Free text has a limit, said in words: "Full name must be 400 characters or fewer"."""
    return Length(max=most, message=f"{what} must be {most:,} characters or fewer")
