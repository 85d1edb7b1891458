"""What a page of answers looks like to a person: its errors, and the parts of a day."""

import re
from html import unescape

from werkzeug.test import TestResponse


def day(name: str, day: int | str, month: int | str, year: int | str) -> dict[str, str]:
    """The three fields of a day."""
    return {f"{name}-day": str(day), f"{name}-month": str(month), f"{name}-year": str(year)}


def errors(answer: TestResponse) -> list[str]:
    """The lines of the error summary; each that names a field stands beside that field too."""
    if "govuk-error-summary" not in answer.text:
        return []
    summary = answer.text.split('class="govuk-error-summary"', 1)[1].split("</ul>", 1)[0]
    lines = [
        unescape(line.strip()) for line in re.findall(r"<(?:a href=\"#[^\"]*\"|li)>\s*([^<]+?)\s*</(?:a|li)>", summary)
    ]
    beside = [unescape(text.strip()) for text in re.findall(r"Error:</span>\s*([^<]+?)\s*</p>", answer.text)]
    linked = re.findall(r'<a href="#([^"]+)">\s*([^<]+?)\s*</a>', summary)
    for target, line in linked:
        assert unescape(line) in beside, f"{line!r} stands in the summary and beside no field"
        assert f'id="{target}"' in answer.text, f"the summary leads to {target}, which is not there"
    return lines
