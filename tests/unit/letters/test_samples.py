"""The invented letters are invented."""

from datetime import date

import pytest

from ehe.letters.content import LETTERS
from ehe.letters.samples import SIZES, Size, sample

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("template", LETTERS)
@pytest.mark.parametrize("size", SIZES)
def test_a_sample_is_dated_and_its_days_are_working_days(template: str, size: Size) -> None:
    context = sample(template, TODAY, size)
    assert context.dated == TODAY
    assert context.told_on < TODAY < context.contact_by < context.reply_by
    assert context.reply_by.weekday() < 5


def test_numbers_and_addresses_belong_to_nobody() -> None:
    for size in SIZES:
        context = sample("acknowledgement", TODAY, size)
        for phone in (context.authority.phone, context.officer.phone):
            assert phone.startswith("01632 960 "), "kept for drama"
        for email in (context.authority.email, context.officer.email):
            assert email.endswith(".example")
        for address in (context.authority.address, context.recipient.address):
            assert address.postcode.startswith("NM"), "no postcode area"
