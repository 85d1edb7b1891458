"""A page of HTML, made into an accessible PDF (PDF/UA-1), the same bytes each time; or held, with the reason."""

import re
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path

from ehe.printing import fonts
from ehe.printing.errors import LetterHeld
from ehe.printing.layouts import Box, Layout
from ehe.printing.worker import Printed, Worker

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
SHORTEST_TITLE = 5

_worker = Worker()


def pdf(html: str, *, title: str, lang: str, layout: Layout, dated: date, worker: Worker = _worker) -> bytes:
    """The PDF of a page; `LetterHeld` says in a sentence why there is none.

    `title` and `lang` are what a screen reader says first. `dated` is the only day the file holds: the
    wall clock leaves no trace, so the same letter is the same bytes and its hash proves it.
    """
    if len(title.strip()) < SHORTEST_TITLE or not LANGUAGE.match(lang):
        raise ValueError("a PDF needs a title and the language it is written in")
    fonts.refuse_undrawable(fonts.drawn_text(html))
    printed = worker.draw(
        {
            "html": html,
            "styles": [stylesheet(name) for name in layout.stylesheets],
            "title": title.strip(),
            "lang": lang,
            "dated": dated.isoformat(),
            "epoch": int(datetime.combine(dated, time(), tzinfo=UTC).timestamp()),
        }
    )
    if printed.notes:
        raise LetterHeld("letter_incomplete", f"The letter would not look as it was written: {printed.notes[0]}")
    _refuse_out_of_place(printed, layout)
    if printed.pages > layout.most_pages:
        raise LetterHeld(
            "letter_too_long", f"The letter has {printed.pages} pages, and may have {layout.most_pages}. Shorten it."
        )
    if len(printed.pdf) > layout.most_bytes:
        raise LetterHeld("letter_too_big", "The letter is larger than the 2 MB that can be printed and posted.")
    return printed.pdf


def _refuse_out_of_place(printed: Printed, layout: Layout) -> None:
    """What the window of the envelope shows is checked on the page as drawn, whatever the data was."""
    for name, zone in layout.zones.items():
        if name not in printed.places:
            raise LetterHeld("block_missing", f"The letter has no {name}, which {layout.title} needs.")
        if not zone.holds(Box(*printed.places[name])):
            raise LetterHeld(
                "block_out_of_place",
                f"The {name} of the letter is larger than its place on the sheet, and would show in the window of the "
                "envelope or be cut. Shorten it: the council's own lines are in its settings.",
            )


@lru_cache(maxsize=16)
def stylesheet(name: str) -> str:
    """A packaged style sheet, by its name in the templates folder."""
    return (TEMPLATES / name).read_text()
