"""`agendatheque feed`: judge a calendar of anybody's as those who subscribe to it would."""

import asyncio
import sys

import click

from server.calendars.checking import Checked, look
from server.commands.doctor import tell
from server.commands.feed_judgements import of_checked
from server.foundation import clock
from server.foundation.http import door
from server.foundation.settings import settings


@click.group()
def feed() -> None:
    """Look at calendars to subscribe to, ours or others'."""


@feed.command()
@click.argument("url")
@click.option("--zone", help="IANA zone for times without one of their own; that of the settings when not given")
def check(url: str, zone: str | None) -> None:
    """Ask for the calendar at URL, twice, read it, and say what is well. Status 1 when something is not.

    Only public addresses are asked, as the program always does, unless AGENDATHEQUE_ALLOW_PRIVATE_NETWORK is set.
    """
    findings = of_checked(asyncio.run(_looked(url, zone or settings().timezone)))
    tell(findings)
    sys.exit(0 if all(finding.well for finding in findings) else 1)


async def _looked(url: str, zone: str) -> Checked:
    try:
        return await look(door(), url, zone=zone, now=clock.now())
    finally:
        await door().close()


COMMANDS = (feed,)
