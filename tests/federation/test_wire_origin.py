"""Origins: which addresses are the same place, and which spellings have no place at all."""

import pytest

from federation.wire.origin import origin, same_origin


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://agenda.example", ("https", "agenda.example", 443)),
        ("https://agenda.example/", ("https", "agenda.example", 443)),
        ("https://agenda.example/ap/actor#main-key", ("https", "agenda.example", 443)),
        ("https://agenda.example?x=1", ("https", "agenda.example", 443)),
        ("HTTPS://Agenda.EXAMPLE/Chemin", ("https", "agenda.example", 443)),
        ("https://agenda.example:443/", ("https", "agenda.example", 443)),
        ("https://agenda.example:8443/", ("https", "agenda.example", 8443)),
        ("http://127.0.0.1:8001/ap/actor", ("http", "127.0.0.1", 8001)),
        ("http://[::1]:8001/", ("http", "[::1]", 8001)),
        ("http://[0:0:0:0:0:0:0:1]:8001/", ("http", "[::1]", 8001)),
        ("https://xn--mdiathque-b4ag.example/", ("https", "xn--mdiathque-b4ag.example", 443)),
        ("https://asso.example/?p=412", ("https", "asso.example", 443)),
        ("https://gancio.example/m/https://agenda.example/ap/actor#follow", ("https", "gancio.example", 443)),
        ("https://agenda.example/médiathèque", ("https", "agenda.example", 443)),
        ("https://agenda.example/a@b", ("https", "agenda.example", 443)),
        ("https://agenda_1.example/", ("https", "agenda_1.example", 443)),
        ("http://localhost:8000", ("http", "localhost", 8000)),
    ],
)
def test_addresses_with_an_origin(address, expected):
    assert origin(address) == expected


@pytest.mark.parametrize(
    "address",
    [
        "",
        "agenda.example",
        "//agenda.example/",
        "https:agenda.example",
        "https:/agenda.example",
        "https:///agenda.example",
        "ftp://agenda.example/",
        "file:///etc/passwd",
        "data:text/plain,x",
        "acct:relay@agenda.example",
        "https://user@agenda.example/",
        "https://user:word@agenda.example/",
        "https://agenda.example@autre.example/",
        "https://agenda.example\\@autre.example/",
        "https://agenda.example\\.autre.example/",
        "https://agenda.example./",
        "https://.agenda.example/",
        "https://agenda..example/",
        "https://-agenda.example/",
        "https://agenda.example:/",
        "https://agenda.example:0/",
        "https://agenda.example:65536/",
        "https://agenda.example:+443/",
        "https://agenda.example: 443/",
        "https://agenda.example:４４３/",
        "https://agenda.example:443:443/",
        "https://médiathèque.example/",
        "https://agenda。example/",
        "https://ａgenda.example/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://127.0.0.256/",
        "https://1.2.3.4.5/",
        "https://[::1/",
        "https://::1/",
        "https://[fe80::1%25eth0]/",
        "https://[v1.x]/",
        " https://agenda.example/",
        "https://agenda.example/ ",
        "https://agenda.example/a b",
        "https://agenda.example/\n",
        "https://agenda.example/\x00",
        "https://agenda.exa\tmple/",
        "https://agenda.exam%70le/",
        "https://" + "a" * 64 + ".example/",
        "https://agenda.example/" + "a" * 3000,
    ],
)
def test_addresses_without_one(address):
    assert origin(address) is None
    assert not same_origin(address, address)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("https://agenda.example/1", "https://agenda.example/2", True),
        ("https://agenda.example", "https://AGENDA.example:443/x", True),
        ("http://agenda.example/", "http://agenda.example:80/", True),
        ("https://agenda.example/", "http://agenda.example/", False),
        ("https://agenda.example/", "https://agenda.example:8443/", False),
        ("https://agenda.example/", "https://agenda.example./", False),
        ("https://agenda.example/", "https://www.agenda.example/", False),
        ("https://agenda.example/", "https://agenda.example.autre.example/", False),
        ("https://agenda.example/", "https://agenda.example@autre.example/", False),
        ("https://agenda.example/", "https://autre.example/https://agenda.example/", False),
        ("http://127.0.0.1:8001/", "http://127.0.0.1:8002/", False),
        ("http://127.0.0.1:8001/", "http://localhost:8001/", False),
    ],
)
def test_pairs(first, second, same):
    assert same_origin(first, second) is same
    assert same_origin(second, first) is same


def test_three_are_the_same_only_together():
    assert same_origin("https://a.example/1", "https://a.example/2", "https://a.example/3")
    assert not same_origin("https://a.example/1", "https://a.example/2", "https://b.example/3")
    assert same_origin("https://a.example/1")
