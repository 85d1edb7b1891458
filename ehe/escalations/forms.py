"""The questions about a referral, and how their answers are worded."""

from datetime import date
from typing import Any

from wtforms import RadioField, SelectChoice, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length

from ehe.core.today import today
from ehe.web.forms import DayField, Form, TodayOrPast

WORDS = Length(max=20_000, message="Use 20,000 characters or fewer")
NAME = Length(max=400, message="Use 400 characters or fewer")

OUTCOMES = {
    "assessment": "Assessment (section 17)",
    "strategy_discussion": "Strategy discussion, section 47",
    "already_open": "Already open: passed to the allocated worker",
    "early_help": "Early help",
    "advice": "Advice and information",
    "returned_for_consent": "Returned for consent",
    "no_further_action": "No further action",
}


def _choices(words: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in words.items()]


class ReleaseForm(Form):
    """A manager's decision on a drafted referral."""

    decision = RadioField(
        "What do you decide?",
        [InputRequired("Select whether to release or withhold it")],
        choices=_choices({"release": "Release it to children’s social care", "withhold": "Withhold it"}),
    )
    reason = TextAreaField("Why?", [InputRequired("Enter the reason for your decision"), WORDS])


class AcknowledgeForm(Form):
    """Social care's own words: the person who signs in is the person who has it."""

    reference = StringField("Your reference, if you have one", [NAME])


class HeardForm(AcknowledgeForm):
    """Our own record of what social care told us by telephone: who there has it."""

    person = StringField("Who has it?", [InputRequired("Enter the name of the person who has the referral"), NAME])
    reference = StringField("Their reference, if they gave one", [NAME])


class OutcomeForm(Form):
    """Social care's decision on the next step."""

    outcome = RadioField("What was decided?", [InputRequired("Select what was decided")], choices=_choices(OUTCOMES))
    reason = TextAreaField("Reasons", [WORDS])

    def validate_reason(self, field: TextAreaField) -> None:
        if self.outcome.data in ("no_further_action", "returned_for_consent") and not (field.data or "").strip():
            raise ValidationError("Enter the reasons: the person who referred must be told them")


class HeardOutcomeForm(OutcomeForm):
    person = StringField("Who told you?", [InputRequired("Enter the name of the person who told you"), NAME])


class WordsForm(Form):
    """One box of words; what it asks is said by the page."""

    words = TextAreaField("What happened?", [InputRequired("Enter what happened"), WORDS])


class NextStepForm(Form):
    words = TextAreaField("What happens next?", [InputRequired("Enter what happens next"), WORDS])
    owner = StringField("Who does it?", [InputRequired("Enter who does it"), NAME])


class ReferForm(Form):
    """A person's own referral."""

    method = RadioField(
        "How is it made?",
        [InputRequired("Select how the referral is made")],
        choices=_choices({"phone": "By telephone, to be confirmed in writing", "form": "On this form"}),
    )
    own_words = TextAreaField("What are you worried about?", [InputRequired("Enter what you are worried about"), WORDS])
    outcome_wanted = TextAreaField("What do you ask for?", [WORDS])


class SettleForm(Form):
    outcome = TextAreaField("How was it settled?", [InputRequired("Enter how it was settled"), WORDS])


class SignForm(Form):
    """A named director signs a standing decision, agreed with social care, until a review date."""

    director = StringField("Director who signed it", [InputRequired("Enter the name of the director"), NAME])
    agreed_with = StringField(
        "Who at children’s social care agreed to it", [InputRequired("Enter who agreed to it"), NAME]
    )
    signed_on = DayField(
        "Date signed", [InputRequired("Enter the date it was signed"), TodayOrPast()], what="Date signed"
    )
    review_on = DayField("Review date", [InputRequired("Enter the review date")], what="Review date")

    def validate_review_on(self, field: DayField) -> None:
        given: Any = field.data
        if isinstance(given, date) and given <= today():
            raise ValidationError("Review date must be in the future")
