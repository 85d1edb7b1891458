"""Short references that people say on the telephone: random, so that nobody can count or guess them."""

import secrets

# No vowels that make words, nothing that is mistaken for another: 0/O, 1/I/L, 5/S, 8/B.
ALPHABET = "234679CDFGHJKMNPQRTVWXYZ"


def new_reference(prefix: str) -> str:
    """Such as W-7K3M9Q. 24^6 is 191 million; the column is unique and says so if two ever meet."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(6))
