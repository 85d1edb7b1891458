"""`ehe audit`: does the chain of facts hold?"""

import json
import sys

import click
from flask.cli import with_appcontext

from ehe.facts import ledger


@click.group("audit", help="The chain over the facts.")
def audit_group() -> None:
    pass


@audit_group.command("verify", help="Name the first broken row, or say to which row the chain holds.")
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def verify(as_json: bool) -> None:
    verdict = ledger.verify()
    if as_json:
        click.echo(json.dumps({"rows": verdict.rows, "blanked": verdict.blanked, "broken": verdict.broken}))
    if verdict.broken:
        click.echo(f"The chain is broken: {verdict.broken}. It holds to row {verdict.rows}.", err=True)
        sys.exit(1)
    if not as_json:
        blanked = f" ({verdict.blanked} blanked by disposal)" if verdict.blanked else ""
        click.echo(f"The chain holds to row {verdict.rows}{blanked}.")
