"""A feed stays what calendars still read: a thousand sessions, a million bytes, and it says what is missing."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from icalendar import Calendar

from server.workshops.tables import Session

HOUR = timedelta(hours=1)
MULTIPLY = """
INSERT INTO session SELECT (json_populate_record(s, json_build_object('id', gen_random_uuid(),
  'starts_at', s.starts_at + n * interval '5 hours', 'ends_at', s.ends_at + n * interval '5 hours'))).*
FROM session s, generate_series({}::int, {}::int) AS n WHERE s.id = {} AND n <> 0
"""


async def test_beyond_a_thousand_the_next_ones_are_kept_and_it_is_said(client, maker):
    session = await maker.session(starts_in=HOUR)
    await Session.raw(MULTIPLY, -100, 1100, session)
    answer = await client.get("/agenda.ics")
    calendar = Calendar.from_ical(answer.content)
    starts = [each["DTSTART"].dt for each in calendar.walk("VEVENT")]
    assert len(starts) == 1000
    assert min(starts) >= datetime(2027, 1, 11, tzinfo=UTC) - HOUR
    assert answer.headers["x-feed-truncated"] == "1000/1201"
    assert "1000 séances sur 1201" in calendar["X-WR-CALDESC"]
    assert len(answer.content) < 1_000_000


async def test_past_ones_fill_the_room_that_is_left_from_the_newest(client, maker):
    session = await maker.session(starts_in=HOUR)
    await Session.raw(MULTIPLY, -100, 950, session)
    answer = await client.get("/agenda.ics")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    starts = sorted(each["DTSTART"].dt.astimezone(UTC) for each in events)
    assert len(starts) == 1000
    gaps = {after - before for before, after in pairwise(starts)}
    assert gaps == {5 * HOUR}
    assert answer.headers["x-feed-truncated"] == "1000/1051"


async def test_long_texts_are_cut_to_a_million_bytes_by_leaving_out_the_last_sessions(client, maker, now):
    workshop = await maker.workshop("é" * 150, summary="é" * 300, bring="é" * 400)
    session = await maker.session(workshop=workshop, starts_in=HOUR)
    await Session.raw(MULTIPLY, 1, 800, session)
    answer = await client.get("/agenda.ics")
    starts = [each["DTSTART"].dt for each in Calendar.from_ical(answer.content).walk("VEVENT")]
    shown = len(starts)
    assert 800_000 < len(answer.content) <= 1_000_000
    assert answer.headers["x-feed-truncated"] == f"{shown}/801"
    assert min(starts) == now + HOUR
    assert max(starts) == now + HOUR + (shown - 1) * 5 * HOUR
