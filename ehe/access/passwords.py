"""Passwords: how they are made, kept and compared. Inside an application context."""

import secrets
import unicodedata
from typing import Literal

from flask_security.utils import hash_password, verify_password

LEAST = 12
NORMAL_FORM: Literal["NFKC"] = "NFKC"
# No letters or numbers that are taken for one another when read out or copied.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def one_time() -> str:
    """Four groups of four, about 79 bits: read out once, changed at the first sign-in."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def hashed(password: str) -> str:
    kept: str = hash_password(_normal(password))
    return kept


def fits(password: str, kept: str | None) -> bool:
    """Is this the password? With nothing to compare to it takes as long to say no."""
    if kept is None:
        hash_password(_normal(password))
        return False
    return bool(verify_password(_normal(password), kept))


def _normal(password: str) -> str:
    """The same word typed on two keyboards is the same word."""
    return unicodedata.normalize(NORMAL_FORM, password)
