"""Settings, read once from the environment, then from agendatheque.toml, then from defaults."""

import functools
import os
import secrets
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "AGENDATHEQUE_"
OF_TESTS = PREFIX + "TEST_"  # what the tests are told, and the program is not
FILE = "agendatheque.toml"
NAMES = frozenset(
    "URL NAME PHONE ACCENT DATA DATABASE_URL MAIL_URL MAIL_FROM SMS_URL HUB ALLOW_PRIVATE_NETWORK SECRET DEMO TIMEZONE "
    "TRUSTED_PROXIES ALLOW_LIST GANCIO TERRITORY REMOTE_SEATS BOOKINGS_AHEAD FORM_SECONDS "
    "INVITATIONS OIDC_ISSUER OIDC_CLIENT_ID OIDC_CLIENT_SECRET OIDC_NAME OIDC_SCOPE OIDC_ACR OIDC_TRUST_EMAIL "
    "OIDC_PRIVATE_NETWORK".split()
)


class BadSetting(Exception):
    """A setting cannot be used; the message says which, why and how to mend it."""


@dataclass(frozen=True)
class OpenId:
    """The OpenID provider that staff may enter by (ProConnect, Keycloak…), as its own side gave it out.

    `acr` are the levels of assurance that are good enough, none for any; `trust_email` believes e-mails of which the
    provider does not say that they are verified; `private` lets it stand at a private address.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    scope: str
    acr: tuple[str, ...]
    trust_email: bool
    private: bool


@dataclass(frozen=True)
class Settings:
    """Everything an instance is told from outside.

    `url` has no trailing slash; `data` exists; `secret` has 32 bytes; `mail_url` is `smtp://…`, `smtps://…`, `page:`
    (keep mails on a page, demo only) or empty (nothing is sent); `sms_url` is an address of Apprise with `{phone}` in
    it, `page:` or empty. `remote_seats` is the part of a session's seats, in percent, that one other server may book.
    `bookings_ahead` is how many bookings to come one e-mail or telephone may have, 0 without limit; a form filled in
    less than `form_seconds` is asked again. `invitations` is how calendars go with mails: request (as invitations) or
    publish (as events to keep).
    """

    url: str
    name: str
    phone: str
    accent: str
    data: Path
    database_url: str
    mail_url: str
    mail_from: str
    sms_url: str
    hub: bool
    allow_private_network: bool
    secret: bytes
    demo: bool
    timezone: str
    trusted_proxies: tuple[str, ...]
    allow_list: bool
    gancio: bool
    territory: str
    remote_seats: int
    bookings_ahead: int
    form_seconds: int
    invitations: str
    openid: OpenId | None

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    @property
    def secure(self) -> bool:
        return self.url.startswith("https://")


def version() -> str:
    """Return the version of the installed program."""
    return metadata.version("agendatheque")


@functools.cache
def settings() -> Settings:
    """Return the settings of this process; raises BadSetting."""
    return read(os.environ, Path(FILE))


def read(environment: Any, file: Path) -> Settings:
    """Build Settings from a mapping of environment variables and an optional TOML file; raises BadSetting."""
    written = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    _refuse_unknown(environment, written)

    def get(name: str, default: str = "") -> str:
        value = environment.get(PREFIX + name, written.get(name.lower(), default))
        return str(value).lower() if isinstance(value, bool) else str(value)

    data = Path(get("DATA", "var")).resolve()
    data.mkdir(parents=True, exist_ok=True)
    url = _public_address(get("URL", "http://127.0.0.1:8000"))
    host = urlsplit(url).hostname or "localhost"
    if url.startswith("https://") and _yes(get("ALLOW_PRIVATE_NETWORK")):
        raise BadSetting(
            "AGENDATHEQUE_ALLOW_PRIVATE_NETWORK is for tests and the demonstration: not with an https address."
        )
    return Settings(
        url=url,
        name=get("NAME", "Agendathèque"),
        phone=get("PHONE"),
        accent=get("ACCENT", "bleu"),
        data=data,
        database_url=get("DATABASE_URL"),
        mail_url=get("MAIL_URL"),
        mail_from=get("MAIL_FROM", f"agenda@{'localhost.localdomain' if host[0].isdigit() else host}"),
        sms_url=get("SMS_URL"),
        hub=_yes(get("HUB")),
        allow_private_network=_yes(get("ALLOW_PRIVATE_NETWORK")),
        secret=_secret(get("SECRET"), data / "secret"),
        demo=_yes(get("DEMO")),
        timezone=get("TIMEZONE", "Europe/Paris"),
        trusted_proxies=tuple(part.strip() for part in get("TRUSTED_PROXIES").split(",") if part.strip()),
        allow_list=_yes(get("ALLOW_LIST")),
        gancio=_yes(get("GANCIO")),
        territory=get("TERRITORY"),
        remote_seats=_percent(get("REMOTE_SEATS", "50"), "REMOTE_SEATS"),
        bookings_ahead=_count(get("BOOKINGS_AHEAD", "10"), "BOOKINGS_AHEAD"),
        form_seconds=_count(get("FORM_SECONDS", "3"), "FORM_SECONDS"),
        invitations=_one_of(get("INVITATIONS", "request"), ("request", "publish"), "INVITATIONS"),
        openid=_openid(get),
    )


def _openid(get: Callable[..., str]) -> OpenId | None:
    issuer, client, secret = get("OIDC_ISSUER").rstrip("/"), get("OIDC_CLIENT_ID"), get("OIDC_CLIENT_SECRET")
    private = _yes(get("OIDC_PRIVATE_NETWORK"))
    if not (issuer or client or secret):
        return None
    inside = private or _yes(get("ALLOW_PRIVATE_NETWORK"))
    if not (client and secret and issuer.startswith(("https://", "http://") if inside else "https://")):
        raise BadSetting(
            "AGENDATHEQUE_OIDC_ISSUER must be an https address; _OIDC_CLIENT_ID and _OIDC_CLIENT_SECRET go with it."
        )
    return OpenId(
        issuer=issuer,
        client_id=client,
        client_secret=secret,
        name=get("OIDC_NAME", urlsplit(issuer).hostname or issuer),
        scope=get("OIDC_SCOPE", "openid email"),
        acr=tuple(get("OIDC_ACR").split()),
        trust_email=_yes(get("OIDC_TRUST_EMAIL")),
        private=private,
    )


def _refuse_unknown(environment: Any, written: dict[str, Any]) -> None:
    ours = (key for key in environment if key.startswith(PREFIX) and not key.startswith(OF_TESTS))
    unknown = sorted({key[len(PREFIX) :] for key in ours} - NAMES)
    unknown += sorted({key.upper() for key in written} - NAMES)
    if unknown:
        raise BadSetting(f"Unknown setting: {', '.join(PREFIX + name for name in unknown)}. See docs/running.md.")


def _public_address(text: str) -> str:
    parts = urlsplit(text.rstrip("/"))
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query or parts.username:
        raise BadSetting(f"AGENDATHEQUE_URL must be like https://agenda.example.org, not {text!r}.")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _percent(text: str, name: str) -> int:
    if not text.strip().isdecimal() or int(text) > 100:
        raise BadSetting(f"{PREFIX}{name} must be a number from 0 to 100, not {text!r}.")
    return int(text)


def _count(text: str, name: str) -> int:
    if not text.strip().isdecimal() or int(text) > 1000:
        raise BadSetting(f"{PREFIX}{name} must be a number from 0 to 1000, not {text!r}.")
    return int(text)


def _one_of(text: str, known: tuple[str, ...], name: str) -> str:
    if text.strip().lower() not in known:
        raise BadSetting(f"{PREFIX}{name} must be one of {', '.join(known)}, not {text!r}.")
    return text.strip().lower()


def _yes(text: str) -> bool:
    return text.strip().lower() in {"1", "true", "yes", "oui", "on"}


def _secret(given: str, file: Path) -> bytes:
    """Return 32 bytes: the given ones (64 hexadecimal digits) or those kept in `file`, made on first use."""
    if given:
        return _key(given, "AGENDATHEQUE_SECRET")
    if not file.exists():
        _make_secret(file)
    return _key(file.read_text("ascii", "replace").strip(), f"The file {file}")


def _key(text: str, where: str) -> bytes:
    """Return the 32 bytes that 64 hexadecimal digits stand for; an empty or cut key would be one that anyone knows."""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise BadSetting(f"{where} must be 64 hexadecimal digits. AGENDATHEQUE_SECRET may give those of a backup.")
    return key


def _make_secret(file: Path) -> None:
    """Write a new secret, whole or not at all: on the disk before it has its name, whatever cuts the power."""
    fresh = file.with_suffix(f".{os.getpid()}")
    fresh.touch(mode=0o600)
    with fresh.open("w", encoding="ascii") as written:
        written.write(secrets.token_hex(32))
        written.flush()
        os.fsync(written.fileno())
    try:
        os.link(fresh, file)  # the first process wins, the others read its key
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
