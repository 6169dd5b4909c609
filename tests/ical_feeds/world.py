"""A world of calendars in memory: sites that answer as programmed, and our server that polls them. All is counted."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from ical_feeds import discovery, following, subscriptions
from ical_feeds.choosing import Choice
from ical_feeds.discovery import Surroundings
from ical_feeds.read import read
from ical_feeds.tables import run

URL = "https://site.fr/agenda.ics"
ALL = Choice()
SHOWN = "SELECT title FROM ical_event WHERE withdrawn_at IS NULL AND taken ORDER BY starts_at, title"
NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//essai//FR\r\nX-WR-CALNAME:Agenda\r\n"


@dataclass(frozen=True)
class Told:
    """One event of a site."""

    uid: str
    title: str
    starts_at: datetime
    place: str = "Salle des fêtes"
    more: str = ""

    def written(self):
        end = self.starts_at + timedelta(hours=1)
        lines = [f"UID:{self.uid}"] if self.uid else []
        lines += [f"DTSTART:{self.starts_at:%Y%m%dT%H%M%SZ}", f"DTEND:{end:%Y%m%dT%H%M%SZ}", f"SUMMARY:{self.title}"]
        lines += [f"LOCATION:{self.place}", *self.more.split()]
        return "BEGIN:VEVENT\r\n" + "\r\n".join(lines) + "\r\nEND:VEVENT\r\n"


def calendar(*events, head=HEAD):
    """The bytes of a calendar of these events."""
    return (head + "".join(event.written() for event in events) + "END:VCALENDAR\r\n").encode()


def events(number, *, first=0, word="Atelier", after=timedelta(days=1)):
    """So many events, one a day at the same hour."""
    return [
        Told(f"{n}@exemple.fr", f"{word} {n}", NOW + after + timedelta(days=n % 300, minutes=n))
        for n in range(first, first + number)
    ]


@dataclass(frozen=True)
class Answer:
    """What a site answers with."""

    status: int = 200
    headers: dict = field(default_factory=dict)
    body: bytes = b""
    error: str = ""


class Sites:
    """A door: `answers` by address, each an Answer, bytes of a calendar, or a function of the headers sent."""

    def __init__(self):
        self.answers = {}
        self.asked = Counter()
        self.log = []

    def refusal(self, url):
        return "" if url.startswith("https://") else "only https addresses are asked"

    async def send(self, method, url, *, headers=(), limit=0, seconds=0.0):
        self.asked[url] += 1
        self.log.append((url, dict(headers)))
        answer = self.answers.get(url, Answer(404))
        if callable(answer):
            answer = answer(dict(headers))
        if isinstance(answer, bytes):
            tag = f'"{hash(answer)}"'
            if dict(headers).get("If-None-Match") == tag:
                return Answer(304)
            answer = Answer(200, {"content-type": "text/calendar", "etag": tag}, answer)
        if len(answer.body) > limit:
            return Answer(0, error=f"the answer is longer than {limit} bytes")
        return answer


async def read_here(body, **more):
    """Read a body in this process, quicker than in a child."""
    return read(body, **more)


async def all_foreign(events):
    """Nothing is ours."""
    return list(events)


def surroundings(sites, **more):
    """Our server among these sites."""
    return replace(Surroundings(sites, all_foreign, read_here), **more)


async def subscribe(sites, url=URL, choice=ALL, **more):
    """Take a calendar up, as a person does."""
    around = surroundings(sites, **more)
    copy = await discovery.find(around, url, timezone="Europe/Paris", now=NOW)
    assert copy.good, copy
    return await following.take_up(around, copy, choice, timezone="Europe/Paris", now=NOW)


async def poll(sites, at, **more):
    """Poll what is due."""
    return await subscriptions.poll_due(surroundings(sites, **more), now=at)


async def row(feed):
    """All that is kept of a calendar."""
    return (await run("SELECT * FROM ical_feed WHERE id = {}", feed))[0]


async def shown():
    """The titles shown, by start."""
    return [each["title"] for each in await run(SHOWN)]


async def everything():
    """All that is kept of events, to the byte."""
    return await run("SELECT * FROM ical_event ORDER BY id")
