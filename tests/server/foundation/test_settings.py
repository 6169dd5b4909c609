"""Settings: where they come from, and what is refused."""

import os

import pytest

from server.foundation.settings import BadSetting, read


@pytest.fixture
def given(tmp_path):
    return {"AGENDATHEQUE_DATA": str(tmp_path / "var")}


def test_defaults_serve_this_machine(given, tmp_path):
    found = read(given, tmp_path / "none.toml")
    assert (found.url, found.host, found.hub, found.database_url) == (
        "http://127.0.0.1:8000",
        "127.0.0.1:8000",
        False,
        "",
    )


def test_the_environment_wins_over_the_file(given, tmp_path):
    file = tmp_path / "agendatheque.toml"
    file.write_text('name = "Du fichier"\nphone = "02"\nhub = true\n', "utf-8")
    found = read({**given, "AGENDATHEQUE_NAME": "De l'environnement"}, file)
    assert (found.name, found.phone, found.hub) == ("De l'environnement", "02", True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("URL", "agenda.example.org"),
        ("URL", "https://agenda.example.org/path"),
        ("URL", "ftp://agenda.example.org"),
        ("URL", "https://user@agenda.example.org"),
        ("SECRET", "short"),
        ("SECRET", "zz" * 32),
        ("COLOUR", "red"),
        ("OIDC_ISSUER", "https://login.example.org"),  # without its client and secret
        ("OIDC_CLIENT_ID", "agenda"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(given, tmp_path, name, value):
    with pytest.raises(BadSetting, match="AGENDATHEQUE_"):
        read({**given, f"AGENDATHEQUE_{name}": value}, tmp_path / "none.toml")


def test_what_tests_are_told_is_no_setting(given, tmp_path):
    told = {**given, "AGENDATHEQUE_TEST_DATABASE_URL": "postgresql://127.0.0.1/x"}
    assert read(told, tmp_path / "none.toml").database_url == ""


def test_the_secret_is_made_once_and_kept_for_its_owner_alone(given, tmp_path):
    first = read(given, tmp_path / "none.toml")
    file = tmp_path / "var" / "secret"
    assert first.secret == read(given, tmp_path / "none.toml").secret
    assert len(first.secret) == 32
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_public_instance_does_not_open_the_private_network(given, tmp_path):
    opened = {**given, "AGENDATHEQUE_ALLOW_PRIVATE_NETWORK": "true"}
    with pytest.raises(BadSetting, match="ALLOW_PRIVATE_NETWORK"):
        read({**opened, "AGENDATHEQUE_URL": "https://agenda.example.org"}, tmp_path / "none.toml")
    assert read({**opened, "AGENDATHEQUE_URL": "http://127.0.0.1:8000"}, tmp_path / "none.toml").allow_private_network


@pytest.mark.parametrize("left", ["", "11" * 31, "zz" * 32, "é" * 64], ids=["empty", "cut", "no digits", "no ASCII"])
def test_a_damaged_secret_is_never_used(given, tmp_path, left):
    file = tmp_path / "var" / "secret"
    file.parent.mkdir()
    file.write_text(left, "utf-8")
    with pytest.raises(BadSetting, match=str(file)):
        read(given, tmp_path / "none.toml")
    assert file.read_text("utf-8") == left


def test_the_secret_is_on_the_disk_before_it_has_its_name(given, tmp_path, monkeypatch):
    done = []
    sync, link = os.fsync, os.link
    monkeypatch.setattr(os, "fsync", lambda number: (done.append("fsync"), sync(number))[1])
    monkeypatch.setattr(os, "link", lambda *names: (done.append("link"), link(*names))[1])
    read(given, tmp_path / "none.toml")
    assert done == ["fsync", "link", "fsync"]


@pytest.mark.parametrize(
    ("issuer", "private", "fits"), [("https", "", True), ("http", "", False), ("http", "yes", True)]
)
def test_an_openid_provider_is_at_an_https_address_unless_it_is_inside(given, tmp_path, issuer, private, fits):
    told = {"ISSUER": f"{issuer}://login.example.org/realms/x/", "CLIENT_ID": "agenda", "CLIENT_SECRET": "s" * 40}
    told |= {"ACR": "eidas1 eidas2", "PRIVATE_NETWORK": private}
    told = {**given, **{f"AGENDATHEQUE_OIDC_{name}": value for name, value in told.items()}}
    if not fits:
        with pytest.raises(BadSetting, match="OIDC_ISSUER"):
            read(told, tmp_path / "none.toml")
        return
    found = read(told, tmp_path / "none.toml")
    assert (found.openid.issuer, found.openid.name) == (f"{issuer}://login.example.org/realms/x", "login.example.org")
    assert (found.openid.scope, found.openid.acr) == ("openid email", ("eidas1", "eidas2"))
    assert "s" * 40 not in repr(found)
