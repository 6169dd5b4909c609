"""The address of an online meeting is for those who booked, and for the staff of its library."""

import pytest

ADDRESS = "https://visio.example/salle"


@pytest.fixture
async def online(maker):
    return await maker.session(mode="online", online_url=ADDRESS)


async def test_the_public_does_not_read_it(client, online):
    for path in ("/api/v1/sessions", f"/api/v1/sessions/{online}"):
        answer = await client.get(path)
        assert str(online) in answer.text
        assert ADDRESS not in answer.text


async def test_staff_of_the_library_do(program, online):
    assert (await program.get(f"/api/v1/sessions/{online}")).json()["online_url"] == ADDRESS


async def test_staff_of_another_library_do_not(browser, maker, online):
    member = await maker.staff("manager", await maker.library())
    async with browser() as other:
        answer = await other.get(
            f"/api/v1/sessions/{online}", headers={"authorization": f"Bearer {await maker.token(member)}"}
        )
    assert (answer.status_code, answer.json()["online_url"]) == (200, "")
