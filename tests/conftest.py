"""What every test may ask for. Nothing of the register is imported before a fixture needs it."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from tests.support import browser as browsers
from tests.support import closed_door, databases, run_folder

if TYPE_CHECKING:
    import socket

    from flask import Flask
    from flask.testing import FlaskClient
    from flask_sqlalchemy import SQLAlchemy
    from playwright.sync_api import Browser, Page

    from tests.support.databases import Database

DATABASES = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=DATABASES,
        default=os.environ.get("EHE_TEST_DATABASE", "sqlite"),
        help="which database the tests run on",
    )


def pytest_configure(config: pytest.Config) -> None:
    # A developer's own settings must not lead a test to a real register.
    for name in list(os.environ):
        if name.startswith("EHE_") and not name.startswith("EHE_TEST_"):
            del os.environ[name]
    closed_door.close()
    if not hasattr(config, "workerinput"):
        config.stash[RUN_FOLDER] = run_folder.make()

    from hypothesis import settings

    # The same examples each time: a red suite must mean a change, not luck.
    settings.register_profile("ehe", derandomize=True, deadline=None, database=None)
    settings.load_profile("ehe")


def pytest_unconfigure(config: pytest.Config) -> None:
    folder = config.stash.get(RUN_FOLDER, None)
    if folder is not None:
        databases.drop_on_given_server(folder.name.replace("-", "_"))
        run_folder.remove(folder)


RUN_FOLDER = pytest.StashKey[Path]()


# ---- the register ------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    return str(getattr(request.config, "workerinput", {}).get("workerid", "main"))


@pytest.fixture(scope="session")
def worker_database(request: pytest.FixtureRequest, worker: str) -> Iterator["Database"]:
    database = databases.for_worker(request.config.getoption("--database"), worker)
    yield database
    database.close()


@pytest.fixture(scope="session")
def worker_socket() -> Iterator["socket.socket"]:
    """Bound before the app is made, so that the app knows its own address."""
    with browsers.free_socket() as listening:
        yield listening


@pytest.fixture(scope="session")
def worker_app(worker: str, worker_database: "Database", worker_socket: "socket.socket") -> Iterator["Flask"]:
    from ehe import create_app
    from ehe.core.base import db
    from ehe.core.settings import Settings

    host, port = worker_socket.getsockname()
    instance = run_folder.find() / worker / "instance"
    instance.mkdir(parents=True)
    app = create_app(
        Settings(
            instance=instance,
            secret_key=databases.KEYS["EHE_SECRET_KEY"],
            ledger_key=databases.KEYS["EHE_LEDGER_KEY"],
            database_url=worker_database.url,
            base_url=f"http://{host}:{port}",
            testing=True,
        )
    )
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(worker_app: "Flask", worker_database: "Database") -> Iterator["Flask"]:
    """The register, migrated and otherwise empty. What the test does to it is undone afterwards."""
    yield worker_app
    worker_database.reset()
    for left in Path(worker_app.instance_path).iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()


@pytest.fixture
def db(app: "Flask") -> Iterator["SQLAlchemy"]:
    """The database inside an app context. Commit by `ehe.core.commit`, as the product does.

    Beside a live server commit before each turn to the browser: an open transaction shuts it out.
    """
    from ehe.core.base import db

    with app.app_context():
        yield db


@pytest.fixture
def client(app: "Flask") -> "FlaskClient":
    """A browser without a screen; for a second person ask for `new_client`."""
    return _client(app)


@pytest.fixture
def new_client(app: "Flask") -> Callable[[], "FlaskClient"]:
    return lambda: _client(app)


@pytest.fixture
def empty_database(worker_database: "Database", request: pytest.FixtureRequest) -> str:
    """The address of a second database without a single table, for migrations and commands."""
    return worker_database.empty(f"t{abs(hash(request.node.nodeid)):x}")


def _client(app: "Flask") -> "FlaskClient":
    import contextvars

    from flask import has_app_context
    from flask.testing import FlaskClient

    class Client(FlaskClient):
        def open(self, *arguments: Any, **named: Any) -> Any:
            from ehe.core.commit import commit

            if has_app_context():
                commit()  # what the test arranged is on the disk, and no lock is held, when the request comes
            if self.preserve_context:
                return super().open(*arguments, **named)
            # A request inside the test's own app context would share its session and its signed-in user.
            return contextvars.Context().run(super().open, *arguments, **named)

    return Client(app, app.response_class, use_cookies=True)


# ---- time --------------------------------------------------------------------------------------


class FrozenDay:
    """The wall clock, stopped; call it with a day, and a time in London, to move it."""

    def __init__(self, traveller: Any) -> None:
        self._traveller = traveller

    def __call__(self, day: date, at: time = time(9)) -> None:
        self._traveller.move_to(datetime.combine(day, at, tzinfo=ZoneInfo("Europe/London")))


@pytest.fixture
def frozen_today() -> Iterator[FrozenDay]:
    """Monday 11 January 2027, 09:00 in London, until the test moves it."""
    import time_machine

    with time_machine.travel(datetime(2027, 1, 11, 9, tzinfo=ZoneInfo("Europe/London")), tick=False) as traveller:
        yield FrozenDay(traveller)


# ---- a browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    with browsers.chromium() as chromium:
        yield chromium


@pytest.fixture(scope="session")
def worker_server(worker_app: "Flask", worker_socket: "socket.socket") -> Iterator[str]:
    with browsers.served(worker_app, worker_socket) as address:
        yield address


@pytest.fixture
def live_server(app: "Flask", worker_server: str) -> str:
    """The address at which the register answers a real browser."""
    return worker_server


@pytest.fixture
def new_page(browser: "Browser", live_server: str) -> Iterator[browsers.Pages]:
    """Opens a page as one more person: `new_page(width=320)`, `new_page(javascript=False)`."""
    pages = browsers.Pages(browser, live_server)
    yield pages
    pages.close()
    assert not pages.complaints, "The browser complained:\n" + "\n".join(pages.complaints)


@pytest.fixture
def page(new_page: browsers.Pages) -> "Page":
    return new_page()
