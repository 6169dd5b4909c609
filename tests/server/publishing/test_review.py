"""A draft is read again, sent back, published: who may what, and what each sees."""

from datetime import timedelta

import pytest

from server.foundation.errors import NotFound, Refused
from server.libraries.tables import Library
from server.workshops import queries, reviewing, sessions
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")


@pytest.fixture
async def reviewed(maker):
    """A library whose sessions are read again, a draft there, its author and who manages it."""
    library = await maker.library("port")
    await Library.update({Library.reviewed: True}).where(Library.id == library)
    draft = await maker.session(library, published=False)
    return draft, await maker.staff("programming", library), await maker.staff("manager", library)


@pytest.fixture
async def sitting(browser, maker):
    """Return a function that opens a browser signed in as somebody."""

    async def sit(person):
        opened = browser()
        opened.sign_in_with(await maker.login(person))
        return opened

    return sit


# Who, whether sessions are read again there, and what comes of publishing.
WHO = [
    ("reading", False, NotFound), ("desk", False, NotFound), ("programming", False, None), ("manager", False, None),
    ("reading", True, NotFound), ("desk", True, NotFound), ("programming", True, Refused), ("manager", True, None),
]  # fmt: skip


@pytest.mark.parametrize(("role", "again", "refusal"), WHO)
async def test_who_publishes(maker, now, role, again, refusal):
    library = await maker.library()
    await Library.update({Library.reviewed: again}).where(Library.id == library)
    draft, person = await maker.session(library, published=False), await maker.staff(role, library)
    if refusal is None:
        await sessions.publish(draft, by=person, now=now)
        assert (await queries.session(draft)).state == "published"
        return
    with pytest.raises(refusal):
        await sessions.publish(draft, by=person, now=now)


async def test_a_draft_goes_to_and_fro_until_it_is_published(reviewed, sitting):
    draft, author, manager = reviewed
    path, (hers, his) = f"/bureau/seances/{draft}", [await sitting(author), await sitting(manager)]
    assert f'{path}/publier"' not in (await hers.get(path)).text
    assert (await hers.send_form(f"{path}/publier")).status_code == 422
    assert (await hers.send_form(f"{path}/relecture", note="La salle est-elle bonne ?")).status_code == 303
    waits = (await his.get("/bureau/a-relire")).text
    assert "La salle est-elle bonne ?" in waits
    assert author.name in waits
    assert f"{path}/publier" in waits
    assert f"{path}/publier" not in (await hers.get("/bureau/a-relire")).text

    assert (await hers.send_form(f"{path}/renvoyer", note="Non")).status_code == 422
    assert (await his.send_form(f"{path}/renvoyer", note="  ")).status_code == 422
    assert (await his.send_form(f"{path}/renvoyer", note="Changez de salle")).status_code == 303
    assert "Changez de salle" in (await hers.get(path)).text
    assert (await queries.session(draft)).review_by == author.by

    await hers.send_form(f"{path}/relecture")
    assert (await his.send_form(f"{path}/publier")).status_code == 303
    kept = await queries.session(draft)
    assert (kept.state, kept.review, kept.review_note, kept.review_by) == ("published", "", "", "")


async def test_who_asked_may_ask_no_more(reviewed, now):
    draft, author, manager = reviewed
    with pytest.raises(Refused, match="review_not_asked"):
        await reviewing.take_back(draft, by=author, now=now)
    await reviewing.ask_review(draft, "", by=author, now=now)
    await reviewing.take_back(draft, by=author, now=now)
    with pytest.raises(Refused, match="review_not_asked"):
        await reviewing.send_back(draft, "Non", by=manager, now=now)


async def test_only_a_draft_is_read_again(maker, administrator, now):
    session = await maker.session()
    with pytest.raises(Refused, match="not_a_draft"):
        await reviewing.ask_review(session, "", by=administrator, now=now)


async def test_a_note_is_not_endless(signed_in, maker):
    draft = await maker.session(published=False)
    answer = await signed_in.send_form(f"/bureau/seances/{draft}/relecture", note="x" * 1001)
    assert answer.status_code == 422
    assert (await Session.select(Session.review).where(Session.id == draft).first())["review"] == ""


@pytest.mark.parametrize("published", [False, True])
async def test_the_preview_is_the_public_page_in_which_nothing_is_booked(signed_in, client, maker, published):
    session = await maker.session(published=published, note="Entrée par la cour")
    path = f"/bureau/seances/{session}/apercu"
    text = (await signed_in.get(path)).text
    assert "Aperçu" in text
    assert "Entrée par la cour" in text
    assert "Il reste 8 places" in text
    for absent in ("/reservation", "/souhait", ".ics", "application/ld+json"):
        assert absent not in text.partition("<body")[2], absent
    assert (await client.get(path)).is_redirect  # to sign in
    assert (await client.get(f"/seances/{session}")).status_code == (200 if published else 404)


async def test_what_was_written_is_erased_after_six_months_and_the_draft_still_waits(reviewed, now):
    draft, author, manager = reviewed
    columns = (Session.review, Session.review_note, Session.review_by, Session.review_erase_at)
    await reviewing.ask_review(draft, "Demander à Jeanne", by=author, now=now)
    await reviewing.sweep(now + reviewing.KEPT - timedelta(seconds=1))
    row = await Session.select(*columns).where(Session.id == draft).first()
    assert (row["review_note"], row["review_erase_at"]) == ("Demander à Jeanne", now + reviewing.KEPT)
    await reviewing.sweep(now + reviewing.KEPT)
    row = await Session.select(*columns).where(Session.id == draft).first()
    assert row == {"review": "asked", "review_note": "", "review_by": "", "review_erase_at": None}
    await reviewing.send_back(draft, "Revoir avec Jeanne", by=manager, now=now)
    await sessions.publish(draft, by=manager, now=now)
    row = await Session.select(*columns).where(Session.id == draft).first()
    assert row == {"review": "", "review_note": "", "review_by": "", "review_erase_at": None}


async def test_the_reason_why_nothing_was_published_is_no_word_of_anybody(reviewed, now):
    draft, author, _manager = reviewed
    await reviewing.ask_review(draft, "", by=author, now=now)
    await Session.update({Session.review: "stopped", Session.review_note: "session_over"}).where(Session.id == draft)
    await reviewing.sweep(now + reviewing.KEPT)
    row = await Session.select(Session.review_note, Session.review_by).where(Session.id == draft).first()
    assert row == {"review_note": "session_over", "review_by": ""}
