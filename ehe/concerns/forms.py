"""A concern in the speaker's own words, what is done about it, the rating, and complaints about us."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from wtforms import BooleanField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice

from ehe.clocks.forms import DecisionForm
from ehe.core.today import today
from ehe.facts.actors import Actor
from ehe.register import words as w
from ehe.register.forms import HappenedForm, line, past_day, radios, select, words

# Who else speaks of a child, beside the schools of the household. The value is the role of the fact.
SPEAKERS: Mapping[str, str] = {
    "another_school": "Another school",
    "health": "Health: a doctor, nurse or health visitor",
    "police": "The police",
    "social_care": "Children’s social care",
    "authority": "Another authority",
    "family": "Someone of the family",
    "public": "A member of the public",
    "me": "I have seen or heard it myself",
}
CATEGORIES: Mapping[str, str] = {
    "significant": "Significant",
    "low": "Low",
    "": "The speaker did not say: it counts as significant",
}


class Children(SelectMultipleField):
    """Which children of the household; at least one of those offered."""

    data: Any

    def pre_validate(self, _form: Any) -> None:
        offered = {choice.value for choice in self.choices or ()}
        if not self.data or not set(self.data) <= offered:
            raise ValidationError("Select at least one child")
        self.data = list(dict.fromkeys(self.data))


class AboutChildren:
    """Offers the children of the household, the page's own child chosen."""

    children: Children
    is_submitted: Any

    def offer(self, children: Iterable[tuple[str, str]], chosen: Iterable[str]) -> None:
        self.children.choices = [SelectChoice(uuid, name) for uuid, name in children]
        if not self.is_submitted():
            self.children.data = list(chosen)


class ConcernForm(AboutChildren, HappenedForm):
    happened_on = past_day("Which day was it said?", "Enter the day it was said", what="The day", default=today)
    speaker = radios("Who said it?", SPEAKERS, "Select who said it")
    name = line("Their name, and job or school (optional)", most=300)
    children = Children("Which children is it about?", choices=[])
    own_words = words("What did they say, in their own words?", "Enter what they said, in their own words")
    category = radios("How serious did they say it is?", CATEGORIES)
    dissatisfied = BooleanField("They are not content with what was done before")

    def with_schools(self, schools: Mapping[str, str]) -> None:
        """The schools of the household's children come first: "school:900001" and their names."""
        said = [*schools.items(), *SPEAKERS.items()]
        self.speaker.choices = [SelectChoice(value, label) for value, label in said]

    def validate_name(self, field: Any) -> None:
        if self.speaker.data == "another_school" and not field.data:
            raise ValidationError("Enter which school")

    def actor(self, me: Actor) -> Actor:
        """Who the concern is from. The same word is the same source, so a name is part of it."""
        speaker, name = self.speaker.data or "", self.name.data
        if speaker == "me":
            return me
        if speaker.startswith("school:"):
            return Actor("school", speaker)
        if speaker == "another_school":
            return Actor("school", f"school:{name}")
        return Actor(speaker, f"{speaker}:{name}" if name else speaker)  # type: ignore[arg-type]


class _JudgementForm(DecisionForm):
    outcome = radios("What is done?", w.CONCERN_OUTCOMES, "Select what is done")
    owner = select("Who owns what follows? (optional)", {}, none="")
    reason = words("Why?", "Enter why", what="The reason")
    has_referral = False

    def may_be_owned_by(self, staff: Iterable[tuple[str, str]]) -> None:
        self.owner.choices = [SelectChoice("", "Nobody named"), *(SelectChoice(uuid, name) for uuid, name in staff)]

    def validate_outcome(self, field: Any) -> None:
        if field.data == "referred" and not self.has_referral:
            raise ValidationError("Make the referral first: nothing counts as referred before it has gone to someone")


class DecideForm(AboutChildren, _JudgementForm):
    children = Children("Whose open concerns?", choices=[])


class ReviewForm(_JudgementForm):
    """The concerns about the household, read together."""


class RatingForm(DecisionForm):
    beside: ClassVar[Mapping[str, str]] = {"rating_needs_reason": "reason"}
    rag = radios("Rating", w.RAGS, "Select a rating")
    reason = words("Why? Needed when the rating gives a duty a later date", what="The reason")


class ComplaintForm(HappenedForm):
    happened_on = past_day("Which day was it made?", "Enter the day it was made", what="The day", default=today)
    by = radios(
        "Who complains?", {"family": "The family", "public": "Someone else"}, "Select who complains", default="family"
    )
    about = radios(
        "What about?",
        {"officer": "The child’s officer", "authority": "The authority"},
        "Select what the complaint is about",
    )
    words = words("In their words", "Enter what they say, in their words")


class CoverForm(DecisionForm):
    officer = select("Who carries on with this household?", {}, "Select who carries on")

    def offer(self, staff: Iterable[tuple[str, str]]) -> None:
        self.officer.choices = [
            SelectChoice("", "Choose a person"),
            *(SelectChoice(uuid, name) for uuid, name in staff),
        ]
