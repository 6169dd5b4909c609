"""`agendatheque doctor`: is all well with this instance, and how is each thing mended that is not."""

import os
import sys

import click

import server.hooks.figures
import server.journal.figures
import server.notifications.figures
import server.sharing.figures
from server.bookings.ledger import differing
from server.commands import judgements
from server.commands.opened import run
from server.entry.openid_provider import discover
from server.foundation import clock
from server.foundation.database import DB
from server.foundation.errors import Refused
from server.foundation.migrations import WrongSchema, check_schema
from server.foundation.settings import BadSetting, settings
from server.foundation.tables import Heartbeat
from server.journal.chain import first_broken
from server.notifications.mail import SmtpMailer, mailer
from server.notifications.sms import PageTexter, texter
from server.sharing.diagnosis import Finding
from server.sharing.node import node
from server.sharing.probing import examine_ourselves

QUEUES = (server.hooks.figures, server.journal.figures, server.notifications.figures, server.sharing.figures)
KNOWN = """
SELECT current_setting('server_version_num')::int AS version, getdatabaseencoding() AS encoding, lower('É') AS lowered,
  clock_timestamp() AS at
"""


@click.command()
def doctor() -> None:
    """Look at everything that this instance needs. Status 1 when something is wrong."""
    try:
        found = [*_settings(), *run(_examined, checked=False)]
    except BadSetting as error:
        found = [Finding(False, str(error), "docs/running.md describes the settings.")]
    tell(found)
    sys.exit(0 if all(finding.well for finding in found) else 1)


def tell(findings: list[Finding]) -> None:
    """Print each finding on a line, and under what is wrong how to mend it."""
    for finding in findings:
        click.echo(f"{'ok   ' if finding.well else 'wrong'}  {finding.says}")
        if finding.mend and not finding.well:
            click.echo(f"       {finding.mend}")


def _settings() -> list[Finding]:
    known, file = settings(), settings().data / "secret"
    given = "AGENDATHEQUE_SECRET" in os.environ or not file.exists()
    return [
        judgements.of_address(known.url, private=known.allow_private_network),
        judgements.of_secret(None if given else file.stat().st_mode),
    ]


async def _examined() -> list[Finding]:
    row = (await DB.run_ddl(KNOWN))[0]
    found = [judgements.of_database(row["version"], row["encoding"], row["lowered"])]
    found.append(judgements.of_clock(clock.now(), row["at"]))
    found += [await _mail(), _sms(), *await of_openid()]
    schema = judgements.of_schema(await _schema())
    found.append(schema)
    return found + (await _kept() if schema.well else [])


async def _schema() -> str:
    try:
        await check_schema()
    except WrongSchema as error:
        return str(error)
    return ""


async def _mail() -> Finding:
    way = mailer()
    if isinstance(way, SmtpMailer):
        return judgements.of_mail(f"{way.host}:{way.port}", await way.greet(), demo=settings().demo)
    return judgements.of_mail("page" if way else "none", "", demo=settings().demo)


def _sms() -> Finding:
    """Look at the setting only: an SMS to try it would cost, and reach somebody."""
    try:
        way = texter()
    except BadSetting as error:
        return judgements.of_sms("", str(error), demo=settings().demo)
    name = "page" if isinstance(way, PageTexter) else "provider" if way else "none"
    return judgements.of_sms(name, "", demo=settings().demo)


async def of_openid() -> list[Finding]:
    """Look whether the OpenID provider that the settings name describes itself."""
    own = settings().openid
    if own is None:
        return []
    try:
        await discover(own)
    except Refused:
        return [judgements.of_openid(own.issuer, well=False)]
    return [judgements.of_openid(own.issuer, well=True)]


async def _kept() -> list[Finding]:
    """Look at what needs this version's tables."""
    now = clock.now()
    seen = await Heartbeat.select(Heartbeat.at).order_by(Heartbeat.at, ascending=False).first()
    found = [judgements.of_worker(seen["at"] if seen else None, now)]
    found += await examine_ourselves(node(), private=settings().allow_private_network)
    found += [judgements.of_journal(await first_broken()), judgements.of_seats(await differing())]
    for room in QUEUES:
        found += [judgements.of_queue(name, due, now) for name, due in (await room.due(now)).items()]
    return found


COMMANDS = (doctor,)
