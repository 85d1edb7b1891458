"""The columns of a GIAS extract that the register keeps, and how a cell of each is read. Pure."""

import re
from collections.abc import Callable
from datetime import date

from ehe.schools.rules import STATUSES, fold

Value = str | int | date | None

LONGEST = 400  # characters of a text
LONGEST_CODE = 20

# The NHS school-age vaccination service writes these for "unknown school" and "home-schooled".
STAND_INS = {888888, 999999}
# Labels that are there only to say that there is none.
NONE_AT_ALL = {"not applicable", "does not apply", "not recorded", "unknown"}
STATUS_WORDS = {fold(label): label for label in STATUSES.values()}


class Wrong(ValueError):
    """A cell that cannot be taken; the message is a sentence for a person."""


def _short(cell: str) -> str:
    return cell if len(cell) <= 40 else cell[:40] + "…"


def _text(cell: str, longest: int = LONGEST) -> str | None:
    if len(cell) > longest:
        raise Wrong(f"The value is longer than {longest} characters.")
    return cell or None


def _code(cell: str) -> str | None:
    return _text(cell, LONGEST_CODE)


def _label(cell: str) -> str | None:
    return None if cell.casefold().replace("-", " ") in NONE_AT_ALL else _text(cell)


def _name(cell: str) -> str | None:
    if not any(c.isalnum() for c in cell):
        raise Wrong("The school has no name.")
    return _text(cell)


def _urn(cell: str) -> int:
    if not cell:
        raise Wrong("The row has no URN.")
    if not re.fullmatch(r"[0-9]{1,6}", cell) or int(cell) == 0:
        raise Wrong(f"{_short(cell)!r} is not a URN, which is a whole number of up to 6 digits.")
    if int(cell) in STAND_INS:
        raise Wrong(f"{cell} stands for an unknown school or for none; it is not a school.")
    return int(cell)


def _successor(cell: str) -> int | None:
    return _urn(cell) if cell else None


def _day(cell: str) -> date | None:
    """dd-mm-yyyy or dd/mm/yyyy, always the day first, or ISO."""
    if not cell:
        return None
    if found := re.fullmatch(r"([0-9]{1,2})([-/])([0-9]{1,2})\2([0-9]{4})", cell):
        day, month, year = found[1], found[3], found[4]
    elif found := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", cell):
        year, month, day = found[1], found[2], found[3]
    else:
        raise Wrong(f"{_short(cell)!r} is not a date, such as 31-08-2026.")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Wrong(f"{cell!r} is a date that does not exist; the day comes first, as in 31-08-2026.") from None


def _age(cell: str) -> int | None:
    if not cell:
        return None
    if not re.fullmatch(r"[0-9]{1,3}", cell):
        raise Wrong(f"{_short(cell)!r} is not an age in whole years.")
    return int(cell)


def _number(cell: str) -> str | None:
    """Four digits; a spreadsheet takes the leading zeros away."""
    return _code(cell.zfill(4) if cell.isdecimal() else cell)


def _status(cell: str) -> str | None:
    """The label, from its code or from itself; one that GIAS has yet to invent is kept as it is."""
    return STATUSES.get(cell) or STATUS_WORDS.get(fold(cell)) or _label(cell)


def _website(cell: str) -> str | None:
    """With its scheme, since half of them come without; what cannot be an address is left out."""
    address = cell if "://" in cell else f"http://{cell}"
    return _text(address) if re.fullmatch(r"https?://[^\s:/]+\.\S+", address, re.IGNORECASE) else None


# Field, words of the heading, reader. Of two columns for one field the first that the file has is taken.
COLUMNS: tuple[tuple[str, str, Callable[[str], Value]], ...] = (
    ("urn", "URN", _urn),
    ("name", "EstablishmentName", _name),
    ("la_code", "LA (code)", _code),
    ("la_name", "LA (name)", _text),
    ("establishment_number", "EstablishmentNumber", _number),
    ("laestab", "LAESTAB", _code),
    ("type_code", "TypeOfEstablishment (code)", _code),
    ("type_name", "TypeOfEstablishment (name)", _text),
    ("phase", "PhaseOfEducation (name)", _label),
    ("status", "EstablishmentStatus (code)", _status),
    ("status", "EstablishmentStatus (name)", _status),
    ("opened_on", "OpenDate", _day),
    ("closed_on", "CloseDate", _day),
    ("reason_closed", "ReasonEstablishmentClosed (name)", _label),
    ("successor_urn", "successor_URN", _successor),
    ("succeeded_on", "successor_date", _day),
    ("low_age", "StatutoryLowAge", _age),
    ("high_age", "StatutoryHighAge", _age),
    ("street", "Street", _text),
    ("locality", "Locality", _text),
    ("address3", "Address3", _text),
    ("town", "Town", _text),
    ("county", "County (name)", _label),
    ("postcode", "Postcode", _text),
    ("telephone", "TelephoneNum", _text),
    ("website", "SchoolWebsite", _website),
    ("head_title", "HeadTitle (name)", _label),
    ("head_first_name", "HeadFirstName", _text),
    ("head_last_name", "HeadLastName", _text),
    ("uprn", "UPRN", _text),
    ("last_changed_on", "LastChangedDate", _day),
)


def tidy(values: dict[str, Value]) -> None:
    """What only two cells together can tell, and what is better left unsaid than wrong."""
    laestab = re.sub(r"[ /]", "", str(values.pop("laestab", None) or ""))
    if re.fullmatch(r"[0-9]{7}", laestab):
        values.setdefault("la_code", laestab[:3])
        values.setdefault("establishment_number", laestab[3:])
    # A code without its name, or the other way round, would leave the half that is held to speak of another type.
    if "type_code" in values or "type_name" in values:
        values.setdefault("type_code", None)
        values.setdefault("type_name", None)
    # A row without a successor knows of none, which is not to say that there is none.
    if values.get("successor_urn") is None:
        values.pop("successor_urn", None)
        values.pop("succeeded_on", None)
    # A spreadsheet makes 5.00E+06 of it.
    if not re.fullmatch(r"[0-9]{0,12}", str(values.get("uprn") or "")):
        del values["uprn"]
    # GIAS keeps telephone numbers as numbers, without the leading 0.
    digits = str(values.get("telephone") or "").replace(" ", "")
    if re.fullmatch(r"[1-9][0-9]{9}", digits) and values.get("la_code") != "0":
        values["telephone"] = "0" + digits
