"""How a connection is opened and a transaction begun, on each database."""

import sqlite3

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection

READ_ONLY = "ehe_read_only"


DURABLE = ("journal_mode=WAL", "synchronous=FULL")
SCRATCH = ("journal_mode=MEMORY", "synchronous=OFF")


def prepare(engine: Engine, *, scratch: bool = False) -> None:
    """SQLite: writers queue with BEGIN IMMEDIATE, so that read-then-write never loses an update.

    The standard driver opens no transaction before a SELECT, and two sessions that both read,
    then write, silently overwrite each other. A request that only reads says so beforehand
    (execution option `ehe_read_only`) and holds no write lock.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("busy_timeout=10000", "foreign_keys=ON", *(SCRATCH if scratch else DURABLE)):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get(READ_ONLY, False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
