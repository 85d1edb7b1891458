"""Make the vendored GOV.UK Frontend files again from its npm package, without GOV.UK's branding.

    python static/vendor/renew.py --check           are the files here those in the manifest?
    python static/vendor/renew.py PACKAGE.tgz       make them from a package file on disk
    python static/vendor/renew.py --download        fetch that package with `npm pack` first (network)

A council may use GOV.UK's components but not its typeface, crest or icons, so fonts and images are
left behind and the style sheet is rewritten. Move VERSION together with govuk-frontend-jinja, whose
macros are written for one release; --download prints the new INTEGRITY to check and put here.
"""

import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "govuk-frontend"
VERSION = "6.3.0"
INTEGRITY = "sha512-cXIQxm5PHCsbic47GXZrVBZhAeeshTLRL6ZBKilLsR6rMCjJuWb7Fruq0VUNMBJFlJk/srsRj/q8d5bM9cgKoA=="
HERE = Path(__file__).resolve().parent
FOLDER = HERE / PACKAGE
MANIFEST = HERE / "manifest.json"
SERVED = ("govuk-frontend.min.css", "govuk-frontend.min.js")

TYPEFACE = '"Helvetica Neue",Helvetica,Arial,sans-serif'
BRANDING = re.compile(r"GDS Transport|crest|@font-face|url\(", re.IGNORECASE)


def without_branding(css: str) -> str:
    """The style sheet without GOV.UK's typeface and crest; raises if any of it is left."""
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = css.replace("GDS Transport,arial,sans-serif", TYPEFACE)
    css = re.sub(r"\.govuk-footer__copyright-logo:before\{[^}]*crest[^}]*\}", "", css)
    left = BRANDING.search(css)
    if left:
        raise SystemExit(f"The style sheet still holds {left.group()!r}: mend the rewriting in renew.py.")
    return css


def without_source_map(text: str) -> str:
    """The maps are not shipped, and a browser's tools would ask for them."""
    return re.sub(r"(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*$", "", text).rstrip() + "\n"


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def renew(package: Path) -> None:
    found = "sha512-" + base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    if found != INTEGRITY:
        raise SystemExit(f"{package.name} is not {PACKAGE} {VERSION} as expected: its integrity is {found}.")
    FOLDER.mkdir(exist_ok=True)
    with tarfile.open(package) as archive:
        for name in SERVED:
            member = archive.extractfile(f"package/dist/govuk/{name}")
            if member is None:
                raise SystemExit(f"{package.name} holds no {name}.")
            text = without_source_map(member.read().decode())
            if name.endswith(".css"):
                text = without_branding(text)
            (FOLDER / name).write_text(text)
    manifest = {
        "package": PACKAGE,
        "version": VERSION,
        "licence": "MIT, in LICENSE.txt beside the files",
        "integrity": INTEGRITY,
        "changed": "no GDS Transport, no crest, no source maps; otherwise as published",
        "files": {f"{PACKAGE}/{name}": sha256(FOLDER / name) for name in SERVED},
    }
    MANIFEST.write_text(json.dumps(manifest, indent=2) + "\n")
    print(f"{PACKAGE} {VERSION}: {len(SERVED)} files written.")


def check() -> None:
    manifest = json.loads(MANIFEST.read_text())
    changed = [name for name, digest in manifest["files"].items() if sha256(HERE / name) != digest]
    if manifest["version"] != VERSION or changed:
        raise SystemExit(f"Not as the manifest says: {', '.join(changed) or 'the version'}.")
    print(f"{PACKAGE} {VERSION}: as the manifest says.")


def download() -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", f"{PACKAGE}@{VERSION}"], cwd=folder, check=True)
        renew(next(Path(folder).glob("*.tgz")))


def main(arguments: list[str]) -> None:
    match arguments:
        case ["--check"]:
            check()
        case ["--download"]:
            download()
        case [package]:
            renew(Path(package))
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
