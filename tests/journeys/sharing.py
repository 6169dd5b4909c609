"""A hub and two networks that joined it, and what each of them shows of a session of the first."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar

from tests.journeys.browsing import Page, Visitor
from tests.journeys.instances import Instance, until

PARIS = ZoneInfo("Europe/Paris")
Maker = Callable[..., Instance]


@dataclass
class Network:
    """A hub and two networks, each an instance; `origin` has a `library`, and had a session before it joined."""

    hub: Instance
    origin: Instance
    other: Instance
    library: str = ""
    first: str = ""

    @property
    def readers(self) -> dict[str, Instance]:
        """Those that hear of the sessions of `origin`, by name."""
        return {"hub": self.hub, "other": self.other}


def network(make: Maker) -> Network:
    """Start a hub and two networks that join it."""
    names = {"hub": "Hub", "origin": "Médiathèques de A", "other": "Médiathèques de B"}
    made = Network(**{key: make(name, hub=key == "hub", wait=False) for key, name in names.items()})
    for one in (made.hub, made.origin, made.other):
        one.wait()
    made.library = made.origin.library()["id"]
    made.first = made.origin.session(made.library, made.origin.workshop("Déjà au programme")["id"])["id"]
    _ask(made)
    _take_in(made)
    for member in (made.origin, made.other):
        until(lambda member=member: joined(member, made.hub) and joined(made.hub, member))
    return made


def _ask(made: Network) -> None:
    """Each network asks the hub, one through the page of its staff, the other through the API."""
    with Visitor(made.origin).sign_in() as staff:
        staff.go("/bureau/reseau")
        page = staff.send("address", address=made.hub.url)
        assert "La demande est partie" in page.text
    made.other.make("/peers", url=made.hub.url)
    for member in (made.origin, made.other):
        until(lambda member=member: peer(made.hub, member)["state"] == "proposed")


def _take_in(made: Network) -> None:
    """The hub says yes, through the same two doors; before that it shows nothing of theirs."""
    assert {state_in_feed(reader, made.first) for reader in made.readers.values()} == {"absent"}
    with Visitor(made.hub).sign_in() as staff:
        staff.go("/bureau/reseau")
        page = staff.send("actor", action="/accord", actor=peer(made.hub, made.origin)["actor"])
        assert "Cet agenda rejoint le hub" in page.text
    made.hub.make("/peers", url=made.other.url)


def peer(one: Instance, other: Instance) -> dict[str, Any]:
    """Return what an instance knows of another one, as its API tells it."""
    host = other.url.removeprefix("http://")
    known = [found for found in one.act("GET", "/peers").json() if found["host"] == host]
    return known[0] if known else {"state": "", "followers": 0}


def joined(one: Instance, other: Instance) -> bool:
    """Tell whether `one` follows `other`, was accepted, and is followed back."""
    known = peer(one, other)
    return known["state"] == "accepted" and known["followers"] > 0


def in_page(instance: Instance, title: str) -> str:
    """Return the words of the card of a session in the agenda, or an empty text."""
    return next((card for card in Page(instance.page()).cards if title in card), "")


def in_feed(instance: Instance, id: str) -> icalendar.Event | None:
    """Return a session in the calendar of the agenda, or None."""
    events = icalendar.Calendar.from_ical(instance.page("/agenda.ics")).events
    found = [event for event in events if str(event["uid"]).startswith(id)]
    assert len(found) <= 1, f"{id} is there {len(found)} times"
    return found[0] if found else None


def state_in_feed(instance: Instance, id: str) -> str:
    """Return the local hour and the status of a session in the calendar of the agenda, or "absent"."""
    event = in_feed(instance, id)
    return f"{event.start.astimezone(PARIS):%H:%M} {event['status']}" if event else "absent"


@dataclass
class Story:
    """One session of `origin`, written, changed and cancelled through its staff's pages.

    `seconds` are those between the click and the sight of it, by (what was done, where, door).
    """

    network: Network
    staff: Visitor
    title: str
    id: str = ""
    seconds: dict[tuple[str, str, str], float] = field(default_factory=dict)

    def write(self, workshop: str, days: int) -> None:
        """Write a draft down: nobody sees it."""
        self.staff.go(f"/bureau/seances/nouvelle?atelier={workshop}")
        day = datetime.now(PARIS).date() + timedelta(days=days)
        page = self.staff.send("workshop", "day", day=day.isoformat(), start="14:00", end="16:00", capacity="8")
        assert "Brouillon" in page.text
        self.id = self.staff.at.rpartition("/")[2].partition("?")[0]

    def publish(self) -> None:
        self.staff.go(f"/bureau/seances/{self.id}/publier")
        self._clock("publish", lambda: self.staff.send("csrf", action="/publier"), "de 14 h à 16 h", "14:00 CONFIRMED")

    def change(self) -> None:
        """Begin half an hour later."""
        self.staff.go(f"/bureau/seances/{self.id}/modifier")
        self._clock("change", lambda: self.staff.send("day", start="14:30"), "de 14 h 30 à 16 h", "14:30 CONFIRMED")

    def cancel(self) -> None:
        self.staff.go(f"/bureau/seances/{self.id}/annuler")
        send = lambda: self.staff.send("reason", reason="La médiatrice est souffrante.")  # noqa: E731
        self._clock("cancel", send, "Séance annulée", "14:30 CANCELLED")

    def withdraw(self) -> None:
        """Take it out of the agenda."""
        self.staff.go(f"/bureau/seances/{self.id}/retirer")
        self._clock("withdraw", lambda: self.staff.send("csrf", action="/retirer"), "", "absent")

    def _clock(self, what: str, act: Callable[[], object], in_card: str, state: str) -> None:
        """Act, then wait until each reader shows it in its page and in its calendar; note how long it took."""
        begun = time.monotonic()
        act()
        readers = self.network.readers
        missing = {(what, name, door) for name in readers for door in ("page", "feed")}

        def seen() -> bool:
            for key in sorted(missing):
                if self._shows(readers[key[1]], key[2], in_card, state):
                    self.seconds[key] = time.monotonic() - begun
                    missing.discard(key)
            return not missing

        until(seen, 30, every=0.03)

    def _shows(self, reader: Instance, door: str, in_card: str, state: str) -> bool:
        if door == "feed":
            return state_in_feed(reader, self.id) == state
        card = in_page(reader, self.title)
        return in_card in card if in_card else not card
