"""The questions about a referral, and how their answers are worded."""

from datetime import date
from typing import Any

from wtforms import RadioField, SelectChoice, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired

from ehe.core.today import today
from ehe.register.forms import NotTooFar, Possible, line, words
from ehe.web.forms import DayField, Form, TodayOrPast, key_of

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
    reason = words("Why?", "Enter the reason for your decision", what="The reason")


class AcknowledgeForm(Form):
    """Social care's own words: the person who signs in is the person who has it."""

    reference = line("Your reference, if you have one", what="Your reference")


class _TheirPerson(Form):
    """Somebody at the other end, by name. `ours` is what our own staff are called: they are never that somebody."""

    person: StringField
    ours: frozenset[str] = frozenset()

    def validate_person(self, field: StringField) -> None:
        if (field.data or "").casefold() in self.ours or key_of(field.data):
            raise ValidationError("Enter the name of the person at children’s social care, not of one of our own staff")


class HeardForm(_TheirPerson):
    """Our own record of what social care told us by telephone: who there has it."""

    person = line("Who has it?", "Enter the name of the person who has the referral", what="The name")
    reference = line("Their reference, if they gave one", what="Their reference")


class OutcomeForm(Form):
    """Social care's decision on the next step."""

    outcome = RadioField("What was decided?", [InputRequired("Select what was decided")], choices=_choices(OUTCOMES))
    reason = words("Reasons")

    def validate_reason(self, field: TextAreaField) -> None:
        if self.outcome.data in ("no_further_action", "returned_for_consent") and not (field.data or "").strip():
            raise ValidationError("Enter the reasons: the person who referred must be told them")


class HeardOutcomeForm(_TheirPerson, OutcomeForm):
    person = line("Who told you?", "Enter the name of the person who told you", what="The name")


class WordsForm(Form):
    """One box of words; what it asks is said by the page."""

    words = words("What happened?", "Enter what happened")


class NextStepForm(Form):
    words = words("What happens next?", "Enter what happens next")
    owner = line("Who does it?", "Enter who does it", what="The name")


class ReferForm(Form):
    """A person's own referral."""

    method = RadioField(
        "How is it made?",
        [InputRequired("Select how the referral is made")],
        choices=_choices({"phone": "By telephone, to be confirmed in writing", "form": "On this form"}),
    )
    own_words = words("What are you worried about?", "Enter what you are worried about")
    outcome_wanted = words("What do you ask for?")


class SettleForm(Form):
    outcome = words("How was it settled?", "Enter how it was settled")


class SignForm(Form):
    """A named director signs a standing decision, agreed with social care, until a review date."""

    director = line("Director who signed it", "Enter the name of the director", what="The name")
    agreed_with = line("Who at children’s social care agreed to it", "Enter who agreed to it", what="The name")
    signed_on = DayField(
        "Date signed", [InputRequired("Enter the date it was signed"), TodayOrPast(), Possible()], what="Date signed"
    )
    review_on = DayField("Review date", [InputRequired("Enter the review date"), NotTooFar(5)], what="Review date")

    def validate_review_on(self, field: DayField) -> None:
        given: Any = field.data
        if isinstance(given, date) and given <= today():
            raise ValidationError("Review date must be in the future")
