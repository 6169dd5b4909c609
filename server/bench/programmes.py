"""What the programmes of digital inclusion fill, by statements: agreements, money, training, resources, figures."""

# As in server/bench/house.py.
EACH = {
    "partner": """
INSERT INTO partner (id, name, digest, until, created_at, updated_at) SELECT gen_random_uuid(), 'Centre social ' || n,
  sha256(n::text::bytea), {day}::date + 90, {now}::timestamptz, {now}::timestamptz FROM generate_series(1, 40) n
RETURNING id""",
    "open": """
INSERT INTO partner_library (id, partner, library) SELECT gen_random_uuid(), p.id, l.id FROM partner p, library l
RETURNING id""",
    "prescription": """
INSERT INTO prescription (booking, partner, consented, answered, made_at) SELECT b.id, p.id, true, '',
  {now}::timestamptz FROM booking b JOIN (SELECT id, row_number() OVER (ORDER BY name) AS number FROM partner) p
  ON p.number = 1 + b.joined % 40 WHERE b.joined % 10 = 0 AND b.course IS NULL RETURNING booking""",
    "convention": """
INSERT INTO convention (id, library, author, title, state, starts_on, ends_on, objectives, calendar, specifics,
  communication, personal_data, termination, disputes, ended_why, signed_on, created_at, updated_at)
SELECT gen_random_uuid(), id, {by}::uuid, 'Convention de ' || name, CASE n WHEN 1 THEN 'draft' ELSE 'signed' END,
  {day}::date - 200, {day}::date + 60 * n, 'Des ateliers chez le partenaire.', '', '', '', '', '', '', '',
  CASE n WHEN 1 THEN NULL ELSE {day}::date - 200 END, {now}::timestamptz, {now}::timestamptz
FROM library, generate_series(1, 2) n RETURNING id""",
    "party": """
INSERT INTO convention_party (id, convention, position, name, address, representative, quality)
SELECT gen_random_uuid(), c.id, n, 'Partie ' || n, '1 rue du Port', 'Une personne', 'maire' FROM convention c,
  generate_series(1, 3) n RETURNING id""",
    "contribution": """
INSERT INTO convention_contribution (id, convention, position, party, what, volume, cents) SELECT gen_random_uuid(),
  c.id, n, 1 + n % 3, 'Une salle', 'deux heures par semaine', CASE n WHEN 1 THEN 50000 END FROM convention c,
  generate_series(1, 4) n RETURNING id""",
    "version": """
INSERT INTO charter_version (id, number, title, words, digest, published_on, created_at) SELECT gen_random_uuid(), n,
  'Charte', 'Charte' || E'\n\n' || repeat('Article 1' || E'\n' || 'Chacun peut apprendre. ' || E'\n\n', 20),
  encode(sha256(n::text::bytea), 'hex'), {day}::date - 500 + n * 100, {now}::timestamptz FROM generate_series(1, 3) n
RETURNING id""",
    "community": """
INSERT INTO charter_community (id, name, folded, kind, place, created_at, updated_at) SELECT gen_random_uuid(),
  city || ' ' || slug, lower(city) || ' ' || slug, 'commune', city, {now}::timestamptz, {now}::timestamptz FROM library
RETURNING id""",
    "signature": """
INSERT INTO charter_signature (id, community, version, digest, signatory, quality, signed_on, erase_on, created_at)
SELECT gen_random_uuid(), c.id, v.id, v.digest, 'Une personne', 'maire', {day}::date - 100, {day}::date + 1500,
  {now}::timestamptz FROM charter_community c JOIN charter_version v ON v.number = 3 OR c.folded LIKE '%1'
RETURNING id""",
    "file": """
INSERT INTO funding_file (id, library, programme, title, holder, reference, state, starts_on, ends_on, budget,
  diagnostic, evaluation, created_at, updated_at) SELECT gen_random_uuid(), id,
  (ARRAY['dgd', 'ctl'])[n], 'Dossier de ' || name, 'Ville', '', 'granted', {day}::date - 90, {day}::date + 90,
  2000000, '', '', {now}::timestamptz, {now}::timestamptz FROM library, generate_series(1, 2) n RETURNING id""",
    "share": """
INSERT INTO funding_share (id, file, position, funder, kind, cents, received) SELECT gen_random_uuid(), f.id, n,
  'Financeur ' || n, (ARRAY['state', 'county', 'own'])[n], 500000, 100000 FROM funding_file f, generate_series(1, 3) n
RETURNING id""",
    "site": """
INSERT INTO funding_site (id, file, library, cents) SELECT gen_random_uuid(), f.id, l.id, 10000 FROM funding_file f
JOIN (SELECT id, row_number() OVER (ORDER BY slug) AS n FROM library) l ON l.id = f.library OR l.n <= 5 RETURNING id""",
    "action": """
INSERT INTO funding_action (id, file, title, what, sessions, minutes, people, cents, spent, created_at)
SELECT gen_random_uuid(), f.id, 'Action ' || n, 'Des ateliers', 10, 1200, 80, 200000, 50000, {now}::timestamptz
FROM funding_file f, generate_series(1, 4) n ORDER BY f.id = {file} DESC RETURNING id""",
    "tie": """
INSERT INTO funding_tie (id, file, action, workshop) SELECT gen_random_uuid(), a.file, a.id, w.id
FROM (SELECT *, row_number() OVER (PARTITION BY file ORDER BY title) AS n FROM funding_action) a
JOIN (SELECT id, row_number() OVER (ORDER BY slug) AS n FROM workshop) w ON w.n % 5 = a.n RETURNING id""",
    "meeting": """
INSERT INTO funding_meeting (id, file, held_on, minutes) SELECT gen_random_uuid(), f.id, {day}::date - 60 + n * 40,
  'Ce qui fut dit' FROM funding_file f, generate_series(1, 2) n RETURNING id""",
    "piece": """
INSERT INTO funding_piece (id, file, title, dated_on, kept) SELECT gen_random_uuid(), f.id, 'Facture ' || n,
  {day}::date - n, 'armoire' FROM funding_file f, generate_series(1, 6) n RETURNING id""",
    "issuer": """
INSERT INTO pass_issuer (id, library, name, value, pattern, valid_from, valid_until, late_until, absent, created_at,
  updated_at) SELECT gen_random_uuid(), NULL, 'Pass ' || n, 1000, 'A999', {day}::date - 90, {day}::date + 90,
  {day}::date + 90, 'used', {now}::timestamptz, {now}::timestamptz FROM generate_series(1, 10) n RETURNING id""",
    "voucher": """
INSERT INTO voucher (id, issuer, session, booking, digest, ends, value, state, why, used_on, created_at, updated_at)
SELECT gen_random_uuid(), i.id, b.session, b.id, md5(b.id::text), '1234', 1000, 'used', '', s.starts_at::date,
  {now}::timestamptz, {now}::timestamptz FROM booking b JOIN session s ON s.id = b.session,
  LATERAL (SELECT id FROM pass_issuer ORDER BY name LIMIT 1) i
WHERE b.session = {session} AND b.joined % 2 = 0 OR b.joined % 5 = 0 RETURNING id""",
    "territory": """
INSERT INTO territory (id, name, takes, leaves, created_at, updated_at) SELECT gen_random_uuid(),
  (ARRAY['Bretagne', 'Hub', 'Pays'])[n], ARRAY['R53', 'D44'], ARRAY['D22'], {now}::timestamptz, {now}::timestamptz
FROM generate_series(1, 3) n RETURNING id""",
    "diagnostic": """
INSERT INTO diagnostic (id, library, person, score, out_of, codes, levels, campaign, consent_at, made_at, erase_at)
SELECT gen_random_uuid(), l.id, 'Ana ' || n, 20, 44, ARRAY['2.1', '5.2'], ARRAY[0, 1], '', {now}::timestamptz,
  {now}::timestamptz, {now}::timestamptz + interval '300 days' FROM library l, generate_series(1, 10) n
ORDER BY l.id = {library} DESC RETURNING id""",
    "diagnostics": """
INSERT INTO diagnostic_count (id, library, month, band, people) SELECT gen_random_uuid(), l.id,
  (date_trunc('month', {day}::date) - n * interval '1 month')::date, band, 1 + n FROM library l,
  generate_series(0, 11) n, unnest(ARRAY['novice', 'independent', 'advanced']) band RETURNING id""",
    "heard": """
INSERT INTO need_heard (id, library, month, need, found, times) SELECT gen_random_uuid(), l.id,
  (date_trunc('month', {day}::date) - n * interval '1 month')::date, need, n % 3 > 0, 1 + n FROM library l,
  generate_series(0, 11) n, unnest(ARRAY['procedure', 'device', 'phone', 'mail', 'jobs']) need RETURNING id""",
    "module": """
INSERT INTO training_module (id, title, summary, core, position, created_at, updated_at) SELECT gen_random_uuid(),
  'Module ' || n, '', n < 9, n, {now}::timestamptz, {now}::timestamptz FROM generate_series(1, 20) n RETURNING id""",
    "training": """
INSERT INTO session SELECT (json_populate_record(s, json_build_object('id', gen_random_uuid(), 'state', 'internal',
  'series', null, 'workshop', w.id, 'starts_at', s.starts_at + (n - 30) * interval '7 days', 'ends_at',
  s.ends_at + (n - 30) * interval '7 days'))).* FROM session s, generate_series(1, 60) n,
  LATERAL (SELECT id FROM workshop ORDER BY slug OFFSET n % 4 LIMIT 1) w WHERE s.id = {session} RETURNING id""",
    "seat": """
WITH covered AS (INSERT INTO training_topic (id, workshop, module) SELECT gen_random_uuid(), w.id, m.id
  FROM training_module m JOIN (SELECT id, row_number() OVER (ORDER BY slug) AS n FROM workshop) w
    ON w.n = 1 + m.position % 4)
INSERT INTO training_seat (id, session, staff, state, created_at) SELECT gen_random_uuid(), s.id, p.id, 'present',
  {now}::timestamptz FROM session s
JOIN (SELECT id, row_number() OVER (ORDER BY email) AS n FROM staff) p ON s.id = {training} OR p.n % 20 = 1
WHERE s.state = 'internal' RETURNING id""",
    "material": """
INSERT INTO material (id, source, slug, title, url, published, is_public, themes, competences, folded, created_at,
  updated_at) SELECT gen_random_uuid(), '', 'ressource-' || n, 'Ressource ' || n, 'https://exemple.fr/' || n, true,
  true, ARRAY['email'], ARRAY['2.1'], 'ressource ' || n, {now}::timestamptz, {now}::timestamptz
FROM generate_series(1, 300) n RETURNING id""",
    "material_use": """
INSERT INTO material_use (id, material, workshop) SELECT gen_random_uuid(), m.id, w.id
FROM (SELECT id, row_number() OVER (ORDER BY slug) AS n FROM material) m JOIN (SELECT id, row_number() OVER (ORDER BY
  slug) AS n FROM workshop) w ON m.n % 10 = w.n % 10 OR m.id = {material} RETURNING id""",
    "material_file": """
INSERT INTO material_file (id, digest, envelope, entries, added, changed, read_at) SELECT gen_random_uuid(),
  sha256(n::text::bytea), '', 300, 20, 10, {now}::timestamptz FROM generate_series(1, 12) n RETURNING id""",
    "head_count": """
INSERT INTO head_count (session, band, people) SELECT s.id, band, 2 FROM session s,
  unnest(ARRAY['vingt_cinq_trente_neuf', 'quarante_cinquante_neuf', 'soixante_dix_plus']) band
WHERE s.state = 'published' AND s.ends_at < {now}::timestamptz - interval '4 days' RETURNING session""",
    "counted": """
INSERT INTO session_count (session, people, known, feminin, masculin, cents, staff_minutes, updated_at) SELECT id, 6,
  2, 4, 2, 3000, 180, {now}::timestamptz FROM session
WHERE state = 'published' AND ends_at < {now}::timestamptz - interval '4 days' RETURNING session""",
    "feedback": """
INSERT INTO feedback (id, session, answer, given_on) SELECT gen_random_uuid(), b.session, 'good', {day}::date
FROM booking b JOIN attendance a ON a.booking = b.id RETURNING id""",
    "figure": """
WITH read AS (INSERT INTO member_reading (host, name, url, read_at, next_at) VALUES ({here}, 'Mesure', '',
  {now}::timestamptz, {now}::timestamptz + interval '1 day') RETURNING host)
INSERT INTO member_figure (host, month, library, name, city, insee, sessions, seats, recorded, booked, present, unmet,
  masked, themes, levels, keys, key) SELECT read.host,
  (date_trunc('month', {day}::date) - n * interval '1 month')::date, l.slug, l.name, l.city, l.insee, 8, 64,
  6, 40, 30, 2, ARRAY[]::text[], jsonb_build_object('email', 8),
  jsonb_build_object('beginner', 8), ARRAY['a' || n, 'b' || l.slug], '' FROM read, library l, generate_series(0, 11) n
RETURNING id""",
}
