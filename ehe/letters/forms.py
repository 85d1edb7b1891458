"""The questions about a letter."""

from wtforms import RadioField, SelectChoice, SelectMultipleField
from wtforms.validators import InputRequired

from ehe.printing.layouts import LAYOUTS
from ehe.register.forms import words
from ehe.web.forms import DayField, Form, TodayOrPast

NAMES = {"notify": "For GOV.UK Notify’s print and post", "dl": "Folded in three, for a DL window envelope"}


class PrepareForm(Form):
    """Who gets one; the choices are set by the page."""

    to = SelectMultipleField("Who is written to?", [InputRequired("Select at least one person")])
    layout = RadioField(
        "How is it posted?",
        [InputRequired("Select how it is posted")],
        choices=[SelectChoice(code, NAMES.get(code, code)) for code in LAYOUTS],
    )


class PostedForm(Form):
    posted_on = DayField(
        "When was it posted?", [InputRequired("Enter the date it was posted"), TodayOrPast()], what="Date posted"
    )


class CancelForm(Form):
    reason = words("Why will it not go?", "Enter why it will not go", what="The reason", most=2000)
