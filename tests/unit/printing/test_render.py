"""The PDF itself: whole, tagged, the same each time, and stopped at every wall."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from ehe.letters.content import LANGUAGE, LETTERS, LetterContext, render_html, title_of
from ehe.letters.samples import SIZES, sample
from ehe.printing import worker as workers
from ehe.printing.errors import LetterHeld
from ehe.printing.layouts import LAYOUTS, Layout
from ehe.printing.render import pdf
from ehe.printing.worker import ENGINE, Limits, Worker

TODAY = date(2026, 11, 23)
PLAIN = Layout("plain", "a plain sheet", zones={}, address_lines=0, address_points=(), stylesheets=())
POINTS_PER_MM = 72 / 25.4

NewWorker = Callable[..., Worker]


@pytest.fixture
def new_worker() -> Iterator[NewWorker]:
    made: list[Worker] = []

    def make(*arguments: Any, **named: Any) -> Worker:
        made.append(Worker(*arguments, **named))
        return made[-1]

    yield make
    for worker in made:
        worker.close()


def letter(template: str, layout: str, context: LetterContext, **named: Any) -> bytes:
    return pdf(
        render_html(template, LAYOUTS[layout], context),
        title=title_of(template, context),
        lang=LANGUAGE,
        layout=LAYOUTS[layout],
        dated=context.dated,
        **named,
    )


def page(body: str, **named: Any) -> bytes:
    html = f'<!doctype html><html lang="en"><head><title>A page</title></head><body><p>Hello</p>{body}</body></html>'
    return pdf(html, title="A plain page", lang="en", layout=PLAIN, dated=TODAY, **named)


# ---- what is in it -------------------------------------------------------------------------------


def tags(reader: PdfReader) -> list[str]:
    """The structure tree in reading order."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if not isinstance(node, DictionaryObject):
            return
        if "/S" in node:
            found.append(str(node["/S"]))
        kids = node.get("/K")
        for kid in kids.get_object() if kids is not None and isinstance(kids.get_object(), list) else [kids]:
            if kid is not None:
                walk(kid)

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("template", LETTERS)
def test_a_letter_is_accessible(template: str, layout: str) -> None:
    made = letter(template, layout, sample(template, TODAY))
    reader = PdfReader(BytesIO(made))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == title_of(template, sample(template, TODAY))
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    found = tags(reader)
    assert found.count("/H1") == 1
    assert set(found) >= {"/P", "/H2", "/L", "/LI", "/LBody"}
    assert next(tag for tag in found if re.fullmatch(r"/H\d", tag)) == "/H1"


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("size", SIZES)
def test_fonts_are_embedded_and_ours(size: Any, layout: str) -> None:
    reader = PdfReader(BytesIO(letter("acknowledgement", layout, sample("acknowledgement", TODAY, size))))
    for each in reader.pages:
        fonts: Any = each["/Resources"]["/Font"]
        for font in fonts.values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert re.search(r"Noto-?Sans", inner["/BaseFont"])
            assert "/FontFile2" in inner["/FontDescriptor"] or "/FontFile3" in inner["/FontDescriptor"]


@pytest.mark.parametrize("template", LETTERS)
def test_text_reads_in_order(template: str) -> None:
    reader = PdfReader(BytesIO(letter(template, "notify", sample(template, TODAY))))
    said = " ".join(" ".join(each.extract_text() for each in reader.pages).split())
    order = [
        "Northmoor Council", "Joanna Marsh", "NORTHMOOR", "NM2 4DB", "Date: ", "Home education for Maya",
        "Dear Joanna Marsh", "told us on", "What happens next", "Help, and putting", "Yours sincerely",
    ]  # fmt: skip
    at = [said.find(words) for words in order]
    assert -1 not in at
    assert at == sorted(at)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("template", LETTERS)
@pytest.mark.parametrize("size", SIZES)
def test_every_page_has_its_number_and_reference(template: str, layout: str, size: Any) -> None:
    context = sample(template, TODAY, size)
    reader = PdfReader(BytesIO(letter(template, layout, context)))
    assert len(reader.pages) == 2, "two sides of one sheet"
    for number, each in enumerate(reader.pages, 1):
        said = each.extract_text().replace("\u00a0", " ")
        assert f"Page {number} of 2" in said
        assert f"Our reference: {context.reference}" in said


def pieces(reader: PdfReader) -> list[tuple[str, float, float, float]]:
    """What is drawn on the first page: text, left and baseline in mm from the top left, size in points."""
    found: list[tuple[str, float, float, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], _: object, size: float) -> None:
        if text.strip():
            x = cm[0] * tm[4] + cm[2] * tm[5] + cm[4]
            y = cm[1] * tm[4] + cm[3] * tm[5] + cm[5]
            scale = abs(cm[3] * tm[3])
            found.append((text.strip(), x / POINTS_PER_MM, 297 - y / POINTS_PER_MM, size * scale))

    reader.pages[0].extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("size", SIZES)
def test_the_window_shows_the_address_and_nothing_else(size: Any, layout: str) -> None:
    context = sample("acknowledgement", TODAY, size)
    reader = PdfReader(BytesIO(letter("acknowledgement", layout, context)))
    top, bottom, right = {"notify": (30, 95, 125), "dl": (42, 92, 113)}[layout]
    shown = [piece for piece in pieces(reader) if top < piece[2] < bottom and piece[1] < right]
    assert shown[0][0] == context.recipient.name
    assert shown[-1][0] == context.recipient.address.postcode
    zone = LAYOUTS[layout].zones["address"]
    assert 3 <= len(shown) <= LAYOUTS[layout].address_lines
    for text, left, base, points in shown:
        assert zone.left <= left <= zone.left + 1.5, text
        assert zone.top < base < zone.bottom, text
        assert points >= 8.9, text


def test_text_below_the_head_is_12_points_or_more() -> None:
    for layout in LAYOUTS:
        drawn = pieces(PdfReader(BytesIO(letter("reminder_1", layout, sample("reminder_1", TODAY)))))
        body = [piece for piece in drawn if piece[2] > 97]
        assert len(body) > 15
        assert min(points for *_, points in body) >= 11.9


def test_a_long_name_is_broken_and_never_cut() -> None:
    context = replace(sample("acknowledgement", TODAY), children=("W" * 300,))
    reader = PdfReader(BytesIO(letter("acknowledgement", "dl", context)))
    widest = 200 - 3  # the right margin, less one letter
    drawn = pieces(reader)
    assert sum(text.count("W") for text, *_ in drawn) >= 600
    assert all(left < widest for _, left, *_ in drawn)
    assert max(len(text) for text, *_ in drawn if set(text) == {"W"}) * 0.93 * 12 / POINTS_PER_MM < 175


def test_what_people_typed_is_printed_as_text() -> None:
    typed = "<img src=x onerror=alert(1)> {{7*7}}"
    context = replace(sample("acknowledgement", TODAY), children=(typed,))
    said = " ".join(PdfReader(BytesIO(letter("acknowledgement", "notify", context))).pages[0].extract_text().split())
    assert said.count(typed) >= 2
    assert "49" not in said


# ---- the same each time --------------------------------------------------------------------------


def test_the_same_letter_is_the_same_bytes(new_worker: NewWorker) -> None:
    context = sample("acknowledgement", TODAY, "longest")
    first, second = new_worker(), new_worker()
    one = letter("acknowledgement", "notify", context, worker=first)
    letter("reminder_1", "dl", sample("reminder_1", TODAY), worker=first)
    time.sleep(1.1)  # another second on the wall
    assert letter("acknowledgement", "notify", context, worker=first) == one
    assert letter("acknowledgement", "notify", context, worker=second) == one


def test_the_only_day_in_the_file_is_the_letter_s_own() -> None:
    day = date(2019, 3, 4)
    reader = PdfReader(
        BytesIO(letter("acknowledgement", "notify", replace(sample("acknowledgement", TODAY), dated=day)))
    )
    assert reader.metadata is not None
    assert str(reader.metadata.creation_date_raw) == str(reader.metadata.modification_date_raw) == "D:20190304"


# ---- held ----------------------------------------------------------------------------------------


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.2)
        yield listening


SINKS = {
    "img": '<img alt="" src="{}">',
    "style sheet": '<link rel="stylesheet" href="{}">',
    "import": "<style>@import url({});</style>",
    "font": "<style>@font-face {{ font-family: q; src: url({}) }} p {{ font-family: q }}</style><p>x</p>",
    "background": '<p style="background: url({})">x</p>',
    "page": "<style>@page {{ background: url({}) }}</style>",
    "svg image": '<svg xmlns="http://www.w3.org/2000/svg"><image href="{}" width="9" height="9"/></svg>',
    "object": '<object data="{}"></object>',
    "embed": '<embed src="{}">',
    "attachment": '<link rel="attachment" href="{}">',
    "attached link": '<a rel="attachment" href="{}">x</a>',
    "svg in data": '<img alt="" src="data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22>'
    '<image href=%22{}%22/></svg>">',
    "list": '<ul style="list-style-image: url({})"><li>x</li></ul>',
}


@pytest.mark.parametrize("sink", SINKS)
def test_nothing_is_fetched(sink: str, listener: socket.socket) -> None:
    host, port = listener.getsockname()
    for address in (f"http://{host}:{port}/x", "file:///etc/passwd", "x.png", "ftp://127.0.0.1/x"):
        with pytest.raises(LetterHeld) as held:
            page(SINKS[sink].format(address))
        if sink.startswith("svg"):  # the library swallows the failure, and its note holds the letter
            assert held.value.code == "letter_incomplete", address
        else:
            assert held.value.code == "letter_fetches", address
            assert "disallowed protocol" in held.value.why, "stopped at the first wall, before a socket was asked for"
    with pytest.raises(TimeoutError):
        listener.accept()


def test_a_picture_inside_the_letter_is_drawn() -> None:
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    assert page(f'<img alt="a dot" src="data:image/png;base64,{dot}">').startswith(b"%PDF")


@pytest.mark.parametrize(
    "act",
    [
        "socket.socket()",
        "socket.create_connection(('127.0.0.1', 9))",
        "socket.getaddrinfo('localhost', 80)",
        "subprocess.run(['true'])",
        "os.system('true')",
        "os.fork()",
    ],
)
def test_the_child_process_has_no_network_and_starts_nothing(act: str) -> None:
    script = (
        f"import sys, os, socket, subprocess; sys.path.insert(0, {str(ENGINE.parent)!r}); import engine\n"
        f"engine.close_the_doors()\ntry:\n    {act}\nexcept PermissionError: sys.exit(7)"
    )
    assert subprocess.run([sys.executable, "-I", "-c", script], check=False).returncode == 7


def test_the_child_process_sees_no_keys(new_worker: NewWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHE_SECRET_KEY", "CANARY-KEY")
    worker = new_worker()
    page("", worker=worker)
    assert worker._child is not None
    assert b"CANARY-KEY" not in Path(f"/proc/{worker._child.pid}/environ").read_bytes()


@pytest.mark.parametrize("name", ["Amy 😀", "Amy\u200f", "محمد"])
def test_a_name_that_cannot_be_drawn_holds_the_letter(name: str) -> None:
    with pytest.raises(LetterHeld, match=r"U\+"):
        letter("acknowledgement", "notify", replace(sample("acknowledgement", TODAY), children=(name,)))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("field", ["name", "email", "team"])
def test_a_letterhead_that_would_reach_the_window_holds_the_letter(field: str, layout: str) -> None:
    context = sample("acknowledgement", TODAY)
    council = replace(context.authority, **{field: "Northmoor " * 60})
    with pytest.raises(LetterHeld, match="larger than its place"):
        letter("acknowledgement", layout, replace(context, authority=council))


def test_a_sheet_without_its_address_is_held() -> None:
    with pytest.raises(LetterHeld, match="no letterhead"):
        pdf("<p>x", title="A plain page", lang="en", layout=LAYOUTS["dl"], dated=TODAY)


def test_too_many_pages() -> None:
    with pytest.raises(LetterHeld, match="has 11 pages, and may have 10"):
        page('<p style="break-before: page">x</p>' * 10)


def test_too_many_bytes() -> None:
    with pytest.raises(LetterHeld, match="2 MB"):
        pdf("<p>x", title="A plain page", lang="en", layout=replace(PLAIN, most_bytes=500), dated=TODAY)


def test_a_style_sheet_with_a_fault_holds_the_letter() -> None:
    with pytest.raises(LetterHeld, match="would not look as it was written"):
        page("<style>p { colour: red }</style>")


@pytest.mark.parametrize(
    ("title", "lang"), [("", "en"), ("   ", "en"), ("A plain page", ""), ("A plain page", "English!")]
)
def test_a_page_without_title_or_language_is_a_mistake_of_ours(title: str, lang: str) -> None:
    with pytest.raises(ValueError, match="title and the language"):
        pdf("<p>x", title=title, lang=lang, layout=PLAIN, dated=TODAY)


# ---- the walls -----------------------------------------------------------------------------------

ENDLESS = "<p>x</p>" * 60_000


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        pytest.param(Limits(cpu=60, wall=1), "more than 1 seconds, and", id="wall clock"),
        pytest.param(Limits(cpu=1, wall=60), "more than 1 seconds of reckoning", id="processor"),
    ],
)
def test_a_letter_that_costs_too_much_is_stopped_and_the_next_one_is_made(
    limits: Limits, why: str, new_worker: NewWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The child ends itself: what this process does about a child that cannot is another test.
    monkeypatch.setattr(workers.threading, "Timer", lambda seconds, stop: threading.Thread())
    monkeypatch.setattr(threading.Thread, "cancel", lambda thread: None, raising=False)
    worker = new_worker(limits)
    began = time.monotonic()
    with pytest.raises(LetterHeld, match=why):
        page(ENDLESS, worker=worker)
    assert time.monotonic() - began < 20
    assert page("", worker=worker).startswith(b"%PDF")


def script(folder: Path, text: str) -> Path:
    """The engine, with one thing about it changed."""
    path = folder / "engine_of_a_test.py"
    path.write_text(f"import sys; sys.path.insert(0, {str(ENGINE.parent)!r})\nimport engine\n{text}\n")
    return path


def test_a_letter_that_needs_too_much_memory_is_stopped(new_worker: NewWorker, tmp_path: Path) -> None:
    greedy = script(
        tmp_path,
        "def make(self, ask): return {'pages': 1, 'notes': [], 'places': {}}, bytes(600 * 1024**2)\n"
        "engine.Press.make = make\nengine.main(sys.argv[1:])",
    )
    worker = new_worker(Limits(memory=512 * 1024**2), greedy)
    with pytest.raises(LetterHeld, match="more memory than a letter may take"):
        page("", worker=worker)
    assert worker._child is None, "what it had gathered is gone with it"


def test_a_child_that_hangs_does_not_hang_the_caller(new_worker: NewWorker, tmp_path: Path) -> None:
    deaf = script(tmp_path, "import signal, time\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\ntime.sleep(600)")
    worker = new_worker(Limits(wall=1), deaf)
    began = time.monotonic()
    with pytest.raises(LetterHeld, match="more than 1 seconds"):
        page("", worker=worker)
    assert time.monotonic() - began < 8
    assert worker._child is None, "killed and gone"


def test_a_child_that_dies_over_a_letter_is_a_held_letter(new_worker: NewWorker, tmp_path: Path) -> None:
    act = "def make(self, ask): import os; os._exit(3)\nengine.Press.make = make\nengine.main(sys.argv[1:])"
    dying = script(tmp_path, act)
    with pytest.raises(LetterHeld, match="the process that makes letters ended"):
        page("", worker=new_worker(script=dying))


def test_a_child_killed_between_letters_is_replaced(new_worker: NewWorker) -> None:
    worker = new_worker()
    page("", worker=worker)
    assert worker._child is not None
    worker._child.kill()
    worker._child.wait()
    assert page("", worker=worker).startswith(b"%PDF")


def test_a_child_is_renewed_after_so_many_letters(new_worker: NewWorker) -> None:
    worker = new_worker(Limits(letters=2))
    pids = []
    for _ in range(3):
        page("", worker=worker)
        assert worker._child is not None
        pids.append(worker._child.pid)
    assert pids[0] == pids[1] != pids[2]


def test_after_a_fork_the_child_is_not_shared(new_worker: NewWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = new_worker()
    page("", worker=worker)
    parents = worker._child
    assert parents is not None
    monkeypatch.setattr(workers.os, "getpid", lambda: -1)
    page("", worker=worker)
    assert worker._child is not None
    assert worker._child.pid != parents.pid
    assert parents.poll() is None, "the other process still has it"
    parents.kill()
    parents.communicate()
    worker.close()


def test_without_pango_a_sentence_says_what_to_install(new_worker: NewWorker, tmp_path: Path) -> None:
    broken = script(
        tmp_path,
        "def press(fonts): raise OSError(\"cannot load library 'libpango-1.0-0'\")\n"
        "engine.Press = press\nengine.main(sys.argv[1:])",
    )
    with pytest.raises(LetterHeld, match=r"apt-get install libpango-1\.0-0 libpangoft2-1\.0-0 libharfbuzz-subset0$"):
        page("", worker=new_worker(script=broken))


def test_a_fault_of_the_engine_is_a_held_letter(new_worker: NewWorker, tmp_path: Path) -> None:
    broken = script(tmp_path, "def make(self, ask): return 1 / 0\nengine.Press.make = make\nengine.main(sys.argv[1:])")
    with pytest.raises(LetterHeld, match="could not be made"):
        page("", worker=new_worker(script=broken))


def test_the_application_itself_never_loads_the_library() -> None:
    script = (
        "import sys, ehe.printing.render, ehe.letters.content, ehe.letters.samples;"
        "sys.exit(bool('weasyprint' in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False, env=os.environ).returncode == 0
