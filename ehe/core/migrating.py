"""Bringing the tables to the newest migration, and the stable views for auditors and tests.

A view stands in the way of changing its table on both databases, so all are dropped before a
migration and made again after it. Their names and columns are promised to others.
"""

from flask_migrate import upgrade as run_migrations
from sqlalchemy import Connection, inspect, text

from ehe.core.base import db
from ehe.core.database import READ_ONLY

VIEWS = {
    "v_clock": """
        select cc.child as child, c.code as clock, c.cycle as cycle, c.due_on as due_on, c.state as state,
               c.policy_version as policy_version
        from clock c join clock_child cc on cc.clock_id = c.id""",
    "v_step": """
        select cc.child as child, c.code as clock, c.cycle as cycle, s.rung as rung, s.due_on as due_on,
               s.state as state, s.reason as reason, s.fired_at as fired_at
        from step s join clock c on c.id = s.clock_id join clock_child cc on cc.clock_id = c.id""",
    "v_outbox": """
        select dedupe_key, channel, kind, state, attempts, provider_ref from message""",
    "v_acknowledgement": """
        select a.referral_uuid as referral, a.message_uuid as message, a.person as person, a.at as at, a.how as how
        from acknowledgement a""",
    "v_heartbeat": """
        select name, expected_every_s, last_start, last_ok from heartbeat""",
}


def upgrade() -> None:
    """Drop the views, run the migrations that are missing, make the views again."""
    with db.engine.begin() as connection:
        drop_views(connection)
    run_migrations()
    with db.engine.begin() as connection:
        make_views(connection)


def drop_views(connection: Connection) -> None:
    for name in set(inspect(connection).get_view_names()) & VIEWS.keys():
        connection.execute(text(f"drop view {name}"))


def make_views(connection: Connection) -> None:
    for name, query in VIEWS.items():
        connection.execute(text(f"create view {name} as {query}"))


def at_head() -> bool:
    """Whether the database has every migration of this version."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from flask import current_app

    script = ScriptDirectory(current_app.extensions["migrate"].directory)
    with db.engine.connect().execution_options(**{READ_ONLY: True}) as connection:
        return MigrationContext.configure(connection).get_current_revision() == script.get_current_head()
