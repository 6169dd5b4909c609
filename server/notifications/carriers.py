"""How a message is made and handed over: as a mail, or as an SMS."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol
from uuid import UUID

from server.bookings.openings import Watcher
from server.bookings.queries import BookingView
from server.elsewhere.queries import RequestView
from server.notifications import elsewhere, gsm7, opened, texts
from server.notifications.deliveries import Delivery
from server.notifications.letters import letter
from server.notifications.mail import Mailer
from server.notifications.news import News
from server.notifications.phones import mobile
from server.notifications.sms import Texter


@dataclass(frozen=True)
class Handed:
    """What became of a message, and how many SMS it took."""

    delivery: Delivery
    parts: int = 0


class Carrier(Protocol):
    """One way of telling people."""

    @property
    def channel(self) -> str: ...

    def missing(self, email: str, phone: str, zone: str) -> str:
        """Return what is missing to reach somebody this way, or an empty text."""

    async def tell_party(self, message: UUID, kind: str, view: BookingView, news: News, now: datetime) -> Handed:
        """Make a message about a booking, from what is true now, and hand it over."""

    async def tell_asker(self, message: UUID, kind: str, view: RequestView, now: datetime) -> Handed:
        """Make a message about a request to another agenda, and hand it over."""

    async def tell_watcher(self, message: UUID, watcher: Watcher, now: datetime) -> Handed:
        """Make a message that tells that booking has opened, and hand it over."""

    async def tell_staff(self, made: EmailMessage) -> Handed:
        """Hand over a mail to a member of staff."""


@dataclass(frozen=True)
class ByMail:
    """By mail."""

    mailer: Mailer
    channel: str = "email"

    def missing(self, email: str, phone: str, zone: str) -> str:
        return "" if email else "there is no address"

    async def tell_party(self, message: UUID, kind: str, view: BookingView, news: News, now: datetime) -> Handed:
        return Handed(await self.mailer.send(await letter(message, kind, view, now, news)))

    async def tell_asker(self, message: UUID, kind: str, view: RequestView, now: datetime) -> Handed:
        return Handed(await self.mailer.send(await elsewhere.letter(message, kind, view, now)))

    async def tell_watcher(self, message: UUID, watcher: Watcher, now: datetime) -> Handed:
        return Handed(await self.mailer.send(opened.letter(message, watcher, now)))

    async def tell_staff(self, made: EmailMessage) -> Handed:
        return Handed(await self.mailer.send(made))


@dataclass(frozen=True)
class BySms:
    """By SMS."""

    texter: Texter
    channel: str = "sms"

    def missing(self, email: str, phone: str, zone: str) -> str:
        return "" if mobile(phone, zone) else "there is no mobile number"

    async def tell_party(self, message: UUID, kind: str, view: BookingView, news: News, now: datetime) -> Handed:
        return await self._send(mobile(view.party.phone, view.timezone), texts.of_booking(kind, view, news))

    async def tell_asker(self, message: UUID, kind: str, view: RequestView, now: datetime) -> Handed:
        return await self._send(mobile(view.phone, view.timezone), texts.of_request(kind, view))

    async def tell_watcher(self, message: UUID, watcher: Watcher, now: datetime) -> Handed:
        return await self._send(mobile(watcher.phone, watcher.session.timezone), texts.of_opening(watcher))

    async def tell_staff(self, made: EmailMessage) -> Handed:
        raise ValueError("staff are told by mail")

    async def _send(self, phone: str, text: str) -> Handed:
        return Handed(await self.texter.send(phone, text), gsm7.segments(text))
