"""`ehe letters`: look at a letter before it is anyone's."""

from pathlib import Path

import click

from ehe.core.errors import Refused
from ehe.core.today import today
from ehe.letters.content import LANGUAGE, LETTERS, LetterContext, render_html, title_of
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
def preview(template: str, layout: str, out: Path) -> None:
    """Write one letter as PDF, about a sample child."""
    try:
        made = _pdf(template, layout, sample(template, today()))
        out.write_bytes(made)
    except Refused as refused:
        raise click.ClickException(refused.why) from refused
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror or error}.") from error
    click.echo(f"{out}: the letter {template} to an invented parent, {len(made) / 1024:.0f} kB.")


def _pdf(template: str, layout: str, context: LetterContext) -> bytes:
    shape = layout_called(layout)
    html = render_html(template, shape, context)
    return pdf(html, title=title_of(template, context), lang=LANGUAGE, layout=shape, dated=context.dated)
