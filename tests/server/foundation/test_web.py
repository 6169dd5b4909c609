"""Where a page may send a visitor afterwards (a path of ours, whatever was written); how it tells faults apart."""

import pytest

from server.foundation.pages import tell_apart
from server.foundation.web import own_path


@pytest.mark.parametrize("address", ["/", "/bureau", "/?de=2027-01-01&ville=Rennes", "/seances/1#haut", "/a//b", "/[x"])
def test_paths_of_ours_are_kept(address):
    assert own_path(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "bureau",
        "//elsewhere.example",
        "//[x",
        "http://[",
        "http://exa℀mple/",
        "https://elsewhere.example",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "javascript:alert(1)",
        "/a b",
        "/a\nb",
    ],
)
def test_everything_else_is_the_front_page(address):
    assert own_path(address) == "/"


@pytest.mark.parametrize("address", ["//[x", "http://["])
async def test_an_unreadable_address_to_go_back_to_is_no_fault(client, address):
    answer = await client.get("/bureau/connexion", params={"retour": address})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ["Nom\u00a0: Écrivez.", "Où\u00a0: Écrivez.", "C'est trop long."]),
        ("en", ["Nom: Écrivez.", "Où: Écrivez."]),
    ],
)
def test_faults_said_in_the_same_words_are_told_apart_by_their_fields(language, said):
    faults = {"name": "Écrivez.", "where": "Écrivez.", "note": "C'est trop long."}
    links = "".join(f'<li><a class="tall-link" href="#{name}">{words}</a></li>' for name, words in faults.items())
    question = '<legend><span class="legend">Où</span></legend><input type="radio" name="where">'
    page = tell_apart(f'{links}<label for="name">Nom</label>{question}', faults, language)
    assert all(f">{words}</a>" in page for words in said)
