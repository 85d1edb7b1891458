"""Information about the education, a visit's report, and the decision on evidence."""

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms import ValidationError

from ehe.clocks.forms import DecisionForm
from ehe.core.today import today
from ehe.register import words as w
from ehe.register.forms import HappenedForm, coming_day, line, past_day, radios, words

WHAT_HAPPENED = {
    "requested": "We asked the family for information",
    "received": "Information came, in any form",
    "promised": "Something was promised",
}


class InformationForm(HappenedForm):
    happened_on = past_day("Which day?", "Enter the day", what="The day", default=today)
    what_happened = radios("What happened?", WHAT_HAPPENED, "Select what happened")
    what = words("What was it?", most=4000)
    due_on = coming_day("By which day? (optional)", what="The day it is due")

    def validate_what(self, field: Any) -> None:
        happened = self.what_happened.data
        if happened in ("received", "promised") and not (field.data or "").strip():
            raise ValidationError(f"Enter what was {happened}")


class ReportForm(HappenedForm):
    happened_on = past_day("Which day was it shared?", "Enter the day it was shared", what="The day", default=today)
    who = line("With whom, and how?", "Enter with whom it was shared, and how")


class DecisionOnEducationForm(DecisionForm):
    beside: ClassVar[Mapping[str, str]] = {"decision_needs_evidence": "evidence"}
    judgement = radios("Is the education suitable?", w.JUDGEMENTS, "Select what you decide")
    evidence = words("What does the decision rest on?", "Enter the evidence, one piece a line", what="The evidence")
    reason = words("Why?", what="The reason")

    @property
    def pieces(self) -> tuple[str, ...]:
        return tuple(piece.strip() for piece in (self.evidence.data or "").splitlines() if piece.strip())

    def validate_reason(self, field: Any) -> None:
        if self.judgement.data in ("more_information", "not_suitable") and not (field.data or "").strip():
            raise ValidationError("Enter what is missing, or why it is not suitable")
