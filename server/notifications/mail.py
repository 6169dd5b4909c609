"""The mail door: SMTP (RFC 5321, 3207, 8314), or a page of the demonstration."""

import asyncio
import functools
import re
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import aiosmtplib

from server.foundation.ids import new_id
from server.foundation.settings import BadSetting, settings
from server.notifications.rules import Outcome
from server.notifications.tables import ShownMail

TOTAL_SECONDS = 60
ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")
STARTTLS = {"required": True, "never": False, "offered": None}
MENDED = "It is like smtp://user:password@mail.example.org:587?starttls=required, or smtps://mail.example.org."


@dataclass(frozen=True)
class Delivery:
    """What became of a mail, and why, without any address."""

    outcome: Outcome
    detail: str = ""


class Mailer(Protocol):
    """Whatever takes mails away; trouble is a value, never an exception."""

    async def send(self, letter: EmailMessage) -> Delivery:
        """Hand one mail over."""


@dataclass(frozen=True)
class SmtpMailer:
    """Hands mails to one SMTP server. `starttls`: True required, False never, None where it is offered."""

    host: str
    port: int
    tls: bool = False
    starttls: bool | None = None
    user: str | None = None
    password: str | None = None
    seconds: float = TOTAL_SECONDS

    async def send(self, letter: EmailMessage) -> Delivery:
        """Send one mail within `seconds` in all."""
        return await _judged(lambda: self._send(letter))

    async def greet(self) -> str:
        """Greet the server and sign in, without a mail; return what hinders it, or an empty text."""

        async def meet() -> None:
            server = aiosmtplib.SMTP(
                hostname=self.host,
                port=self.port,
                username=self.user,
                password=self.password,
                use_tls=self.tls,
                start_tls=False if self.tls else self.starttls,
                timeout=self.seconds,
                local_hostname="localhost",
            )
            async with asyncio.timeout(self.seconds), server:
                await server.noop()

        return (await _judged(meet)).detail

    async def _send(self, letter: EmailMessage) -> None:
        sender, recipient = (letter[name].addresses[0].addr_spec for name in ("From", "To"))
        async with asyncio.timeout(self.seconds):
            await aiosmtplib.send(
                letter,
                sender=sender,
                recipients=[recipient],
                hostname=self.host,
                port=self.port,
                username=self.user,
                password=self.password,
                use_tls=self.tls,
                start_tls=False if self.tls else self.starttls,
                timeout=self.seconds,
                local_hostname=sender.partition("@")[2],
            )


async def _judged(send: Callable[[], Awaitable[None]]) -> Delivery:
    """Send, and turn trouble into a value (RFC 5321 §4.2.1: 4yz is for now, 5yz for ever).

    A refusal of the sender, of the password or of the connection is about our settings, not about this mail: no mail
    would pass, so it is kept for later.
    """
    try:
        await send()
    except aiosmtplib.SMTPRecipientsRefused as error:
        first = error.recipients[0]
        return _answered(first.code, first.message)
    except (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPAuthenticationError, aiosmtplib.SMTPConnectError) as error:
        return Delivery(Outcome.UNREACHABLE, _plain(f"{type(error).__name__} {error}"))
    except aiosmtplib.SMTPResponseException as error:
        return _answered(error.code, error.message)
    except (aiosmtplib.SMTPException, OSError, ssl.SSLError, TimeoutError) as error:
        return Delivery(Outcome.UNREACHABLE, _plain(f"{type(error).__name__} {error}"))
    return Delivery(Outcome.SENT)


def _answered(code: int, message: str) -> Delivery:
    return Delivery(Outcome.REFUSED if 500 <= code < 600 else Outcome.LATER, _plain(f"{code} {message}"))


def _plain(text: str) -> str:
    """Return an error that may be kept: servers repeat in it the address of a person."""
    return ADDRESS.sub("…", " ".join(text.split()))[:300]


class PageMailer:
    """Keeps mails to be looked at in the demonstration; nothing leaves."""

    async def send(self, letter: EmailMessage) -> Delivery:
        """Keep one mail."""
        body = letter.get_body(("plain",))
        await ShownMail(
            id=new_id(),
            at=parsedate_to_datetime(letter["Date"]),
            recipient=letter["To"].addresses[0].addr_spec,
            subject=str(letter["Subject"]),
            body=body.get_content() if body else "",
            source=letter.as_string(),
        ).save()
        return Delivery(Outcome.SENT)


@functools.cache
def mailer() -> Mailer | None:
    """Return the door that the settings name, or None when no mail is to be sent; raises BadSetting."""
    return door(settings().mail_url)


def door(url: str) -> Mailer | None:
    """Return the door at `smtp://…`, `smtps://…` or `page:`, None for an empty address; raises BadSetting."""
    if not url:
        return None
    if url == "page:":
        return PageMailer()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadSetting(f"AGENDATHEQUE_MAIL_URL cannot be read. {MENDED}") from None
    chosen = _starttls(parts)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or chosen not in STARTTLS:
        raise BadSetting(f"AGENDATHEQUE_MAIL_URL cannot be used. {MENDED}")
    return SmtpMailer(
        host=parts.hostname,
        port=port or (465 if parts.scheme == "smtps" else 25),
        tls=parts.scheme == "smtps",
        starttls=STARTTLS[chosen],
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def _starttls(parts: SplitResult) -> str:
    return parse_qs(parts.query).get("starttls", ["offered"])[-1]
