"""Addresses that people paste become addresses of calendars, by rule or because a page announces one."""

import pytest

from ical_feeds import announced
from ical_feeds.addresses import candidates, on_page

GOOGLE = "https://calendar.google.com/calendar/ical/abc%40group.calendar.google.com/public/basic.ics"
OPENAGENDA = "https://openagenda.com/agendas/123456/events.v2.ics?relative%5B0%5D=current&relative%5B1%5D=upcoming"


@pytest.mark.parametrize(
    ("pasted", "first"),
    [
        ("https://x.org/a.ics", "https://x.org/a.ics"),
        ("  <https://x.org/a.ics> ", "https://x.org/a.ics"),
        ("webcal://x.org/a.ics", "https://x.org/a.ics"),
        ("WEBCALS://x.org/a.ics", "https://x.org/a.ics"),
        ("feed://x.org/a.ics", "https://x.org/a.ics"),
        ("http://x.org/a.ics", "https://x.org/a.ics"),
        ("x.org/agenda", "https://x.org/agenda"),
        ("x.org:8443/agenda", "https://x.org:8443/agenda"),
        ("https://médiathèque.fr/é.ics", "https://xn--mdiathque-53af.fr/%C3%A9.ics"),
        ("https://calendar.google.com/calendar/embed?src=abc%40group.calendar.google.com&ctz=Europe/Paris", GOOGLE),
        ("https://calendar.google.com/calendar/u/0?cid=YWJjQGdyb3VwLmNhbGVuZGFyLmdvb2dsZS5jb20", GOOGLE),
        ("https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fx.org%2Fa.ics", "https://x.org/a.ics"),
        ("https://calendar.google.com/calendar/u/0?cid=%FF%FE", "https://calendar.google.com/calendar/u/0?cid=%FF%FE"),
        (
            "https://outlook.office365.com/owa/calendar/a@b.fr/x/calendar.html",
            "https://outlook.office365.com/owa/calendar/a@b.fr/x/calendar.ics",
        ),
        (
            "https://outlook.live.com/owa/calendar/0/x/cid-1/index.html",
            "https://outlook.live.com/owa/calendar/0/x/cid-1/index.ics",
        ),
        (
            "https://biblio.libcal.com/calendar?cid=4321&t=d",
            "https://biblio.libcal.com/ical_subscribe.php?src=p&cid=4321",
        ),
        ("https://openagenda.com/fr/agendas/123456/contribute", OPENAGENDA),
        (OPENAGENDA, OPENAGENDA),
        (
            "https://nuage.fr/index.php/apps/calendar/p/ABCDEFGH12/dayGridMonth/now",
            "https://nuage.fr/remote.php/dav/public-calendars/ABCDEFGH12/?export",
        ),
        (
            "https://nuage.fr/cloud/apps/calendar/embed/ABCDEFGH12",
            "https://nuage.fr/cloud/remote.php/dav/public-calendars/ABCDEFGH12/?export",
        ),
        ("https://mobilizon.fr/@tricot", "https://mobilizon.fr/@tricot/feed/ics"),
        ("https://mobilizon.fr/@tricot@autre.fr/events?x=1", "https://mobilizon.fr/@tricot@autre.fr/feed/ics"),
        ("https://mobilizon.fr/@tricot/feed/ics", "https://mobilizon.fr/@tricot/feed/ics"),
    ],
)
def test_the_best_address_is_tried_first(pasted, first):
    assert candidates(pasted)[0] == first


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "  ",
        "tricot",
        "javascript:alert(1)",
        "mailto:a@b.fr",
        "file:///etc/passwd",
        "ftp://x.org/a",
        "https://",
        "https://[",
        "https://moi:secret@x.org/a.ics",
        "https://x .org/",
    ],
)
def test_what_is_no_address_of_the_web_gives_none(pasted):
    assert candidates(pasted) == []


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ('<link rel="alternate" type="text/calendar" href="/agenda.ics">', ["https://site.fr/agenda.ics"]),
        ("<LINK href='a.ics?x=1&amp;y=2' REL=alternate TYPE='text/calendar'>", ["https://site.fr/pages/a.ics?x=1&y=2"]),
        ('<link rel="alternate" type="application/rss+xml" href="/rss">', []),
        ('<a class="b" href="webcal://autre.fr/x.ics">S\'abonner</a>', ["https://autre.fr/x.ics"]),
        ('<a href="/evenements/?ical=1">Exporter</a><a href="/contact">x</a>', ["https://site.fr/evenements/?ical=1"]),
        (
            '<a href="/x.ics">x</a><link rel="alternate" type="text/calendar" href="/y.ics">',
            ["https://site.fr/y.ics", "https://site.fr/x.ics"],
        ),
        ('<a href="javascript:x.ics">x</a><a href="https://[.ics">x</a>', []),
        ("".join(f'<a href="/{n}.ics">x</a>' for n in range(9)), [f"https://site.fr/{n}.ics" for n in range(3)]),
    ],
)
def test_a_page_announces_calendars(page, found):
    assert announced.calendars(page, "https://site.fr/pages/") == found


@pytest.mark.parametrize(
    ("address", "page", "found"),
    [
        ("https://openagenda.com/fr/mediatheque", '<a href="/agendas/123456/events.pdf">', [OPENAGENDA]),
        ("https://openagenda.com/fr/mediatheque", "rien", []),
        ("https://site.fr/evenements/", '<div class="tribe-events-view">', ["https://site.fr/evenements/?ical=1"]),
        ("https://gancio.fr/place/x", 'Gancio <script src="/_nuxt/a.js">', ["https://gancio.fr/feed/ics"]),
        ("https://mob.fr/", '<meta name="generator" content="Mobilizon 5">', ["https://mob.fr/feed/instance/ics"]),
        ("https://site.fr/", "<p>Bonjour</p>", []),
    ],
)
def test_pages_of_known_programs_are_known(address, page, found):
    assert on_page(address, page) == found


def test_titles_are_plain():
    assert announced.title("<html><title>\n Connexion &eacute;tendue <b>") == "Connexion étendue"
    assert announced.title("<p>rien") == ""
