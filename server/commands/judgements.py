"""What `agendatheque doctor` thinks of each thing that it looks at; nothing but pure functions."""

import stat
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID

from server.sharing.diagnosis import Finding

OLDEST_DATABASE = 150_000  # as PostgreSQL counts: 15.0
DRIFT = timedelta(seconds=5)
SILENCE = timedelta(minutes=1)
OVERDUE = timedelta(minutes=10)
SHOWN = 3


def of_address(url: str, *, private: bool) -> Finding:
    """Judge the public address, and whether peers on private addresses are let in."""
    host = urlsplit(url).hostname or ""
    if private and not _is_here(host):
        mend = "Take AGENDATHEQUE_ALLOW_PRIVATE_NETWORK away: it opens your network to strangers."
        return Finding(False, f"the settings let peers be on private addresses, at {url}", mend)
    return Finding(True, f"the settings can be used: this is {url}")


def of_secret(mode: int | None) -> Finding:
    """Judge who may read the file of the secret; `mode` is None when a setting gives it."""
    if mode is None:
        return Finding(True, "the secret is given by a setting")
    if stat.S_IMODE(mode) & 0o077:
        return Finding(False, "others on this machine may read the file of the secret", "chmod 600 the file `secret`.")
    return Finding(True, "the file of the secret is for this user alone")


def of_database(version: int, encoding: str, lowered: str) -> Finding:
    """Judge the server of the database; `lowered` is what it makes of "É" in small letters."""
    if version < OLDEST_DATABASE:
        return Finding(False, f"the database is PostgreSQL {version // 10_000}", "Install version 15 or newer.")
    if encoding != "UTF8" or lowered != "é":
        mend = "Make it anew: ENCODING 'UTF8' LOCALE 'C.UTF-8' (docs/running.md), and restore a backup into it."
        return Finding(False, f"the database keeps letters as {encoding} and does not know É from é", mend)
    return Finding(True, f"the database answers: PostgreSQL {version // 10_000}")


def of_schema(wrong: str) -> Finding:
    """Judge what the check of the migrations said, empty when all are there."""
    what, _, mend = wrong.partition(". ")
    return Finding(False, what, mend) if wrong else Finding(True, "the database has the tables of this version")


def of_mail(way: str, error: str, *, demo: bool) -> Finding:
    """Judge the way out for mails: "none", "page" or the name of a server with what came of greeting it."""
    if way == "none":
        return Finding(False, "no mail is sent", "Set AGENDATHEQUE_MAIL_URL; until then people must be called.")
    if way == "page" and not demo:
        return Finding(False, "mails are shown on a page and reach nobody", "Set AGENDATHEQUE_MAIL_URL to smtp://….")
    if error:
        return Finding(False, f"the mail server {way} cannot be used: {error}", "Look at AGENDATHEQUE_MAIL_URL.")
    return Finding(True, "mails are shown on a page" if way == "page" else f"the mail server {way} lets us in")


def of_sms(way: str, error: str, *, demo: bool) -> Finding:
    """Judge the way out for SMS: "none" (calls are made instead), "page" or "provider"; `error` says what is wrong."""
    if error:
        return Finding(False, "SMS cannot be sent", error)
    if way == "none":
        return Finding(True, "no SMS is sent: who wishes one is put on the list of calls")
    if way == "page" and not demo:
        return Finding(
            False, "SMS are shown on a page and reach nobody", "Set AGENDATHEQUE_SMS_URL, or leave it empty."
        )
    return Finding(True, "SMS are shown on a page" if way == "page" else "SMS go to a provider that Apprise knows")


def of_clock(ours: datetime, theirs: datetime) -> Finding:
    """Judge the clock of this machine against the database's."""
    ahead = ours - theirs
    if abs(ahead) > DRIFT:
        mend = "Set both by the network (systemd-timesyncd, chrony): signatures and seats depend on it."
        where = "ahead of" if ahead > timedelta() else "behind"
        return Finding(False, f"this clock is {abs(ahead).total_seconds():.0f} s {where} the database's", mend)
    return Finding(True, "this clock and the database's agree")


def of_worker(seen: datetime | None, now: datetime) -> Finding:
    """Judge when a worker last went round."""
    mend = "Start `agendatheque worker` (or `serve`): nothing is sent, heard or erased without it."
    if seen is None:
        return Finding(False, "no worker has ever run", mend)
    if now - seen > SILENCE:
        return Finding(False, f"no worker went round for {spell(now - seen)}", mend)
    return Finding(True, "a worker goes round")


def of_journal(broken: int | None) -> Finding:
    """Judge the chain of the journal; `broken` is the first line that does not fit."""
    if broken is None:
        return Finding(True, "the journal is as it was written")
    mend = "Somebody changed the database by hand: compare this line and those before with a backup."
    return Finding(False, f"the journal was changed at line {broken}, or just before", mend)


def of_seats(differing: list[UUID]) -> Finding:
    """Judge whether the counts of seats, the bookings and the ledger agree."""
    if not differing:
        return Finding(True, "seats taken, bookings and the ledger agree")
    named = ", ".join(str(id) for id in differing[:SHOWN]) + (", …" if len(differing) > SHOWN else "")
    mend = "Look at their lists before anyone is let in, and tell us: this must not happen."
    return Finding(False, f"seats taken, bookings and the ledger differ in {len(differing)} session(s): {named}", mend)


def of_queue(name: str, due: datetime | None, now: datetime) -> Finding:
    """Judge a queue by the moment when the oldest thing in it should have been done."""
    if due is not None and now - due > OVERDUE:
        mend = "Is a worker running, and is the machine fast enough? The log of the worker says what fails."
        return Finding(False, f"{name}: something waits for {spell(now - due)} past its time", mend)
    return Finding(True, f"{name}: nothing is late")


def spell(span: timedelta) -> str:
    """Return a time span in one unit."""
    seconds = max(0, int(span.total_seconds()))
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def of_openid(issuer: str, *, well: bool) -> Finding:
    """Judge whether the OpenID provider of staff answers."""
    if well:
        return Finding(True, f"{issuer} answers as an OpenID provider.")
    mend = (
        "AGENDATHEQUE_OIDC_ISSUER is what stands before /.well-known/openid-configuration, over https; one at a "
        "private address needs AGENDATHEQUE_OIDC_PRIVATE_NETWORK=true."
    )
    return Finding(False, f"{issuer} does not answer as an OpenID provider.", mend)
