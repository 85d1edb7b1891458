"""Migrations run up and down on both databases, and end where the models are."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import inspect

from ehe import create_app
from ehe.core import migrating
from ehe.core.settings import Settings
from tests.support import databases


@pytest.fixture
def fresh(empty_database: str, tmp_path: Path) -> Iterator[Flask]:
    """The register on a database without a single table."""
    keys = {"secret_key": databases.KEYS["EHE_SECRET_KEY"], "ledger_key": databases.KEYS["EHE_LEDGER_KEY"]}
    app = create_app(Settings(instance=tmp_path, database_url=empty_database, testing=True, **keys))
    with app.app_context():
        from ehe.core.base import db

        yield app
        db.session.remove()
        db.engine.dispose()


def tables() -> set[str]:
    from ehe.core.base import db

    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_up_down_and_up_again_leaves_a_register_that_works(fresh: Flask) -> None:
    from ehe.facts import ledger

    migrating.upgrade()
    assert tables()
    with fresh.app_context():
        assert ledger.verify().broken is None
    from ehe.core.base import db

    with db.engine.begin() as connection:
        migrating.drop_views(connection)
    downgrade(revision="base")
    assert tables() == set()
    migrating.upgrade()
    assert migrating.at_head()


def test_addresses_that_are_held_keep_their_order(fresh: Flask) -> None:
    from flask_migrate import upgrade
    from sqlalchemy import text

    from ehe.core.base import db

    upgrade(revision="0001")
    with db.engine.begin() as connection:
        connection.execute(text("insert into household values ('h', false, '2027-01-04 12:00:00')"))
        connection.execute(
            text(
                "insert into adult (uuid, household_uuid, place, name, lives_in_household, safe_to_write)"
                " values ('a', 'h', 0, 'A Parent', true, 'yes'), ('b', 'h', 1, 'Another', true, 'yes')"
            )
        )
        for uuid, adult, since in (
            ("3", "a", "'2026-05-01'"), ("2", "a", "null"), ("1", "a", "'2020-02-29'"), ("0", "b", "null")
        ):  # fmt: skip
            connection.execute(
                text(
                    "insert into address (uuid, adult_uuid, line1, status, not_to_be_shared, from_on)"
                    f" values ('{uuid}', '{adult}', '1 Elm Row', 'verified', false, {since})"
                )
            )
    migrating.upgrade()
    with db.engine.connect() as connection:
        rows = connection.execute(text("select adult_uuid, uuid from address order by adult_uuid, place")).all()
    assert [tuple(row) for row in rows] == [("a", "2"), ("a", "1"), ("a", "3"), ("b", "0")]


def test_the_migrations_end_where_the_models_are(db: SQLAlchemy) -> None:
    def ours(_object: object, name: str | None, kind: str, reflected: bool, _to: object) -> bool:
        return not (kind == "table" and reflected and (name or "").startswith(("v_", "alembic")))

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": ours})
        assert compare_metadata(context, db.metadata) == []


def test_the_views_for_auditors_are_there_and_answer(db: SQLAlchemy) -> None:
    from sqlalchemy import text

    assert set(inspect(db.engine).get_view_names()) >= migrating.VIEWS.keys()
    for view in migrating.VIEWS:
        assert db.session.execute(text(f"select * from {view}")).all() == [], view


def test_there_is_one_head(fresh: Flask) -> None:
    from alembic.script import ScriptDirectory

    assert len(ScriptDirectory(fresh.extensions["migrate"].directory).get_heads()) == 1


def test_a_migration_imports_no_model() -> None:
    for path in Path("migrations/versions").glob("*.py"):
        assert "models" not in path.read_text(), path


def test_a_start_without_a_secret_is_refused_with_its_name(tmp_path: Path) -> None:
    done = subprocess.run(
        [databases.EHE, "audit", "verify"],
        env={"PATH": os.environ["PATH"], "EHE_INSTANCE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "EHE_SECRET_KEY" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_without_tables_is_said_in_a_sentence(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "ehe.sqlite3").close()
    done = subprocess.run(
        [databases.EHE, "sweep", "--once"],
        env={"PATH": os.environ["PATH"], "EHE_INSTANCE": str(tmp_path), **databases.KEYS},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "ehe db upgrade" in done.stderr
    assert "Traceback" not in done.stderr
