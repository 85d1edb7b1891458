"""What is shipped beside the code: vendored files, lock files, and nothing of anybody's machine in them."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
LOCKS = ["requirements.lock", "requirements-test.lock"]
MACHINE = re.compile(
    r"""(?x)
    (?<![\w.~/])/(work|root|opt|mnt|workspace)/ | /home/(?!app/)\w+/ | /Users/\w+/ | C:\\Users  # somebody's folders
    | --(extra-)?index-url | --trusted-host | --find-links | file:///(work|root|opt|mnt|home)/ # somebody's registry
    | (pypi|registry|nexus|artifactory|proxy|mirror)\.[\w-]+\.\w+
    """
)


def tracked() -> list[Path]:
    """Every file that is, or is about to be, in the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


# ---- GOV.UK Frontend and the fonts ---------------------------------------------------------------


def test_vendored_files_are_those_of_the_manifest() -> None:
    manifest = json.loads((STATIC / "vendor/manifest.json").read_text())
    found = {name: hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() for name in manifest["files"]}
    assert found == manifest["files"]
    shipped = {p.relative_to(STATIC / "vendor").as_posix() for p in (STATIC / "vendor/govuk-frontend").iterdir()}
    assert shipped == set(found) | {"govuk-frontend/LICENSE.txt"}


def test_renew_agrees_that_nothing_is_changed() -> None:
    script = STATIC / "vendor/renew.py"
    assert subprocess.run([sys.executable, script, "--check"], check=False, capture_output=True).returncode == 0


def test_macros_and_files_are_of_one_release() -> None:
    """govuk-frontend-jinja 4.1.0 writes the markup of GOV.UK Frontend 6.3.0: move both together."""
    version = json.loads((STATIC / "vendor/manifest.json").read_text())["version"]
    assert version == "6.3.0"
    assert "govuk-frontend-jinja==4.1.0 " in (ROOT / "requirements.lock").read_text()


@pytest.mark.parametrize("sheet", sorted(STATIC.rglob("*.css")), ids=lambda sheet: sheet.name)
def test_no_style_sheet_wears_govuk_branding(sheet: Path) -> None:
    css = sheet.read_text()
    assert "GDS Transport" not in css
    assert "crest" not in css
    assert not re.search(r"url\(['\"]?(https?:)?//", css), "a style sheet loads nothing from elsewhere"


def test_no_govuk_image_or_font_is_shipped() -> None:
    names = [path.name for path in STATIC.rglob("*") if path.is_file()]
    assert not [
        name for name in names if re.search(r"crest|crown|govuk-icon|govuk-opengraph|bold-.*-v2|light-.*-v2", name)
    ]


def test_fonts_come_with_their_licence() -> None:
    assert sorted(path.name for path in (STATIC / "fonts").iterdir()) == [
        "NotoSans-Bold.ttf",
        "NotoSans-Regular.ttf",
        "OFL.txt",
    ]


@pytest.mark.parametrize("name", ["NotoSans-Regular.ttf", "NotoSans-Bold.ttf"])
def test_fonts_can_write_the_names_of_this_country(name: str) -> None:
    from fontTools.ttLib import TTFont

    known = TTFont(STATIC / "fonts" / name).getBestCmap()
    welsh, polish, romanian, other = "âêîôûŵŷÂÊÎÔÛŴŶẁẃẅ", "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "ăâîșțĂÂÎȘȚ", "éèñçßøåžšőűğışİ’‘“”–—£€•"
    assert [letter for letter in welsh + polish + romanian + other if ord(letter) not in known] == []


# ---- lock files ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_its_hashes(name: str) -> None:
    text = (ROOT / name).read_text().replace("\\\n", " ")
    pinned = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert pinned
    for line in pinned:
        assert re.match(r"[a-z0-9][\w.-]*==\S+ .*--hash=sha256:[0-9a-f]{64}", line), line


def test_tests_run_on_the_versions_that_are_installed_in_use() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^([a-z0-9][\w.-]*==\S+)", (ROOT / name).read_text(), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-test.lock")


# ---- nothing of anybody's machine ----------------------------------------------------------------


def test_no_file_names_a_machine_path_or_a_registry() -> None:
    found = []
    for path in tracked():
        if path == Path(__file__) or path.suffix in {".ttf", ".pdf", ".png", ".xlsx", ".ico"}:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if MACHINE.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert found == []


# ---- the commands --------------------------------------------------------------------------------


def test_continuous_integration_runs_what_a_person_runs() -> None:
    script = (ROOT / ".ci/run").read_text().splitlines()
    assert script[0] == "#!/usr/bin/env bash"
    assert script[1] == "set -euo pipefail"
    assert script[-1] == "make test"
    assert (ROOT / ".ci/run").stat().st_mode & 0o111


def test_no_socket_leaves_this_machine() -> None:
    import socket

    from tests.support import closed_door

    with pytest.raises(closed_door.Refused, match="look up"):
        socket.create_connection(("example.org", 443))
    with socket.socket() as tried, pytest.raises(closed_door.Refused, match="reach"):
        tried.connect(("192.0.2.1", 443))
    with socket.socket() as tried, pytest.raises(closed_door.Refused, match="mail"):
        tried.connect(("127.0.0.1", 25))
