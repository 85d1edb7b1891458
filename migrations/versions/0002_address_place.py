"""addresses in the order in which they became known

Until now they were read by the day from which they hold; that day may be empty, and SQLite sorts an empty day
first, PostgreSQL last: with two current addresses a letter took another one on each.

Revision: 0002, after 0001.
"""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ADDRESS = sa.table(
    "address", sa.column("uuid"), sa.column("adult_uuid"), sa.column("from_on", sa.Date()), sa.column("place")
)


def upgrade() -> None:
    op.add_column("address", sa.Column("place", sa.Integer(), nullable=False, server_default="0"))
    before = ADDRESS.alias("before")
    earlier = sa.or_(_from(before) < _from(ADDRESS), sa.and_(_from(before) == _from(ADDRESS), _is_first(before)))
    how_many = sa.select(sa.func.count()).where(before.c.adult_uuid == ADDRESS.c.adult_uuid, earlier)
    op.execute(sa.update(ADDRESS).values(place=how_many.scalar_subquery()))
    with op.batch_alter_table("address") as batch:
        batch.alter_column("place", server_default=None)


def _from(table: sa.TableClause | sa.Alias) -> sa.ColumnElement[date]:
    return sa.func.coalesce(table.c.from_on, sa.literal(date(1, 1, 1), sa.Date()))


def _is_first(before: sa.Alias) -> sa.ColumnElement[bool]:
    return before.c.uuid < ADDRESS.c.uuid


def downgrade() -> None:
    with op.batch_alter_table("address") as batch:
        batch.drop_column("place")
