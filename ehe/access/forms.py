"""The forms of signing in, of one's own account, and of the administrator's pages."""

import re
from collections.abc import Iterable
from typing import Any

from flask_login import current_user
from flask_security.forms import ChangePasswordForm as TheirChangePasswordForm
from flask_security.forms import LoginForm, TwoFactorVerifyCodeForm
from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, EqualTo, InputRequired, Regexp

from ehe.access import passwords
from ehe.access.permissions import Person, Role
from ehe.access.queries import user_by_email
from ehe.access.throttle import WAIT, Tries, must_wait
from ehe.core.text import visible
from ehe.web.edge import start_writing
from ehe.web.forms import Form, no_longer

NO_MATCH = "Check your email address and password: together they open no account"


class SignInForm(LoginForm):
    """One answer for a wrong address, a wrong password and a disabled account."""

    email = StringField(
        "Email address",
        [InputRequired("Enter your email address"), no_longer("Email address", 320)],
        filters=[visible],
    )
    password = PasswordField("Password", [InputRequired("Enter your password"), no_longer("Password", 1000)])
    remember = None

    def validate(self, **more: Any) -> bool:
        if not FlaskForm.validate(self, **more):
            return False
        account = self.email.data or ""
        # A tenth of a second to compare a password: no lock is held so long. The verdict is given under
        # the lock of the account's row, so that guesses made at once count like guesses in turn.
        matches = not must_wait(account) and self._matches()
        start_writing()
        tries = Tries(account)
        if tries.exhausted:
            return _fault(self.email, WAIT)
        if not matches:
            tries.failed()
            return _fault(self.email, NO_MATCH)
        tries.succeeded()
        return True

    def _matches(self) -> bool:
        user = user_by_email(self.email.data or "")
        self.user = user  # type: ignore[assignment]
        if user is None:
            return passwords.fits(self.password.data or "", None)
        return passwords.fits(self.password.data or "", user.password) and user.active


class ChangePasswordForm(TheirChangePasswordForm):
    """Guessing the present password is slowed down like signing in."""

    password = PasswordField("The password you have now", [InputRequired("Enter the password you have now")])
    new_password = PasswordField(
        "New password", [InputRequired("Enter a new password"), no_longer("New password", 1000)]
    )
    new_password_confirm = PasswordField(
        "New password again",
        [
            InputRequired("Enter the new password again"),
            EqualTo("new_password", "The two new passwords must be the same"),
        ],
    )

    def validate(self, **more: Any) -> bool:
        tries = Tries(current_user.email)
        if tries.exhausted:
            FlaskForm.validate(self, **more)
            return _fault(self.password, WAIT)
        if super().validate(**more):
            tries.succeeded()
            return True
        if self.password.data and self.password.errors:
            tries.failed()
        return False


class CodeForm(TwoFactorVerifyCodeForm):
    """The code of the authenticator app; spaces are as people write them."""

    code = StringField(
        "Code",
        [
            InputRequired("Enter the code that your app shows"),
            Regexp(r"^[\d ]{6,7}$", message="The code has 6 numbers"),
        ],
        filters=[lambda text: text and text.strip()],
    )

    def validate(self, **more: Any) -> bool:
        tries = Tries(f"code of {self.user.email}") if self.user else None
        if tries and tries.exhausted:
            return _fault(self.code, WAIT)
        good = bool(super().validate(**more))
        if tries and good:
            tries.succeeded()
        elif tries and self.code.data:
            tries.failed()
        return good


def _fault(field: Any, words: str) -> bool:
    field.errors = [*field.errors, words]
    return False


class AddUserForm(Form):
    name = StringField("Full name", [DataRequired("Enter the person’s full name"), no_longer("Full name", 400)])
    email = StringField(
        "Email address",
        [
            InputRequired("Enter the person’s email address"),
            no_longer("Email address", 320),
            Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", message="Enter an email address like name@council.gov.uk"),
        ],
        filters=[lambda text: text and text.strip().lower()],
    )
    role = RadioField(
        "What will they do?",
        [InputRequired("Select what they will do")],
        choices=[SelectChoice(role.value, role.label) for role in Role],
    )
    school_urn = StringField("URN of their school", filters=[lambda text: text and text.strip()])

    def validate_email(self, field: StringField) -> None:
        if not (field.data or "").isprintable():
            raise ValidationError("Enter an email address like name@council.gov.uk")
        if user_by_email(field.data or ""):
            raise ValidationError("There is already a user with this email address")

    def validate_school_urn(self, field: StringField) -> None:
        if self.role.data == Role.school and not re.fullmatch(r"[0-9]{6}", field.data or ""):
            raise ValidationError("Enter the URN of their school, 6 numbers like 912345")


class DisableForm(Form):
    cover = SelectField("Who takes over their children, if they have any?", choices=[], default="")

    def offer(self, people: Iterable[Person]) -> None:
        self.cover.choices = [
            SelectChoice("", "Nobody: they have none"),
            *(SelectChoice(p.uuid, p.name) for p in people),
        ]


class ConfirmForm(Form):
    """A page that asks for nothing but yes."""
