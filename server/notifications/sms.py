"""The door for SMS: any provider that Apprise knows by its address, or a page of the demonstration."""

import asyncio
import functools
import logging
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

from apprise import Apprise

from server.foundation import clock
from server.foundation.ids import new_id
from server.foundation.settings import BadSetting, settings
from server.notifications.deliveries import Delivery, Outcome, unnamed
from server.notifications.tables import ShownMail

TOTAL_SECONDS = 30
SOCKET_SECONDS = "15"
MENDED = "It is an address of Apprise with {phone} in it, like twilio://SID:TOKEN@+33600000000/{phone}."
ASKED = re.compile(r" with url: \S+")  # holds the account, sometimes its key
STATUS = re.compile(r"error=([0-9]{3})")
# What requests says when nothing was sent at all: the name, the address or the door was not found.
UNSENT = re.compile(r"NewConnectionError|NameResolutionError|ConnectTimeout|ConnectionRefused|SSLError|ProxyError")
# Apprise tells only yes or no; why is in its log, which holds numbers and goes nowhere else.
LOG = logging.getLogger("apprise")
LOG.addHandler(logging.NullHandler())
LOG.propagate = False
LOG.setLevel(logging.DEBUG)
logging.getLogger("urllib3").setLevel(logging.INFO)  # below, it writes addresses down, and numbers are in them
SENDERS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="sms")


class Texter(Protocol):
    """Whatever takes SMS away; trouble is a value, never an exception."""

    async def send(self, phone: str, text: str) -> Delivery:
        """Hand one SMS over to a number in E.164."""


class Heard(logging.Handler):
    """Keeps what the log says in one thread."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.thread = threading.get_ident()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread and record.levelno != logging.INFO:
            self.lines.append(record.getMessage())


@dataclass(frozen=True)
class AppriseTexter:
    """Hands SMS to one provider; the marks in `url` are filled with the number for each SMS."""

    url: str
    seconds: float = TOTAL_SECONDS

    async def send(self, phone: str, text: str) -> Delivery:
        """Send one SMS within `seconds`, in a thread: Apprise waits for its sockets."""
        work = SENDERS.submit(_notify, filled(self.url, phone), text)
        try:
            async with asyncio.timeout(self.seconds):
                return await asyncio.wrap_future(work)
        except TimeoutError:
            if work.cancel():
                return Delivery(Outcome.UNREACHABLE, "other SMS are still waiting for the provider's answer")
            return Delivery(Outcome.UNSURE, f"no answer in {self.seconds:g} seconds")


def filled(url: str, phone: str) -> str:
    """Return the address for one number: `{phone}` is +33612345678, `{digits}` the same without its plus."""
    return url.replace("{phone}", quote(phone)).replace("{digits}", phone.removeprefix("+"))


def _notify(url: str, text: str) -> Delivery:
    heard = Heard()
    LOG.addHandler(heard)
    try:
        service = Apprise.instantiate(url)
        if service is None:
            return Delivery(Outcome.UNREACHABLE, "Apprise cannot read AGENDATHEQUE_SMS_URL")
        taken = service.notify(body=text)
    except Exception as error:  # a plugin's own fault: which one it was is known, not whether the SMS left
        return Delivery(Outcome.UNSURE, f"the provider's plugin failed: {type(error).__name__}")
    finally:
        LOG.removeHandler(heard)
    return Delivery(Outcome.SENT) if taken else judged(heard.lines)


def judged(lines: list[str]) -> Delivery:
    """Return what the log of Apprise tells of a failure.

    An answer says what it means (4yz for ever but 408 and 429, 401 to 403 about our account). Without an answer, what
    never reached the provider is tried again; the rest may have left, and is not sent twice.
    """
    told = next((line for line in lines if line.startswith(("Failed", "A Connection", "Failure"))), "")
    if status := STATUS.search(told):
        return Delivery(_answered(int(status[1])), unnamed(told))
    cause = ASKED.sub("", next((line for line in lines if "xception" in line), ""))
    if UNSENT.search(cause) or "refused" in cause:
        return Delivery(Outcome.UNREACHABLE, unnamed(cause))
    return Delivery(Outcome.UNSURE, unnamed(cause or told or "the provider said no and did not say why"))


def _answered(status: int) -> Outcome:
    if status in (401, 402, 403):
        return Outcome.UNREACHABLE
    if status in (408, 429) or status >= 500:
        return Outcome.LATER
    return Outcome.REFUSED


class PageTexter:
    """Keeps SMS to be looked at in the demonstration; nothing leaves."""

    async def send(self, phone: str, text: str) -> Delivery:
        """Keep one SMS."""
        shown = ShownMail(id=new_id(), at=clock.now(), channel="sms", recipient=phone, subject="", body=text, source="")
        await shown.save()
        return Delivery(Outcome.SENT)


@functools.cache
def texter() -> Texter | None:
    """Return the door that the settings name, or None when no SMS is to be sent; raises BadSetting."""
    return door(settings().sms_url)


def door(url: str) -> Texter | None:
    """Return the door at an address of Apprise or `page:`, None for an empty one; raises BadSetting."""
    if not url:
        return None
    if url == "page:":
        return PageTexter()
    marked = "{phone}" in url or "{digits}" in url
    if not marked or Apprise.instantiate(filled(_patient(url), "+33612345678")) is None:
        raise BadSetting(f"AGENDATHEQUE_SMS_URL cannot be used. {MENDED}")
    return AppriseTexter(_patient(url))


def _patient(url: str) -> str:
    """Return the address with our time limits of connecting and of reading, unless it has its own."""
    limits = [f"{name}={SOCKET_SECONDS}" for name in ("cto", "rto") if f"{name}=" not in url]
    return url + ("&" if "?" in url else "?") + "&".join(limits) if limits else url
