"""`ehe demo`: an invented council, to try the register with."""

import json
import sys
from datetime import datetime

import click
from flask.cli import with_appcontext

from ehe.core.commit import unit_of_work
from ehe.core.errors import Refused
from ehe.core.today import today
from ehe.demo import services as demo

DAY = click.DateTime(["%Y-%m-%d"])


@click.group("demo")
def demo_group() -> None:
    """An invented council, with invented schools and people."""


@demo_group.command("load")
@click.option("--children", type=int, default=demo.SMALL, show_default=True, help="How many children it knows of.")
@click.option("--seed", type=int, default=1, show_default=True, help="Same seed and day, same data.")
@click.option(
    "--as-of", "as_of", type=DAY, default=None, help="The day it stands on, such as 2027-01-11. [default: today]"
)
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def load(children: int, seed: int, as_of: datetime | None, as_json: bool) -> None:
    """Fill an empty register with a council as it stands on the morning of a day, up to five years old.

    Every date on it follows from the procedure; what was due before that day has been taken.
    """
    day = as_of.date() if as_of else today()
    try:
        with unit_of_work():
            loaded = demo.load(children, seed, day)
    except Refused as refused:
        click.echo(refused.why, err=True)
        sys.exit(1)
    if as_json:
        click.echo(json.dumps(loaded.as_dict()))
        return
    click.echo(
        f"{loaded.children} children in {loaded.households} households, {loaded.facts} facts, {loaded.clocks} clocks, "
        f"{loaded.schools} schools, {loaded.users} users, in {loaded.seconds} seconds."
    )
    _tell(demo.sign_ins(day))


@demo_group.command("ensure")
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def ensure(as_json: bool) -> None:
    """Load the small council if the register is empty, add its people if they are missing, and say how to sign in."""
    with unit_of_work():
        found = demo.ensure(today())
    if as_json:
        for one in found:
            said = {"role": one.role, "name": one.name, "email": one.email, "password": one.password}
            click.echo(json.dumps(said, ensure_ascii=False))
    elif found:
        _tell(found)
    else:
        click.echo("The register holds children of its own, so no sign-ins of the demo were added.")


def _tell(found: list[demo.SignIn]) -> None:
    click.echo(f"Sign in with the password {found[0].password} as")
    for one in found:
        click.echo(f"  {one.email:<36} {one.role}: {one.name}")
