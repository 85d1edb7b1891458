"""`ehe user`: adding and disabling the people who sign in."""

import json
import sys

import click
from flask.cli import AppGroup

from ehe.access import queries, services
from ehe.access.models import User
from ehe.access.permissions import Role
from ehe.core.commit import unit_of_work
from ehe.core.errors import Refused

user_group = AppGroup("user", help="The people who sign in.")


@user_group.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--school", metavar="URN", help="The school of a school user: 6 numbers.")
@click.option("--name", help="Their full name; without it, a name made from the address.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def add(email: str, role: str, school: str | None, name: str | None, password_stdin: bool, as_json: bool) -> None:
    """Add a user. Without --password-stdin a one-time password is printed, to be changed at the first sign-in."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    try:
        with unit_of_work():
            user, given = services.add_user(email, Role(role), name=name, school_urn=school, password=password)
            said = {"email": user.email, "role": user.role, "one_time_password": given}
    except Refused as refusal:
        raise click.ClickException(refusal.why) from refusal
    if as_json:
        click.echo(json.dumps(said))
    elif given:
        click.echo(f"Added {said['email']} ({Role(role).label}). One-time password: {given}")
    else:
        click.echo(f"Added {said['email']} ({Role(role).label}).")


@user_group.command("disable")
@click.argument("email")
@click.option("--cover", metavar="EMAIL", help="Who takes over the duties that would be left without an owner.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def disable(email: str, cover: str | None, as_json: bool) -> None:
    """Disable a user: they can no longer sign in, and their sessions end now."""
    try:
        with unit_of_work():
            services.disable_user(_known(email), cover=_known(cover) if cover else None)
    except Refused as refusal:
        raise click.ClickException(refusal.why) from refusal
    click.echo(json.dumps({"email": email.strip().lower(), "disabled": True}) if as_json else f"Disabled {email}.")


def _known(email: str) -> User:
    user = queries.user_by_email(email)
    if user is None:
        raise Refused("no_such_user", f"There is no user with the email address {email}.")
    return user
