"""What the register says when it will not do something."""


class Refused(Exception):
    """An act the register will not take. `code` is stable, `why` is a sentence for a person."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code
        self.why = why


class NotFound(Exception):
    """Absent, or not for this person: from outside the two look the same."""
