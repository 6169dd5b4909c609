"""A network of the size of a region, by statements: libraries, a year of sessions, who booked, what is to be done."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.database import DB
from server.territories.geography import communes_of

# Every value is worked out from a number, so that two fillings are alike.
LIBRARIES = """
INSERT INTO library (id, slug, name, address, postal_code, city, insee, latitude, longitude, timezone, phone, email,
  website, access, opening_hours, school_zone, created_at, updated_at)
SELECT gen_random_uuid(), 'reseau-' || n, 'Médiathèque ' || lpad(n::text, 3, '0'), n || ' rue du Port', '35000',
  ({}::text[])[n], ({}::text[])[n], 47.7 + n % 20 * 0.05, -2.2 + n / 20 * 0.1, 'Europe/Paris', '02 99 00 00 00', '',
  '', '', 'Tu-Sa 09:00-19:00', '', {}::timestamptz, {}::timestamptz
FROM generate_series(1, {}::int) n
"""
ROOMS = """
INSERT INTO room (id, library, name, access, setup_minutes)
SELECT gen_random_uuid(), l.id, 'Salle ' || n, '', 15 FROM library l, generate_series(1, 2) n
"""
CLOSINGS = """
INSERT INTO closing (id, library, first_on, last_on, reason, created_at)
SELECT gen_random_uuid(), l.id, {}::date + n * 40 + 3, {}::date + n * 40 + 4, 'Inventaire', {}::timestamptz
FROM library l, generate_series(0, 3) n
"""
# One who presents in each library, and a trolley of laptops.
MEDIATORS = """
WITH made AS (INSERT INTO mediator (id, name, folded, hours, status, created_at, updated_at)
  SELECT gen_random_uuid(), 'Médiatrice ' || number, ARRAY['mediatrice ' || number],
    ARRAY['', '08:00-20:00', '08:00-20:00', '08:00-20:00', '08:00-20:00', '08:00-20:00', ''], 'salaried',
    {}::timestamptz, {}::timestamptz FROM (SELECT row_number() OVER (ORDER BY slug) AS number FROM library) l
  RETURNING id, name)
INSERT INTO workplace (id, mediator, library) SELECT gen_random_uuid(), made.id, l.id FROM made
JOIN (SELECT id, row_number() OVER (ORDER BY slug) AS number FROM library) l ON made.name = 'Médiatrice ' || l.number
"""
STOCKS = """
INSERT INTO stock (id, library, name, kind, total, moves, created_at, updated_at)
SELECT gen_random_uuid(), id, 'Chariot', 'laptop', 12, true, {}::timestamptz, {}::timestamptz FROM library
"""
WORKSHOPS = """
INSERT INTO workshop (id, slug, title, summary, description, level, themes, audiences, competences, competence_levels,
  bring, prerequisites, folded, created_at, updated_at)
SELECT gen_random_uuid(), 'atelier-' || n, 'Atelier numérique ' || n, 'Écrire, recevoir et ranger ses messages.', '',
  (ARRAY['beginner', 'intermediate', 'advanced'])[1 + n % 3], ARRAY[(ARRAY['email', 'internet', 'procedures', 'jobs',
  'safety', 'phone_tablet'])[1 + n % 6], 'first_steps'], ARRAY[(ARRAY['everyone', 'seniors', 'jobseekers'])[1 + n % 3]],
  ARRAY['2.1', '5.2'], ARRAY[1, 2], '', '', 'atelier numerique ' || n, {}::timestamptz, {}::timestamptz
FROM generate_series(1, {}::int) n
"""
# The hours of a year, a quarter of it past; by each library in turn.
SESSIONS = """
INSERT INTO session (id, workshop, library, room, state, starts_at, ends_at, online_url, place, presenter, note,
  mediators, stocks, stock_numbers, capacity, waiting_places, cancel_reason, imported_uid,
  imported_url, published_at, created_at, updated_at)
SELECT gen_random_uuid(), w.id, l.id, r.id, CASE WHEN n % 20 = 0 THEN 'draft' WHEN n % 33 = 0 THEN 'cancelled'
  ELSE 'published' END, at, at + interval '2 hours', '', '', 'Médiatrice ' || l.number, '',
  ARRAY[m.id], CASE WHEN n % 3 = 0 THEN ARRAY[t.id] ELSE ARRAY[]::uuid[] END, CASE WHEN n % 3 = 0 THEN ARRAY[8]
  ELSE ARRAY[]::int[] END, 8, 2, '', '', '',
  {}::timestamptz, {}::timestamptz - interval '3 days', {}::timestamptz - interval '3 days'
FROM (SELECT n, {}::timestamptz + ((n * 365.0 / {}::int)::int - 90) * interval '1 day' + (n % 7) * interval '1 hour'
  AS at
  FROM generate_series(1, {}::int) n) AS each
JOIN (SELECT id, row_number() OVER (ORDER BY slug) AS number, count(*) OVER () AS of FROM library) l
  ON l.number = 1 + each.n % l.of
JOIN (SELECT id, row_number() OVER (ORDER BY slug) AS number, count(*) OVER () AS of FROM workshop) w
  ON w.number = 1 + each.n / 7 % w.of
JOIN room r ON r.library = l.id AND r.name = 'Salle ' || (1 + n % 2)
JOIN mediator m ON m.name = 'Médiatrice ' || l.number JOIN stock t ON t.library = l.id
"""
BOOKINGS = """
INSERT INTO booking (id, session, state, people, pool, reference, secret_digest, channel, host, language, cancelled_by,
  created_at, updated_at)
SELECT gen_random_uuid(), s.id, CASE WHEN n > s.capacity THEN 'waiting' ELSE 'confirmed' END, 1, '',
  'LUNE ' || 100000 + row_number() OVER (ORDER BY s.starts_at, s.id, n) + {}::int,
  sha256((s.id::text || n || {}::text)::bytea), 'desk', '', 'fr', '', {}::timestamptz, {}::timestamptz
FROM session s, generate_series(1, {}::int) n
WHERE s.state = 'published' AND s.starts_at BETWEEN {}::timestamptz AND {}::timestamptz AND ({}::uuid IS NULL OR s.id
  = {})
"""
CONTACTS = """
INSERT INTO contact (booking, name, folded, companion, helper, channel, email, phone, delete_after)
SELECT b.id, initcap(first || ' ' || last), first || ' ' || last, '', '', CASE b.joined % 3 WHEN 0 THEN 'call' WHEN 1
  THEN
  'email' ELSE 'none' END, CASE b.joined % 3 WHEN 1 THEN 'personne' || b.joined || '@exemple.fr' END,
  CASE b.joined % 3 WHEN 0 THEN '0298' || lpad((b.joined % 1000000)::text, 6, '0') END, {}::date + 60
FROM booking b, LATERAL (SELECT
  (ARRAY['anne', 'brice', 'chloe', 'denis', 'elodie', 'farid', 'gaelle', 'hugo', 'ines', 'yvonne'])[1 + b.joined % 10],
  (ARRAY['le goff', 'martin', 'nguyen', 'benali', 'petit', 'rousseau', 'silva', 'tanguy', 'urvoy', 'vasseur',
  'diallo'])
    [1 + b.joined / 10 % 11] || (b.joined % 97)::text) AS name(first, last)
WHERE NOT EXISTS (SELECT FROM contact c WHERE c.booking = b.id)
"""
FULLEST = "UPDATE session SET capacity = {}, waiting_places = {}, pass_accepted = true WHERE id = {}"
TAKEN = """
UPDATE session s SET taken = least(b.taken, s.capacity), waiting = b.waiting FROM (
  SELECT session, count(*) FILTER (WHERE state = 'confirmed') AS taken, count(*) FILTER (WHERE state = 'waiting') AS
  waiting
  FROM booking GROUP BY session) b WHERE b.session = s.id
"""
ATTENDANCE = """
INSERT INTO attendance (booking, state, present, recorded_at)
SELECT b.id, 'present', b.people, {}::timestamptz FROM booking b JOIN session s ON s.id = b.session
WHERE s.ends_at < {}::timestamptz - interval '4 days' AND b.state = 'confirmed'
"""
MESSAGES = """
INSERT INTO message (id, booking, kind, channel, dedupe_key, state, due_at, last_error, done_at, created_at)
SELECT gen_random_uuid(), b.id, 'confirmed', c.channel, b.id::text, CASE WHEN c.channel = 'call' AND b.joined % 11 = 0
  AND s.starts_at > {}::timestamptz THEN 'owed' WHEN c.channel = 'email' AND b.joined % 61 = 0 THEN 'dead' ELSE
  'sent' END,
  {}::timestamptz, '', {}::timestamptz, {}::timestamptz
FROM booking b JOIN contact c ON c.booking = b.id JOIN session s ON s.id = b.session WHERE c.channel <> 'none'
"""
# Who planned and published each, some of them a day or two ago; what was changed lately.
WRITTEN = """
INSERT INTO journal (id, at, actor, kind, subject, library, facts, digest)
SELECT -nextval('journal_written'), {}::timestamptz - (2 + number % 60) * interval '1 day', 'staff:' || {}::text, kind,
  id, library, jsonb_build_object(), convert_to(id::text, 'UTF8')
FROM (SELECT s.*, row_number() OVER (ORDER BY s.starts_at, s.id) AS number FROM session s) s,
  unnest(ARRAY['session.planned', 'session.published']) AS kind WHERE kind = 'session.planned' OR s.state = 'published'
"""
CHANGED = """
INSERT INTO journal (id, at, actor, kind, subject, library, facts, digest)
SELECT -nextval('journal_written'), {}::timestamptz - interval '5 hours', 'system', 'session.changed', s.id, s.library,
  jsonb_build_object('changed', ARRAY['room'], 'public', true, 'told', true), convert_to(s.id::text, 'UTF8')
FROM (SELECT * FROM session WHERE starts_at > {}::timestamptz ORDER BY starts_at, id LIMIT {}) s
"""
SERIES = """
WITH made AS (INSERT INTO series (id, workshop, library, title, created_at, updated_at)
  SELECT gen_random_uuid(), s.workshop, s.library, 'Premiers clics', {}::timestamptz, {}::timestamptz FROM session s
  WHERE s.id = {} RETURNING id, library, workshop),
chosen AS (SELECT s.id, made.id AS series, row_number() OVER (ORDER BY s.starts_at) AS number FROM session s
  JOIN made ON made.library = s.library WHERE s.state = 'published' AND s.starts_at > {}::timestamptz
  AND s.id <> {} ORDER BY s.starts_at DESC LIMIT {})
UPDATE session s SET series = chosen.series, series_number = chosen.number, workshop = made.workshop, batch =
  chosen.series
FROM chosen, made WHERE s.id = chosen.id RETURNING s.id, s.series
"""
FIRST = "SELECT id, library FROM session WHERE state = 'published' AND starts_at > {} ORDER BY starts_at, id LIMIT 1"
PAST = "SELECT id FROM session WHERE state = 'published' AND ends_at < {} ORDER BY starts_at DESC, id LIMIT 1"
DRAFT = "SELECT id FROM session WHERE state = 'draft' AND starts_at > {} ORDER BY starts_at, id LIMIT 1"
SHEETS = """
INSERT INTO paper_sheet (id, session, printed_at, shred_on)
SELECT gen_random_uuid(), s.id, {}::timestamptz, {}::date - 1 FROM session s WHERE s.ends_at < {}::timestamptz
ORDER BY s.starts_at DESC, s.id LIMIT {}
"""
TABLES = ("library", "room", "closing", "workshop", "session", "booking", "contact", "attendance", "message", "journal")


@dataclass(frozen=True)
class Size:
    """How many libraries, workshops and sessions; bookings for each session around now, and in the fullest one."""

    libraries: int
    workshops: int
    sessions: int
    bookings: int
    most: int


REGION = Size(200, 80, 20_000, 4, 40)
DAYS_BOOKED = 30
DEPARTEMENT = "35"


@dataclass(frozen=True)
class Network:
    """What stands for all of its kind: the fullest session to come, one that is over, a draft, a date of a series."""

    library: UUID
    slug: str
    session: UUID
    over: UUID
    draft: UUID
    date: UUID
    series: UUID
    booking: UUID
    ticket: str


async def fill(size: Size, *, by: Person, now: datetime) -> Network:
    """Fill an empty database with such a network around `now`, planned by somebody; return what stands for all."""
    towns = communes_of(DEPARTEMENT)
    names = [[getattr(towns[n % len(towns)], what) for n in range(size.libraries)] for what in ("name", "code")]
    await DB.rows(LIBRARIES, *names, now, now, size.libraries)
    await DB.rows(ROOMS)
    await DB.rows(CLOSINGS, now.date(), now.date(), now)
    await DB.rows(MEDIATORS, now, now)
    await DB.rows(STOCKS, now, now)
    await DB.rows(WORKSHOPS, now, now, size.workshops)
    await DB.rows(SESSIONS, now, now, now, now, size.sessions, size.sessions)
    (first,) = await DB.rows(FIRST, now)
    await _book(size, first["id"], now)
    dates = await DB.rows(SERIES, now, now, first["id"], now, first["id"], 12)
    await DB.rows(WRITTEN, now, str(by.id))
    await DB.rows(CHANGED, now, now, 40)
    await DB.rows(SHEETS, now, now.date(), now, 40)
    for table in TABLES:
        await DB.rows(f"ANALYZE {table}")
    return await _found(first["id"], first["library"], dates, now)


async def _book(size: Size, fullest: UUID, now: datetime) -> None:
    """Book in the sessions around now, and many in the fullest one; record who came, and what is to be told."""
    await DB.rows(FULLEST, size.most, size.most, fullest)
    around = (f"{DAYS_BOOKED} days", f"{DAYS_BOOKED} days")
    (days,) = await DB.rows(
        "SELECT {}::timestamptz - {}::text::interval AS since, {}::timestamptz + {}::text::interval AS until",
        now, around[0], now, around[1],
    )  # fmt: skip
    await DB.rows(BOOKINGS, 0, "all", now, now, size.bookings, days["since"], days["until"], None, None)
    more = size.most + size.most // 4
    await DB.rows(BOOKINGS, 800_000, "full", now, now, more, days["since"], days["until"], fullest, fullest)
    await DB.rows(CONTACTS, now.date())
    await DB.rows(TAKEN)
    await DB.rows(ATTENDANCE, now, now)
    await DB.rows(MESSAGES, now, now, now, now)


async def _found(session: UUID, library: UUID, dates: list[dict[str, UUID]], now: datetime) -> Network:
    (place,) = await DB.rows("SELECT slug FROM library WHERE id = {}", library)
    (over,) = await DB.rows(PAST, now)
    (draft,) = await DB.rows(DRAFT, now)
    (booked,) = await DB.rows("SELECT id, reference FROM booking WHERE session = {} ORDER BY joined LIMIT 1", session)
    return Network(
        library=library,
        slug=place["slug"],
        session=session,
        over=over["id"],
        draft=draft["id"],
        date=dates[0]["id"],
        series=dates[0]["series"],
        booking=booked["id"],
        ticket=booked["reference"].replace(" ", "-"),
    )
