"""What a network has around its sessions, by statements: who works there, papers, series, calendars, other servers."""

# Each statement returns one of its kind, or several: the first stands for all. See server/bench/things.py.
EACH = {
    "staff": """
INSERT INTO staff (id, email, name, password, created_at, joined_at) SELECT gen_random_uuid(),
  'agent' || n || '@mesure.example', 'Agent ' || n, '', {now}::timestamptz, {now}::timestamptz
FROM generate_series(1, {libraries}::int * 2) n RETURNING id""",
    "membership": """
INSERT INTO membership (id, staff, library, role) SELECT gen_random_uuid(), s.id, l.id,
  (ARRAY['manager', 'programming', 'desk'])[1 + s.number % 3]
FROM (SELECT id, row_number() OVER (ORDER BY email) AS number FROM staff WHERE email LIKE 'agent%') s
JOIN (SELECT id, row_number() OVER (ORDER BY slug) AS number, count(*) OVER () AS of FROM library) l
  ON l.number = 1 + s.number % l.of RETURNING id""",
    "invited": """
INSERT INTO staff (id, email, name, password, created_at) VALUES (gen_random_uuid(), 'bientot@mesure.example', '', '',
  {now}::timestamptz) RETURNING id""",
    "passkey": """
INSERT INTO passkey (id, staff, credential, public_key, uses, name, synced, created_at) SELECT gen_random_uuid(),
  {by}::uuid, sha256(n::text::bytea), sha256(n::text::bytea), 1, 'Clé ' || n, false, {now}::timestamptz
FROM generate_series(1, 3) n RETURNING id""",
    "mediator": """
INSERT INTO leave (id, mediator, first_on, last_on) SELECT gen_random_uuid(), m.id, {day}::date + 30 + n,
  {day}::date + 34 + n FROM (SELECT id, row_number() OVER (ORDER BY name)::int AS n FROM mediator) m
RETURNING mediator""",
    "habilitation": """
INSERT INTO habilitation (id, mediator, programme, structure, first_on, last_on, created_at) SELECT gen_random_uuid(),
  id, 'aidants_connect', 'Ville', {day}::date - 400, {day}::date + 300, {now}::timestamptz
FROM (SELECT id, row_number() OVER (ORDER BY name) AS n FROM mediator) m WHERE n % 5 = 0 RETURNING id""",
    "road": """
INSERT INTO road (id, first, second, minutes) SELECT gen_random_uuid(), least(a.id, b.id), greatest(a.id, b.id), 30
FROM (SELECT id, row_number() OVER (ORDER BY slug) AS number FROM library) a
JOIN (SELECT id, row_number() OVER (ORDER BY slug) AS number FROM library) b
  ON b.number BETWEEN a.number + 1 AND a.number + 3 RETURNING id""",
    "stock": "SELECT id FROM stock WHERE library = {library}",
    "room": "SELECT id FROM room WHERE library = {library} ORDER BY name LIMIT 1",
    "sheet": "SELECT id FROM paper_sheet ORDER BY printed_at DESC, id LIMIT 1",
    "place": """
INSERT INTO place_sheet (id, library, pivot, kinds, moves, summary, detail, services, support, audiences, fees,
  ways_in, updated_at) SELECT gen_random_uuid(), id, '21350238800019', ARRAY['BIB'], ARRAY['fixed'],
  'Un lieu calme, avec des ordinateurs.', 'Deux salles, un ascenseur.', ARRAY['everyday', 'procedures', 'access'],
  ARRAY['group', 'one_to_one'], ARRAY['seniors', 'young'], ARRAY['free'], ARRAY['come', 'call'], {now}::timestamptz
FROM library RETURNING id""",
    "workshop": """
UPDATE workshop SET library = {library} WHERE id = (SELECT id FROM workshop w
  WHERE EXISTS (SELECT FROM session s WHERE s.workshop = w.id) ORDER BY slug LIMIT 1) RETURNING id""",
    "path": """
WITH made AS (INSERT INTO path (id, title, summary, created_at, updated_at) SELECT gen_random_uuid(),
    'Parcours ' || n, 'Des bases au courrier.', {now}::timestamptz, {now}::timestamptz FROM generate_series(1, 20) n
  RETURNING id, title)
INSERT INTO path_step (id, path, position, workshop) SELECT gen_random_uuid(), m.id, n, w.id FROM made m,
  generate_series(1, 5) n, LATERAL (SELECT id FROM workshop ORDER BY md5(m.title || slug || n) LIMIT 1) w
RETURNING path""",
    "course": """
WITH made AS (INSERT INTO course_booking (id, series, reference, secret_digest, created_at) SELECT gen_random_uuid(),
  {series}, 'ROSE ' || n, sha256(('cycle' || n)::bytea), {now}::timestamptz FROM generate_series(100, 119) n
  RETURNING *)
INSERT INTO booking (id, session, state, people, pool, course, reference, secret_digest, channel, host, language,
  cancelled_by, created_at, updated_at) SELECT gen_random_uuid(), s.id, 'confirmed', 1, '', m.id,
  m.reference || row_number() OVER (ORDER BY s.starts_at), sha256((m.reference || s.id)::bytea), 'desk', '', 'fr', '',
  {now}::timestamptz, {now}::timestamptz FROM made m, session s WHERE s.series = {series} RETURNING course""",
    "course_contact": """
INSERT INTO contact (booking, name, folded, companion, helper, channel, delete_after) SELECT id, 'Anne Un', 'anne un',
  '', '', 'none', {day}::date + 60 FROM booking WHERE course IS NOT NULL RETURNING booking""",
    "need": """
INSERT INTO need (booking, words, delete_after) SELECT b.id, 'Un fauteuil', {day}::date + 30 FROM booking b
  JOIN session s ON s.id = b.session WHERE s.id = {session} OR s.starts_at > {now}::timestamptz AND b.joined % 20 = 0
RETURNING booking""",
    "demand": """
INSERT INTO demand (id, at, why, channel, theme, commune, library, session) SELECT gen_random_uuid(),
  {now}::timestamptz - n % 300 * interval '1 day', (ARRAY['no_place', 'hours', 'other'])[1 + n % 3], 'desk', 'email',
  l.city, l.id, s.id FROM library l, generate_series(1, 10) n,
  LATERAL (SELECT id FROM session WHERE library = l.id ORDER BY starts_at DESC, id LIMIT 1) s RETURNING id""",
    "print": """
WITH hung AS (INSERT INTO print (id, kind, subject, of, paper, language, library, title, places, digest, printed_at,
  over_at) SELECT gen_random_uuid(), 'poster', 'session', s.id, 'a4', 'fr', s.library, 'Affiche',
  ARRAY['hall', 'mairie'], md5(s.id::text), {now}::timestamptz, s.ends_at FROM (SELECT * FROM session
  WHERE state = 'published' AND starts_at > {now}::timestamptz ORDER BY starts_at, id LIMIT {libraries}::int) s
  RETURNING id, of)
INSERT INTO print_session (id, print, session, shown, seen_at) SELECT gen_random_uuid(), h.id, s.id,
  jsonb_build_object('state', s.state, 'starts_at', s.starts_at, 'ends_at', s.ends_at, 'mode', s.mode, 'library',
  l.name, 'place', '', 'room',
  CASE WHEN l.slug LIKE '%11' THEN 'Ailleurs' ELSE r.name END, 'title', w.title, 'phone', l.phone,
  'address', l.address || ', ' || l.postal_code || ' ' || l.city, 'summary', w.summary, 'level', w.level,
  'bring', '', 'access', ''), {now}::timestamptz + CASE WHEN l.slug LIKE '%1' THEN interval '-1 day'
  ELSE interval '1 second' END FROM hung h
JOIN session s ON s.id = h.of JOIN library l ON l.id = s.library JOIN workshop w ON w.id = s.workshop
JOIN room r ON r.id = s.room RETURNING print""",
    "bulk": """
WITH made AS (INSERT INTO bulk (id, staff, action, at) VALUES (gen_random_uuid(), {by}::uuid, 'publish',
  {now}::timestamptz) RETURNING id)
INSERT INTO bulk_line (id, bulk, session, label, done, version) SELECT gen_random_uuid(), made.id, s.id, 'Atelier',
  true, s.version FROM made, (SELECT * FROM session WHERE starts_at > {now}::timestamptz ORDER BY starts_at, id
  LIMIT 60) s RETURNING bulk""",
    "hook": """
WITH made AS (INSERT INTO hook (id, name, url, kinds, made_at) SELECT gen_random_uuid(), 'Site ' || n,
    'https://exemple.fr/' || n, '', {now}::timestamptz FROM generate_series(1, 4) n RETURNING id)
INSERT INTO hook_delivery (id, hook, kind, subject, body, state, due_at, status, tried_at, created_at)
SELECT gen_random_uuid(), made.id, 'session.published', s.id, jsonb_build_object()::text, 'sent',
  {now}::timestamptz, 200, {now}::timestamptz, {now}::timestamptz FROM made,
  (SELECT id FROM session ORDER BY starts_at, id LIMIT 300) s
RETURNING hook""",
    "calendar": """
INSERT INTO private_feed (id, digest, kind, staff, presenter, busy, language, content, changed_at, made_at, used_at)
SELECT gen_random_uuid(), sha256(('calendrier' || n)::bytea), 'presenter', {by}::uuid, 'Médiatrice 1', false, 'fr', '',
  {now}::timestamptz, {now}::timestamptz, {now}::timestamptz FROM generate_series(1, 20) n RETURNING id""",
    "asked": """
WITH made AS (INSERT INTO remote_booking (id, event, title, starts_at, timezone, state, guest, asked_at, reference,
    secret_digest, idempotency_key, created_at, updated_at) SELECT gen_random_uuid(), 'https://x.example/' || n,
    'Ailleurs', {now}::timestamptz, 'Europe/Paris', 'asked', n::text, {now}::timestamptz, 'LILAS ' || n,
    sha256(('ailleurs' || n)::bytea), n::text, {now}::timestamptz, {now}::timestamptz FROM generate_series(1, 20) n
  RETURNING id)
INSERT INTO remote_contact (booking, name, folded, helper, channel, delete_after) SELECT id, 'Anne', 'anne', '',
  'none', {day}::date FROM made RETURNING booking""",
    "host": """
INSERT INTO fed_peer (host, heard_at) SELECT 'membre' || n || '.example', {now}::timestamptz
FROM generate_series(0, 39) n RETURNING host""",
}
