"""A person at a browser without a screen, who fills in forms as pages give them."""

import re
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "correct horse battery"


class Visitor:
    """One browser: it keeps its cookies, and sends back the token and key of the form it was shown last."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.hidden: dict[str, str] = {}

    def get(self, path: str, **options: Any) -> TestResponse:
        return self._seen(self.client.get(path, **options))

    def post(self, path: str, **fields: Any) -> TestResponse:
        """Send a form with the hidden fields of the last page."""
        return self._seen(self.client.post(path, data={**self.hidden, **fields}))

    def _seen(self, answer: TestResponse) -> TestResponse:
        if answer.mimetype == "text/html":
            found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text)
            self.hidden |= {name: unescape(value) for name, value in found}
        return answer

    def sign_in(self, role: str, password: str = PASSWORD) -> TestResponse:
        self.get("/sign-in")
        answer = self.post("/sign-in", email=f"{role}@example.gov.uk", password=password)
        self.get("/help")  # whoever has signed in has a new token
        return answer

    def cookie(self) -> str:
        found = self.client.get_cookie("ehe")
        assert found is not None
        return str(found.value)

    def is_signed_in(self) -> bool:
        return self.get("/account").status_code == 200
