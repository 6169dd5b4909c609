"""Two programs change one thing at once: what the one leaves out, the other keeps."""

from datetime import timedelta

import pytest

from server.workshops import actions, api, programme, sessions


@pytest.fixture
def just_after(monkeypatch):
    """Return a function that lets something happen right after a look-up that comes before a change."""

    def arrange(module, name, happen):
        looked = getattr(module, name)

        async def look_then_happen(*given):
            found = await looked(*given)
            await happen(found)
            return found

        monkeypatch.setattr(module, name, look_then_happen)

    return arrange


async def test_a_session_keeps_what_a_neighbour_has_just_changed(program, maker, administrator, now, just_after):
    session = await maker.session(capacity=8)

    async def neighbour(found):
        changes = {"capacity": 12, "ends_at": found.ends_at + timedelta(hours=1)}
        await sessions.change_session(session, changes, by=administrator, now=now)

    just_after(programme, "session_to_programme", neighbour)
    answer = (await program.patch(f"/api/v1/sessions/{session}", json={"note": "Venez tôt"})).json()
    assert (answer["capacity"], answer["note"], answer["ends_at"]) == (12, "Venez tôt", "2027-01-13T12:00:00Z")


async def test_a_workshop_keeps_what_a_neighbour_has_just_changed(program, maker, administrator, now, just_after):
    workshop = await maker.workshop()

    async def neighbour(found):
        await actions.change_workshop(found.id, {"level": "beginner"}, by=administrator, now=now)

    just_after(api, "named", neighbour)
    answer = (await program.patch(f"/api/v1/workshops/{workshop}", json={"themes": ["email"]})).json()
    assert (answer["level"], answer["themes"]) == ("beginner", ["email"])


async def test_what_does_not_fit_together_is_refused_with_what_is_held(program, maker):
    session = await maker.session()
    answer = await program.patch(f"/api/v1/sessions/{session}", json={"ends_at": "2027-01-01T10:00:00Z"})
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["ends_at"])
