"""Alembic's environment: the application's own database and tables."""

from alembic import context
from flask import current_app

from ehe import tables
from ehe.core.base import Base, UtcDateTime, db

assert tables.__all__, "every table is imported before the metadata is read"


def render(kind: str, item: object, _context: object) -> str | bool:
    """A migration must not import the house: own column types are written as plain ones."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            render_item=render,
            compare_type=True,
            include_object=lambda _object, name, kind, reflected, _to: (
                not (kind == "table" and reflected and name.startswith("v_"))
            ),
        )
        with context.begin_transaction():
            context.run_migrations()


if not current_app:
    raise RuntimeError("Run migrations with `ehe db upgrade`.")
run()
