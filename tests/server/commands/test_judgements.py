"""What the doctor thinks of what it finds."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from server.commands import judgements

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
IDS = [UUID(int=number) for number in range(1, 6)]


@pytest.mark.parametrize(
    ("found", "well", "words"),
    [
        (judgements.of_address("https://a.example", private=False), True, "https://a.example"),
        (judgements.of_address("http://127.0.0.1:8000", private=True), True, "127.0.0.1"),
        (judgements.of_address("http://hub.localhost", private=True), True, "hub.localhost"),
        (judgements.of_address("http://a.example", private=True), False, "private addresses"),
        (judgements.of_secret(None), True, "setting"),
        (judgements.of_secret(0o100600), True, "alone"),
        (judgements.of_secret(0o100640), False, "others"),
        (judgements.of_secret(0o100604), False, "others"),
        (judgements.of_database(150_004, "UTF8", "é"), True, "PostgreSQL 15"),
        (judgements.of_database(140_010, "UTF8", "é"), False, "PostgreSQL 14"),
        (judgements.of_database(180_000, "LATIN1", "é"), False, "LATIN1"),
        (judgements.of_database(180_000, "UTF8", "É"), False, "É"),
        (judgements.of_schema(""), True, "this version"),
        (judgements.of_schema("The database misses 2 migration(s). Run: agendatheque migrate"), False, "misses 2"),
        (judgements.of_mail("none", "", demo=False), False, "no mail"),
        (judgements.of_mail("page", "", demo=False), False, "reach nobody"),
        (judgements.of_mail("page", "", demo=True), True, "page"),
        (judgements.of_mail("smtp.example:587", "", demo=False), True, "smtp.example:587"),
        (judgements.of_mail("smtp.example:587", "535 no", demo=False), False, "535 no"),
        (judgements.of_sms("none", "", demo=False), True, "list of calls"),
        (judgements.of_sms("page", "", demo=False), False, "reach nobody"),
        (judgements.of_sms("page", "", demo=True), True, "page"),
        (judgements.of_sms("provider", "", demo=False), True, "Apprise"),
        (judgements.of_sms("", "AGENDATHEQUE_SMS_URL cannot be used.", demo=False), False, "SMS"),
        (judgements.of_clock(NOW, NOW + 5 * SECOND), True, "agree"),
        (judgements.of_clock(NOW, NOW + 6 * SECOND), False, "6 s behind"),
        (judgements.of_clock(NOW, NOW - 90 * SECOND), False, "90 s ahead of"),
        (judgements.of_worker(NOW - MINUTE, NOW), True, "goes round"),
        (judgements.of_worker(NOW - 2 * MINUTE, NOW), False, "2 min"),
        (judgements.of_worker(None, NOW), False, "ever"),
        (judgements.of_journal(None), True, "as it was written"),
        (judgements.of_journal(12), False, "line 12"),
        (judgements.of_seats([]), True, "agree"),
        (judgements.of_seats(IDS[:1]), False, str(IDS[0])),
        (judgements.of_seats(IDS), False, "5 session(s)"),
        (judgements.of_queue("mails", None, NOW), True, "mails"),
        (judgements.of_queue("mails", NOW - 10 * MINUTE, NOW), True, "nothing is late"),
        (judgements.of_queue("mails", NOW - 11 * MINUTE, NOW), False, "11 min"),
    ],
)
def test_each_thing_is_judged_and_what_is_wrong_can_be_mended(found, well, words):
    assert found.well is well
    assert words in found.says
    assert bool(found.mend) is not well
