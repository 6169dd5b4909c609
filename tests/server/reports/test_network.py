"""The figures that an instance publishes, and what a hub adds up of its members': each session once."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from server.bookings.counting import count_session
from server.bookings.counts import Count
from server.foundation.database import DB
from server.foundation.http import Answer
from server.reports import attendance_file, gathering, monthly, network, rules
from server.reports.gathering import Member

HOUR = timedelta(hours=1)
A, B, C = "a" * 32, "b" * 32, "c" * 32
SPAN = (date(2026, 1, 1), date(2027, 12, 31))


def cell(library="port", **more):
    """One cell as a member publishes it: two sessions of January 2027, ten people."""
    given = {"name": "Port", "city": "Brest", "insee": "29019", "month": "2027-01", "sessions": 2, "seats": 16}
    given |= {"recorded": 2, "booked": 12, "present": 10, "unmet": None, "masked": [], "themes": {"email": 2}}
    return {"library": library, **given, "levels": {"beginner": 2}, **more}


def single(key, **more):
    """A session that a member has imported: one, five people."""
    one = {"sessions": 1, "seats": 8, "recorded": 1, "booked": 6, "present": 5, "themes": {"email": 1}}
    return cell(**{**one, "levels": {}, "key": key, **more})


def published(months, shared=(), made_at="2027-01-31T02:00:00Z"):
    document = {"version": 1, "site": "x", "name": "X", "made_at": made_at, "masked_below": 5}
    return json.dumps({**document, "months": list(months), "shared": list(shared)}).encode()


class Sites:
    """Stands for the door: what each host answers, and how often it was asked."""

    def __init__(self, **answers):
        self.answers, self.asked = answers, []

    async def send(self, method, url, *, limit, seconds):
        host = url.split("/")[2].partition(".")[0]
        self.asked.append(host)
        body = self.answers.get(host)
        return Answer(200, body=body) if body else Answer(0, error="TimeoutError: ")


def members(*names):
    return [Member(f"{name}.example", name, f"https://{name}.example") for name in names]


@pytest.mark.parametrize(
    ("number", "whole", "hidden"),
    [(None, None, False), (0, None, False), (1, None, True), (4, None, True), (5, None, False), (9, 12, True),
     (12, 12, False), (7, 12, False), (None, 12, False)],
)  # fmt: skip
def test_too_few_to_be_told(number, whole, hidden):
    assert rules.masked(number, whole) is hidden


def test_a_session_is_called_alike_wherever_it_is_told():
    uid = "0190c0de-0000-7000-8000-000000000001"
    called = {
        rules.session_key(uid, "", ""),
        rules.session_key("other", f"{uid.upper()}@agenda.example", ""),
        rules.session_key("other", "", f"https://agenda.example/seances/{uid}/"),
    }
    assert len(called) == 1
    assert rules.session_key("other", "", "") not in called


def test_the_next_reading_is_at_night_and_sooner_after_a_failure():
    now = datetime(2027, 1, 31, 12, tzinfo=UTC)
    night = rules.next_reading("a.example", 0, "Europe/Paris", now)
    assert datetime(2027, 2, 1, 2, tzinfo=UTC) <= night < datetime(2027, 2, 1, 5, tzinfo=UTC)
    waits = [rules.next_reading("a.example", failures, "Europe/Paris", now) - now for failures in (1, 2, 3, 9)]
    assert waits == [HOUR, 2 * HOUR, 4 * HOUR, 24 * HOUR]


@pytest.mark.parametrize(
    "spoilt",
    [b"", b"[]", b"{}", published([cell(month="2027-13")]), published([cell(sessions=-1)]), published([cell(key=A)]),
     published([], [cell()]), published([cell(insee="29 019")]), published([cell(keys=["x"])]), b"[" * 100_000,
     published([cell(name="x" * 201)])],
)  # fmt: skip
def test_what_is_not_of_this_shape_is_not_read(spoilt):
    assert attendance_file.read(spoilt) is None


async def test_ours_is_what_took_place_without_people_too_few(client, maker, now):
    library = await maker.library("port", insee="29019", city="Brest")
    workshop = await maker.workshop("Courriel", themes=("email",), level="beginner")
    maker.now = now - 24 * HOUR
    own, copy = [await maker.session(library, workshop, starts_in=hours * HOUR) for hours in (21, 18)]
    await maker.session(library, workshop)  # to come
    await maker.session(library, workshop, starts_in=15 * HOUR, published=False)
    await DB.rows("UPDATE session SET imported_uid = 'abc@x.example' WHERE id = {}", copy)
    for session, people in ((own, 7), (copy, 3)):
        await count_session(session, Count({"people": people}), by="staff:1", now=now)
    answer = await client.get("/donnees/frequentation.json")
    found = attendance_file.read(answer.content)
    (month,), (shared,) = found.months, found.shared
    assert (month.library, month.city, month.insee, month.month) == ("port", "Brest", "29019", f"{now:%Y-%m}")
    assert (month.sessions, month.seats, month.recorded, month.booked, month.present) == (2, 16, 2, 0, 10)
    assert (month.themes, month.levels, month.masked, month.unmet) == ({"email": 2}, {"beginner": 2}, [], None)
    assert sorted(month.keys) == sorted([rules.session_key(own, "", ""), rules.session_key(copy, "abc", "")])
    assert (shared.key, shared.sessions, shared.present, shared.masked) == (
        rules.session_key(copy, "abc", ""), 1, None, ["present"],
    )  # fmt: skip
    await count_session(own, Count({"people": 1}), by="staff:1", now=now)
    assert (await monthly.document(now)).months[0].masked == ["present"]


async def test_a_figure_is_not_hidden_alone_in_its_year(maker, now):
    library, maker.now = await maker.library("port"), now - timedelta(days=90)
    for days, people in ((10, 3), (40, 20), (70, 9)):
        held = await maker.session(library, starts_in=timedelta(days=days))
        await count_session(held, Count({"people": people}), by="staff:1", now=now)
    told = {cell.month: (cell.present, cell.masked) for cell in (await monthly.document(now)).months}
    assert told == {"2026-10": (None, ["present"]), "2026-11": (20, []), "2026-12": (None, ["present"])}


# What two members publish, and what the hub makes of it: sessions, seats, present, sessions by theme.
ADDED = [
    ("apart", ([cell(keys=[A])], []), ([cell(keys=[B])], []), (4, 32, 20, 4)),
    ("shared with its organiser", ([cell(keys=[A, B])], []), ([cell(keys=[A, C])], [single(A)]), (3, 24, 15, 3)),
    ("shared with its organiser, who is last", ([cell(keys=[A, C])], [single(A)]), ([cell(keys=[A, B])], []),
     (3, 24, 15, 3)),
    ("imported by both", ([cell(keys=[A, B])], [single(A)]), ([cell(keys=[A, C])], [single(A)]), (3, 24, 15, 3)),
    ("imported by one", ([cell(keys=[A, B])], [single(A)]), ([cell(keys=[C])], []), (4, 32, 20, 4)),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "expected"), [case[1:] for case in ADDED], ids=[case[0] for case in ADDED])
async def test_a_session_that_two_members_tell_counts_once(undone, now, one, other, expected):
    sites = Sites(brest=published(*one), rennes=published(*other))
    assert await gathering.gather(members("brest", "rennes"), sites, now) == 3  # and our own
    (year,) = await network.totals(*SPAN, by="year")
    themes = sum(part.sessions for part in await network.themes(*SPAN))
    assert (year.sessions, year.seats, year.present, themes) == expected
    assert [sum(getattr(row, name) for row in await network.totals(*SPAN)) for name in ("sessions", "present")] == [
        year.sessions, year.present,
    ]  # fmt: skip


async def test_figures_that_cannot_be_read_stay_as_they_were_and_tell_their_age(undone, now):
    sites = Sites(brest=published([cell(keys=[A], present=None, masked=["present"])]), rennes=b"<html>")
    assert await gathering.gather(members("brest", "rennes"), sites, now) == 2
    assert await gathering.gather(members("brest", "rennes"), sites, now) == 0  # not before the night
    sites.answers = {}
    await gathering.gather(members("brest", "rennes"), sites, now + timedelta(days=1))
    assert [sites.asked.count(name) for name in ("brest", "rennes")] == [2, 2]
    told = {one.name: one for one in await network.readings()}
    assert (told["brest"].read_at, told["brest"].error, told["brest"].sessions) == (now, "TimeoutError: ", 2)
    assert (told["rennes"].read_at, told["rennes"].sessions) == (None, 0)
    (row,) = await network.totals(*SPAN)
    assert (row.city, row.month, row.present, row.hidden, row.hidden_present) == (
        "Brest", date(2027, 1, 1), None, 1, 1,
    )  # fmt: skip
    await gathering.gather(members("rennes"), sites, now + timedelta(days=2))
    assert await network.totals(*SPAN) == []
