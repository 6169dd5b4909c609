"""A patron's calendar: made from a booking, filled by hand, read by applications, renewed, stopped, erased."""

import logging
from datetime import timedelta

import pytest

from server.bookings import actions as bookings
from server.bookings import course_queries, courses, erasure
from server.journal.tables import Entry
from server.practice.actions import open_session
from server.subscribers import actions, routes, rules
from server.subscribers.tables import Gathered, PrivateFeed

FILE = "mes-ateliers.ics"


async def test_it_is_made_from_a_booking_and_says_title_time_place_and_link(client, booked, make_calendar, events_of):
    made = await booked()
    assert f"/reservations/{made.secret}/calendrier" in (await client.get(f"/reservations/{made.secret}")).text
    path = await make_calendar(made.secret, says="full", alarm="60")
    shown = await client.get(path + "?fait=nouveau")
    assert shown.headers["cache-control"] == "no-store"
    assert f'value="http://test.example{path}/{FILE}"' in shown.text
    assert "webcal://test.example" + path in shown.text
    (event,) = await events_of(client, f"{path}/{FILE}")
    assert event["UID"] == str(made.id)
    assert event["SUMMARY"] == "Premiers pas avec Internet"
    assert str(event["DESCRIPTION"]).endswith(f"/reservations/{made.secret}")
    (alarm,) = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(minutes=-60)


async def test_only_a_digest_is_kept_and_the_journal_names_nobody(booked, make_calendar):
    path = await make_calendar((await booked()).secret)
    row = await PrivateFeed.objects().first()
    token = path.removeprefix("/p/")
    assert len(bytes(row.digest)) == 32
    assert token.encode() not in bytes(row.digest)
    lines = await Entry.select().where(Entry.subject == row.id)
    assert [(line["kind"], line["actor"], line["facts"]) for line in lines] == [("calendar.made", "patron", "{}")]


async def test_it_is_private_and_says_no_name(client, booked, make_calendar):
    path = await make_calendar((await booked(helper="Luc Petit")).secret)
    answer = await client.get(f"{path}/{FILE}")
    assert answer.headers["cache-control"] == "private, max-age=300"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert not {"set-cookie", "access-control-allow-origin", "location"} & set(answer.headers)
    for secret in ("Martin", "Petit", "famille@", "ATTENDEE", path):
        assert secret not in answer.text
    tag = {"if-none-match": answer.headers["etag"]}
    assert (await client.get(f"{path}/{FILE}", headers=tag)).status_code == 304
    head = await client.head(f"{path}/{FILE}")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", answer.headers["etag"])


async def test_busy_says_when_and_nothing_else(client, booked, make_calendar, events_of):
    made = await booked()
    path = await make_calendar(made.secret, says="busy")
    (event,) = await events_of(client, f"{path}/{FILE}")
    assert event["SUMMARY"] == "Occupé"
    assert event["TRANSP"] == "OPAQUE"
    assert not {"DESCRIPTION", "LOCATION", "URL", "GEO", "CATEGORIES"} & set(event)
    assert made.secret not in (await client.get(path)).text


async def test_a_family_gathers_its_bookings_by_number_and_name(client, booked, make_calendar, events_of):
    mother, child = await booked("Jeanne Martin"), await booked("Léo Martin")
    path = await make_calendar(mother.secret)
    assert len(await events_of(client, f"{path}/{FILE}")) == 1  # the same e-mail brings nothing in
    answer = await client.send_form(f"{path}/inscription", reference=child.reference, name="martin")
    assert answer.headers["location"] == f"{path}?fait=ajout"
    again = await client.send_form(f"{path}/inscription", reference=child.reference, name="martin")
    assert again.status_code == 303
    assert {event["UID"] for event in await events_of(client, f"{path}/{FILE}")} == {str(mother.id), str(child.id)}


@pytest.mark.parametrize("typed", [{"reference": "LUNE 42", "name": "Martin"}, {"reference": "", "name": "Martin"}])
async def test_a_booking_that_is_not_found_is_said_beside_the_field(client, booked, make_calendar, typed):
    path = await make_calendar((await booked()).secret)
    answer = await client.send_form(f"{path}/inscription", **typed)
    assert answer.status_code == 422
    assert 'id="reference-error"' in answer.text


async def test_the_address_pasted_on_another_booking_s_page(client, booked, make_calendar, events_of):
    first, second = await booked(), await booked("Léo Martin")
    path = await make_calendar(first.secret)
    page = f"/reservations/{second.secret}/calendrier"
    done = await client.send_form(f"{page}/ajout", address=f"webcal://test.example{path}/{FILE}")
    assert done.headers["location"] == f"{path}?fait=ajout"
    assert len(await events_of(client, f"{path}/{FILE}")) == 2
    for address in ("", "https://ailleurs.example/agenda.ics", f"http://test.example/p/{'a' * 32}/{FILE}"):
        refused = await client.send_form(f"{page}/ajout", address=address)
        assert refused.status_code == 422
        assert 'id="address-error"' in refused.text


async def test_who_holds_a_booking_takes_it_out_without_the_address_and_learns_of_no_other(
    client, booked, make_calendar, events_of
):
    mine, other = await booked("Jeanne Martin"), await booked("Léo Petit")
    path = await make_calendar(mine.secret)
    await client.send_form(f"{path}/inscription", reference=other.reference, name="petit")
    page = await client.get(f"/reservations/{other.secret}/calendrier")
    assert "1 calendrier" in page.text
    assert path not in page.text
    assert mine.secret not in page.text
    answer = await client.send_form(f"/reservations/{other.secret}/calendrier/retrait")
    assert answer.status_code == 303
    assert [event["UID"] for event in await events_of(client, f"{path}/{FILE}")] == [str(mine.id)]


async def test_what_is_kept_about_a_booking_says_in_how_many_calendars_it_is(client, booked, make_calendar):
    made = await booked()
    page = f"/reservations/{made.secret}/donnees"
    assert "calendrier" not in (await client.get(page)).text.partition("<main")[2].partition("</main>")[0]
    await make_calendar(made.secret)
    assert "dans 1 calendrier" in (await client.get(page)).text
    assert (await client.get(f"{page}.json")).json()["in_calendars"] == 1


async def test_a_calendar_that_is_full_takes_no_more(client, booked, make_calendar, monkeypatch):
    first, second = await booked(), await booked("Léo Martin")
    path = await make_calendar(first.secret)
    monkeypatch.setattr(rules, "MOST_GATHERED", 1)
    answer = await client.send_form(f"{path}/inscription", reference=second.reference, name="martin")
    assert answer.status_code == 422
    assert "a déjà 1 inscriptions" in answer.text


async def test_a_course_brings_all_its_dates_and_says_which_were_dropped(client, maker, now, make_calendar, events_of):
    series, _ = await maker.course(3)
    request = bookings.Request(series, "Jeanne Martin", channel_of_contact="email", email="j@exemple.fr")
    booked = await courses.book(series, request, by="patron", now=now)
    course = await course_queries.by_id(booked.id)
    path = await make_calendar(course.secret)
    await bookings.cancel(course.rows[1].party.id, by="patron", now=now)
    states = [str(event["STATUS"]) for event in await events_of(client, f"{path}/{FILE}")]
    assert states == ["CONFIRMED", "CANCELLED", "CONFIRMED"]


async def test_a_date_that_joins_a_course_later_comes_too(client, maker, now, make_calendar, events_of):
    series, _ = await maker.course(2)
    request = bookings.Request(series, "Jeanne Martin", channel_of_contact="email", email="j@exemple.fr")
    booked = await courses.book(series, request, by="patron", now=now)
    path = await make_calendar((await course_queries.by_id(booked.id)).secret)
    kept = (await course_queries.by_id(booked.id)).rows[0].party.id
    await Gathered.delete().where(Gathered.booking != kept)  # as if the other date had come since
    assert len(await events_of(client, f"{path}/{FILE}")) == 2


async def test_another_address_stops_the_old_one(client, booked, make_calendar, events_of):
    path = await make_calendar((await booked()).secret)
    assert (await client.get(f"{path}/changer")).status_code == 200
    fresh = (await client.send_form(f"{path}/adresse")).headers["location"].removesuffix("?fait=adresse")
    assert fresh != path
    assert (await client.get(f"{path}/{FILE}")).status_code == 404
    assert (await client.get(path)).status_code == 404
    assert len(await events_of(client, f"{fresh}/{FILE}")) == 1


async def test_stopped_is_stopped_at_once_and_the_booking_stays(client, booked, make_calendar):
    made = await booked()
    path = await make_calendar(made.secret)
    assert "arrêté" in (await client.send_form(f"{path}/arret")).text
    assert (await client.get(f"{path}/{FILE}")).status_code == 404
    assert "1 calendrier" not in (await client.get(f"/reservations/{made.secret}/calendrier")).text
    assert (await client.get(f"/reservations/{made.secret}")).status_code == 200
    assert await Gathered.count() == 0


@pytest.mark.parametrize("name", [FILE, "mes-seances.ics", "salle.ics", "autre.ics", "essai.ics"])
async def test_unknown_addresses_are_not_found(client, booked, make_calendar, name):
    path = await make_calendar((await booked()).secret)
    for token in ("a" * 32, "court", "A" * 32, path.removeprefix("/p/")[:-1]):
        assert (await client.get(f"/p/{token}/{name}")).status_code == 404
    if name != FILE:
        assert (await client.get(f"{path}/{name}")).status_code == 404


async def test_unread_for_eighteen_months_it_warns_then_stops(client, booked, make_calendar, standing_clock, now):
    path = await make_calendar((await booked()).secret)
    standing_clock(now + timedelta(days=500))
    assert "va s'arrêter" in (await client.get(path)).text
    standing_clock(now + timedelta(days=549))
    assert (await client.get(f"{path}/{FILE}")).status_code == 410
    gone = await client.get(path)
    assert (gone.status_code, "un an et demi" in gone.text) == (410, True)
    await actions.erase_due(now + timedelta(days=549 + 181))
    assert (await client.get(path)).status_code == 404


async def test_the_last_reading_is_shown_and_keeps_it_alive(client, booked, make_calendar, standing_clock, now):
    path = await make_calendar((await booked()).secret)
    assert "Personne ne l'a encore lu" in (await client.get(path)).text
    standing_clock(now + timedelta(days=500))
    await client.get(f"{path}/{FILE}", headers={"user-agent": "Google-Calendar-Importer"})
    page = await client.get(path)
    assert "Google Agenda" in page.text
    assert "va s'arrêter" not in page.text


async def test_last_modified_moves_when_the_content_does_also_when_something_goes(
    client, booked, make_calendar, standing_clock, now
):
    made = await booked()
    path = await make_calendar(made.secret)
    first = await client.get(f"{path}/{FILE}")
    standing_clock(now + timedelta(hours=1))
    same = await client.get(f"{path}/{FILE}", headers={"if-modified-since": first.headers["last-modified"]})
    assert same.status_code == 304
    await client.send_form(f"/reservations/{made.secret}/calendrier/retrait")
    after = await client.get(f"{path}/{FILE}", headers={"if-modified-since": first.headers["last-modified"]})
    assert after.status_code == 200
    assert after.headers["last-modified"] != first.headers["last-modified"]
    assert "BEGIN:VEVENT" not in after.text


async def test_it_is_erased_with_the_bookings(client, booked, make_calendar, events_of, now):
    made = await booked()
    path = await make_calendar(made.secret)
    await erasure.erase(made.id, by="patron", now=now)
    assert await events_of(client, f"{path}/{FILE}") == []
    assert await actions.erase_due(now) == 1
    assert await Gathered.count() == 0
    assert "Il est vide" in (await client.get(path)).text


async def test_an_application_gone_wild_is_asked_to_wait(client, booked, make_calendar, monkeypatch):
    path = await make_calendar((await booked()).secret)
    monkeypatch.setitem(routes.MOST_READINGS, "most", 3)
    answers = [(await client.get(f"{path}/{FILE}")) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[3].headers["retry-after"]) > 0


async def test_the_key_is_in_no_log(client, booked, make_calendar, monkeypatch, caplog):
    path = await make_calendar((await booked()).secret)
    caplog.set_level(logging.DEBUG, logger="agendatheque")
    monkeypatch.setattr(actions, "note_reading", None)  # a fault of ours
    assert (await client.get(f"{path}/{FILE}")).status_code == 500
    said = [record for record in caplog.records if record.name.startswith("agendatheque")]
    assert any("/p/{token" in record.getMessage() for record in said)
    assert not any(path.removeprefix("/p/") in logging.Formatter().format(record) for record in said)


@pytest.mark.parametrize("alarm", ["7", "-1", "demain"])
async def test_a_reminder_that_there_is_not(client, booked, alarm):
    made = await booked()
    answer = await client.send_form(f"/reservations/{made.secret}/calendrier", says="full", alarm=alarm)
    assert answer.status_code == 422
    assert await PrivateFeed.count() == 0


async def test_what_is_practised_goes_into_no_calendar(client, maker, booked, now):
    made = await booked(session=await open_session(await maker.library(), by=maker.by, now=now))
    assert "/calendrier" not in (await client.get(f"/reservations/{made.secret}")).text
    assert (await client.get(f"/reservations/{made.secret}/calendrier")).status_code == 404
