"""`ehe sweep`, `ehe dispatch` and `ehe jobs`: the scheduler's work, one pass or for good."""

import json

import click
from flask import current_app
from flask.cli import with_appcontext

from ehe.core.settings import current
from ehe.jobs import registry, scheduler

ONCE = click.option("--once", is_flag=True, required=True, help="One pass, then end.")
AS_JSON = click.option("--json", "as_json", is_flag=True)


def _pass(name: str, as_json: bool) -> None:
    counts = registry.run(registry.jobs(current())[name])
    if as_json:
        click.echo(json.dumps(counts))
    elif "busy" in counts:
        click.echo(f"Another process is doing the {name}; nothing was done here.")
    else:
        click.echo(f"{name.capitalize()}: " + ", ".join(f"{n} {what}" for what, n in counts.items()) + ".")


@click.command("sweep", help="Take every rung that is due.")
@ONCE
@AS_JSON
@with_appcontext
def sweep_command(once: bool, as_json: bool) -> None:
    _pass("sweep", as_json)


@click.command("dispatch", help="Send what is queued.")
@ONCE
@AS_JSON
@with_appcontext
def dispatch_command(once: bool, as_json: bool) -> None:
    _pass("dispatch", as_json)


@click.group("jobs", help="The scheduler.")
def jobs_group() -> None:
    pass


@jobs_group.command("list", help="The schedule.")
@AS_JSON
@with_appcontext
def list_jobs(as_json: bool) -> None:
    for job in registry.jobs(current()).values():
        if as_json:
            click.echo(json.dumps({"name": job.name, "every_s": job.every_s, "does": job.sentence}))
        else:
            click.echo(f"{job.name}, every {job.every_s} s. {job.sentence}")


@jobs_group.command("run", help="The scheduler process.")
@with_appcontext
def run_jobs() -> None:
    scheduler.serve(current_app._get_current_object())  # type: ignore[attr-defined]
