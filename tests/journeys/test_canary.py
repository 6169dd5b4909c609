"""A person who books by every door is found only where names may stand, and after their day nowhere."""

import pytest

from tests.journeys.browsing import Visitor
from tests.journeys.instances import until

NAME, EMAIL, PHONE = "Serinette Canari", "serinette@canari.example", "06 39 98 12 34"
NEED = "Serinette vient en fauteuil"
TRACES = ("serinette", "canari", "39981234", "39 98 12 34")
# Where a name may stand, with the day on which it goes.
ALLOWED = {"contact", "need", "remote_contact"}
PUBLIC = (
    "/", "/agenda.ics", "/agenda.ics?format=rich", "/bibliotheques/centrale/agenda.ics", "/api/v1/sessions", "/metrics",
    "/ap/actor", "/ap/actor/outbox", "/ap/bibliotheques/centrale", "/ap/bibliotheques/centrale/outbox",
    "/ap/bibliotheques/centrale/evenements-a-venir", "/ap/bibliotheques/centrale/followers", "/readyz",
)  # fmt: skip
FIGURES = """
SELECT s.id, s.taken, s.waiting, b.state, b.channel, count(*) AS bookings, sum(b.people) AS people,
  (SELECT sum(delta) FROM seat_move m WHERE m.session = s.id) AS moved
FROM session s JOIN booking b ON b.session = s.id GROUP BY s.id, b.state, b.channel ORDER BY s.id, b.state, b.channel
"""
DATED = """
SELECT table_name AS name FROM information_schema.columns
WHERE table_schema = 'public' AND column_name = 'delete_after' ORDER BY 1
"""


@pytest.fixture(scope="module")
def pair(instance, postbox):
    """An agenda that organises, and one at home that follows it."""
    mail = f"{postbox.url}?starttls=never"
    home, there = (instance(name, wait=False, mail_url=mail) for name in ("Ici", "Là-bas"))
    for one in (home, there):
        one.wait()
        one.place, one.atelier = one.library()["id"], one.workshop()["id"]
    home.make("/peers", url=there.url)
    until(lambda: [found for found in home.act("GET", "/peers").json() if found["state"] == "accepted"])
    return home, there


def found(one):
    """Return the tables that hold a trace, and the logs, by name."""
    tables = [row["name"] for row in one.sql("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")]
    rows = {name: " ".join(row["line"] for row in one.sql(f"SELECT t::text AS line FROM {name} t")) for name in tables}  # noqa: S608
    logs = {log.name: log.read_text("utf-8", "replace") for log in one.data.glob("*.log")}
    texts = rows | logs | {path: one.page(path) for path in PUBLIC if one.status(path) == 200}
    return {name for name, text in texts.items() if any(trace in text.lower() for trace in TRACES)}


def walk(one, address, *answers):
    """Answer the questions of the four screens and press the last button; return the visitor."""
    visitor = Visitor(one)
    visitor.go(address)
    for answer in answers:
        visitor.send(**answer)
    visitor.send("site")
    return visitor


def book_everywhere(home, there):
    """Book by a program, at the desk, on line, and from another agenda; say a need, look for oneself, cancel one."""
    session = there.session(there.place, there.atelier, capacity=8, waiting_places=3)["id"]
    made = there.make(f"/sessions/{session}/bookings", name=NAME, email=EMAIL, phone=PHONE)
    walk(
        there,
        f"/seances/{session}/reservation",
        {"for_whom": "self"},
        {"name": NAME},
        {"channel": "email"},
        {"email": EMAIL},
    )
    with Visitor(there).sign_in() as staff:
        staff.go(f"/bureau/seances/{session}")
        staff.send("name", "people", name=f"{NAME} Mère", phone=PHONE)
        assert NAME in staff.send("q", q=NAME.split()[0]).text
    with Visitor(there) as visitor:
        visitor.go("/retrouver")
        visitor.send("reference", reference=made["reference"], name=NAME)
        visitor.go(f"{visitor.at.partition('?')[0]}/donnees")
        visitor.send("words", words=NEED)
    until(lambda: home.status(f"/seances/{session}") == 200 and "/demande" in home.page(f"/seances/{session}"))
    asked = walk(home, f"/seances/{session}/demande", {"for_whom": "self"}, {"name": NAME}, {"channel": "none"})
    until(lambda: "Vous êtes inscrit." in asked.go(asked.at.partition("?")[0]).text)
    return session


def test_a_name_stands_only_where_it_may_and_goes_on_its_day(pair):
    home, there = pair
    book_everywhere(home, there)
    until(
        lambda: not there.sql("SELECT id FROM message WHERE state = 'owed' AND channel = 'email' AND due_at <= now()")
    )
    assert (found(there) - ALLOWED, found(home) - ALLOWED) == (set(), set())
    assert {"contact", "need"} <= found(there)  # what looks for traces finds them
    assert "remote_contact" in found(home)
    figures = there.sql(FIGURES)
    assert {row["channel"] for row in figures} == {"api", "web", "desk", "peer"}
    for one in pair:
        for row in one.sql(DATED):
            one.sql(f"UPDATE {row['name']} SET delete_after = '2020-01-01'")  # noqa: S608
        one.kill("worker")
        one.launch("worker")  # it sweeps when it starts
    until(lambda: not (found(there) | found(home)), 60, every=1.0)
    assert there.sql(FIGURES) == figures
