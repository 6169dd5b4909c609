"""A mail server on this machine that keeps what it is given."""

import email
import email.policy
from email.message import EmailMessage as Message
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller

from tests.journeys.instances import until
from tests.journeys.ports import free_port


class Postbox:
    """Take mails over SMTP (RFC 5321) and give them as messages."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], bytes]] = []
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep one mail (called by aiosmtpd)."""
        self.taken.append((list(envelope.rcpt_tos), bytes(envelope.content)))
        return "250 OK"

    def __enter__(self) -> "Postbox":
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()

    def messages(self, address: str) -> list[Message]:
        """Return the mails sent to `address`, in order of arrival."""
        bodies = [body for recipients, body in self.taken if recipients == [address]]
        return [email.message_from_bytes(body, policy=email.policy.default) for body in bodies]

    def wait(self, address: str, number: int = 1, seconds: float = 20) -> Message:
        """Wait for the `number`th mail to `address` and return it."""
        found: list[Message] = until(lambda: many if len(many := self.messages(address)) >= number else None, seconds)
        return found[number - 1]


def text_of(message: Message) -> str:
    """Return the plain words of a mail."""
    part = message.get_body(("plain",))
    assert part is not None, "a mail has words for those who read no HTML"
    return str(part.get_content())


def calendar_of(message: Message) -> tuple[str, bytes]:
    """Return the method announced for the calendar part of a mail (RFC 6047 §2.4), and its body."""
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return str(part["content-type"].params.get("method", "")), content
