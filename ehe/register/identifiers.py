"""The unique pupil number (UPN): its shape and its check letter. Pure.

A number that does not add up is a warning and never a reason to turn a child away: a child is still a child.
"""

LENGTH = 13
# Letters that are not mistaken for digits or for one another; the remainder of the sum picks one of them.
LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def tidy_upn(text: str) -> str:
    """As it is compared and kept: capitals, no spaces."""
    return "".join(text.split()).upper()


def is_temporary(upn: str) -> bool:
    """A temporary number ends in a letter; the school should replace it within weeks."""
    return len(upn) == LENGTH and upn[-1] in LETTERS


def check_letter(upn: str) -> str:
    """The letter that a number of the right shape should begin with.

    Each of the characters 2 to 13 counts its value times its place; the remainder after 23 picks the letter.
    The last character of a temporary number counts as its place in the alphabet above.
    """
    values = [LETTERS.index(c) if c in LETTERS else int(c) for c in upn[1:]]
    return LETTERS[sum(place * value for place, value in enumerate(values, start=2)) % len(LETTERS)]


def upn_fault(upn: str) -> str | None:
    """What is wrong with a tidy number, in a sentence; None if it adds up."""
    if len(upn) != LENGTH:
        return f"A UPN has {LENGTH} letters and numbers, and this one has {len(upn)}."
    if upn[0] not in LETTERS:
        return "A UPN begins with a letter, and never with I, O or S."
    if not _digits(upn[1:12]) or not (_digits(upn[12]) or upn[12] in LETTERS):
        return "After its first letter a UPN has 12 numbers, or 11 numbers and a letter."
    if check_letter(upn) != upn[0]:
        return "Its first letter does not fit the numbers after it, so at least one of them is wrong."
    return None


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
