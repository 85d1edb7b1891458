"""Fields that the pages of a notice share."""

import re
from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, StringField, ValidationError

from ehe.core.errors import Refused
from ehe.core.today import today
from ehe.documents.rules import MOST_BYTES, Examined, examine
from ehe.register.forms import one_line
from ehe.web.forms import DayField, Form

OLDEST = 25  # the years up to which a special school may have a pupil
POSTCODE = re.compile(r"^(GIR0AA|[A-PR-UWYZ][A-HK-Y]?[0-9][0-9A-HJKMNPR-Y]?[0-9][ABD-HJLNP-UW-Z]{2})$")

YES_NO = {"yes": "Yes", "no": "No", "not_known": "Not known"}


class PageForm(Form):
    """One page of a notice. `seen` is what the page held when it was opened: another window may have changed it."""

    seen = HiddenField()


class BornOn:
    """A day on which somebody who is at school today can have been born."""

    def __call__(self, _form: Any, field: DayField) -> None:
        if field.data and field.data > today():
            raise ValidationError(f"{field.what} must be in the past")
        if field.data and field.data.year < today().year - OLDEST:
            raise ValidationError(f"{field.what} must be within the last {OLDEST} years")


class PostcodeField(StringField):
    """In any case and spacing, kept as it is printed. Empty is allowed: boats and sites may have none."""

    data: str | None

    def pre_validate(self, _form: Any) -> None:
        bare = re.sub(r"[^A-Z0-9]", "", (self.data or "").upper())
        if not (self.data or "").strip():
            return
        if not POSTCODE.match(bare):
            raise ValidationError("Enter a full UK postcode, like B31 2HL, or leave it empty if there is none")
        self.data = f"{bare[:-3]} {bare[-3:]}"


def postcode(label: str = "Postcode") -> PostcodeField:
    return PostcodeField(label, filters=[one_line])


class UploadField(FileField):
    """A file that is examined before anything is done with it."""

    examined: Examined | None = None

    def pre_validate(self, _form: Any) -> None:
        try:
            self.look()
        except Refused as refused:
            raise ValidationError(refused.why) from None

    def look(self) -> Examined | None:
        """What may be kept of the file, None if none was chosen; `Refused` says why it may not."""
        if self.examined is None and self.data and getattr(self.data, "filename", ""):
            self.data.stream.seek(0)
            self.examined = examine(self.data.filename, self.data.stream.read(MOST_BYTES + 1))
        return self.examined
