"""Many sessions at once, by statements: those of an instance, and those that a hub has from its members."""

from datetime import datetime, timedelta
from uuid import UUID

from federation.tables import RemoteEvent
from server.accounts.rules import Person
from server.agenda.entries import REMOTE_MARK
from server.agenda.events import mirrored_events
from server.calendars import fragments
from server.libraries.actions import Sheet, open_library
from server.workshops.actions import Outline, write_workshop
from server.workshops.sessions import Plan, plan_session, publish
from server.workshops.tables import Session

SUMMARY = "Écrire, recevoir et ranger ses messages, joindre une photo, reconnaître un message trompeur."
MULTIPLY = """
INSERT INTO session SELECT (json_populate_record(s, json_build_object('id', gen_random_uuid(),
  'starts_at', s.starts_at + n * {}::interval, 'ends_at', s.ends_at + n * {}::interval))).*
FROM session s, generate_series(1, {}::int) AS n WHERE s.id = {}
"""
# A few hundred towns on a grid; the hours of a year; every theme, level and audience, some of them rare.
EVENTS = """
INSERT INTO fed_remote_event (ap_id, uuid, host, owner, owner_name, sponsor, url, booking_url, same_as, name, summary,
  content, starts_at, ends_at, timezone, status, place_name, street, postal_code, locality, latitude, longitude,
  is_online, join_mode, capacity, remaining, phone, tags, level, audience, language, version, updated, digest, folded,
  document, first_seen_at, fetched_at, seen_at, etag, last_modified)
SELECT 'https://membre' || n % 200 || '.example/ap/evenements/' || n, gen_random_uuid(),
  'membre' || n % 200 || '.example', 'https://membre' || n % 200 || '.example/ap/bibliotheques/centre',
  'Médiathèque ' || n % 200, '', 'https://membre' || n % 200 || '.example/seances/' || n, '', ARRAY[]::text[],
  'Atelier numérique ' || n, {}::text, '<p>' || {}::text || '</p>', at, at + interval '2 hours', 'Europe/Paris',
  'confirmed', 'Médiathèque de Ville' || town, '1 rue du Port',
  lpad((1 + town % 95)::text, 2, '0') || '000', 'Ville' || town,
  43 + 7 * (town % 20) / 20.0, -4 + 11 * (town / 20) / 20.0, n % 50 = 0, 'free', 10, n % 11, '02 99 00 00 00',
  ARRAY[(ARRAY['CourrierElectronique', 'ChercherSurInternet', 'DemarchesEnLigne', 'EmploiEtCv'])[1 + n % 4],
    CASE WHEN n % 2000 = 0 THEN 'EnfantsEtEcrans' ELSE 'Gratuit' END],
  (ARRAY['beginner', 'intermediate', 'advanced'])[1 + n % 3],
  ARRAY[(ARRAY['everyone', 'seniors', 'jobseekers'])[1 + n % 3]], 'fr', 1, {}::timestamptz, md5(n::text),
  'atelier numerique ' || n || ' ville' || town, jsonb_build_object('id', n, 'name', md5(n::text), 'content', {}::text),
  {}::timestamptz, {}::timestamptz, {}::timestamptz, '', ''
FROM (SELECT n, n % 400 AS town, {}::timestamptz + (random() * 8700 + 1) * interval '1 hour' AS at
  FROM generate_series({}::int, {}::int) AS n) AS each
"""
STORED = f"""
INSERT INTO session_ical (id, mark, digest, size, zone, starts_at, body)
SELECT r.uuid, {REMOTE_MARK}, decode(md5(r.uuid::text), 'hex'), octet_length(body), {{}}::text, r.starts_at, body
FROM fed_remote_event r,
  LATERAL (SELECT convert_to(replace({{}}::text, {{}}::text, r.uuid::text), 'UTF8') AS body) AS text
ON CONFLICT DO NOTHING
"""  # noqa: S608  # constants only
BATCH = 50_000


async def sessions(count: int, theme: str, *, by: Person, now: datetime) -> UUID:
    """Publish one session and multiply it to `count`, of one theme, spread over ten months; return the first."""
    sheet = Sheet(f"Médiathèque {theme}", "1 rue du Port", "35000", "Rennes", latitude=48.1, longitude=-1.67)
    library = await open_library(sheet, slug=theme.replace("_", "-"), by=by, now=now)
    outline = Outline("Courrier électronique pour tous", SUMMARY, themes=[theme], audiences=["seniors"])
    workshop = await write_workshop(outline, library=None, by=by, now=now)
    starts_at = now + timedelta(days=1)
    plan = Plan(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), capacity=8, waiting_places=2)
    first = await plan_session(workshop, library, plan, by=by, now=now)
    await publish(first, by=by, now=now)
    apart = timedelta(days=300) / count
    await Session.raw(MULTIPLY, apart, apart, count - 1, first)
    return first


async def events(count: int, *, now: datetime) -> None:
    """Put so many sessions of members in the mirror of a hub, each with its stored event."""
    for start in range(1, count + 1, BATCH):
        last = min(count, start + BATCH - 1)
        texts = [SUMMARY, SUMMARY, now, SUMMARY, now, now, now]
        await RemoteEvent.raw(EVENTS, *texts, now, start, last)
    rows = await RemoteEvent.select(RemoteEvent.ap_id, RemoteEvent.uuid).limit(1)
    made = fragments.made(rows[0]["uuid"], (await mirrored_events([rows[0]["ap_id"]]))[rows[0]["uuid"]])
    await RemoteEvent.raw(STORED, fragments.basis(), made.zone, made.body.decode(), str(rows[0]["uuid"]))
    for table in ("fed_remote_event", "session_ical"):
        await RemoteEvent.raw(f"ANALYZE {table}")
