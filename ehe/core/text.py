"""Text as it is kept: what no person types and no database keeps is left out."""

import re

# Control characters, but for tabs and ends of lines. PostgreSQL refuses the first of them outright.
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def visible(text: str | None) -> str | None:
    """Words as they were typed, without what cannot be seen."""
    return UNSEEN.sub("", text) if text else text
