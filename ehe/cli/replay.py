"""`ehe replay FILE`: what the register would have done with a dated case."""

import json
import sys
from pathlib import Path

import click

from ehe.replay import words
from ehe.replay.case import BadCase, read_file
from ehe.replay.runner import run


@click.command("replay", help="Run a dated case through the policy. Nothing touches the real register.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--policy", "policy", default=None, help="Another policy than the one the case names.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def replay_command(file: Path, policy: str | None, as_json: bool) -> None:
    try:
        case = read_file(file, policy)
    except BadCase as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    if not as_json:
        click.echo(case.title)
    for event in run(case):
        click.echo(json.dumps(event, ensure_ascii=False) if as_json else words.line(event))
