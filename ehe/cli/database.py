"""`ehe db` and `ehe keys`: tables and secrets, made before the first start."""

import secrets
from pathlib import Path

import click
from flask.cli import with_appcontext

from ehe.core import migrating


@click.group("db", help="The database's tables.")
def db_group() -> None:
    pass


@db_group.command("upgrade", help="Bring the tables to the newest migration, on either database.")
@with_appcontext
def upgrade() -> None:
    migrating.upgrade()
    click.echo("The tables are up to date.")


@click.group("keys", help="The installation's secrets.")
def keys_group() -> None:
    pass


@keys_group.command("write", help="Write the two keys into the instance folder, unless they are there.")
@click.option("--instance", type=click.Path(path_type=Path), envvar="EHE_INSTANCE", default="instance")
def write(instance: Path) -> None:
    instance.mkdir(parents=True, exist_ok=True)
    for name in ("ehe_secret_key", "ehe_ledger_key"):
        path = instance / name
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32) + "\n")
            click.echo(f"Wrote {path.name}.")
