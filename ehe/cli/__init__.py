"""`ehe`, the command line: Flask's command group with the register's own commands.

Exit status: 0 done; 1 refused, or something is wrong (one plain sentence on standard error);
2 wrong usage. Every command that reports takes `--json`.
"""

import sys

import click
from flask.cli import FlaskGroup
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from ehe import create_app
from ehe.cli.audit import audit_group
from ehe.cli.database import db_group, keys_group
from ehe.cli.demo import demo_group
from ehe.cli.imports import import_group
from ehe.cli.letters import letters_group
from ehe.cli.policy import policy_group
from ehe.cli.replay import replay_command
from ehe.cli.users import user_group
from ehe.cli.watch import dispatch_command, jobs_group, sweep_command
from ehe.core.errors import NotFound, Refused
from ehe.core.settings import SettingError

cli = FlaskGroup(
    name="ehe",
    create_app=create_app,
    add_default_commands=False,
    add_version_option=False,
    help="A local authority's register of home-educated children.",
)

for command in (
    db_group, keys_group, audit_group, policy_group, replay_command, sweep_command, dispatch_command, jobs_group,
    import_group, letters_group, user_group, demo_group,
):  # fmt: skip
    cli.add_command(command)


def main() -> None:
    """The console script: what the register refuses is one sentence and status 1, never a traceback."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(1)
    except (Refused, SettingError) as refused:
        _say(str(refused))
    except NotFound as absent:
        _say(f"There is no such {absent}.")
    except (OperationalError, ProgrammingError):
        _say("The database cannot be reached, or has no tables yet: run `ehe db upgrade`.")
    except DBAPIError as error:
        # Its own words may hold people's, or half the file.
        _say(f"The database refused what was asked of it ({type(error.orig).__name__}): is it the register's own?")
    except UnicodeEncodeError:
        _say("One of the words of the command is not text in UTF-8.")


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(1)
