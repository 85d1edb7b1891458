"""Small files of each kind that the register takes, and of some that it does not."""

import io
import struct
import zipfile
import zlib

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def pdf(*, password: str = "", script: bool = False, attached: bool = False, launches: bool = False) -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(width=200, height=200)
    if launches:
        act = DictionaryObject({NameObject("/S"): NameObject("/Launch")})
        link = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): act})
        page[NameObject("/Annots")] = ArrayObject([link])
    if script:
        act = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("1")})
        writer.root_object[NameObject("/OpenAction")] = act
    if attached:
        writer.add_attachment("other.txt", b"hidden")
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def docx(*, macros: bool = False, parts: int = 0, zeros: int = 0, content_type: str = WORD_MAIN) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", f'<Types><Override PartName="/x" ContentType="{content_type}"/></Types>')
        packed.writestr("word/document.xml", "<w:document/>")
        if macros:
            packed.writestr("word/vbaProject.bin", b"x")
        for number in range(parts):
            packed.writestr(f"word/part{number}.xml", "")
        if zeros:
            packed.writestr("word/large.xml", b"\0" * zeros)
    return made.getvalue()


def png(width: int = 1, height: int = 1) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * (width + 1) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def jpg(width: int = 1, height: int = 1) -> bytes:
    frame = struct.pack(">BHHB", 8, height, width, 1) + bytes([1, 0x11, 0])
    scan = bytes([1, 1, 0, 0, 63, 0])
    return (
        b"\xff\xd8"
        + b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\1\1\0\0\1\0\1\0\0"
        + b"\xff\xc0" + struct.pack(">H", 2 + len(frame)) + frame
        + b"\xff\xda" + struct.pack(">H", 2 + len(scan)) + scan
        + b"\x00\x3f\xff\xd9"
    )  # fmt: skip
