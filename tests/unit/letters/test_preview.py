"""`ehe letters preview`."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from ehe.cli.letters import letters_group
from ehe.letters.content import LETTERS
from ehe.printing.layouts import LAYOUTS


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("template", LETTERS)
def test_writes_a_letter_about_nobody(template: str, layout: str, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    done = CliRunner().invoke(letters_group, ["preview", "--template", template, "--layout", layout, "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "Dear Joanna Marsh" in PdfReader(out).pages[0].extract_text()


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    out = tmp_path / "absent" / "a.pdf"
    done = CliRunner().invoke(
        letters_group, ["preview", "--template", "reminder_1", "--layout", "dl", "--out", str(out)]
    )
    assert done.exit_code == 1
    assert done.stderr.strip().endswith("cannot be written: No such file or directory.")


@pytest.mark.parametrize("wrong", [["--template", "love_letter"], ["--layout", "a5"]])
def test_wrong_usage(wrong: list[str], tmp_path: Path) -> None:
    right = ["--template", "reminder_1", "--layout", "dl", "--out", str(tmp_path / "a.pdf")]
    assert CliRunner().invoke(letters_group, ["preview", *right, *wrong]).exit_code == 2
