"""None of our own texts, in any language, promises a seat to somebody who waits (e5)."""

import dataclasses
import re

import pytest

from server.foundation.languages import LANGUAGES
from server.notifications.promises import promises
from server.notifications.rules import STILL
from server.notifications.wording import promised
from server.notifications.words import mail, paragraphs, subject

pytestmark = pytest.mark.usefixtures("undone")
UNSURE = [(kind, state) for kind, (_, states) in STILL.items() for state in ("waiting", "offered") if state in states]


def told(kind, shown):
    """All that a message says: subject, plain text, HTML without its tags, what is read aloud."""
    plain, html = mail(kind, shown)
    return [subject(kind, shown), plain, re.sub(r"<[^>]+>", " ", html), *paragraphs(kind, shown)]


async def in_state(make_session, ask, view, state, language):
    session = await make_session(capacity=1)
    await ask(session, "Un")
    shown = await view(await ask(session, "Deux", language=language))
    position = shown.party.position if state == "waiting" else None
    return dataclasses.replace(shown, party=dataclasses.replace(shown.party, state=state, position=position))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "state"), UNSURE)
async def test_no_text_of_ours_promises_a_seat(make_session, ask, view, kind, state, language):
    shown = await in_state(make_session, ask, view, state, language)
    assert [words for text in told(kind, shown) if (words := promised(text, state))] == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_those_with_a_seat_are_told_does_promise(make_session, ask, view, language):
    """The control: the same look finds the promise where it is made."""
    shown = await in_state(make_session, ask, view, "confirmed", language)
    assert any(promises(text) for text in told("confirmed", shown))
