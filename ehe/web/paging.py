"""Which page of a list the address asks for."""

from flask import request


def page_number() -> int:
    """Counted from 1; a made-up number is the first page, and none is so large that no database can count to it."""
    text = request.args.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1
