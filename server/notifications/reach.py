"""Which parties of a session a message reaches, and by which way."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.bookings.queries import PartyView
from server.notifications import rules
from server.notifications.sms import texter
from server.workshops.queries import SessionView


@dataclass(frozen=True)
class Reach:
    """The parties that a message reaches by mail, by SMS, or by a call of staff; and those whom it does not reach.

    `unreached` left nothing to be told by; `peers` are told by the agenda through which they booked.
    """

    email: list[PartyView]
    sms: list[PartyView]
    call: list[PartyView]
    unreached: list[PartyView]
    peers: list[PartyView]

    def __bool__(self) -> bool:
        return any((self.email, self.sms, self.call, self.unreached, self.peers))


def ways(kind: str, session: SessionView, parties: Sequence[PartyView]) -> list[tuple[PartyView, str | None]]:
    """Return each party with the channel that a message of one kind takes to it, None for not at all.

    Who booked at another agenda is left out: it tells them, from the answer to their Join; and who only practises.
    """
    texting = texter() is not None
    ours = [party for party in parties if party.channel != "peer" and not session.practice]
    return [
        (party, rules.channel(kind, party.contact, party.email, party.phone, zone=session.timezone, texting=texting))
        for party in ours
    ]


def reach(kind: str, session: SessionView, parties: Sequence[PartyView]) -> Reach:
    """Return whom a message of one kind would reach, and how."""
    found = ways(kind, session, parties)

    def by(channel: str | None) -> list[PartyView]:
        return [party for party, way in found if way == channel]

    peers = [party for party in parties if party.channel == "peer"]
    return Reach(by("email"), by("sms"), by("call"), by(None), peers)
