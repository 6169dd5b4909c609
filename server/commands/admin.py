"""Staff and tokens from the command line, and the doctor."""

import getpass
import sys

import click

from server.accounts import actions, logins, queries
from server.commands.opened import run
from server.entry import second_factor
from server.foundation import clock
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.reasons import sentence
from server.libraries.actions import appoint
from server.libraries.queries import all_libraries

ROLES = ("administrator", "manager", "programming", "desk", "reading")
BY = "system"


@click.group()
def staff() -> None:
    """Add, list and disable staff."""


@staff.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--library", "libraries", multiple=True, help="slug; all libraries when not given")
@click.option("--password", envvar="AGT_PASSWORD", help="asked for when not given")
def add(email: str, name: str, role: str, libraries: tuple[str, ...], password: str | None) -> None:
    """Add EMAIL as a member of staff."""
    secret = password or (getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n"))
    try:
        run(lambda: _add(email, name, role, libraries, secret))
    except Invalid as error:
        raise click.ClickException(
            " ".join(sentence(key, "en", **error.facts) for key in error.fields.values())
        ) from error
    click.echo(f"{email} can sign in.")


async def _add(email: str, name: str, role: str, libraries: tuple[str, ...], password: str) -> None:
    now = clock.now()
    member = await actions.add_staff(email, name, password, administrator=role == "administrator", by=BY, now=now)
    if role == "administrator":
        return
    for library in await all_libraries():
        if not libraries or library.slug in libraries:
            await appoint(member, library.id, role, by=BY, now=now)


@staff.command("list")
def list_staff() -> None:
    """List staff."""
    for row in run(queries.all_staff):
        state = "administrator" if row.administrator else "staff"
        state = "disabled" if row.disabled else state if row.joined else "invited"
        click.echo(f"{row.email}\t{row.name}\t{state}")


@staff.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Close the account of EMAIL at once."""
    try:
        run(lambda: actions.disable_staff(email, by=BY, now=clock.now()))
    except NotFound as error:
        raise click.ClickException(f"No account for {email}.") from error
    except Refused as error:
        raise click.ClickException(sentence(error.reason, "en")) from error
    click.echo(f"{email} can no longer sign in.")


@staff.command("reset-codes")
@click.argument("email")
@click.option("--passkeys", is_flag=True, help="take the passkeys away too")
def reset_codes(email: str, passkeys: bool) -> None:
    """Let EMAIL, whose telephone is lost, sign in with the password alone."""
    try:
        run(lambda: reset_codes_of(email, passkeys=passkeys))
    except NotFound as error:
        raise click.ClickException(f"No account for {email}.") from error
    except Refused as error:
        raise click.ClickException(sentence(error.reason, "en")) from error
    click.echo(f"{email} can sign in with the password alone.")


async def reset_codes_of(email: str, *, passkeys: bool) -> None:
    """Take away the codes of a member of staff; raises NotFound, or Refused where there is nothing to take away."""
    person = await queries.id_of(email)
    if person is None:
        raise NotFound
    await second_factor.reset(person, passkeys=passkeys, by=BY, now=clock.now())


@click.command()
@click.argument("email")
def token(email: str) -> None:
    """Print an API token for EMAIL, alone on its line."""
    try:
        click.echo(run(lambda: logins.give_token(email, by=BY, now=clock.now())))
    except NotFound as error:
        raise click.ClickException(f"No account for {email}.") from error


COMMANDS = (staff, token)
