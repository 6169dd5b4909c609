"""What the calendar tests share: a window, an event, a way to read a few lines as a foreign file."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from ical_feeds import recurrence
from ical_feeds.event import FeedEvent
from ical_feeds.read import Reading, read
from tests.ical_feeds.world import Sites

WINDOW = (datetime(2026, 11, 1, tzinfo=UTC), datetime(2028, 5, 1, tzinfo=UTC))


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a child that expands series take its processor time, however busy the machine is."""
    monkeypatch.setattr(recurrence, "DEADLINE_SECONDS", 60.0)


@pytest.fixture
def window() -> tuple[datetime, datetime]:
    return WINDOW


@pytest.fixture
def reading() -> Callable[..., Reading]:
    """Reads bytes, or text, in a library of Paris."""

    def run(body: bytes | str, content_type: str = "", timezone: str = "Europe/Paris") -> Reading:
        raw = body.encode() if isinstance(body, str) else body
        return read(raw, default_timezone=timezone, content_type=content_type, window=WINDOW)

    return run


@pytest.fixture
def file() -> Callable[..., str]:
    """A calendar text around events, each given as its lines; `head` are lines of the calendar itself."""

    def run(*events: str, head: str = "VERSION:2.0\nPRODID:-//x//x//FR") -> str:
        blocks = [f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT" for event in events]
        return "\r\n".join("\n".join(["BEGIN:VCALENDAR", head, *blocks, "END:VCALENDAR", ""]).split("\n"))

    return run


@pytest.fixture
def event() -> Callable[..., FeedEvent]:
    """One event of our own; keyword arguments replace its fields, `minutes` its length."""

    def run(
        starts_at: datetime = datetime(2027, 1, 12, 9, tzinfo=UTC), minutes: int = 90, **fields: object
    ) -> FeedEvent:
        usual: dict[str, object] = {
            "uid": "0197b0a0-0000-7000-8000-000000000001",
            "sequence": 0,
            "changed_at": datetime(2026, 11, 20, 8, tzinfo=UTC),
            "created_at": datetime(2026, 10, 1, 8, tzinfo=UTC),
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=minutes),
            "timezone": "Europe/Paris",
            "status": "CONFIRMED",
            "summary": "Premiers pas",
            "description": "Sans jargon.\nhttps://agenda.example.org/seances/1",
            "location": "Médiathèque, salle 2",
            "url": "https://agenda.example.org/seances/1",
        }
        return FeedEvent(**{**usual, **fields})  # type: ignore[arg-type]

    return run


@pytest.fixture
def sites(undone: None) -> Sites:
    """A world of calendars, and a database that is undone."""
    return Sites()
