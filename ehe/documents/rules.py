"""Which files are taken: by their name, by their first bytes, and by opening them. Pure.

A file has to be all three: its name says what it is, its bytes begin as such a file does, and it opens.
What a document could do beside being read (macros, scripts, files within it) is refused.
"""

import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from ehe.core.errors import Refused

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_PARTS = 2000
LONGEST_NAME = 200

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORD_BODY = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@dataclass(frozen=True)
class Examined:
    """A file that may be kept: the name to show, the type to serve it as, and its bytes as they came."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Type:
    """One type of file: how its name ends, how its bytes begin, and what opens it."""

    title: str
    endings: tuple[str, ...]
    media_type: str
    starts: bytes
    opens: Callable[[bytes], bool]


def examine(name: str, content: bytes) -> Examined:
    """The file, if it may be kept; `Refused` says in a sentence what to do about it."""
    shown = tidy_name(name)
    ending = shown.rpartition(".")[2].lower() if "." in shown else ""
    kind = next((kind for kind in TYPES if ending in kind.endings), None)
    if not content:
        raise Refused("file_empty", "The selected file is empty")
    if len(content) > MOST_BYTES:
        raise Refused("file_too_large", "The selected file must be smaller than 10MB")
    if kind is None:
        raise Refused("file_type", "The selected file must be a PDF, DOCX, JPG or PNG")
    if not content.startswith(kind.starts):
        raise Refused(
            "file_not_what_it_says",
            f"The selected file is named as a {kind.title} but is not one. Save it as a PDF, DOCX, JPG or PNG",
        )
    if not kind.opens(content):
        raise Refused("file_damaged", f"The selected {kind.title} cannot be opened. Save it again, or make a PDF of it")
    return Examined(shown, kind.media_type, content)


def tidy_name(name: str) -> str:
    """The last part of the name, without what cannot be seen; its ending is kept if it has to be cut."""
    bare = re.split(r"[/\\]", name)[-1]
    bare = "".join(c for c in bare if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}).strip()
    stem, dot, ending = bare.rpartition(".")
    if len(bare) > LONGEST_NAME:
        bare = f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if dot and len(ending) <= 5 else bare[:LONGEST_NAME]
    return bare or "file"


def size_in_words(size: int) -> str:
    """12KB, 3.4MB"""
    return f"{max(1, round(size / 1024))}KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f}MB"


# ---- what opens each type ------------------------------------------------------------------------


def _opens_as_pdf(content: bytes) -> bool:
    """It has pages, no password, and nothing that runs or rides along."""
    try:
        reader = PdfReader(io.BytesIO(content))
        locked = reader.is_encrypted
        pages = 0 if locked else len(reader.pages)
        acts = not locked and _acts(reader)
    except Exception:  # whatever a damaged file makes the library raise, it is a damaged file
        return False
    if locked:
        raise Refused("file_locked", "The selected PDF has a password. Save it without one")
    if acts:
        raise Refused("file_active", "The selected PDF holds a script or another file. Print it to a new PDF")
    return pages > 0


# What a PDF may ask a reader's program to do, other than to show another page or an address.
DEEDS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/RichMediaExecute"})
MOST_PAGES_SEARCHED = 50


def _acts(reader: PdfReader) -> bool:
    root = _part(reader.trailer, "/Root")
    names = _part(root, "/Names")
    if "/AA" in root or "/JavaScript" in names or "/EmbeddedFiles" in names:
        return True
    if _part(root, "/OpenAction").get("/S") in DEEDS:
        return True
    return any(_page_acts(reader.pages[n]) for n in range(min(len(reader.pages), MOST_PAGES_SEARCHED)))


def _page_acts(page: DictionaryObject) -> bool:
    found = page.get("/Annots")
    marks = found.get_object() if found is not None else []
    return "/AA" in page or any(
        "/AA" in mark or mark.get("/Subtype") == "/FileAttachment" or _part(mark, "/A").get("/S") in DEEDS
        for mark in (one.get_object() for one in marks)
    )


def _part(of: Any, name: str) -> DictionaryObject:
    """A dictionary within a dictionary of the file, empty where there is none."""
    found = of.get(name)
    found = found.get_object() if found is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _opens_as_docx(content: bytes) -> bool:
    """A text of Word without macros, and not so large when unpacked that it could only be meant to harm."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                return False
            names = {part.filename for part in parts}
            if any("vbaproject" in name.lower() for name in names):
                raise Refused("file_active", "The selected file holds macros. Save it without them, or as a PDF")
            if not {"[Content_Types].xml", "word/document.xml"} <= names:
                return False
            if any(part.flag_bits & 1 for part in parts):
                raise Refused("file_locked", "The selected file has a password. Save it without one")
            return WORD_BODY in _read(packed, "[Content_Types].xml") and bool(_read(packed, "word/document.xml"))
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError, struct.error):
        return False


def _read(packed: zipfile.ZipFile, name: str) -> bytes:
    """One part, no further than it says it is long: a bomb says less than it holds."""
    with packed.open(name) as part:
        return part.read(packed.getinfo(name).file_size)


def _opens_as_png(content: bytes) -> bool:
    """Its chunks follow one another to the end, each with the right sum, and it has a width and a height."""
    place, seen = 8, list[bytes]()
    while place + 12 <= len(content):
        length, name = struct.unpack(">I4s", content[place : place + 8])
        body = content[place + 8 : place + 8 + length]
        told = content[place + 8 + length : place + 12 + length]
        if len(body) != length or len(told) != 4 or zlib.crc32(name + body) != struct.unpack(">I", told)[0]:
            return False
        if not seen and (name != b"IHDR" or length != 13 or 0 in struct.unpack(">II", body[:8])):
            return False
        seen.append(name)
        if name == b"IEND":
            return b"IDAT" in seen
        place += 12 + length
    return False


# Markers of a frame, which hold the size of the picture; the others of that range hold tables.
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _opens_as_jpg(content: bytes) -> bool:
    """Its segments follow one another to a picture with a width and a height, and it has an end."""
    place, sized = 2, False
    while place + 4 <= len(content):
        if content[place] != 0xFF:
            return False
        marker = content[place + 1]
        if marker == 0xFF:  # filling
            place += 1
            continue
        length = struct.unpack(">H", content[place + 2 : place + 4])[0]
        if length < 2 or place + 2 + length > len(content):
            return False
        if marker in FRAMES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9]) if length >= 7 else (0, 0)
            sized = height > 0 and width > 0
        if marker == 0xDA:  # here the picture itself begins
            return sized and content.rfind(b"\xff\xd9", place) > place
        place += 2 + length
    return False


TYPES = (
    Type("PDF", ("pdf",), "application/pdf", b"%PDF-", _opens_as_pdf),
    Type("DOCX", ("docx",), WORD, b"PK\x03\x04", _opens_as_docx),
    Type("JPG", ("jpg", "jpeg"), "image/jpeg", b"\xff\xd8\xff", _opens_as_jpg),
    Type("PNG", ("png",), "image/png", b"\x89PNG\r\n\x1a\n", _opens_as_png),
)
# For the browser's own chooser, which only helps to find a file.
ACCEPT = ",".join(f".{ending}" for kind in TYPES for ending in kind.endings)
