"""`make test`: the checks, then the whole suite once on each database, and what came of it.

    python -m tests.support.run [--quick]

--quick is `make check`: the checks, then rules, services and conventions on SQLite alone.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

BIN = Path(sys.executable).parent
CHECKS = {
    "lint": ["ruff", "check"],
    "format": ["ruff", "format", "--check"],
    "types": ["mypy"],
    "import contracts": ["lint-imports", "--no-logo", "--no-cache"],
}
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
QUICK = ["tests/unit", "tests/integration", "tests/conventions"]


@dataclass
class Outcome:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed" + (f", {self.skipped} skipped" if self.skipped else "")


def checks() -> Outcome:
    outcome = Outcome()
    for name, command in CHECKS.items():
        print(f"---- {name}", flush=True)
        done = subprocess.run([str(BIN / command[0]), *command[1:]], check=False)
        outcome.passed += done.returncode == 0
        outcome.failed += done.returncode != 0
    return outcome


def suite(database: str, paths: list[str]) -> Outcome:
    """One process for each core. A run that broke off, or ran nothing, is a failure and not a zero."""
    print(f"---- tests on {DATABASES[database]}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [
            str(BIN / "pytest"),
            "-q",
            "-n",
            str(os.cpu_count() or 2),
            "--dist=worksteal",
            f"--database={database}",
            *paths,
        ]
        done = subprocess.run([*command, f"--junitxml={report}"], check=False)
        outcome = read(report)
    if outcome.failed == 0 and (done.returncode != 0 or outcome.passed == 0):
        outcome.failed = 1
    return outcome


def read(report: Path) -> Outcome:
    if not report.exists():
        return Outcome()
    ran = Outcome()
    for case in ElementTree.parse(report).iter("testcase"):
        wrong = case.find("failure") is not None or case.find("error") is not None
        ran.failed += wrong
        ran.skipped += not wrong and case.find("skipped") is not None
        ran.passed += not wrong and case.find("skipped") is None
    return ran


def main(arguments: list[str]) -> int:
    quick = arguments == ["--quick"]
    began = time.monotonic()
    outcomes = {"Checks": checks()}
    for database in ["sqlite"] if quick else DATABASES:
        paths = [path for path in QUICK if Path(path).is_dir()] if quick else []
        outcomes[DATABASES[database]] = suite(database, paths)
    total = Outcome(sum(o.passed for o in outcomes.values()), sum(o.failed for o in outcomes.values()))
    print(f"\n{round(time.monotonic() - began)} seconds")
    for name, outcome in outcomes.items():
        print(f"{name}: {outcome}")
    print(total)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
