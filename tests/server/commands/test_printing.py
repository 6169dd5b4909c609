"""Papers and the answering machine from the command line."""

import asyncio
from datetime import timedelta

import pytest
from click.testing import CliRunner

from server import sentences
from server.commands import printing
from server.workshops import sessions


@pytest.fixture
async def command(monkeypatch, undone, standing_clock):
    """Run `agendatheque print …` on the database of the test; return its status and what it said."""
    loop = asyncio.get_running_loop()
    sentences.gather()  # as the `run` that is replaced does

    def run(act):
        return asyncio.run_coroutine_threadsafe(act(), loop).result()

    monkeypatch.setattr(printing, "run", run)

    async def called(*words):
        result = await asyncio.to_thread(CliRunner().invoke, printing.group, [str(word) for word in words])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    return called


async def test_a_poster_from_its_printing_to_its_end(command, maker, administrator, now, tmp_path):
    session, file = await maker.session(), tmp_path / "affiche.pdf"
    printed = ("make", "poster", "--session", session, "--output", file, "--place", "hall", "--place", "mairie")
    status, made = await command(*printed)
    assert status == 0
    assert file.read_bytes().startswith(b"%PDF-")
    status, listed = await command("list")
    assert (status, made.strip() in listed, "hall, mairie" in listed) == (0, True, True)
    assert await command("outdated") == (0, "")
    later = {"starts_at": now + timedelta(days=2, hours=1)}
    await sessions.change_session(session, later, by=administrator, now=now)
    status, wrong = await command("outdated", "--language", "en")
    assert status == 1
    assert "2 posters to replace: hall, mairie" in wrong
    assert "11 am" in wrong
    file.unlink()
    status, _ = await command("again", made.strip(), "--output", file)
    assert (status, file.exists()) == (0, True)
    assert await command("done", made.strip()) == (0, "replaced\n")
    status, listed = await command("list")
    fresh = listed.split()[0]
    assert await command("where", fresh, "gare") == (0, "Noted.\n")
    assert await command("where", fresh) == (0, "Taken down.\n")
    assert await command("list") == (0, "")


async def test_what_cannot_be_done_is_said(command, maker, tmp_path):
    draft = await maker.session(published=False)
    status, said = await command("make", "poster", "--session", draft, "--output", tmp_path / "x.pdf")
    assert (status, "This session is a draft" in said) == (1, True)
    status, said = await command("answering", "nulle-part")
    assert (status, "nulle-part: not found." in said) == (1, True)


async def test_the_answering_machine_is_printed(command, maker):
    await maker.library("port", name="Médiathèque du Port")
    status, said = await command("answering", "port", "--day", "2027-01-12")
    assert status == 0
    assert said.startswith("Bonjour. Vous êtes à : Médiathèque du Port. Nous sommes le mardi douze janvier.\n\n")
