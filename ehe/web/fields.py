"""A WTForms field as GOV.UK's macros take one: its label, its error, its choices."""

from collections.abc import Iterator, Mapping
from typing import Any

from wtforms import Field
from wtforms.form import BaseForm

from ehe.web.forms import PARTS, DayField

Options = dict[str, Any]
Words = Mapping[str, str]


def label_of(field: Field, heading: bool = False, size: str = "") -> Options:
    """With `heading` the label is the page's h1."""
    size = size or ("l" if heading else "s")
    return {"text": field.label.text, "isPageHeading": heading, "classes": f"govuk-label--{size}"}


def legend_of(field: Field, heading: bool = False, size: str = "") -> Options:
    size = size or ("l" if heading else "m")
    return {"text": field.label.text, "isPageHeading": heading, "classes": f"govuk-fieldset__legend--{size}"}


def error_of(field: Field) -> Options | None:
    """One sentence at a time: the first is what to mend first."""
    return {"text": str(field.errors[0])} if field.errors else None


def choices_of(field: Any, hints: Words | None = None, reveals: Words | None = None) -> list[Options]:
    """The choices of a radio, select or many-choices field, with a hint or a revealed part for some."""
    return [
        {
            "value": option.data,
            "text": option.label.text,
            "checked": option.checked,
            "selected": option.checked,
            "hint": {"text": hints[option.data]} if hints and option.data in hints else None,
            "conditional": {"html": reveals[option.data]} if reveals and option.data in reveals else None,
        }
        for option in field
    ]


def parts_of(field: DayField, autocomplete: str) -> list[Options]:
    """The three fields of a day; those at fault are marked, all of them if the fault is the day's."""
    marked = (field.wrong or PARTS) if field.errors else ()
    return [
        {
            "name": part,
            "id": f"{field.id}-{part}",
            "value": field.parts[part],
            # A month may be typed as a word.
            "inputmode": "text" if part == "month" else "numeric",
            "autocomplete": f"bday-{part}" if autocomplete == "bday" else autocomplete,
            "classes": f"govuk-input--width-{width}" + (" govuk-input--error" if part in marked else ""),
        }
        for part, width in zip(PARTS, (2, 4, 4), strict=True)
    ]


def errors_of(form: BaseForm) -> list[dict[str, str]]:
    """The lines of the error summary, each with the field it leads to, in the form's order."""
    lines = [line for field in form for line in _lines(field)]
    return lines + [{"text": str(error)} for error in getattr(form, "form_errors", ())]


def _lines(field: Any) -> Iterator[dict[str, str]]:
    if hasattr(field, "entries") or hasattr(field, "form"):  # a list of fields, or a form within the form
        for inner in field:
            yield from _lines(inner)
        return
    target = f"{field.id}-{(field.wrong or PARTS)[0]}" if isinstance(field, DayField) else field.id
    for error in field.errors:
        yield {"text": str(error), "href": f"#{target}"}


GLOBALS = {
    "label_of": label_of,
    "legend_of": legend_of,
    "error_of": error_of,
    "choices_of": choices_of,
    "parts_of": parts_of,
    "errors_of": errors_of,
}
