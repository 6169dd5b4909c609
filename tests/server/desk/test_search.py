"""The one box of the desk: people, sessions, workshops, libraries and references."""

import re
from datetime import timedelta
from html import unescape

import pytest

from server.journal.tables import Entry
from tests.server.desk.conftest import words


class TestSearch:
    """POST /bureau/personnes: one box for people, sessions, workshops, libraries and references."""

    @pytest.fixture
    def found(self, signed_in):
        """Return a function that types something in the box and returns the page's words."""

        async def typed(text):
            answer = await signed_in.send_form("/bureau/personnes", q=text)
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "no-store"
            return unescape(words(answer.text))

        return typed

    @pytest.mark.parametrize(
        ("typed", "there"),
        [("Le Goff", True), ("goff yvonne", True), ("YVONNE", True), ("legoff", False), ("06 12 34 56 78", True),
         ("+33 6 12 34 56 78", True), ("0612345678", True), ("5678", True), ("34 56 78", True), ("0612", False),
         ("", False), ("%", False), ("_", False), ("' OR 1=1", False), ("\x00", False), ("LUNE 42", False),
         ("()", False), ("x" * 5000, False), ("....", False), ("((((((", False)],
    )  # fmt: skip
    async def test_a_name_or_the_end_of_a_number_finds(self, found, book_by_hand, typed, there):
        await book_by_hand("Yvonne Le Goff", phone="0612345678")
        assert ("Yvonne Le Goff" in await found(typed)) is there

    async def test_a_reference_finds(self, found, book_by_hand):
        booked = await book_by_hand("Yvonne Le Goff")
        await book_by_hand("Anne Un")
        for typed in (booked.reference, booked.reference.lower().replace(" ", "")):
            text = await found(typed)
            assert "Yvonne Le Goff" in text
            assert "Anne Un" not in text

    async def test_the_nearest_session_to_come_is_first(self, found, maker, book_by_hand, session):
        later = await maker.session(starts_in=timedelta(days=9))
        await book_by_hand("Yvonne Plus Tard", session=later)
        await book_by_hand("Yvonne Bientôt")
        text = await found("yvonne")
        assert text.index("Yvonne Bientôt") < text.index("Yvonne Plus Tard")

    @pytest.mark.parametrize(
        ("typed", "there"),
        [("démêler", {"atelier", "here", "there"}), ("DEMELER", {"atelier", "here", "there"}),
         ("demeler brest", {"there"}), ("démêler mercredi", {"atelier", "here"}), ("13 janvier", {"here"}),
         ("20/01", {"there"}),
         ("mercredi 20 janvier 2027", {"there"}), ("quimper", {"library"}), ("demain", set())],
    )  # fmt: skip
    async def test_words_and_dates_find_sessions_workshops_and_libraries(self, found, maker, typed, there):
        here, away = await maker.library("rennes"), await maker.library("brest", city="Brest")
        library = await maker.library("quimper", name="Ludothèque", city="Quimper")
        workshop = await maker.workshop("Démêler ses mails")
        sessions = {
            "here": await maker.session(here, workshop),
            "there": await maker.session(away, workshop, starts_in=timedelta(days=9)),
        }
        text = await found(typed)
        marks = {name: f"/bureau/seances/{session}" for name, session in sessions.items()}
        marks |= {"atelier": f"atelier={workshop}", "library": "Ludothèque"}
        assert library
        assert {name for name, mark in marks.items() if mark in text} == there
        assert ("Rien pour" in text) == (not there)

    async def test_what_is_typed_stands_in_no_address_and_in_no_journal(self, signed_in, book_by_hand, caplog):
        await book_by_hand("Yvonne Le Goff")
        shown = (await signed_in.get("/bureau")).text
        box = re.search(r'<form class="staff-search"[^>]*>', shown)[0]
        assert 'method="post"' in box
        assert "Le Goff" not in (await signed_in.get("/bureau/personnes?q=Yvonne")).text
        lines = await Entry.count()
        assert "Yvonne Le Goff" in (await signed_in.send_form("/bureau/personnes", q="Yvonne")).text
        assert await Entry.count() == lines
        assert "vonne" not in caplog.text.replace("?q=Yvonne", "")
