"""`ehe import`: files brought in. Nothing is half saved, and the same file twice changes nothing."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from ehe.core.base import db
from ehe.core.commit import unit_of_work
from ehe.core.database import READ_ONLY
from ehe.core.errors import Refused
from ehe.core.today import today
from ehe.schools import services as schools


@click.group("import")
def import_group() -> None:
    """Bring a file in."""


@import_group.command("schools")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say for every row what would become of it, and save nothing.")
@click.option("--commit", is_flag=True, help="Save. This is so without either option, too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line; the last one counts.")
@with_appcontext
def import_schools(file: Path, dry_run: bool, commit: bool, as_json: bool) -> None:
    """Load an extract of Get Information about Schools (GIAS), as it is.

    All of its rows are saved or none: one refused row is enough, and the refused rows are listed. The status
    is 1 when a row is refused, with --dry-run too.
    """
    if dry_run and commit:
        raise click.UsageError("--dry-run and --commit exclude each other.")
    counts = schools.Counts()

    def tell(result: schools.Result) -> None:
        counts.add(result)
        if dry_run or result.result == "refused":
            click.echo(_as_json(result) if as_json else _in_words(result))

    try:
        _load(file, dry_run, tell)
    except Refused as refused:
        if refused.code == "rows_refused":
            _count(counts, as_json, saved=False)
        _stop(refused.why)
    except OSError as error:
        _stop(f"{file} cannot be read: {error.strerror or error}.")
    _count(counts, as_json, saved=not dry_run)
    if counts.refused:
        rows = "1 row" if counts.refused == 1 else f"{counts.refused} rows"
        _stop(f"Nothing would be saved, because {rows} would be refused.")


def _load(file: Path, dry_run: bool, tell: Callable[[schools.Result], None]) -> None:
    if not file.exists():
        raise Refused("no_file", f"There is no file {file}.")
    if not file.is_file():
        raise Refused("no_file", f"{file} is not a file.")
    with file.open("rb") as opened:
        if dry_run:
            db.session.connection(execution_options={READ_ONLY: True})
            schools.preview(opened, tell=tell)
            db.session.rollback()
            return
        with unit_of_work():
            schools.load(opened, today=today(), tell=tell)


def _as_json(result: schools.Result) -> str:
    said: dict[str, Any] = {name: value for name, value in asdict(result).items() if value}
    return json.dumps(said, ensure_ascii=False)


def _in_words(result: schools.Result) -> str:
    if result.result == "refused":
        return f"Row {result.row}, {result.column}: refused. {result.why}"
    changes = f" ({', '.join(result.fields)})" if result.fields else ""
    return f"Row {result.row}, {result.urn} {result.name}: {result.result}{changes}."


def _count(counts: schools.Counts, as_json: bool, *, saved: bool) -> None:
    if as_json:
        click.echo(json.dumps(counts.as_dict()))
        return
    click.echo(", ".join(f"{number} {word.replace('_', ' ')}" for word, number in counts.as_dict().items()) + ".")
    if not saved:
        click.echo("Nothing was saved.")


def _stop(why: str) -> None:
    click.echo(why, err=True)
    sys.exit(1)
