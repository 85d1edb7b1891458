"""The settings page: what the authority calls itself, its colour, and how its letters are laid out."""

import re

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectChoice, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Email, Length, Optional

from ehe.access import queries, services
from ehe.access.permissions import Right, requires
from ehe.web.forms import Form
from ehe.web.once import once

blueprint = Blueprint("settings", __name__, url_prefix="/settings")

SHORT = Length(max=200, message="Use 200 characters or fewer")
# What the page asks, in its order; the keys are those that letters and pages read.
FIELDS = (
    "name", "service", "team", "address", "town", "postcode", "phone", "hours", "email", "website", "brand_colour",
    "admissions", "complaints", "privacy_notice",
)  # fmt: skip
LAYOUTS = {"notify": "GOV.UK Notify prints and posts", "dl": "We print, fold in three, and use DL window envelopes"}


class AuthorityForm(Form):
    name = StringField("Name of the authority", [DataRequired("Enter the name of the authority"), SHORT])
    service = StringField("What this service is called", [DataRequired("Enter what this service is called"), SHORT])
    team = StringField("Name of the team", [DataRequired("Enter the name of the team"), SHORT])
    address = TextAreaField(
        "Address, without the town", [DataRequired("Enter the address"), Length(max=400, message="Use fewer lines")]
    )
    town = StringField("Town", [DataRequired("Enter the town"), SHORT])
    postcode = StringField("Postcode", [DataRequired("Enter the postcode"), Length(max=10)])
    phone = StringField("Phone", [DataRequired("Enter the phone number"), SHORT])
    hours = StringField("When the phone is answered", [DataRequired("Enter when the phone is answered"), SHORT])
    email = StringField("Email", [DataRequired("Enter the email address"), Email("Enter an email address"), SHORT])
    website = StringField("Website", [Optional(), SHORT])
    brand_colour = StringField("Colour", [DataRequired("Enter the colour, such as #0b5563")])
    admissions = StringField(
        "How a family asks for a school place", [DataRequired("Enter how a family asks for a school place"), SHORT]
    )
    complaints = StringField("How a family complains", [DataRequired("Enter how a family complains"), SHORT])
    privacy_notice = StringField(
        "Where the privacy notice is", [DataRequired("Enter where the privacy notice is"), SHORT]
    )
    letter_layout = RadioField(
        "How are letters posted?",
        [DataRequired("Select how letters are posted")],
        choices=[SelectChoice(code, words) for code, words in LAYOUTS.items()],
    )

    def validate_brand_colour(self, field: StringField) -> None:
        colour = (field.data or "").strip()
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
            raise ValidationError("Enter a colour as # and 6 digits, such as #0b5563")
        if queries.contrast_with_white(colour) < 4.5:
            raise ValidationError("This colour is too faint on white: choose one with a contrast of 4.5 to 1 or more")


@blueprint.get("")
@requires(Right.change_settings)
def show() -> ResponseReturnValue:
    known = queries.setting("authority") or {}
    return render_template(
        "access/settings.html",
        known=known,
        layout=LAYOUTS.get(queries.setting("letter_layout") or ""),
        fields=[(name, getattr(AuthorityForm, name).args[0]) for name in FIELDS],
    )


@blueprint.route("/change", methods=["GET", "POST"])
@requires(Right.change_settings)
def change() -> ResponseReturnValue:
    known = dict(queries.setting("authority") or {})
    known["address"] = "\n".join(known.get("address", ()))
    known.setdefault("service", queries.Authority.service)
    known.setdefault("brand_colour", queries.BRAND)
    form = AuthorityForm(data={**known, "letter_layout": queries.setting("letter_layout")})

    def act() -> str:
        values = {name: (form[name].data or "").strip() for name in FIELDS}
        lines = [line.strip() for line in values.pop("address").splitlines() if line.strip()]
        services.save_setting("authority", {**values, "address": lines}, by=queries.me())
        services.save_setting("letter_layout", form.letter_layout.data, by=queries.me())
        flash("The settings are saved.", "success")
        return url_for("settings.show")

    if form.validate_on_submit():
        return once(form.form_key.data or "", act)
    return render_template("access/change_settings.html", form=form, fields=FIELDS)
