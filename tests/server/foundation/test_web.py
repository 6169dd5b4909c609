"""Where a page may send a visitor afterwards: to a path of ours, whatever was written in the address."""

import pytest

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
