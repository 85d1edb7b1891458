"""Applications with other settings, on the test's own database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.support import databases
from tests.support.databases import Database
from tests.support.visitor import Visitor

AppWith = Callable[..., Flask]


@pytest.fixture
def visitor(visit: Callable[[], Visitor], people: dict[str, str]) -> Visitor:
    return visit()


@pytest.fixture
def app_with(app: Flask, worker_database: Database) -> Iterator[AppWith]:
    """A second application on the same database, with other settings; routes may be added to it."""
    from ehe import create_app
    from ehe.core.base import db
    from ehe.core.settings import Settings

    made: list[Flask] = []

    def make(**settings: Any) -> Flask:
        made.append(
            create_app(
                Settings(
                    **{
                        "instance": Path(app.instance_path),
                        "secret_key": databases.KEYS["EHE_SECRET_KEY"],
                        "ledger_key": databases.KEYS["EHE_LEDGER_KEY"],
                        "database_url": worker_database.url,
                        "testing": True,
                        **settings,
                    }
                )
            )
        )
        return made[-1]

    yield make
    for other in made:
        with other.app_context():
            db.engine.dispose()
