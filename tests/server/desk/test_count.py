"""The form of what is counted of a session: beside the list at the door, without any name."""

import re
from datetime import timedelta

import pytest

from server.bookings import counting, headcount

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def session(maker, now):
    """A session of eight seats that is under way."""
    return await maker.session(starts_at=now - 60 * MINUTE)


async def test_what_was_typed_is_kept_and_shown_again(signed_in, session):
    path = f"/bureau/seances/{session}/bilan"
    assert f'href="{path}"' in (await signed_in.get(f"/bureau/seances/{session}/presences")).text
    typed = {"people": "7", "known": "2", "feminin": "4", "soixante_dix_plus": "5", "sans_emploi": "0", "visits": "1"}
    typed |= {"off_site": "yes", "euros": "1 234,50", "hours": "4,5", "volunteers": ""}
    answer = await signed_in.send_form(path, **typed)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?fait=1")
    kept = {name: value for name, value in (await counting.of_session(session)).items() if value is not None}
    assert kept == {
        "people": 7, "known": 2, "feminin": 4, "sans_emploi": 0, "visits": 1, "off_site": True, "cents": 123450,
        "staff_minutes": 270,
    }  # fmt: skip
    assert await headcount.of_session(session) == {"soixante_dix_plus": 5}
    shown = dict(
        re.findall(r'<input id="(\w+)" name="\w+" type="text" value="([^"]*)"', (await signed_in.get(path)).text)
    )
    assert shown == dict.fromkeys(shown, "") | {
        "people": "7", "known": "2", "feminin": "4", "soixante_dix_plus": "5", "sans_emploi": "0", "visits": "1",
        "euros": "1234,5", "hours": "4,5",
    }  # fmt: skip


async def test_what_cannot_be_is_said_at_its_field_and_nothing_is_kept(signed_in, session):
    path = f"/bureau/seances/{session}/bilan"
    refused = await signed_in.send_form(path, people="3", retraite="4", soixante_dix_plus="deux")
    assert refused.status_code == 422
    assert 'id="soixante_dix_plus-error"' in refused.text
    refused = await signed_in.send_form(path, people="3", retraite="4", euros="12,3456")
    assert ('id="euros-error"' in refused.text, 'value="12,3456"' in refused.text) == (True, True)
    refused = await signed_in.send_form(path, people="3", retraite="4")
    assert "plus que les personnes venues" in refused.text
    assert await counting.of_session(session) == dict.fromkeys(await counting.of_session(session))
