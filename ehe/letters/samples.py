"""Invented letters, to look at a template before a child is in it.

The council, its people and its postcodes are not real; telephone numbers are of the range kept for
drama, web addresses of the one kept for examples.
"""

from dataclasses import replace
from datetime import date
from typing import Any, Literal

from ehe.clocks.counting import england
from ehe.letters.content import Authority, LetterContext, Officer, Recipient, ReminderContext, template_called
from ehe.letters.rules import PostalAddress

Size = Literal["shortest", "common", "longest"]
SIZES: tuple[Size, ...] = ("shortest", "common", "longest")

NORTHMOOR = Authority(
    name="Northmoor Council",
    team="Home Education Team",
    address=PostalAddress(("Civic Centre", "1 Market Place"), "Northmoor", "NM1 1AA"),
    phone="01632 960 100",
    hours="Monday to Friday, 9am to 5pm",
    email="home.education@northmoor.example",
    colour="#1d4f5c",
    admissions="phone School Admissions on 01632 960 120",
    complaints="northmoor.example/complaints, or phone 01632 960 130",
    privacy_notice="northmoor.example/home-education/privacy",
)
OFFICER = Officer(
    name="Priya Raman",
    role="Home Education Officer",
    phone="01632 960 111",
    email="priya.raman@northmoor.example",
)
WRITTEN_TO: dict[Size, Recipient] = {
    "shortest": Recipient("Jo Ng", PostalAddress(("2 Elm Row",), "Esk", "NM9 9ZZ")),
    "common": Recipient("Joanna Marsh", PostalAddress(("Flat 3", "27 Chapel Street"), "Northmoor", "NM2 4DB")),
    "longest": Recipient(
        "Professor Aleksandra Wiśniewska-Fotheringham",
        PostalAddress(
            (
                "Flat 1204",
                "The Old Worsted Mill",
                "114 to 118 Upper Esk Valley Road",
                "Lower Thistlethwaite",
            ),
            "Northmoor-under-Eskdale",
            "NM14 8QW",
        ),
    ),
}
CHILDREN: dict[Size, tuple[str, ...]] = {
    "shortest": ("Al",),
    "common": ("Maya",),
    "longest": ("Maximilian-Bartholomew", "Zuzanna", "Nguyễn", "Élodie-Marguerite"),
}
SCHOOLS: dict[Size, str] = {
    "shortest": "Esk School",
    "common": "Alder Bank Primary School",
    "longest": "Saint Bartholomew and Our Lady of Perpetual Help Voluntary Aided Church of England "
    "and Roman Catholic Primary School and Nursery",
}


def sample(template: str, today: date, size: Size = "common", *, safety_mark: bool = False) -> LetterContext:
    """A letter dated today, about nobody; with a safety mark it does not say who told us."""
    working = england()
    about: dict[str, Any] = {
        "reference": "NM-2026-00142" if size != "shortest" else "NM-1",
        "dated": today,
        "authority": NORTHMOOR if size != "longest" else _long(NORTHMOOR),
        "officer": OFFICER,
        "recipient": WRITTEN_TO[size],
        "children": CHILDREN[size],
        "told_on": working.add(today, -3).on,
        "names_school": not safety_mark,
        "school": "" if safety_mark else SCHOOLS[size],
        "writing_only": False,
        "contact_by": working.add(today, 10).on,
        "reply_by": working.add(today, 20).on,
    }
    if template_called(template).context is ReminderContext:
        first = working.add(today, -21).on
        return ReminderContext(**about | {"told_on": working.add(first, -3).on, "first_letter_on": first})
    return LetterContext(**about)


def _long(authority: Authority) -> Authority:
    return replace(
        authority,
        name="Northmoor and Upper Eskdale Metropolitan Borough Council",
        team="Elective Home Education and Children Missing Education Service",
        address=PostalAddress(
            ("Directorate of Children and Families", "Third Floor, Civic Centre", "1 Market Place"),
            "Northmoor",
            "NM1 1AA",
        ),
        email="elective.home.education@northmoor-and-eskdale.example",
    )
