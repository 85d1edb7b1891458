"""What the school is asked about people: the children leaving, parents and carers, brothers and sisters."""

from typing import Any

from wtforms import BooleanField, RadioField, StringField, ValidationError
from wtforms.validators import Length, Regexp

from ehe.register.forms import line, one_line, radios, select
from ehe.web.forms import DayField
from ehe.withdrawals.forms.fields import YES_NO, BornOn, PageForm, postcode
from ehe.withdrawals.rules.answers import Carer, ChildLeaving, Home, Place, Sibling

YEARS = (
    ("N", "Nursery"),
    ("R", "Reception"),
    *((str(n), f"Year {n}") for n in range(1, 15)),
    ("not_known", "Not known"),
)


def _words(label: str, most: int, **options: Any) -> StringField:
    too_long = f"{label} must be {most} characters or fewer"
    return StringField(label, [Length(max=most, message=too_long)], filters=[one_line], **options)


class ChildForm(PageForm):
    first_name = line("First name")
    last_name = line("Last name")
    one_name = BooleanField("The child has only one name")
    known_as = line("Known as")
    born_on = DayField("Date of birth", [BornOn()], what="Date of birth")
    # As it was typed: a number that is wrong is kept and doubted, never lost.
    upn = StringField(
        "Unique pupil number (UPN)",
        [Length(max=50, message="Unique pupil number (UPN) must be 50 characters or fewer")],
        filters=[one_line],
    )
    sex = radios("Sex", {"female": "Female", "male": "Male", "not_known": "Not known"})
    year = select("Year group", YEARS, none="Not given")

    def validate_first_name(self, field: StringField) -> None:
        if not field.data and not (self.one_name.data and self.last_name.data):
            raise ValidationError("Enter the child’s first name")

    def validate_last_name(self, field: StringField) -> None:
        if not field.data and not (self.one_name.data and self.first_name.data):
            raise ValidationError("Enter the child’s last name")

    def answers(self) -> ChildLeaving:
        return ChildLeaving(
            first_name=self.first_name.data or "",
            last_name=self.last_name.data or "",
            one_name=bool(self.one_name.data),
            known_as=self.known_as.data or "",
            born_on=self.born_on.data,
            upn=self.upn.data or "",
            sex=self.sex.data or "",
            year=self.year.data or "",
        )


class AnotherForm(PageForm):
    """The question below a list: is there another?"""

    more: RadioField


class AnotherChildForm(AnotherForm):
    more = radios(
        "Is another child of this family leaving your school too?",
        {"yes": "Yes", "no": "No"},
        "Select yes if another child is leaving too",
    )


class AnotherCarerForm(AnotherForm):
    more = radios(
        "Is there another parent or carer to add?",
        {"yes": "Yes", "no": "No"},
        "Select yes if there is another parent or carer",
    )


class AnotherSiblingForm(AnotherForm):
    more = radios(
        "Is there another brother or sister to add?",
        {"yes": "Yes", "no": "No"},
        "Select yes if there is another brother or sister",
    )


class AnySiblingsForm(AnotherForm):
    more = radios(
        "Does the child have brothers or sisters under 18?",
        YES_NO,
        "Select whether the child has brothers or sisters",
    )


class AddressForm(PageForm):
    kind = radios(
        "Where does the child live?",
        {
            "address": "At an address",
            "no_fixed": "They have no fixed address",
            "not_shared": "At an address that must not be shared",
        },
        "Select where the child lives",
    )
    line1 = line("Address line 1")
    line2 = line("Address line 2")
    town = line("Town or city")
    postcode = postcode()
    where = line("Where can the family be found, or where were they last?")

    def validate_line1(self, field: StringField) -> None:
        if self.kind.data == "address" and not field.data:
            raise ValidationError("Enter address line 1, such as a house number and street")

    def validate_town(self, field: StringField) -> None:
        if self.kind.data == "address" and not field.data:
            raise ValidationError("Enter a town or city")

    def answers(self) -> Home:
        place = _place(self) if self.kind.data in ("address", "not_shared") else Place()
        where = (self.where.data or "") if self.kind.data == "no_fixed" else ""
        return Home(kind=self.kind.data, place=place, where=where)


def _place(form: Any) -> Place:
    return Place(
        line1=form.line1.data or "",
        line2=form.line2.data or "",
        town=form.town.data or "",
        postcode=form.postcode.data or "",
    )


class CarerForm(PageForm):
    name = line("Full name", "Enter their full name")
    relationship = _words("Relationship to the child", 100)
    responsibility = radios("Do they have parental responsibility?", YES_NO)
    lives = radios(
        "Where do they live?",
        {
            "with_child": "With the child, at the address you gave",
            "other_home": "At another address, where the child lives for part of the time",
            "apart": "At another address, where the child does not normally live",
        },
        "Select where they live",
    )


class CarerContactForm(PageForm):
    """`lives` and `name` are those of the page before."""

    line1 = line("Address line 1")
    line2 = line("Address line 2")
    town = line("Town or city")
    postcode = postcode()
    address_not_known = BooleanField("The school does not know this address")
    not_shared = BooleanField("This address must not be shared")
    phone = _words("Emergency phone number", 100)
    no_phone = BooleanField("The school holds no number for this person")
    email = StringField(
        "Email address",
        [
            Length(max=320, message="Email address must be 320 characters or fewer"),
            Regexp(r"^(|[^@\s]+@[^@\s]+\.[^@\s]+)$", message="Enter an email address like name@example.com"),
        ],
        filters=[lambda text: one_line(text) or ""],
    )

    def __init__(self, *, carer: Carer, **options: Any) -> None:
        self.carer = carer
        super().__init__(**options)

    def validate_line1(self, field: StringField) -> None:
        if self.carer.lives == "other_home" and not field.data and not self.address_not_known.data:
            raise ValidationError("Enter address line 1, or say that the school does not know the address")

    def validate_phone(self, field: StringField) -> None:
        if self.carer.lives == "apart" or self.no_phone.data:
            return
        if not field.data:
            raise ValidationError("Enter an emergency phone number, or say that the school holds none")
        if not any(c.isdigit() for c in field.data):
            raise ValidationError("Enter a phone number, like 01632 960 001")

    def validate_no_phone(self, field: BooleanField) -> None:
        if field.data and self.phone.data:
            raise ValidationError("Enter a number, or say that there is none, not both")

    def answers(self) -> Carer:
        elsewhere = not self.carer.is_with_child
        return Carer(
            name=self.carer.name,
            relationship=self.carer.relationship,
            responsibility=self.carer.responsibility,
            lives=self.carer.lives,
            place=_place(self) if elsewhere else Place(),
            address_not_known=elsewhere and bool(self.address_not_known.data) and not self.line1.data,
            not_shared=elsewhere and bool(self.not_shared.data),
            phone=self.phone.data or "",
            no_phone=bool(self.no_phone.data),
            email=self.email.data or "",
        )


class SiblingForm(PageForm):
    first_name = line("First name")
    last_name = line("Last name")
    born_on = DayField("Date of birth", [BornOn()], what="Date of birth")
    school = line("School")

    def validate_first_name(self, field: StringField) -> None:
        if not field.data and not self.last_name.data:
            raise ValidationError("Enter a first name or a last name")

    def answers(self) -> Sibling:
        return Sibling(
            first_name=self.first_name.data or "",
            last_name=self.last_name.data or "",
            born_on=self.born_on.data,
            school=self.school.data or "",
        )
