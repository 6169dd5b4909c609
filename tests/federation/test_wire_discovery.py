"""How servers find each other: WebFinger, host-meta, NodeInfo."""

import xml.etree.ElementTree as ElementTree

import pytest

from federation.wire import Malformed, nodeinfo, webfinger
from federation.wire.webfinger import Account

URL = "https://agenda.example:8443"
ACTOR = f"{URL}/ap/actor"


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ("acct:relay@agenda.example", Account("relay", "agenda.example")),
        ("relay@agenda.example", Account("relay", "agenda.example")),
        ("@jean_mace@Agenda.Example:8443", Account("jean_mace", "agenda.example:8443")),
        ("  acct:relay@127.0.0.1:8001 ", Account("relay", "127.0.0.1:8001")),
        ("https://agenda.example/ap/actor", None),
        ("agenda.example", None),
        ("acct:relay", None),
        ("acct:a@b@c", None),
        ("acct:relay@agenda.example/chemin", None),
        ("acct:re lay@agenda.example", None),
        ("", None),
    ],
)
def test_accounts(resource, expected):
    assert webfinger.account(resource) == expected


def test_the_document_of_an_actor_points_to_it():
    document = webfinger.document(username="relay", host="agenda.example:8443", actor=ACTOR, page=f"{URL}/")
    assert document["subject"] == "acct:relay@agenda.example:8443"
    assert webfinger.read(document) == ACTOR
    assert document["aliases"] == [f"{URL}/", ACTOR]
    assert webfinger.read(webfinger.service(url=URL, actor=ACTOR)) == ACTOR
    assert webfinger.service(url=URL, actor=ACTOR)["subject"] == f"{URL}/"


LINK = {"rel": "self", "type": "application/activity+json", "href": ACTOR}


@pytest.mark.parametrize(
    ("links", "good"),
    [
        ([LINK], True),
        ([{"rel": "self", "type": "text/html", "href": URL}, LINK], True),
        ([LINK | {"type": 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'}], True),
        (LINK, True),
        ([LINK | {"type": "text/html"}], False),
        ([LINK | {"rel": "alternate"}], False),
        ([LINK | {"href": "file:///etc/passwd"}], False),
        ([LINK | {"href": None}], False),
        ([{"rel": "self"}, None, 3], False),
        ([], False),
        (None, False),
    ],
)
def test_reading_what_others_answer(links, good):
    if good:
        assert webfinger.read({"subject": "acct:x@y", "links": links}) == ACTOR
    else:
        with pytest.raises(Malformed, match="webfinger"):
            webfinger.read({"subject": "acct:x@y", "links": links})


def test_host_meta_is_xml_with_the_template_of_webfinger():
    root = ElementTree.fromstring(webfinger.host_meta(URL))  # noqa: S314 - ours
    (link,) = root
    assert root.tag == "{http://docs.oasis-open.org/ns/xri/xrd-1.0}XRD"
    assert link.attrib["rel"] == "lrdd"
    assert link.attrib["template"] == f"{URL}/.well-known/webfinger?resource={{uri}}"


def test_host_meta_is_told_as_json_too():
    (link,) = webfinger.host_meta_json(URL)["links"]
    assert (link["rel"], link["template"]) == ("lrdd", f"{URL}/.well-known/webfinger?resource={{uri}}")


def test_links_lead_to_nodeinfo_and_to_the_instance_actor():
    found = nodeinfo.read_links(nodeinfo.links(url=URL, actor=ACTOR))
    assert found == nodeinfo.Links(nodeinfo=f"{URL}/nodeinfo/2.1", application=ACTOR)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (
            {"links": [{"rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": "https://x.example/n"}]},
            ("https://x.example/n", ""),
        ),
        ({"links": {"rel": nodeinfo.APPLICATION, "href": "https://x.example/relay"}}, ("", "https://x.example/relay")),
        ({"links": [{"rel": nodeinfo.APPLICATION, "href": "javascript:x"}, None, {"rel": 3}]}, ("", "")),
        ({"links": None}, ("", "")),
        ({}, ("", "")),
    ],
)
def test_links_of_others(document, expected):
    found = nodeinfo.read_links(document)
    assert (found.nodeinfo, found.application) == expected


@pytest.mark.parametrize("version", nodeinfo.VERSIONS)
def test_the_description_of_this_server(version):
    document = nodeinfo.document(
        version,
        name="Agenda",
        software="0.1.0",
        hub=True,
        usage={"users": 3, "posts": 40},
        territory="Finistère",
        sync="https://agenda.example.org/ap/sync/evenements",
    )
    required = {"version", "software", "protocols", "services", "openRegistrations", "usage", "metadata"}
    assert document.keys() == required
    assert (document["version"], document["protocols"]) == (version, ["activitypub"])
    assert document["usage"] == {"users": {"total": 3}, "localPosts": 40}
    assert document["metadata"]["agendatheque"] == {
        "version": "0.1.0",
        "hub": True,
        "sync": "https://agenda.example.org/ap/sync/evenements",
        "territoire": "Finistère",
    }
    assert version in nodeinfo.media_type(version)
    read = nodeinfo.read(document)
    assert (read.name, read.version) == ("agendatheque", "0.1.0")
    assert (read.sync, read.territory) == ("https://agenda.example.org/ap/sync/evenements", "Finistère")


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"software": {"name": "Mobilizon", "version": "5.1.0"}}, ("mobilizon", "5.1.0")),
        ({"software": {"name": None}, "metadata": []}, ("", "")),
        ({"software": "gancio"}, ("", "")),
        ({"software": {"name": "agendatheque"}, "metadata": {"agendatheque": 3}}, ("agendatheque", "")),
        ({"metadata": {}}, ("", "")),
    ],
)
def test_descriptions_of_others(document, expected):
    read = nodeinfo.read(document)
    assert (read.name, read.version) == expected
    assert (read.sync, read.territory) == ("", "")
