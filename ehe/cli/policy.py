"""`ehe policy`: is the table whole, what does it say, and who may open which page."""

import json
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from ehe.clocks import checking, words
from ehe.clocks.policy import Policy, PolicyError, load, parse


@click.group("policy", help="The procedure, its table and the rights over pages.")
def policy_group() -> None:
    pass


def _read(name: str, file: Path | None) -> Policy:
    try:
        return parse(file.read_text(encoding="utf-8-sig")) if file else load(name)
    except OSError as error:
        why = f"{file} cannot be read: {error.strerror or error}."
    except UnicodeDecodeError:
        why = f"{file} is not a text in UTF-8."
    except PolicyError as error:
        why = str(error)
    click.echo(f"The policy cannot be followed: {why}", err=True)
    sys.exit(1)


NAME = click.option("--policy", "name", default="england", help="A policy that ships.")
FILE = click.option("--file", type=click.Path(path_type=Path, dir_okay=False), help="A table that is not packaged.")


@policy_group.command(
    "check", help="Refuse a table with gaps, names that mean nothing, or a silence that reaches nobody."
)
@NAME
@FILE
@click.option("--json", "as_json", is_flag=True)
def check(name: str, file: Path | None, as_json: bool) -> None:
    policy = _read(name, file)
    faults = checking.faults(policy)
    if as_json:
        click.echo(json.dumps({"policy": policy.name, "version": policy.version, "faults": faults}))
    _stop_at(faults)
    if not as_json:
        click.echo(f"{policy.title}, version {policy.version}: {len(policy.clocks)} clocks, whole.")


@policy_group.command("show", help="Read the table out in sentences.")
@NAME
@FILE
def show(name: str, file: Path | None) -> None:
    policy = _read(name, file)
    _stop_at(checking.faults(policy))
    for line in words.read_out(policy):
        click.echo(line)


def _stop_at(faults: list[str]) -> None:
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(1)


@policy_group.command("routes", help="Every route with its right, one JSON object a line.")
@with_appcontext
def routes() -> None:
    from ehe.access.permissions import routes as rights_of_routes

    for route in rights_of_routes(current_app._get_current_object()):  # type: ignore[attr-defined]
        click.echo(json.dumps(route))
