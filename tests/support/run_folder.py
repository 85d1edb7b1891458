"""One folder for each run of the suite, shared by its workers and gone at its end.

The process that was asked for the tests makes it and names it in the environment; xdist's workers
inherit the name. It lies straight under /tmp: a socket's path must be short, and the database
server runs as another user who must be able to pass through.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import postgres

VARIABLE = "EHE_TEST_RUN_FOLDER"
PREFIX = "ehe-tests-"


def make() -> Path:
    _clear_what_killed_runs_left()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir="/tmp"))
    folder.chmod(0o711)
    os.environ[VARIABLE] = str(folder)
    return folder


def find() -> Path:
    return Path(os.environ[VARIABLE])


def remove(folder: Path) -> None:
    postgres.stop_cluster(folder / "postgres")
    shutil.rmtree(folder, ignore_errors=True)
    os.environ.pop(VARIABLE, None)


@contextmanager
def only_one_worker(name: str) -> Iterator[None]:
    """The first worker does what is shared; the others wait here for it."""
    with (find() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _clear_what_killed_runs_left() -> None:
    for folder in Path("/tmp").glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists() and folder.stat().st_uid == os.getuid():
            postgres.stop_cluster(folder / "postgres")
            shutil.rmtree(folder, ignore_errors=True)
