"""A migrated database for each worker, put back after each test as the migrations left it.

A test commits like the product does, also on second connections, in threads and in other
processes; so nothing is rolled back. What changed is put back, and only that.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Protocol

from tests.support import postgres, run_folder

# Migrations run as they will in a council: by the command, in a process of its own.
EHE = Path(sys.executable).with_name("ehe")
KEYS = {"EHE_SECRET_KEY": "secret key for tests, 32 characters or more", "EHE_LEDGER_KEY": "ledger key for tests " * 2}


class Database(Protocol):
    """A worker's database. `url` is its address; `empty` makes another without tables."""

    url: str

    def reset(self) -> None: ...

    def empty(self, name: str) -> str: ...

    def close(self) -> None: ...


def for_worker(kind: str, worker: str) -> Database:
    return SqliteDatabase(worker) if kind == "sqlite" else PostgresDatabase(worker)


def migrate(url: str) -> None:
    done = subprocess.run(
        [EHE, "db", "upgrade"],
        env=os.environ | KEYS | {"EHE_DATABASE_URL": url, "EHE_INSTANCE": str(run_folder.find() / "instance")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"`ehe db upgrade` failed on {url}:\n{done.stdout}{done.stderr}")


class SqliteDatabase:
    def __init__(self, worker: str) -> None:
        self.folder = run_folder.find() / worker
        self.folder.mkdir()
        template = run_folder.find() / "template.sqlite3"
        with run_folder.only_one_worker("sqlite"):
            if not template.exists():
                making = template.with_suffix(".making")
                migrate(f"sqlite:///{making}")
                making.rename(template)
        file = self.folder / "test.sqlite3"
        shutil.copyfile(template, file)
        self.url = f"sqlite:///{file}"
        self._template = sqlite3.connect(f"file:{template}?mode=ro", uri=True)
        self._own = sqlite3.connect(file, timeout=5)
        self._own.execute("PRAGMA synchronous=OFF")
        self._version = self._data_version()

    def reset(self) -> None:
        if self._data_version() == self._version:
            return
        try:
            self._template.backup(self._own)
        except sqlite3.OperationalError as error:
            raise RuntimeError("The test left a transaction open on the database.") from error
        self._version = self._data_version()

    def _data_version(self) -> int:
        """Changes when any other connection, of this process or another, has committed."""
        version: int = self._own.execute("PRAGMA data_version").fetchone()[0]
        return version

    def empty(self, name: str) -> str:
        return f"sqlite:///{self.folder / name}.sqlite3"

    def close(self) -> None:
        self._own.close()
        self._template.close()


# Puts back, in one round trip, the tables and sequences that differ from what the migrations left.
# As a replica the server fires no trigger and checks no foreign key, so the order is free.
POSTGRES_RESET = """
CREATE SCHEMA pristine;
CREATE TABLE pristine.held (name text PRIMARY KEY);
CREATE TABLE pristine.sequence AS
    SELECT sequencename::text AS name, start_value, last_value FROM pg_sequences WHERE schemaname = 'public';
DO $$
DECLARE t text; differs boolean;
BEGIN
    FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', t) INTO differs;
        IF differs THEN
            EXECUTE format('CREATE TABLE pristine.%1$I AS TABLE public.%1$I', t);
            INSERT INTO pristine.held VALUES (t);
        END IF;
    END LOOP;
END $$;
CREATE FUNCTION pristine.reset() RETURNS void LANGUAGE plpgsql
SET session_replication_role = replica SET lock_timeout = '5s' AS $$
DECLARE t text; s record; differs boolean;
BEGIN
    FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        IF EXISTS (SELECT 1 FROM pristine.held WHERE name = t) THEN
            EXECUTE format(
                'SELECT EXISTS (SELECT p::text FROM public.%1$I p EXCEPT ALL SELECT q::text FROM pristine.%1$I q)'
                '    OR EXISTS (SELECT q::text FROM pristine.%1$I q EXCEPT ALL SELECT p::text FROM public.%1$I p)', t)
                INTO differs;
            IF differs THEN
                EXECUTE format('DELETE FROM public.%I', t);
                EXECUTE format('INSERT INTO public.%1$I TABLE pristine.%1$I', t);
            END IF;
        ELSE
            EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', t) INTO differs;
            IF differs THEN
                EXECUTE format('DELETE FROM public.%I', t);
            END IF;
        END IF;
    END LOOP;
    FOR s IN SELECT p.name, p.start_value, p.last_value FROM pristine.sequence p
        JOIN pg_sequences n ON n.schemaname = 'public' AND n.sequencename = p.name
        WHERE n.last_value IS DISTINCT FROM p.last_value LOOP
        PERFORM setval(format('public.%I', s.name)::regclass, coalesce(s.last_value, s.start_value),
            s.last_value IS NOT NULL);
    END LOOP;
END $$;
"""


class PostgresDatabase:
    def __init__(self, worker: str) -> None:
        import psycopg

        self._prefix = run_folder.find().name.replace("-", "_")
        template = f"{self._prefix}_template"
        with run_folder.only_one_worker("postgres"):
            self._server = postgres.server_url(run_folder.find())
            self._admin = psycopg.connect(self._server, autocommit=True)
            if not self._exists(template):
                making = f"{self._prefix}_making"
                self._drop(making)  # another worker may have failed half way
                self._create(making)
                migrate(postgres.named(self._server, making))
                with psycopg.connect(postgres.named(self._server, making), autocommit=True) as connection:
                    connection.execute(POSTGRES_RESET)
                self._rename(making, template)
            self._name = f"{self._prefix}_{worker}"
            self._create(self._name, template=template)
        self.url = postgres.named(self._server, self._name)
        self._own = psycopg.connect(self.url, autocommit=True)
        self._lock_timeout = psycopg.errors.LockNotAvailable

    def reset(self) -> None:
        try:
            self._own.execute("SELECT pristine.reset()")
        except self._lock_timeout as error:
            raise RuntimeError("The test left a transaction open on the database.") from error

    def empty(self, name: str) -> str:
        self._create(f"{self._name}_{name}")
        return postgres.named(self._server, f"{self._name}_{name}")

    def close(self) -> None:
        self._own.close()
        self._admin.close()

    def _exists(self, name: str) -> bool:
        return self._admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None

    def _create(self, name: str, template: str = "template0") -> None:
        from psycopg import sql

        made = sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'")
        self._admin.execute(made.format(sql.Identifier(name), sql.Identifier(template)))

    def _drop(self, name: str) -> None:
        from psycopg import sql

        self._admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))

    def _rename(self, old: str, new: str) -> None:
        from psycopg import sql

        self._admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))


def drop_on_given_server(prefix: str) -> None:
    """A server named by EHE_TEST_POSTGRES_URL stays; what this run made on it goes."""
    given = os.environ.get("EHE_TEST_POSTGRES_URL")
    if not given:
        return
    import psycopg
    from psycopg import sql

    with psycopg.connect(given, autocommit=True) as admin:
        made = admin.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        for (name,) in made.fetchall():
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
