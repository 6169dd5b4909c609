"""Each kind of paper, set once and looked at from all sides by programs that are not ours; then by nasty lengths."""

from datetime import date

import pytest

from server.prints.papers import Paper as Made
from server.prints.rules import Asked
from tests.server.prints.reading import Paper
from tests.server.prints.views import NOW, content, nasty, of_library, session, wordy

MONTH, DAY = date(2027, 1, 1), date(2027, 1, 12)
PORT = of_library(session(1), session(2, title="Écrire à son œuvre", state="published"))
PAPERS = {
    "poster": (Asked("poster", "session", paper="a4"), content(session())),
    "poster A3": (Asked("poster", "session", paper="a3"), content(session(state="cancelled"))),
    "series": (Asked("poster", "series", paper="a4", language="en"), content(*map(session, range(1, 13)))),
    "flyer": (Asked("flyer", "session", paper="a4"), content(session())),
    "brochure": (Asked("brochure", "library", paper="a5", day=MONTH), PORT),
    "large": (Asked("large_print", "library", paper="a4", day=MONTH), PORT),
    "sign": (Asked("sign", "library", paper="a4", day=DAY), of_library(session(), session(state="cancelled"))),
}
SIZES = {"a4": (595, 842), "a3": (842, 1191), "a5": (420, 595)}


@pytest.fixture(scope="module")
async def papers():
    """Each of PAPERS, set and opened once."""
    return {name: Paper(await Made(asked, shown, NOW).pdf()) for name, (asked, shown) in PAPERS.items()}


def test_anybody_can_read_them(papers):
    for name, paper in papers.items():
        asked, _ = PAPERS[name]
        assert paper.accessible, name
        assert paper.language == asked.language, name
        assert paper.shows_its_title, name
        assert (paper.width, paper.height) == SIZES[asked.paper], name
        assert paper.fonts, name
        assert all(paper.fonts.values()), name
        assert all("AtkinsonHyperlegible" in font for font in paper.fonts), name
        names = [tag for tag, _ in paper.tags]
        assert next(tag for tag in names if tag.startswith("H")) == "H1", name
        assert names.count("H1") == 1, name
        assert [alt for tag, alt in paper.tags if tag == "Figure"], name
        assert all(alt.strip() for tag, alt in paper.tags if tag == "Figure"), name


def test_their_squares_lead_where_they_say(papers):
    for name, paper in papers.items():
        _, shown = PAPERS[name]
        url = f"http://test.example{shown.path}"
        assert paper.squares() == [url], name
        # A long address may be cut where a line ends.
        assert url in "".join(alt for tag, alt in paper.tags if tag == "Figure").replace("\u200b", ""), name


def test_nothing_is_said_by_colour(papers):
    assert not [name for name, paper in papers.items() if paper.colours]


def test_nothing_leaves_the_page(papers):
    assert {name: found for name, paper in papers.items() if (found := paper.overflowing())} == {}


SAYS = {
    "poster": ["Médiathèques d’essai", "Mardi 12 janvier 2027", "de 14 h à 16 h", "Pour débuter", "02 99 00 00 00",
               "Médiathèque du Port, Salle bleue, 1 rue du Port, 35000 Rennes", "Sonner à gauche", "Votre téléphone",
               "Imprimé le 10 janvier 2027. Version"],
    "poster A3": ["Annulée", "Mardi 12 janvier 2027", "Pour une autre date"],
    "series": ["Tuesday 12 January 2027, from 2 pm to 4 pm", "Tuesday 2 March 2027", "and 4 other dates in the agenda",
               "To book", "For whom?", "Premiers pas avec Internet"],
    "flyer": ["Mardi 12 janvier, à 14 h"],
    "brochure": ["Janvier 2027", "2 séances.", "Mardi 12 janvier", "De 14 h à 16 h", "Mardi 19 janvier",
                 "Écrire à son œuvre"],
    "large": ["Janvier 2027", "Mardi 19 janvier", "Écrire à son œuvre", "Salle bleue"],
    "sign": ["Aujourd’hui", "Mardi 12 janvier 2027", "De 14 h à 16 h", "Annulée", "Pour s’inscrire : 02 99 00 00 00"],
}  # fmt: skip


def test_they_say_what_one_must_know(papers):
    for name, words in SAYS.items():
        assert [said for said in words if said not in papers[name].text] == [], name
    assert papers["flyer"].text.count("02 99 00 00 00") == 1 + 8  # a strip is torn off with its telephone
    assert "Monday 9 March" not in papers["series"].text
    assert papers["poster"].title == "Affiche\u00a0: Premiers pas avec Internet"
    assert [papers[name].pages for name in ("poster", "poster A3", "series", "flyer", "sign")] == [1] * 5


def test_spaces_of_french_do_not_break(papers):
    raw = papers["poster"].document[0].get_textpage().get_text_bounded()
    assert "14\u00a0h" in raw
    assert "site\u00a0:" in raw
    assert "Où\u00a0?" in raw


def test_large_print_is_large(papers):
    page = papers["large"].document[0]
    assert min(found.get_font_size() for found in page.get_objects() if hasattr(found, "get_font_size")) >= 18


@pytest.mark.parametrize(
    ("kind", "sheet", "shown"),
    [
        ("poster", "a4", content(nasty())),
        ("poster", "a3", content(*map(wordy, range(1, 31)))),
        ("flyer", "a4", content(nasty())),
        ("flyer", "a4", content(*map(wordy, range(1, 31)))),
    ],
)
async def test_a_page_stays_one_page_however_long_the_words(kind, sheet, shown):
    paper = Paper(await Made(Asked(kind, "series", paper=sheet), shown, NOW).pdf())
    assert paper.pages == 1
    assert paper.overflowing() == []
    assert paper.accessible
    assert paper.squares(scale=3)
    assert shown.title[:10] in paper.text


@pytest.mark.parametrize("kind", ["brochure", "sign"])
async def test_lists_of_nasty_words_go_on(kind):
    day = {"brochure": MONTH, "sign": DAY}[kind]
    sheet = {"brochure": "a5", "sign": "a4"}[kind]
    shown = of_library(*[nasty(), wordy()] * 4, name="W" * 150)
    paper = Paper(await Made(Asked(kind, "library", paper=sheet, day=day), shown, NOW).pdf())
    assert paper.pages > 1
    assert paper.overflowing() == []
    assert paper.accessible


async def test_a_month_without_a_session_says_so():
    made = Made(Asked("brochure", "library", paper="a5", day=MONTH), of_library(), NOW)
    paper = Paper(await made.pdf())
    assert "Aucun atelier ce mois-ci." in paper.text
    assert made.alt("fr") == "Brochure du mois. Médiathèque du Port. 0 séance."


async def test_the_picture_is_of_the_same_page():
    made = Made(*PAPERS["poster"], NOW)
    picture = await made.picture()
    assert picture.startswith(b"\x89PNG")
    width = int.from_bytes(picture[16:20], "big")
    assert 600 < width < 800
    assert made.alt("fr") == (
        "Affiche. Premiers pas avec Internet. mardi 12 janvier, de 14 h à 16 h. Médiathèque du Port. 02 99 00 00 00."
    )
    assert made.name == "affiche-premiers-pas-avec-internet-a4.pdf"


def test_the_version_is_of_what_is_shown():
    asked, shown = PAPERS["poster"]
    same = Made(asked, content(session(taken=3)), NOW)
    assert same.digest == Made(asked, shown, NOW).digest
    for other in (session(room="Salle 1"), session(2), session(state="cancelled"), session(phone="0299111111")):
        assert Made(asked, content(other), NOW).digest != same.digest
