"""« Mon abonnement marche-t-il ? »: a person gives an address to their calendar and sees whether it came."""

from datetime import timedelta

import pytest

from server.subscribers import readings, trials
from server.subscribers.tables import Reading, Trial, TrialReading

APPLE = {"user-agent": "iOS/18.1 (22B83) dataaccessd/1.0"}
BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"}


@pytest.fixture
async def trial(client):
    """The path of a trial's page, and of its calendar."""
    answer = await client.send_form("/abonnements/essai")
    assert answer.status_code == 303
    page = answer.headers["location"]
    return page, f"/p/{page.rpartition('/')[2]}/essai.ics"


async def test_it_explains_and_says_how_often_each_comes(client):
    text = (await client.get("/abonnements/essai")).text
    for words in ("Google Agenda", "une à trois fois par jour", "Nextcloud", "aucune ne le promet"):
        assert words in text


async def test_nobody_came_then_somebody_did(client, trial, events_of, standing_clock, now):
    page, calendar = trial
    shown = await client.get(page)
    assert "pas encore venu" in shown.text
    assert f"http://test.example{calendar}" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    standing_clock(now + timedelta(minutes=32))
    answer = await client.get(calendar, headers=APPLE)
    assert "SUMMARY:Essai\\, vu à 10 h 32" in answer.text
    assert answer.headers["cache-control"] == "private, max-age=300"
    standing_clock(now + timedelta(minutes=50))
    (event,) = await events_of(client, calendar)
    assert event["DTSTART"].dt == now + timedelta(hours=1)
    assert event["SEQUENCE"] == 50
    seen = (await client.get(page)).text
    assert "Oui, votre abonnement marche" in seen
    assert "iPhone, iPad ou Mac" in seen
    assert "à 10" in seen


async def test_it_says_the_same_within_a_minute(client, trial, standing_clock, now):
    _, calendar = trial
    first = await client.get(calendar, headers=APPLE)
    standing_clock(now + timedelta(seconds=59))
    again = {**APPLE, "if-none-match": first.headers["etag"]}
    assert (await client.get(calendar, headers=again)).status_code == 304
    standing_clock(now + timedelta(seconds=60))
    assert (await client.get(calendar, headers=again)).status_code == 200


async def test_a_browser_proves_nothing(client, trial):
    page, calendar = trial
    await client.get(calendar, headers=BROWSER)
    seen = (await client.get(page)).text
    assert "pas encore venu" in seen
    assert "C'est sans doute vous" in seen


async def test_in_english(client):
    client.headers["accept-language"] = "en"
    page = (await client.send_form("/abonnements/essai")).headers["location"]
    text = (await client.get(f"/p/{page.rpartition('/')[2]}/essai.ics")).text
    assert "SUMMARY:Trial\\, seen at 10 am" in text


async def test_it_is_erased_after_a_week(client, trial, standing_clock, now):
    page, calendar = trial
    await client.get(calendar, headers=APPLE)
    standing_clock(now + timedelta(days=7))
    assert (await client.get(calendar)).status_code == 404
    assert (await client.get(page)).status_code == 404
    await trials.sweep(now + timedelta(days=7))
    assert (await Trial.count(), await TrialReading.count()) == (0, 0)


async def test_it_keeps_no_token_and_counts_for_no_feed(client, trial, now):
    _, calendar = trial
    await client.get(calendar, headers=APPLE)
    await readings.HERE.write_down(now)
    assert await Reading.count() == 0
    row = await Trial.objects().first()
    assert calendar.split("/")[2].encode() not in bytes(row.digest)


async def test_trials_are_not_made_without_end(client):
    answers = [(await client.send_form("/abonnements/essai")).status_code for _ in range(21)]
    assert answers == [303] * 20 + [429]
