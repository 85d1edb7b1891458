"""What the school is asked beside the people: safety, the roll, the parent's notice, and what it knows."""

from datetime import date
from typing import Any

from wtforms import ValidationError

from ehe.core.today import today
from ehe.register.forms import Possible, line, radios, words
from ehe.web.forms import DayField, Form, TodayOrPast
from ehe.web.words import day as plain
from ehe.withdrawals.forms.fields import YES_NO, PageForm, UploadField
from ehe.withdrawals.rules import grounds
from ehe.withdrawals.rules.answers import Known, ParentNotice, Roll

LATEST = 1  # years ahead in which a name may come off the roll


class SafetyForm(PageForm):
    safety = radios(
        "Is there anyone who must not know where the child lives, or that the council is in touch with the family?",
        YES_NO,
        "Select whether anyone must not know where the child lives or that we are in touch",
    )


class RollForm(PageForm):
    ground = radios(
        "Why does the name come off the roll?",
        [(ground.code, ground.label) for ground in grounds.GROUNDS],
        "Select why the name comes off the roll",
    )
    last_attended_on = DayField("Last day attended", [TodayOrPast(), Possible()], what="Last day attended")
    off_roll_on = DayField("Date the name comes off the roll", [Possible()], what="Date the name comes off the roll")
    special_school = radios("Is it a special school place that the council arranged?", YES_NO)
    order_in_force = radios("Is a school attendance order in force that names your school?", YES_NO)

    def __init__(self, *, born_on: date | None = None, **options: Any) -> None:
        self.born_on = born_on
        super().__init__(**options)

    def validate_ground(self, field: Any) -> None:
        if field.data and field.data not in {
            ground.code for ground in grounds.in_force(self.off_roll_on.data or today())
        }:
            raise ValidationError("Select a reason that the regulations have on that day")

    def validate_last_attended_on(self, field: DayField) -> None:
        if field.data and self.born_on and field.data < self.born_on:
            raise ValidationError(f"Last day attended must be after {plain(self.born_on)}, the child’s date of birth")

    def validate_off_roll_on(self, field: DayField) -> None:
        last = self.last_attended_on.data
        if field.data and last and field.data < last:
            raise ValidationError(
                f"Date the name comes off the roll must be the same as or after {plain(last)}, the last day attended"
            )
        if field.data and field.data.year > today().year + LATEST:
            raise ValidationError("Date the name comes off the roll must be within the next year")

    def answers(self) -> Roll:
        return Roll(
            ground=self.ground.data or "",
            last_attended_on=self.last_attended_on.data,
            off_roll_on=self.off_roll_on.data,
            special_school=self.special_school.data or "",
            order_in_force=self.order_in_force.data or "",
        )


class ParentNoticeForm(PageForm):
    """`document` is the file already kept for this draft."""

    held = radios(
        "Do you hold the parent’s own dated notice in writing?",
        {"yes": "Yes, a letter or an email", "no": "No written notice is held"},
        "Select whether you hold the parent’s written notice",
    )
    file = UploadField("Upload the parent’s notice")
    notice_from = line("Who gave the notice?")
    received_on = DayField(
        "When did the school receive it?", [TodayOrPast(), Possible()], what="The day the school received it"
    )

    def __init__(self, *, document: str = "", **options: Any) -> None:
        self.document = document
        super().__init__(**options)

    def validate_file(self, field: UploadField) -> None:
        if self.held.data == "yes" and not field.errors and field.examined is None and not self.document:
            raise ValidationError("Select the parent’s notice")

    def answers(self, document: str) -> ParentNotice:
        held = self.held.data
        return ParentNotice(
            held=held,
            document=document if held == "yes" else "",
            notice_from=self.notice_from.data or "",
            received_on=self.received_on.data,
        )


class KnownForm(PageForm):
    own_words = words("What do you know about the child and the family?", what="What you know")
    social_care_open = radios("Is children’s social care working with the child now?", YES_NO)
    protection_plan = radios("Is there a child protection plan now?", YES_NO)
    previous_plan = radios("Was there ever an earlier plan, or care or court proceedings?", YES_NO)
    other_parent_aware = radios(
        "Does the other parent know about the withdrawal?",
        {**YES_NO, "not_safe_to_ask": "It is not safe to ask"},
    )

    def answers(self) -> Known:
        return Known(
            own_words=self.own_words.data or "",
            social_care_open=self.social_care_open.data or "",
            protection_plan=self.protection_plan.data or "",
            previous_plan=self.previous_plan.data or "",
            other_parent_aware=self.other_parent_aware.data or "",
        )


class ConcernForm(PageForm):
    concern = words("What worries you?", what="What worries you")


class WrittenNoticeForm(Form):
    """The answer to a query: the parent's notice, sent afterwards."""

    file = UploadField("Upload the parent’s notice")
    received_on = DayField(
        "When did the school receive it?", [TodayOrPast(), Possible()], what="The day the school received it"
    )

    def validate_file(self, field: UploadField) -> None:
        if not field.errors and field.examined is None:
            raise ValidationError("Select the parent’s notice")


class SendForm(Form):
    """A page that asks for nothing but the last yes."""
