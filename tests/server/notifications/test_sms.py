"""The door for SMS: a provider on this machine that takes, refuses, stalls or hangs up; and a page."""

import asyncio
import logging
from io import StringIO

import pytest

from server.foundation.settings import BadSetting
from server.notifications.deliveries import Outcome
from server.notifications.sms import AppriseTexter, PageTexter, door, judged
from server.notifications.tables import ShownMail

PHONE = "+33612345678"


async def send(provider, **options):
    return await AppriseTexter(f"json://127.0.0.1:{provider.port}/sms?:to={{phone}}&rto=1", **options).send(
        PHONE, "Bonjour"
    )


async def test_an_sms_arrives_with_its_number(provider):
    delivery = await send(provider)
    assert (delivery.outcome, delivery.detail) == (Outcome.SENT, "")
    assert provider.got == [(PHONE, "Bonjour")]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (400, Outcome.REFUSED),
        (404, Outcome.REFUSED),
        (401, Outcome.UNREACHABLE),
        (403, Outcome.UNREACHABLE),
        (429, Outcome.LATER),
        (500, Outcome.LATER),
        (503, Outcome.LATER),
    ],
)
async def test_an_answer_says_what_it_means(provider, status, outcome):
    provider.answers = [status]
    delivery = await send(provider)
    assert delivery.outcome is outcome
    assert str(status) in delivery.detail


@pytest.mark.parametrize("trouble", ["hang up", "stall"])
async def test_without_an_answer_nobody_knows(provider, trouble):
    provider.answers = [trouble]
    delivery = await send(provider)
    assert delivery.outcome is Outcome.UNSURE
    assert delivery.detail
    assert provider.got == [(PHONE, "Bonjour")]


async def test_nobody_there():
    delivery = await AppriseTexter("json://127.0.0.1:1/{digits}?token=SECRETKEY").send(PHONE, "Bonjour")
    assert delivery.outcome is Outcome.UNREACHABLE
    assert "refused" in delivery.detail
    assert "612345678" not in delivery.detail
    assert "SECRETKEY" not in delivery.detail


async def test_the_time_limit_of_the_whole(provider):
    provider.answers = ["stall"]
    delivery = await asyncio.wait_for(send(provider, seconds=0.3), 5)
    assert (delivery.outcome, delivery.detail) == (Outcome.UNSURE, "no answer in 0.3 seconds")


async def test_many_at_once_keep_their_own_reasons(provider):
    provider.answers = [400, 503] * 4
    found = await asyncio.gather(*(send(provider) for _ in range(8)))
    for delivery in found:
        assert ("error=400" in delivery.detail) is (delivery.outcome is Outcome.REFUSED)
    assert sorted(delivery.outcome.value for delivery in found) == ["later"] * 4 + ["refused"] * 4


async def test_the_number_is_in_no_log(provider):
    heard = StringIO()
    handler, root = logging.StreamHandler(heard), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        provider.answers = [400]
        await door(f"json://127.0.0.1:{provider.port}/{{digits}}").send(PHONE, "Canari")
        logging.getLogger("tests.control").debug("this one is heard")
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    assert "this one is heard" in heard.getvalue()
    assert "612345678" not in heard.getvalue()
    assert "Canari" not in heard.getvalue()


def test_what_is_told_of_a_failure_names_nobody():
    told = judged(["Failed to send Twilio notification to +33612345678: Bad Request, error=400."])
    assert (told.outcome, told.detail) == (
        Outcome.REFUSED,
        "Failed to send Twilio notification to …: Bad Request, error=400.",
    )
    assert judged([]).outcome is Outcome.UNSURE


@pytest.mark.parametrize(
    "url",
    ["json://127.0.0.1/sms", "nothing://{phone}", "{phone}", "twilio://short/{phone}"],
)
def test_an_address_that_cannot_be_used_is_said_at_once(url):
    with pytest.raises(BadSetting, match="AGENDATHEQUE_SMS_URL"):
        door(url)


@pytest.mark.parametrize(
    "url",
    [
        "jsons://user:password@sms.example.org/send?:to={phone}",
        f"twilio://AC{'0' * 32}:{'1' * 32}@+33600000000/{{phone}}",
        "vonage://abcdefgh:0123456789abcdef@33600000000/{digits}",
    ],
)
def test_addresses_of_providers(url):
    assert isinstance(door(url), AppriseTexter)


def test_no_address_is_no_door():
    assert door("") is None


@pytest.mark.usefixtures("undone")
async def test_the_page_keeps_sms():
    assert isinstance(door("page:"), PageTexter)
    assert (await door("page:").send(PHONE, "Bonjour")).outcome is Outcome.SENT
    row = await ShownMail.select().first()
    assert (row["channel"], row["recipient"], row["body"]) == ("sms", PHONE, "Bonjour")
