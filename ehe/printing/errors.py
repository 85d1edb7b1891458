"""Why a letter stays in the house."""

from ehe.core.errors import Refused


class LetterHeld(Refused):
    """A letter that must not leave as it is. It waits for a person; nothing goes out half made."""
