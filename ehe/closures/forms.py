"""Closing an entry and what it needs: roll, attendance, transfer, enquiries, another status."""

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms import ValidationError

from ehe.clocks.forms import DecisionForm
from ehe.closures.rules import REASONS
from ehe.core.today import today
from ehe.register import words as w
from ehe.register.forms import HappenedForm, NotTooFar, Possible, line, past_day, radios, words
from ehe.web.forms import DayField


class AskForm(DecisionForm):
    beside: ClassVar[Mapping[str, str]] = {
        "closure_reason_not_allowed": "reason",
        "evidence_missing": "evidence",
        "concern_open": "reason",
        "referral_open": "reason",
        "sibling_check_open": "reason",
    }
    reason = radios(
        "Why is the entry to be closed?",
        {code: reason.words for code, reason in REASONS.items()},
        "Select why the entry is to be closed",
    )
    evidence = words("What shows it?", what="What shows it")

    def validate_evidence(self, field: Any) -> None:
        chosen = REASONS.get(self.reason.data or "")
        if chosen and chosen.words_needed and not (field.data or "").strip():
            raise ValidationError("Enter who told us, or what was wrong")


class AnswerForm(DecisionForm):
    answer = radios(
        "Your answer",
        {"agree": "I agree: close the entry", "refuse": "I refuse: the entry stays open"},
        "Select agree or refuse",
    )
    reason = words("Why do you refuse?", what="The reason")

    def validate_reason(self, field: Any) -> None:
        if self.answer.data == "refuse" and not (field.data or "").strip():
            raise ValidationError("Enter why you refuse")


class RollForm(HappenedForm):
    happened_on = past_day(
        "When did the school say so?", "Enter the day the school said so", what="The day", default=today
    )
    school = line("Which school?", "Enter which school")
    who = line("Who said so? (optional)")
    starts_on = DayField("First day there (optional)", [Possible(), NotTooFar()], what="The first day there")


class AttendanceForm(HappenedForm):
    happened_on = past_day(
        "First day attended", "Enter the first day attended", what="The first day attended", default=today
    )
    who = line("Who confirmed it?", "Enter who confirmed it, for example the school’s attendance officer")


class TransferForm(HappenedForm):
    happened_on = past_day("When was it sent?", "Enter the day it was sent", what="The day", default=today)
    to = line("Which authority?", "Enter which authority", most=300)
    reference = line("Our or their reference (optional)")


class ReceiptForm(HappenedForm):
    happened_on = past_day("When did they say so?", "Enter the day they said so", what="The day", default=today)
    who = line("Who has it? A name and the authority", "Enter who has it", most=300)
    reference = line("Their reference (optional)")


class EnquiryForm(HappenedForm):
    happened_on = past_day("Which day?", "Enter the day", what="The day", default=today)
    asked = words("Whom did you ask, and what?", "Enter whom you asked, and what", most=4000)
    answer = words("What was the answer? (optional)", most=4000)


class EntryForm(DecisionForm):
    status = radios("Status on the register", w.STATUSES_IN_FULL, "Select a status")
    reason = words("Why? (optional)", what="The reason")


class PassOnForm(HappenedForm):
    happened_on = past_day("Which day?", "Enter the day", what="The day", default=today)
    what = radios(
        "What is passed on?",
        {"concern": "The open concerns about this child", "referral": "The referral of this household"},
        "Select what is passed on",
    )
    to = line("To whom? A name and the service, or the right record", "Enter to whom it is passed on")
