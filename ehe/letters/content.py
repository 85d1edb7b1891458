"""What a letter may say: a closed list of typed values, for one recipient, and its text as HTML. Pure.

The fields of these classes are the allow-list. A template is given them and nothing else: no child,
adult or record can be reached from here, so no other person's address, no identifier, no rating, no
plan, no source can stand in a letter by mistake.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ehe.core.errors import Refused
from ehe.letters.rules import PostalAddress, address_block
from ehe.printing.fonts import width_mm
from ehe.printing.layouts import Layout

LANGUAGE = "en-GB"
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
COLOUR = re.compile(r"^#[0-9a-f]{6}$", re.IGNORECASE)
LEAST_CONTRAST = 4.5


# ---- what it is made of --------------------------------------------------------------------------


def _check(made: Any) -> None:
    """Every value is exactly of its kind and none is blank, so nothing rides in on a look-alike."""
    for field in fields(made):
        value, where = getattr(made, field.name), f"{type(made).__name__.lower()}: {field.name.replace('_', ' ')}"
        kinds = tuple({type(v) for v in value}) if type(value) is tuple else (type(value),)
        if not set(kinds) <= ALLOWED:
            raise TypeError(f"{where} holds {kinds}, which no letter may")
        blank = not value.strip() if type(value) is str else value == ()
        if blank and field.name not in MAY_BE_BLANK:
            raise Refused("letter_incomplete", f"The letter cannot be written: it lacks something ({where}).")


@dataclass(frozen=True, slots=True)
class Authority:
    """The council in its own words and colour. All of it is set by the authority, none of it by us."""

    name: str
    team: str
    address: PostalAddress
    phone: str
    hours: str
    email: str
    colour: str
    admissions: str
    complaints: str
    privacy_notice: str

    def __post_init__(self) -> None:
        _check(self)
        refuse_faint(self.colour)


@dataclass(frozen=True, slots=True)
class Officer:
    """The person to ask, and how to reach that person directly."""

    name: str
    role: str
    phone: str
    email: str

    def __post_init__(self) -> None:
        _check(self)


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person and that person's own address."""

    name: str
    address: PostalAddress

    def __post_init__(self) -> None:
        _check(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterContext:
    """All that a letter to a family may hold. `children` are first names, of that person's household alone."""

    reference: str
    dated: date
    authority: Authority
    officer: Officer
    recipient: Recipient
    children: tuple[str, ...]
    # When we were told. Who told us is left out where there is a safety mark on the household.
    told_on: date
    names_school: bool
    school: str
    # The family has asked us to write and not to phone or call.
    writing_only: bool
    # What we do, and by when; what we ask for, and by when we hope for it.
    contact_by: date
    reply_by: date

    def __post_init__(self) -> None:
        _check(self)
        if self.names_school != bool(self.school):
            raise ValueError("a letter that does not name the school must not be given its name, and the other way")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderContext(LetterContext):
    """A letter that asks again: of which day the first one was."""

    first_letter_on: date

    def __post_init__(self) -> None:
        # `super()` cannot be used in a class with slots.
        LetterContext.__post_init__(self)
        if self.first_letter_on >= self.dated:
            raise ValueError("a reminder is dated after the letter it speaks of")


ALLOWED: frozenset[type] = frozenset({str, date, bool, PostalAddress, Authority, Officer, Recipient})
MAY_BE_BLANK = frozenset({"school"})


def refuse_faint(colour: str) -> None:
    """A brand colour is text on white paper: 4.5 to 1 or more (WCAG 2.2, 1.4.3)."""
    if not COLOUR.match(colour):
        raise Refused("bad_colour", f"“{colour}” is not a colour such as #1d5b4f.")
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in channels)
    contrast = 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    if contrast < LEAST_CONTRAST:
        raise Refused(
            "faint_colour",
            f"{colour} is too faint on white paper: its contrast is {contrast:.1f} to 1, and must be "
            f"{LEAST_CONTRAST} to 1 or more. Choose a darker one.",
        )


# ---- the templates -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Template:
    """A letter that can be written: its code, what it is about, and which values it needs."""

    code: str
    subject: str
    context: type[LetterContext]


TEMPLATE_LIST = (
    Template("acknowledgement", "Home education: who we are and how we can help", LetterContext),
    Template("reminder_1", "Home education: a reminder of our letter", ReminderContext),
)
LETTERS: Mapping[str, Template] = {template.code: template for template in TEMPLATE_LIST}


def template_called(code: str) -> Template:
    if code not in LETTERS:
        raise Refused("no_such_letter", f"There is no letter {code!r}; there are: {', '.join(LETTERS)}.")
    return LETTERS[code]


def title_of(template: str, context: LetterContext) -> str:
    """What the PDF is called. It names no child: a title shows in lists and on tabs."""
    return f"{template_called(template).subject}. {context.authority.name}, reference {context.reference}"


# Not from the machine, which may be set to another language.
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def day(value: date) -> str:
    """27 March 2026, the number never parted from its month."""
    return f"{value.day}\u00a0{MONTHS[value.month - 1]} {value.year}"


def weekday(value: date) -> str:
    """Friday 27 March 2026."""
    return f"{WEEKDAYS[value.weekday()]} {day(value)}"


def listed(names: tuple[str, ...]) -> str:
    """Maya; Maya and Idris; Maya, Idris and Joe."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _never_none(value: Any) -> Any:
    if value is None:
        raise ValueError("a letter came upon a value that is not there")
    return value


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_never_none,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=day, weekday=weekday, listed=listed)
    return made


def render_html(template: str, layout: Layout, context: LetterContext) -> str:
    """The whole letter as one page of HTML, without style: the layout's style sheets draw it."""
    found = template_called(template)
    if type(context) is not found.context:
        raise TypeError(f"{template} is written from {found.context.__name__} and nothing else")
    to = context.recipient
    values = {field.name: getattr(context, field.name) for field in fields(context)}
    values["address"] = address_block(to.name, to.address, layout, width_mm)
    values["title"], values["language"], values["layout"] = title_of(template, context), LANGUAGE, layout.code
    return _environment().get_template(f"letters/{template}.html").render(values)
