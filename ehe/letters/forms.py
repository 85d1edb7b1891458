"""The questions about a letter."""

from wtforms import RadioField, SelectChoice, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length

from ehe.printing.layouts import LAYOUTS
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
    reason = TextAreaField("Why will it not go?", [InputRequired("Enter why it will not go"), Length(max=2000)])
