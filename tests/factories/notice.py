"""A school's way through a notice, page by page as a browser goes it."""

import io
import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from werkzeug.test import TestResponse

from tests.factories.files import pdf
from tests.support.visitor import Visitor

URN = "912345"

CHILD = {"first_name": "Ada", "last_name": "Example"}
BORN = {"born_on-day": "4", "born_on-month": "5", "born_on-year": "2018"}
ADDRESS = {"kind": "address", "line1": "1 Elm Row", "town": "Northmoor", "postcode": "b31 2hl"}
CARER = {"name": "Jo Example", "lives": "with_child"}
CONTACT = {"phone": "01632 960 001"}
APART = {"name": "Sam Other", "lives": "apart"}
ROLL = {"ground": "EHE"}


def day(name: str, value: date) -> dict[str, str]:
    return {f"{name}-day": str(value.day), f"{name}-month": str(value.month), f"{name}-year": str(value.year)}


def upload(name: str = "letter.pdf", content: bytes | None = None) -> tuple[io.BytesIO, str]:
    return io.BytesIO(pdf() if content is None else content), name


class Journey:
    """One draft. `page` posts a page's answers; `fill` goes through all of them with the least that is required."""

    def __init__(self, school: Visitor) -> None:
        self.school = school
        school.get("/withdrawals/notify")
        begun = school.post("/withdrawals/notify")
        assert begun.status_code == 303, begun.text
        self.path = urlsplit(begun.location).path.rpartition("/")[0]

    def show(self, page: str) -> TestResponse:
        return self.school.get(f"{self.path}/{page}")

    def page(self, page: str, **fields: Any) -> TestResponse:
        """Open a page, then save it."""
        shown = self.show(page)
        assert shown.status_code == 200, (page, shown.status_code, shown.location)
        return self.school.post(f"{self.path}/{page}", **fields)

    def saved(self, page: str, **fields: Any) -> str:
        """Save a page, which must be good; where it leads."""
        answer = self.page(page, **fields)
        assert answer.status_code == 303, (page, re.findall(r'href="#.*', answer.text))
        return urlsplit(answer.location).path.removeprefix(self.path + "/")

    def fill(self, **parts: Any) -> "Journey":
        """`parts` are the answers of a page by its name; a list of them for children, carers and siblings."""
        self.saved("safety", safety=parts.get("safety", "no"))
        for number, child in enumerate(parts.get("children", [CHILD | BORN]), start=1):
            self.saved(f"child/{number}", **child)
        self.saved("children", more="no")
        self.saved("address", **parts.get("address", ADDRESS))
        for number, (who, contact) in enumerate(parts.get("carers", [(CARER, CONTACT)]), start=1):
            self.saved(f"carer/{number}", **who)
            self.saved(f"carer/{number}/contact", **contact)
        self.saved("carers", more="no")
        siblings = parts.get("siblings", [])
        self.saved("siblings", more="yes" if siblings else "no")
        for number, sibling in enumerate(siblings, start=1):
            self.saved(f"sibling/{number}", **sibling)
        self.saved("roll", **ROLL | parts.get("roll", {}))
        notice = parts.get("notice", {"held": "yes"})
        file = {"file": upload()} if notice["held"] == "yes" and "file" not in notice else {}
        self.saved("parents-notice", **notice | file)
        self.saved("what-you-know", **parts.get("known", {}))
        self.saved("worry", concern=parts.get("concern", ""))
        return self

    def send(self) -> str:
        """Send it; the path of the notice."""
        answer = self.page("check")
        assert answer.status_code == 303, answer.text
        return urlsplit(answer.location).path.removesuffix("/done")
