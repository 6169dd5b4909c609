"""Random changes to the sessions of a network, with a log kept outside of it of what was acknowledged."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.journeys.instances import NO_TLS, Instance, until

KINDS = {"publish": 4, "move": 5, "edit": 3, "cancel": 2, "withdraw": 2, "republish": 1}
GONE = "withdrawn"
REFUSED = (404, 409, 410)


@dataclass(frozen=True)
class Plan:
    """What a session was last asked to be. `state`: draft, published, cancelled, withdrawn."""

    starts_at: datetime
    note: str = ""
    state: str = "draft"


@dataclass
class Changes:
    """Changes to the sessions of `origin`; `log` holds what each session is, as it was acknowledged.

    What a killed process did not answer is asked from it again later: it is then what was asked or what it was before.
    """

    origin: Instance
    dice: random.Random
    seats: int = 4
    library: str = ""
    workshop: str = ""
    log: dict[str, Plan] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    unanswered: int = 0

    def prepare(self) -> "Changes":
        """Open the library and write the workshop down."""
        self.library = self.origin.library()["id"]
        self.workshop = self.origin.workshop("Découvrir la tablette")["id"]
        return self

    def change(self) -> None:
        """Do one random thing to a random session; a first one is published when there is none to change."""
        kind = self.dice.choices(list(KINDS), list(KINDS.values()))[0]
        named = self._among(GONE) if kind == "republish" else self._among("published")
        if kind == "publish" or not named:
            kind = "publish"
            self.publish(datetime.now(UTC) + timedelta(hours=self.dice.randint(48, 2000)))
        else:
            getattr(self, kind)(named)
        self.done[kind] += 1

    def publish(self, start: datetime) -> str:
        """Date a session and publish it; return its id, empty when it came to nothing."""
        start = start.replace(minute=0, second=0, microsecond=0)
        hours = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=2)).isoformat()}
        sheet = {"workshop": self.workshop, "library": self.library, "capacity": self.seats, "waiting_places": 2}
        answer = self._call("POST", "/sessions", **sheet, **hours)
        if answer is None:
            return ""  # a draft, if anything: nobody else ever hears of it
        id: str = answer.json()["id"]
        self.log[id] = Plan(start)
        self._act(id, "POST", "/publication", Plan(start, state="published"))
        return id

    def move(self, id: str) -> None:
        plan = self.log[id]
        start = plan.starts_at + timedelta(minutes=self.dice.choice((15, 30, 60, 24 * 60)))
        hours = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=1)).isoformat()}
        self._act(id, "PATCH", "", Plan(start, plan.note, plan.state), **hours)

    def edit(self, id: str) -> None:
        plan, note = self.log[id], f"Salle {self.dice.randint(1, 99)}, au fond du couloir."
        self._act(id, "PATCH", "", Plan(plan.starts_at, note, plan.state), note=note)

    def cancel(self, id: str) -> None:
        plan = self.log[id]
        self._act(
            id, "POST", "/cancellation", Plan(plan.starts_at, plan.note, "cancelled"), reason="Panne de chauffage."
        )

    def withdraw(self, id: str) -> None:
        plan = self.log[id]
        self._act(id, "DELETE", "", Plan(plan.starts_at, plan.note, GONE))

    def republish(self, id: str) -> None:
        """Publish anew what was withdrawn: another session at the same hour."""
        self.publish(self.log[id].starts_at)

    def _among(self, state: str) -> str:
        found = [id for id, plan in self.log.items() if plan.state == state]
        return self.dice.choice(found) if found else ""

    def _act(self, id: str, method: str, path: str, plan: Plan, **body: Any) -> None:
        """Ask for a change of a session and log what came of it."""
        answer = self._call(method, f"/sessions/{id}{path}", **body)
        if answer is None:
            self.log[id] = self._found(id, self.log[id], plan)
        elif answer.is_success:
            self.log[id] = plan

    def _call(self, method: str, path: str, **body: Any) -> httpx.Response | None:
        """Return the answer, or None when the process died over it; waits until it is there again."""
        try:
            answer = self.origin.api(method, path, **({"json": body} if body else {}))
        except httpx.TransportError:
            self.unanswered += 1
            until(self._is_up)
            return None
        assert answer.is_success or answer.status_code in REFUSED, (method, path, answer.status_code, answer.text)
        return answer

    def _is_up(self) -> bool:
        try:
            return httpx.get(f"{self.origin.url}/healthz", timeout=2, verify=NO_TLS).status_code == 200
        except httpx.TransportError:
            return False

    def _found(self, id: str, before: Plan, asked: Plan) -> Plan:
        """Return what a session is after an unanswered call: one of the two, or the promise is broken."""
        is_now = actual(self.origin)[id]
        assert is_now in (before, asked), (id, is_now, before, asked)
        return is_now


def actual(origin: Instance) -> dict[str, Plan]:
    """Return what the tables of an instance hold of its sessions."""
    rows = origin.sql("SELECT id::text, starts_at, note, state FROM session")
    return {row["id"]: Plan(row["starts_at"], row["note"], row["state"]) for row in rows}
