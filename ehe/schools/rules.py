"""Decisions about a school that need nothing but its words. Pure."""

import unicodedata

OPEN, CLOSED = "Open", "Closed"
PROPOSED_TO_CLOSE, PROPOSED_TO_OPEN = "Open, but proposed to close", "Proposed to open"
STATUSES = {"1": OPEN, "2": CLOSED, "3": PROPOSED_TO_CLOSE, "4": PROPOSED_TO_OPEN}

# Type codes of schools specially organised for special educational needs: community, non-maintained, other
# independent and foundation special; special academies (sponsor led, converter) and special free schools.
SPECIAL = {"7", "8", "10", "12", "33", "44", "36"}

APOSTROPHES = "'’‘`´"
# Letters that Unicode does not take apart into a plain letter and an accent.
WHOLE = str.maketrans({"&": " and ", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})


def fold(text: str) -> str:
    """Words as people search them: no capitals, accents or punctuation; `St. Mary's` and `ST MARYS` are one."""
    bare = "".join(c for c in text if c not in APOSTROPHES)
    plain = unicodedata.normalize("NFKD", bare.casefold().translate(WHOLE))
    letters = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(letters).split())


def is_special(type_code: str | None, type_name: str | None) -> bool:
    """Whether a withdrawal needs the question "was the place made under the authority's arrangements?".

    A name comes off the roll of a special school only with the authority's consent (regulation 9(2) of the
    2024 regulations). Independent special schools count too, as in the Children's Wellbeing and Schools
    Act 2026: the flag only asks the question, a person answers it.
    """
    if type_code is not None:
        return type_code in SPECIAL
    name = fold(type_name or "")
    return "special" in name and "post 16" not in name
