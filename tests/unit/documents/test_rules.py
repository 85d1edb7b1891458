"""Which files are taken: name, first bytes and opening all have to agree."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehe.core.errors import Refused
from ehe.documents.rules import LONGEST_NAME, MOST_BYTES, TYPES, examine, size_in_words, tidy_name
from tests.factories.files import docx, jpg, pdf, png

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("letter.pdf", pdf(), "application/pdf"),
        ("LETTER.PDF", pdf(), "application/pdf"),
        ("letter.docx", docx(), WORD),
        ("photo.jpg", jpg(), "image/jpeg"),
        ("photo.jpeg", jpg(), "image/jpeg"),
        ("scan.png", png(), "image/png"),
        ("رسالة 🌻.pdf", pdf(), "application/pdf"),
    ],
)
def test_a_good_file_is_taken_as_it_came(name: str, content: bytes, media_type: str) -> None:
    found = examine(name, content)
    assert (found.name, found.media_type, found.content) == (name, media_type, content)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("letter.pdf", b"", "file_empty"),
        ("letter.txt", b"words", "file_type"),
        ("letter", pdf(), "file_type"),
        ("letter.pdf.exe", pdf(), "file_type"),
        ("letter.svg", b"<svg/>", "file_type"),
        ("letter.html", b"<script>", "file_type"),
        ("letter.doc", b"\xd0\xcf\x11\xe0", "file_type"),
        ("letter.docm", docx(macros=True), "file_type"),
        ("letter.pdf", b"MZ\x90\x00 a program", "file_not_what_it_says"),
        ("letter.pdf", png(), "file_not_what_it_says"),
        ("photo.png", jpg(), "file_not_what_it_says"),
        ("photo.jpg", b"<html>", "file_not_what_it_says"),
        ("letter.docx", b"%PDF-1.7", "file_not_what_it_says"),
        ("letter.pdf", b"%PDF-1.7\nnot one", "file_damaged"),
        ("letter.pdf", pdf()[:-200], "file_damaged"),
        ("letter.pdf", pdf(password="secret"), "file_locked"),
        ("letter.pdf", pdf(script=True), "file_active"),
        ("letter.pdf", pdf(attached=True), "file_active"),
        ("letter.pdf", pdf(launches=True), "file_active"),
        ("letter.docx", docx(macros=True), "file_active"),
        ("letter.docx", docx(parts=2000), "file_damaged"),
        ("letter.docx", docx(zeros=101 * 1024 * 1024), "file_damaged"),
        ("letter.docx", docx(content_type="application/vnd.ms-excel.sheet.main+xml"), "file_damaged"),
        ("letter.docx", docx()[:-30], "file_damaged"),
        ("letter.docx", b"PK\x03\x04 and nothing more", "file_damaged"),
        ("scan.png", png()[:-12], "file_damaged"),
        ("scan.png", png(width=0), "file_damaged"),
        ("scan.png", png()[:30] + b"\0" + png()[31:], "file_damaged"),
        ("photo.jpg", jpg()[:-2], "file_damaged"),
        ("photo.jpg", jpg(height=0), "file_damaged"),
        ("photo.jpg", b"\xff\xd8\xff\xe0\xff\xff", "file_damaged"),
        ("large.pdf", b"%PDF-" + b"0" * MOST_BYTES, "file_too_large"),
    ],
)
def test_any_other_is_refused_with_a_sentence(name: str, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        examine(name, content)
    assert refused.value.code == code
    assert refused.value.why.startswith("The selected")


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.title)
@given(rest=st.binary(max_size=300))
def test_no_bytes_make_it_fail_otherwise(kind: object, rest: bytes) -> None:
    starts, ending = kind.starts, kind.endings[0]  # type: ignore[attr-defined]
    with suppress(Refused):
        examine(f"file.{ending}", starts + rest)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\Users\\jo\\letter.pdf", "letter.pdf"),
        ("../../etc/letter.pdf", "letter.pdf"),
        ("let\r\nter\x00.pdf", "letter.pdf"),
        ("gpj.\u202eletter.pdf", "gpj.letter.pdf"),
        ("   ", "file"),
        ("", "file"),
    ],
)
def test_names_are_shown_without_path_and_without_what_cannot_be_seen(name: str, shown: str) -> None:
    assert tidy_name(name) == shown


def test_a_long_name_keeps_its_ending() -> None:
    cut = tidy_name("a" * 500 + ".pdf")
    assert len(cut) == LONGEST_NAME
    assert cut.endswith("a.pdf")


@pytest.mark.parametrize(("size", "words"), [(1, "1KB"), (12_000, "12KB"), (3_565_158, "3.4MB")])
def test_sizes_in_words(size: int, words: str) -> None:
    assert size_in_words(size) == words
