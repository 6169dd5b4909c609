"""The mail door: SMTP (RFC 5321, 3207, 8314), or a page of the demonstration."""

import asyncio
import contextlib
import functools
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
from server.notifications.deliveries import Delivery, Outcome, unnamed
from server.notifications.tables import ShownMail

TOTAL_SECONDS = 60
GOODBYE_SECONDS = 5
STARTTLS = {"required": True, "never": False, "offered": None}
MENDED = "It is like smtp://user:password@mail.example.org:587?starttls=required, or smtps://mail.example.org."


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
        """Send one mail within `seconds` in all.

        A connection that ends after the mail was handed over, and before the answer, leaves both sides unsure (RFC
        5321 §4.5.3.2.6, RFC 1047): that is told apart, since sending again could make two.
        """
        handing = asyncio.Event()
        delivery = await _judged(lambda: self._send(letter, handing))
        if handing.is_set() and delivery.outcome is Outcome.UNREACHABLE:
            return Delivery(Outcome.UNSURE, f"the mail was handed over, then no answer came: {delivery.detail}")
        return delivery

    async def greet(self) -> str:
        """Greet the server and sign in, without a mail; return what hinders it, or an empty text."""

        async def meet() -> None:
            async with asyncio.timeout(self.seconds), self._server("localhost") as server:
                await server.noop()

        return (await _judged(meet)).detail

    def _server(self, own_name: str) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            use_tls=self.tls,
            start_tls=False if self.tls else self.starttls,
            timeout=self.seconds,
            local_hostname=own_name,
        )

    async def _send(self, letter: EmailMessage, handing: asyncio.Event) -> None:
        """Send one mail, and set `handing` while it is neither refused nor taken."""
        sender, recipient = (letter[name].addresses[0].addr_spec for name in ("From", "To"))
        server = self._server(sender.partition("@")[2])
        try:
            async with asyncio.timeout(self.seconds):
                await server.connect()
                await server.mail(sender)
                await server.rcpt(recipient)
                handing.set()
                await server.data(letter.as_bytes())
                handing.clear()
            await _leave(server)
        finally:
            server.close()


async def _leave(server: aiosmtplib.SMTP) -> None:
    """Say goodbye; how that ends changes nothing for a mail that was taken."""
    with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
        await server.quit(timeout=GOODBYE_SECONDS)


async def _judged(send: Callable[[], Awaitable[None]]) -> Delivery:
    """Send, and turn trouble into a value (RFC 5321 §4.2.1: 4yz is for now, 5yz for ever).

    A refusal of the sender, of the password or of the connection is about our settings, not about this mail: no mail
    would pass, so it is kept for later.
    """
    try:
        await send()
    except (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPAuthenticationError, aiosmtplib.SMTPConnectError) as error:
        return Delivery(Outcome.UNREACHABLE, unnamed(f"{type(error).__name__} {error}"))
    except aiosmtplib.SMTPResponseException as error:
        return _answered(error.code, error.message)
    except (aiosmtplib.SMTPException, OSError, ssl.SSLError, TimeoutError) as error:
        return Delivery(Outcome.UNREACHABLE, unnamed(f"{type(error).__name__} {error}"))
    return Delivery(Outcome.SENT)


def _answered(code: int, message: str) -> Delivery:
    return Delivery(Outcome.REFUSED if 500 <= code < 600 else Outcome.LATER, unnamed(f"{code} {message}"))


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
