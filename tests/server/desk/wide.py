"""Twenty of each thing that staff pages list beside sessions and bookings, and one of each that stands for all."""

import re

from ical_feeds.discovery import Surroundings
from server.calendars import subscribing
from server.calendars.around import foreign
from server.elsewhere.tables import RemoteBooking
from server.foundation.database import DB
from server.foundation.ids import new_id
from server.intake import drafts
from server.subscribers.tables import PrivateFeed
from tests.ical_feeds.world import Sites, calendar, events, read_here

EVERYWHERE = (
    "INSERT INTO membership (id, staff, library, role) SELECT gen_random_uuid(), {}, id, 'manager' FROM library"
)
EACH = {
    "partner": """
INSERT INTO partner (id, name, digest, until, created_at, updated_at) SELECT gen_random_uuid(), 'Centre social ' || n,
  sha256(n::text::bytea), {day}::date + 90, {now}::timestamptz, {now}::timestamptz FROM generate_series(1, 20) n
RETURNING id""",
    "open": """
INSERT INTO partner_library (id, partner, library) SELECT gen_random_uuid(), p.id, l.id FROM partner p, library l
RETURNING id""",
    "convention": """
INSERT INTO convention (id, library, title, state, starts_on, ends_on, objectives, calendar, specifics, communication,
  personal_data, termination, disputes, ended_why, created_at, updated_at) SELECT gen_random_uuid(), id,
  'Convention de ' || name, 'draft', {day}::date, {day}::date + 90, '', '', '', '', '', '', '', '',
  {now}::timestamptz, {now}::timestamptz FROM library RETURNING id""",
    "file": """
INSERT INTO funding_file (id, library, programme, title, holder, reference, state, starts_on, ends_on, diagnostic,
  evaluation, created_at, updated_at) SELECT gen_random_uuid(), id, 'dgd', 'Dossier de ' || name, 'Ville', '',
  'preparing', {day}::date - 90, {day}::date + 90, '', '', {now}::timestamptz, {now}::timestamptz FROM library
RETURNING id""",
    "issuer": """
INSERT INTO pass_issuer (id, library, name, value, pattern, valid_from, valid_until, late_until, absent, created_at,
  updated_at) SELECT gen_random_uuid(), id, 'Pass de ' || name, 1000, 'A999', {day}::date - 90, {day}::date + 90,
  {day}::date + 90, 'used', {now}::timestamptz, {now}::timestamptz FROM library RETURNING id""",
    "voucher": """
INSERT INTO voucher (id, issuer, session, booking, digest, ends, value, state, why, used_on, created_at, updated_at)
SELECT gen_random_uuid(), i.id, b.session, b.id, md5(b.id::text), '1234', 1000, 'used', '', {day}::date,
  {now}::timestamptz, {now}::timestamptz FROM (SELECT * FROM booking WHERE session = {session} LIMIT 20) b,
  LATERAL (SELECT id FROM pass_issuer LIMIT 1) i RETURNING id""",
    "peer": """
INSERT INTO fed_peer (host, heard_at) SELECT 'membre' || n || '.example', {now}::timestamptz
FROM generate_series(0, 19) n RETURNING host""",
    "need": """
INSERT INTO need (booking, words, delete_after) SELECT id, 'Un fauteuil', {day}::date + 30 FROM booking
WHERE session = {session} LIMIT 20 RETURNING booking""",
    "demand": """
INSERT INTO demand (id, at, why, channel, theme, commune, library, session) SELECT gen_random_uuid(),
  {now}::timestamptz,
  'no_place', 'desk', '', '', library, id FROM session WHERE starts_at > {now}::timestamptz ORDER BY starts_at LIMIT 20
RETURNING id""",
    "territory": """
INSERT INTO territory (id, name, takes, leaves, created_at, updated_at) SELECT gen_random_uuid(), 'Hub ' || n,
  ARRAY['R53', 'D44'], ARRAY['D22'], {now}::timestamptz, {now}::timestamptz FROM generate_series(1, 20) n
RETURNING id""",
    "diagnostic": """
INSERT INTO diagnostic (id, library, person, score, out_of, codes, levels, campaign, consent_at, made_at, erase_at)
SELECT gen_random_uuid(), l.id, 'Ana ' || n, 20, 44, ARRAY['2.1', '5.2'], ARRAY[0, 1], '', {now}::timestamptz,
  {now}::timestamptz, {now}::timestamptz + interval '300 days' FROM library l, generate_series(1, 5) n RETURNING id""",
    "module": """
INSERT INTO training_module (id, title, summary, core, position, created_at, updated_at) SELECT gen_random_uuid(),
  'Module ' || n, '', n < 9, n, {now}::timestamptz, {now}::timestamptz FROM generate_series(1, 20) n RETURNING id""",
    "training": """
INSERT INTO session SELECT (json_populate_record(s, json_build_object('id', gen_random_uuid(), 'state', 'internal',
  'series', null))).* FROM session s, generate_series(1, 20) n WHERE s.id = {session} RETURNING id""",
    "seat": """
WITH covered AS (INSERT INTO training_topic (id, workshop, module) SELECT gen_random_uuid(), s.workshop, m.id
  FROM training_module m, (SELECT workshop FROM session WHERE id = {session}) s)
INSERT INTO training_seat (id, session, staff, state, created_at) SELECT gen_random_uuid(), s.id, p.id, 'present',
  {now}::timestamptz FROM session s, staff p WHERE s.state = 'internal' RETURNING id""",
    "course": """
WITH made AS (INSERT INTO course_booking (id, series, reference, secret_digest, created_at) SELECT gen_random_uuid(),
  {series}, 'ROSE ' || n, sha256(('cycle' || n)::bytea), {now}::timestamptz FROM generate_series(100, 119) n
  RETURNING *)
INSERT INTO booking (id, session, state, people, pool, course, reference, secret_digest, channel, host, language,
  cancelled_by, created_at, updated_at) SELECT gen_random_uuid(), s.id, 'confirmed', 1, '', m.id,
  m.reference || row_number() OVER (ORDER BY s.starts_at), sha256((m.reference || s.id)::bytea), 'desk', '', 'fr', '',
  {now}::timestamptz, {now}::timestamptz FROM made m, session s WHERE s.series = {series} RETURNING course""",
    "material": """
INSERT INTO material (id, source, slug, title, url, published, is_public, folded, created_at, updated_at) SELECT
  gen_random_uuid(), '', 'ressource-' || n, 'Ressource ' || n, 'https://exemple.fr/' || n, true, true,
  'ressource ' || n, {now}::timestamptz, {now}::timestamptz FROM generate_series(1, 60) n RETURNING id""",
    "material_use": """
INSERT INTO material_use (id, material, workshop) SELECT gen_random_uuid(), m.id, w.id FROM material m, workshop w
RETURNING id""",
    "course_contact": """
INSERT INTO contact (booking, name, folded, companion, helper, channel, delete_after) SELECT id, 'Anne Un', 'anne
  un', '',
  '', 'none', {day}::date + 60 FROM booking WHERE course IS NOT NULL RETURNING booking""",
}
COPY = """
INSERT INTO table SELECT (json_populate_record(t, json_build_object('id', {}::uuid))).* FROM table t WHERE t.id = {}
"""
LISTED = ("library", "room", "workshop", "staff")
TABLE = "Atelier;Jour;Heure;Fin;Places;Lieu\n" + "".join(
    f"Atelier numérique {1 + line % 9};{1 + line % 28:02d}/03/2027;14:00;16:00;8;Médiathèque {1 + line % 20:03d}\n"
    for line in range(40)
)


async def things(found, person, browser, monkeypatch, now):
    """Make all, for the pages of `person`, and return what stands for each kind."""
    values = {"day": now.date(), "now": now, "session": found.session, "series": found.series}
    made = {}
    for name, text in EACH.items():
        asked = re.findall(r"\{(\w+)\}", text)
        rows = await DB.rows(re.sub(r"\{\w+\}", "{}", text), *(values[one] for one in asked))
        made[name] = next(iter(rows[0].values()))
    for table in LISTED:
        made.setdefault(
            table, (await DB.rows("SELECT id FROM table ORDER BY id LIMIT 1".replace("table", table)))[0]["id"]
        )
    await DB.rows("UPDATE workshop SET library = {} WHERE id = {}", found.library, made["workshop"])
    made["room"] = (await DB.rows("SELECT id FROM room WHERE library = {} LIMIT 1", found.library))[0]["id"]
    made["sheet"] = (await DB.rows("SELECT id FROM paper_sheet LIMIT 1"))[0]["id"]
    made["elsewhere"] = (await DB.rows("SELECT uuid FROM fed_remote_event ORDER BY starts_at LIMIT 1"))[0]["uuid"]
    made |= {
        "table": "tout.csv",
        "host": made["peer"],
        "kind": "waiting",
        "section": "services",
        "reference": found.reference.replace(" ", "-"),
    }
    made |= {"guide": "ateliers", "model": "premiers-pas"}
    made |= {"calendar": await _private_feeds(person, now), "asked": await _asked_elsewhere(now)}
    return made | await _files(person, browser, now) | await _subscriptions(found, browser, monkeypatch)


async def _private_feeds(person, now):
    for number in range(20):
        row = PrivateFeed(digest=bytes([number]) * 32, kind="presenter", staff=person.id, presenter="Médiatrice 1")
        row.busy, row.language, row.content = False, "fr", b""
        row.changed_at = row.made_at = row.used_at = now
        await row.save()
    return row.id


async def _asked_elsewhere(now):
    for number in range(20):
        row = RemoteBooking(
            event=f"https://x.example/{number}", title="Ailleurs", starts_at=now, timezone="Europe/Paris"
        )
        row.state, row.asked_at, row.created_at, row.updated_at = "asked", now, now, now
        row.guest = row.reference = row.idempotency_key = f"ROSE {number + 10}"
        row.secret_digest = bytes([number]) * 32
        await row.save()
        await DB.rows(
            "INSERT INTO remote_contact (booking, name, folded, helper, channel, delete_after)"
            " VALUES ({}, 'Anne', 'anne', '', 'none', {})",
            row.id,
            now.date(),
        )
    return row.id


async def _files(person, browser, now):
    """An import that waits for its columns, and one that was made."""
    drafted = [await drafts.bring_in(TABLE.encode(), zone="Europe/Paris", by=person, now=now) for _ in range(2)]
    first = await drafts.draft_of(person, drafted[0], now)
    form = {f"col_{name}": str(place) for name, place in (first.choices.columns or {}).items()}
    await browser.send_form(
        f"/bureau/imports/{drafted[0]}/colonnes", capacity="8", waiting="2", library="reseau-1", **form
    )
    answer = await browser.send_form(f"/bureau/imports/{drafted[0]}/essai")
    return {"draft_file": drafted[1], "run": answer.headers["location"].rsplit("/", 1)[1]}


async def _subscriptions(found, browser, monkeypatch):
    """Twenty calendars of others, one of them with thirty events, and one that is looked at."""
    sites = Sites()
    monkeypatch.setattr(subscribing, "surroundings", lambda: Surroundings(sites, foreign, read_here))
    for number in range(2):
        sites.answers[f"https://site{number}.fr/agenda.ics"] = calendar(*events(30))
        answer = await browser.send_form("/bureau/abonnements/nouveau", address=f"site{number}.fr/agenda.ics")
        preview = answer.headers["location"]
        if not number:
            await browser.send_form(preview, action="garder", label="Le tiers-lieu", library=str(found.library))
    rows = await DB.rows("SELECT id, feed FROM ical_event LIMIT 1")
    for copy in (new_id() for _ in range(19)):
        await DB.rows(COPY.replace("table", "ical_feed"), copy, rows[0]["feed"])
        await DB.rows(COPY.replace("table", "calendar_subscription"), copy, rows[0]["feed"])
    return {"preview": preview.rsplit("/", 1)[1], "feed": rows[0]["feed"], "event": rows[0]["id"]}
