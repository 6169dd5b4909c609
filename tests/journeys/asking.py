"""Seats that the desk of one network asks of another, with a log kept outside of what was acknowledged."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from tests.journeys.browsing import Form, Page, Visitor
from tests.journeys.changing import Changes
from tests.journeys.instances import Instance, until

KINDS = {"ask": 6, "give back": 2, "come in": 2}
# Which sessions ever had more people with a seat than seats, as the database saw it at the end of each transaction.
WATCH = (
    "CREATE TABLE watched_oversold (session uuid, confirmed int, capacity int)",
    """
    CREATE FUNCTION watched_seats() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO watched_oversold
      SELECT s.id, sum(b.people), s.capacity FROM session s JOIN booking b ON b.session = s.id
      WHERE s.id = NEW.session AND b.state = 'confirmed' GROUP BY s.id HAVING sum(b.people) > s.capacity;
      RETURN NULL; END $$
    """,
    """
    CREATE CONSTRAINT TRIGGER watched_seats AFTER INSERT OR UPDATE ON booking DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION watched_seats()
    """,
)
ASKED = "SELECT id::text, guest, event, state FROM remote_booking"
# What the organiser holds for each who asked: a booking counts only in a session that still takes place.
HELD = """
SELECT j.actor AS guest, j.answer, j.left_at, s.state AS session, coalesce(b.state, '') AS booking
FROM sharing_joined j JOIN session s ON s.id = j.session LEFT JOIN booking b ON b.id = j.booking
"""


@dataclass
class Seats:
    """What the desk of `home` asks of the sessions of `there`, and who comes to these by themselves.

    `asked` holds the key of each request that was acknowledged; `given_back` those of which the return was. What is
    done returns why it was not, or an empty text.
    """

    home: Instance
    there: Changes
    dice: random.Random
    asked: set[str] = field(default_factory=set)
    given_back: set[str] = field(default_factory=set)
    done: Counter[str] = field(default_factory=Counter)

    def prepare(self) -> "Seats":
        """Sign in at the desk of one, watch the seats of the other, and wait for a first session to ask for."""
        self.staff = Visitor(self.home).sign_in()
        self.there.publish(datetime.now(UTC) + timedelta(hours=2000))
        until(self._can_be_asked)
        for statement in WATCH:
            self.there.origin.sql(statement)
        return self

    def book(self) -> None:
        """Do one random thing about a seat, and count what came of it."""
        kind = self.dice.choices(list(KINDS), list(KINDS.values()))[0]
        why_not = {"ask": self.ask, "give back": self.give_back, "come in": self.come_in}[kind]()
        self.done[f"{kind}: {why_not}" if why_not else kind] += 1

    def ask(self) -> str:
        """Ask for a seat through the desk's page; the same form is sent again when the process died over it."""
        shown = self._shown()
        if not shown:
            return "nothing shown"
        chosen, key = self.dice.choice(shown), uuid4().hex
        page = self._insist(lambda: self.staff.http.get(f"/bureau/ailleurs/{chosen}"))
        forms = _forms(page)
        if page.status_code != 200 or not forms:
            return f"page {page.status_code}"  # it was withdrawn or cancelled meanwhile
        answer = self._post(page, forms[0].fields | {"key": key, "name": "Lucienne Kerbrat"})
        if not answer.is_success:
            assert answer.status_code in (404, 409, 410, 422), (answer.status_code, Page(answer.text).text[:500])
            return f"answer {answer.status_code}"
        self.asked.add(key)
        return ""

    def give_back(self) -> str:
        """Cancel one of the requests through the desk's page."""
        left = sorted(self.asked - self.given_back)
        if not left:
            return "nothing asked"
        key = self.dice.choice(left)
        (row,) = self.home.sql("SELECT id::text FROM remote_booking WHERE idempotency_key = $1", f"desk:{key}")
        page = self._insist(lambda: self.staff.http.get(f"/bureau/demandes/{row['id']}/annuler"))
        if page.status_code != 200:
            return f"page {page.status_code}"
        answer = self._post(page, Page(page.text).form("csrf").fields)
        if not answer.is_success:
            return f"answer {answer.status_code}"
        self.given_back.add(key)
        return ""

    def come_in(self) -> str:
        """Book at the organiser's own desk, so that its sessions fill."""
        open_ = [id for id, plan in self.there.log.items() if plan.state == "published"]
        if not open_:
            return "nothing published"
        path, headers = f"/sessions/{self.dice.choice(open_)}/bookings", {"idempotency-key": uuid4().hex}
        call = lambda: self.there.origin.api("POST", path, json={"name": "Marcel Le Goff"}, headers=headers)  # noqa: E731
        answer = self._insist(call)
        return "" if answer.is_success else f"answer {answer.status_code}"

    def state_of(self, key: str) -> str:
        """Return how a request stands at home."""
        (row,) = self.home.sql("SELECT state FROM remote_booking WHERE idempotency_key = $1", f"desk:{key}")
        return str(row["state"])

    def _can_be_asked(self) -> bool:
        return any(_forms(self.staff.http.get(f"/bureau/ailleurs/{id}")) for id in self._shown())

    def _shown(self) -> list[str]:
        rows = self.home.sql(
            "SELECT uuid::text FROM fed_remote_event WHERE tombstoned_at IS NULL AND status = 'confirmed'"
            " AND host = $1 ORDER BY 1",
            self.there.origin.url.removeprefix("http://"),
        )
        return [row["uuid"] for row in rows]

    def _post(self, page: httpx.Response, fields: dict[str, str]) -> httpx.Response:
        """Send the form of a page, as often as it takes."""
        return self._insist(lambda: self.staff.http.post(page.url, data=fields, headers={"origin": self.home.url}))

    def _insist(self, call: Callable[[], httpx.Response]) -> httpx.Response:
        """Return the answer, asking again as long as a killed process keeps it from coming."""
        answer: Any = until(lambda: _or_none(call))
        return answer


def _forms(page: httpx.Response) -> list[Form]:
    """Return the forms of a page by which a seat is asked for."""
    return [found for found in Page(page.text).forms if "key" in found.names]


def _or_none(call: Callable[[], httpx.Response]) -> httpx.Response | None:
    try:
        answer = call()
    except httpx.TransportError:
        return None
    return None if answer.status_code in (502, 503, 504) else answer


def oversold(seats: list[Seats]) -> list[dict[str, Any]]:
    """Return each moment at which a session had more people than seats."""
    return [dict(row) for each in seats for row in each.there.origin.sql("SELECT * FROM watched_oversold")]


def disagreements(seats: list[Seats]) -> list[Any]:
    """Return each request that was lost, never answered, or that the two sides do not see alike."""
    found: list[Any] = []
    for each in seats:
        asked = {row["guest"]: row for row in each.home.sql(ASKED)}
        held = {row["guest"]: row for row in each.there.origin.sql(HELD) if row["guest"] in asked}
        keys = {row["key"] for row in each.home.sql("SELECT idempotency_key AS key FROM remote_booking")}
        found += [("lost", key) for key in sorted(each.asked) if f"desk:{key}" not in keys]
        found += [
            ("differs", dict(row), dict(held.get(guest) or {}))
            for guest, row in asked.items()
            if not _agree(row["state"], held.get(guest))
        ]
        # What was refused had no seat to give back.
        found += [("kept", key) for key in each.given_back if each.state_of(key) not in ("cancelled", "refused")]
    return found


def _agree(state: str, held: Any) -> bool:
    """Tell whether what the desk of one shows is what the organiser has."""
    has = held["booking"] if held and held["session"] == "published" and not held["left_at"] else ""
    if state in ("confirmed", "waiting"):
        return has == state
    return state in ("refused", "cancelled") and has in ("", "cancelled")
