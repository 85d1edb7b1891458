"""The child process: WeasyPrint with nothing else of the register, and no network.

It is started as a script, not imported: it must not load the application, its settings or its keys.
Each request is a JSON object; each answer is a JSON object and the bytes of the PDF.
"""

import contextlib
import json
import logging
import os
import resource
import signal
import struct
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

VARIANT = "pdf/ua-1"
# A relative address in a letter becomes this, and is refused like any other.
NOWHERE = "https://letter.invalid/"
MM = 25.4 / 96  # of a CSS pixel
LENGTH = struct.Struct(">II")

FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


# ---- messages ------------------------------------------------------------------------------------


def write(stream: IO[bytes], head: dict[str, Any], body: bytes = b"") -> None:
    text = json.dumps(head).encode()
    stream.write(LENGTH.pack(len(text), len(body)) + text + body)
    stream.flush()


def read(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """The next message, or None where the other side has gone."""
    lengths = stream.read(LENGTH.size)
    if len(lengths) < LENGTH.size:
        return None
    head, body = LENGTH.unpack(lengths)
    text, rest = stream.read(head), stream.read(body)
    if len(text) < head or len(rest) < body:
        return None
    found: dict[str, Any] = json.loads(text)
    return found, rest


# ---- walls ---------------------------------------------------------------------------------------

NETWORK = frozenset({"socket.__new__", "socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname"})
OTHERS = frozenset({"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork"})


def close_the_doors() -> None:
    """From here on no socket is opened and no program started, whoever asks; it cannot be undone."""

    def guard(event: str, _: tuple[Any, ...]) -> None:
        if event in NETWORK or event in OTHERS:
            raise PermissionError(f"a letter may not do this: {event}")

    sys.addaudithook(guard)


def limit_memory(most: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    # A crash leaves no picture of the letter on the disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextlib.contextmanager
def limited_time(cpu: int, wall: int) -> Iterator[None]:
    """Either limit ends the process; the caller sees it gone. The wall clock also stops an orphan."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + cpu, resource.RLIM_INFINITY))
    signal.alarm(wall)
    yield
    signal.alarm(0)


# ---- the press -----------------------------------------------------------------------------------


class Notes(logging.Handler):
    """What WeasyPrint complained of while one letter was made."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage()[:200])


class Press:
    """WeasyPrint with the shipped fonts alone; style sheets are read once."""

    def __init__(self, fonts: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            conf = Path(folder) / "fonts.conf"
            conf.write_text(FONTS_CONF.format(fonts=fonts, cache=folder))
            os.environ["FONTCONFIG_FILE"] = str(conf)
            import weasyprint
            from weasyprint.text.fonts import FontConfiguration
            from weasyprint.urls import FatalURLFetchingError, URLFetcher

            self._fonts = FontConfiguration()
        self._weasyprint = weasyprint
        self.refused: type[BaseException] = FatalURLFetchingError
        self._fetch = URLFetcher(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)
        self._styles: dict[str, Any] = {}
        self.notes = Notes()
        logging.getLogger("weasyprint").addHandler(self.notes)

    def _style(self, text: str) -> Any:
        if text not in self._styles:
            self._styles[text] = self._weasyprint.CSS(
                string=text, base_url=NOWHERE, url_fetcher=self._fetch, font_config=self._fonts
            )
        return self._styles[text]

    def make(self, ask: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        self.notes.lines = []
        os.environ["SOURCE_DATE_EPOCH"] = str(ask["epoch"])
        html = self._weasyprint.HTML(string=ask["html"], base_url=NOWHERE, url_fetcher=self._fetch)
        document = html.render(
            font_config=self._fonts, stylesheets=[self._style(text) for text in ask["styles"]], pdf_variant=VARIANT
        )
        meta = document.metadata
        meta.title, meta.lang, meta.created, meta.modified = ask["title"], ask["lang"], ask["dated"], ask["dated"]
        made: bytes = document.write_pdf(pdf_variant=VARIANT)
        places = {name: [side * MM for side in box] for name, box in document.pages[0].anchors.items()}
        return {"pages": len(document.pages), "notes": self.notes.lines, "places": places}, made


def answer(press: Press, ask: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The PDF, or the one word for why there is none."""
    try:
        with limited_time(ask["cpu"], ask["wall"]):
            return press.make(ask)
    except press.refused as error:  # a BaseException: `except Exception` would let it end the process
        return {"fault": "fetch", "what": str(error.__cause__ or error)[:200]}, b""
    except MemoryError:
        return {"fault": "memory"}, b""
    except Exception as error:
        return {"fault": "failed", "what": type(error).__name__}, b""
    finally:
        signal.alarm(0)


def serve(asks: IO[bytes], answers: IO[bytes], open_press: Callable[[], Press]) -> None:
    """Answer until the other side goes."""
    try:
        press = open_press()
    except OSError as error:  # Pango is a system library, and the import fails without it
        press, missing = None, str(error)[:200]
    close_the_doors()
    while (asked := read(asks)) is not None:
        if press is None:
            write(answers, {"fault": "engine", "what": missing})
        else:
            write(answers, *answer(press, asked[0]))


def main(arguments: list[str]) -> None:
    fonts, memory = arguments
    # What a library prints must not get in between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limit_memory(int(memory))
    serve(sys.stdin.buffer, answers, lambda: Press(fonts))


if __name__ == "__main__":
    main(sys.argv[1:])
