"""The mail door against a real SMTP server: what arrives, and what each trouble becomes."""

import asyncio
import ssl
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from server.foundation.settings import BadSetting
from server.notifications.deliveries import Outcome
from server.notifications.mail import PageMailer, SmtpMailer, door
from server.notifications.tables import ShownMail


def a_letter():
    made = EmailMessage(policy=SMTP)
    made["From"] = Address("Médiathèque, du Port", addr_spec="agenda@test.example")
    made["To"] = Address(addr_spec="canari@serin.example")
    made["Subject"] = "Votre place est réservée"
    made["Date"] = datetime(2027, 1, 11, 9, tzinfo=UTC)
    made["Message-ID"] = "<1@test.example>"
    made.set_content("Bonjour à tous\n")
    return made


async def send(server, **options):
    return await SmtpMailer("127.0.0.1", server.port, **options).send(a_letter())


async def test_a_mail_arrives(smtp):
    assert await send(smtp) == await send(smtp, starttls=False)
    (envelope, got), _ = smtp.got
    assert (envelope.mail_from, envelope.rcpt_tos) == ("agenda@test.example", ["canari@serin.example"])
    assert got["Subject"] == "Votre place est réservée"
    assert got["From"].addresses[0].display_name == "Médiathèque, du Port"
    assert got.get_content().strip() == "Bonjour à tous"


@pytest.mark.parametrize(
    ("answers", "data_answers", "outcome", "detail"),
    [
        (["450 4.2.1 canari@serin.example is busy"], [], Outcome.LATER, "450 4.2.1 … is busy"),
        (["550 5.1.1 <canari@serin.example> unknown"], [], Outcome.REFUSED, "550 5.1.1 <…> unknown"),
        ([], ["452 too full"], Outcome.LATER, "452 too full"),
        ([], ["554 spam"], Outcome.REFUSED, "554 spam"),
    ],
)
async def test_answers_of_the_server(smtp, answers, data_answers, outcome, detail):
    smtp.answers, smtp.data_answers = answers, data_answers
    delivery = await send(smtp)
    assert (delivery.outcome, delivery.detail) == (outcome, detail)
    assert smtp.got == []


async def test_a_server_that_hangs_up_after_the_data(smtp):
    smtp.hang_up = 1
    delivery = await send(smtp)
    assert delivery.outcome is Outcome.UNSURE
    assert delivery.detail.startswith("the mail was handed over, then no answer came")


async def test_a_refused_sender_is_not_the_fault_of_the_mail(smtp):
    async def refuse(server, session, envelope, address, options):
        return "550 5.7.1 who are you"

    smtp.handle_MAIL = refuse
    delivery = await send(smtp)
    assert delivery.outcome is Outcome.UNREACHABLE
    assert "who are you" in delivery.detail


async def test_no_server(smtp):
    delivery = await SmtpMailer("127.0.0.1", 1).send(a_letter())
    assert (delivery.outcome, bool(delivery.detail)) == (Outcome.UNREACHABLE, True)


async def test_a_slow_server_is_given_up_in_time():
    async def mute(reader, writer):
        await reader.read()
        writer.close()

    listener = await asyncio.start_server(mute, "127.0.0.1", 0)
    async with listener:
        slow = SmtpMailer("127.0.0.1", listener.sockets[0].getsockname()[1], seconds=0.3)
        delivery = await asyncio.wait_for(slow.send(a_letter()), 3)
    assert delivery.outcome is Outcome.UNREACHABLE


async def test_no_mail_in_clear_when_starttls_is_required_and_absent(smtp):
    delivery = await send(smtp, starttls=True)
    assert delivery.outcome is Outcome.UNREACHABLE
    assert "STARTTLS" in delivery.detail
    assert smtp.got == []


async def test_no_mail_in_clear_when_tls_is_asked_for(smtp):
    assert (await send(smtp, tls=True)).outcome is Outcome.UNREACHABLE
    assert smtp.got == []


@pytest.fixture
def unknown_certificate(tmp_path):
    """A TLS context with a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    since = datetime(2020, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, since, since.replace(year=2090))
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = builder.add_extension(alternative, critical=False).sign(key, hashes.SHA256())
    (tmp_path / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    return context


@pytest.mark.parametrize("starttls", [True, None])
async def test_no_mail_to_a_server_that_nobody_vouches_for(unknown_certificate, smtp_with, starttls):
    async with smtp_with(tls_context=unknown_certificate) as server:
        delivery = await send(server, starttls=starttls)
    assert delivery.outcome is Outcome.UNREACHABLE
    assert "certificate" in delivery.detail
    assert server.got == []


async def test_a_server_that_takes_no_password(smtp):
    delivery = await send(smtp, user="u", password="p")
    assert delivery.outcome is Outcome.UNREACHABLE
    assert smtp.got == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", SmtpMailer("mail.example", 25)),
        ("smtp://mail.example:587?starttls=required", SmtpMailer("mail.example", 587, starttls=True)),
        ("smtp://[::1]:2525?starttls=never", SmtpMailer("::1", 2525, starttls=False)),
        ("smtps://u%40x:p%2Fw@mail.example", SmtpMailer("mail.example", 465, tls=True, user="u@x", password="p/w")),
        ("", None),
    ],
)
def test_addresses_of_doors(url, expected):
    assert door(url) == expected


@pytest.mark.parametrize(
    "url", ["http://mail.example", "mail.example", "smtp://", "smtp://h:99999", "smtp://h:x", "smtp://h?starttls=maybe"]
)
def test_addresses_that_are_no_doors(url):
    with pytest.raises(BadSetting, match="AGENDATHEQUE_MAIL_URL"):
        door(url)


@pytest.mark.usefixtures("undone")
async def test_the_page_keeps_mails(now):
    assert isinstance(door("page:"), PageMailer)
    assert (await door("page:").send(a_letter())).outcome is Outcome.SENT
    row = await ShownMail.select().first()
    assert (row["recipient"], row["subject"], row["at"]) == ("canari@serin.example", "Votre place est réservée", now)
    assert row["body"].strip() == "Bonjour à tous"
    assert "Message-ID: <1@test.example>" in row["source"]


async def test_a_server_is_greeted_without_a_mail(smtp):
    assert await SmtpMailer("127.0.0.1", smtp.port).greet() == ""
    assert smtp.got == []
    assert "Connect" in await SmtpMailer("127.0.0.1", 1).greet()
    assert "starttls" in (await SmtpMailer("127.0.0.1", smtp.port, starttls=True).greet()).lower()
