"""A real PostgreSQL for one run of the tests, as quick as it is throw-away.

EHE_TEST_POSTGRES_URL names a server to use instead; its user must be a superuser who may make
databases. Otherwise the binaries of this system start a private cluster: one folder, a Unix
socket, no port, nothing kept safe on the disk. With neither the tests fail; they never skip.
"""

import os
import pwd
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    # The server sits far from London and its clock, so that a date worked out by the database shows.
    "timezone": "Pacific/Auckland",
}


class NoPostgres(RuntimeError):
    pass


def server_url(run_folder: Path) -> str:
    """The address of a server's `postgres` database; starts the private cluster if need be.

    Called by one worker at a time.
    """
    given = os.environ.get("EHE_TEST_POSTGRES_URL")
    if given:
        return given
    folder = run_folder / "postgres"
    if not (folder / "data" / "postmaster.pid").exists():
        _start_cluster(folder)
    return f"postgresql://ehe@/postgres?host={folder}"


def named(server: str, database: str) -> str:
    """The address of another database of the same server."""
    return urlunsplit(urlsplit(server)._replace(path=f"/{database}"))


def binaries() -> Path:
    """The folder of initdb and its fellows: on the path, or where Debian keeps them."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve()] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise NoPostgres(
            "No PostgreSQL to test on: install its binaries (on Debian or Ubuntu: apt-get install postgresql), "
            "or name a server that may be played with in EHE_TEST_POSTGRES_URL."
        )
    return found[-1].parent


def stop_cluster(folder: Path) -> None:
    if (folder / "data" / "postmaster.pid").exists():
        _run(folder, "pg_ctl", "stop", "--mode=immediate", "--wait", f"--pgdata={folder / 'data'}")


def _start_cluster(folder: Path) -> None:
    folder.mkdir()
    if os.getuid() == 0:
        os.chown(folder, pwd.getpwnam("nobody").pw_uid, -1)
    data = folder / "data"
    _run(
        folder, "initdb", "--no-sync", "--username=ehe", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",
        f"--pgdata={data}",
    )  # fmt: skip
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    _run(
        folder, "pg_ctl", "start", "--wait", f"--pgdata={data}", f"--log={folder / 'log'}",
        f"--options=-k {folder} {options}",
    )  # fmt: skip


def _run(folder: Path, program: str, *arguments: str) -> None:
    """PostgreSQL refuses to run as root, so root lends it to nobody."""
    as_root = os.getuid() == 0
    done = subprocess.run(
        [binaries() / program, *arguments],
        user="nobody" if as_root else None,
        extra_groups=[] if as_root else None,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # the server keeps it open, so it cannot be a pipe
        stderr=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
        text=True,
        check=False,
    )
    if done.returncode:
        log = folder / "log"
        raise NoPostgres(f"{program} failed: {done.stderr or (log.read_text() if log.exists() else '')}")
