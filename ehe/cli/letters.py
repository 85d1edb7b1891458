"""`ehe letters`: look at a letter before it is anyone's."""

from pathlib import Path

import click
from flask.cli import ScriptInfo

from ehe.core.errors import Refused
from ehe.core.today import today
from ehe.letters.content import LANGUAGE, LETTERS, LetterContext, render_html, title_of
from ehe.letters.preview import letter_about
from ehe.letters.samples import sample
from ehe.printing.layouts import LAYOUTS, layout_called
from ehe.printing.render import pdf


@click.group("letters")
def letters_group() -> None:
    """Letters to families."""


@letters_group.command("preview")
@click.option("--template", type=click.Choice(list(LETTERS)), required=True, help="Which letter.")
@click.option("--layout", type=click.Choice(list(LAYOUTS)), required=True, help="How it is printed and posted.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The PDF to write.")
@click.option("--child", "reference", help="The reference of a child; a sample child unless one is named.")
@click.pass_context
def preview(context: click.Context, template: str, layout: str, out: Path, reference: str | None) -> None:
    """Write one letter as PDF, about a sample child or the one named, to the first parent who may be written to."""
    try:
        if reference:
            # Only this needs the register itself; a sample is written without a database.
            with context.ensure_object(ScriptInfo).load_app().app_context():
                made = _pdf(template, layout, letter_about(reference, template, today()))
        else:
            made = _pdf(template, layout, sample(template, today()))
        out.write_bytes(made)
    except Refused as refused:
        raise click.ClickException(refused.why) from refused
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror or error}.") from error
    whom = f"about {reference}" if reference else "to an invented parent"
    click.echo(f"{out}: the letter {template} {whom}, {len(made) / 1024:.0f} kB.")


def _pdf(template: str, layout: str, context: LetterContext) -> bytes:
    shape = layout_called(layout)
    html = render_html(template, shape, context)
    return pdf(html, title=title_of(template, context), lang=LANGUAGE, layout=shape, dated=context.dated)
