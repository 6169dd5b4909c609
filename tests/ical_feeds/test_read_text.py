"""Imports, text: HTML, entities, escapes, addresses, lengths; what comes in is plain text, always."""

import time
from collections.abc import Callable

import pytest

from ical_feeds.read import Reading
from ical_feeds.text import plain, web_address

Read, File = Callable[..., Reading], Callable[..., str]
START = "UID:1\nDTSTART:20270112T090000Z\n"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Bonjour", "Bonjour"),
        ("a\\, b\\; c\\\\d\\ne\\Nf", "a, b; c\\d\ne\nf"),
        ("C:\\\\nouveau", "C:\\nouveau"),
        ("a\\:b \\x", "a\\:b \\x"),
        ("twice\\\\, escaped\\\\n", "twice\\, escaped\\n"),
        ("L&rsquo;&agrave;-propos&hellip; &#233; &#xe9;", "L’à-propos… é é"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("AT&T &unknown; & co &copy", "AT&T &unknown; & co &copy"),
        ("&#0;&#xD800;a", "a"),
        ("<p>Un</p><p>Deux&nbsp;!</p>", "Un\n\nDeux !"),
        ("Un<br>Deux<br/>Trois", "Un\nDeux\nTrois"),
        ("<ul><li>Un</li><li>Deux</li></ul>", "- Un\n- Deux"),
        ('<a href="https://a.fr/x?a=1&amp;b=2">Inscription</a>', "Inscription (https://a.fr/x?a=1&b=2)"),
        ("<a href='https://a.fr/'>https://a.fr/</a>", "https://a.fr/"),
        ("<a href=mailto:a@b.fr>a@b.fr</a>", "a@b.fr"),
        ('<a href="javascript:alert(1)">clic</a>', "clic"),
        ('<b onclick="x">Gras</b><script>alert(1)</script><style>p{}</style>', "Gras"),
        ("<img src=x onerror=alert(1)>Image", "Image"),
        ('<iframe src="https://evil.example"></iframe>Suite', "Suite"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("3 < 4 et 5 > 2, <pas une balise>", "3 < 4 et 5 > 2, <pas une balise>"),
        ("<span>a\u2028b</span>", "a\nb"),
        ("a\\n\\n\\n\\n\\nb", "a\n\nb"),
        ("  a   b \\n c ", "a b\nc"),
    ],
)
def test_text_becomes_plain(written: str, expected: str) -> None:
    assert plain(written, 1_000) == expected


def test_titles_places_and_themes_are_plain_lines(reading: Read, file: File) -> None:
    lines = (
        "SUMMARY:<b>Atelier</b>\\n&agrave; 5 €<script>x</script>\n"
        "LOCATION:Biblioth&egrave;que<br>Salle 2\nX-ALT-DESC;FMTTYPE=text/html:<iframe src=x>\n"
        "CATEGORIES:Débuter,Seniors\\, adultes,<i>Jeux</i>,,Débuter\nCATEGORIES:Plus"
    )
    (event,) = reading(file(START + lines)).events
    assert event.title == "Atelier à 5 €"
    assert event.location == "Bibliothèque Salle 2"
    assert event.categories == ("Débuter", "Seniors, adultes", "Jeux", "Plus")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://a.fr/x", "https://a.fr/x"),
        ("HTTPS://A.fr/x", "https://A.fr/x"),
        (" https://a.fr/é x", ""),
        ("https://a.fr/é", "https://a.fr/%C3%A9"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("mailto:a@b.fr", "mailto:a@b.fr"),
        ("tel:+33298000000", "tel:+33298000000"),
        ("javascript:alert(1)", ""),
        ("java\x00script:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("//a.fr/x", ""),
        ("/relative", ""),
        ("a.fr", ""),
        ("https://", ""),
        ("https://[::1", ""),
        ('https://a.fr/"><script>', "https://a.fr/%22%3E%3Cscript%3E"),
        ("https://a.fr/" + "x" * 5_000, ""),
    ],
)
def test_an_address_is_safe_or_absent(reading: Read, file: File, written: str, expected: str) -> None:
    (event,) = reading(file(f"{START}URL:{written}")).events
    assert event.url == expected


def test_web_addresses_are_stable_under_themselves() -> None:
    once = web_address("https://a.fr/é?x=%20&y=[1]#z")
    assert web_address(once) == once == "https://a.fr/%C3%A9?x=%20&y=[1]#z"


@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", "<!--", "<script>", "&", "&#", "<a href=", "<p", "</", '"', "\\", "<b>", "<a href='x'>", "&lt;"],
)
def test_hostile_markup_costs_little(piece: str) -> None:
    before = time.process_time()
    for _ in range(5):
        plain("<b>" + piece * (60_000 // len(piece)), 10_000)
    assert time.process_time() - before < 2


def test_long_texts_are_cut(reading: Read, file: File) -> None:
    lines = f"SUMMARY:{'t' * 5_000}\nLOCATION:{'l' * 5_000}\nDESCRIPTION:{'d' * 50_000}\nCATEGORIES:{'c,' * 90}"
    (event,) = reading(file(START + lines)).events
    assert (len(event.title), len(event.location), len(event.description)) == (300, 500, 10_000)
    assert event.categories == ("c",)
