"""An OpenID provider that is not ours, as a process, and the browser of somebody who signs in there."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any, Self
from urllib.parse import urljoin

import httpx
from joserfc import jwk

from server.accounts.guards import cookie_name
from server.foundation.settings import OpenId, settings
from tests.journeys.independent import HERE, found
from tests.journeys.instances import until
from tests.journeys.ports import free_port

START = "/bureau/connexion/openid"
BACK = "http://test.example/bureau/connexion/openid/retour"
LEFT = "http://test.example/bureau/connexion"
# One as most providers are set up; one as ProConnect: the secret in the body, what is told of the person signed.
PLAIN = {"client_id": "plain", "client_secret": "secret:with%and+signs" * 2, "redirect_uris": [BACK]}
PLAIN |= {"post_logout_redirect_uris": [LEFT]}
SIGNED = {**PLAIN, "client_id": "signed", "token_endpoint_auth_method": "client_secret_post"}
SIGNED |= {"id_token_signed_response_alg": "ES256", "userinfo_signed_response_alg": "ES256"}


class Provider:
    """A running provider; `keys` are its private keys, so that a test can sign in its name."""

    def __init__(self, folder: Path) -> None:
        packages, self._node = found()
        self._folder = folder
        (folder / "provider.mjs").write_bytes((HERE / "provider.mjs").read_bytes())
        (folder / "node_modules").symlink_to(packages / "node_modules")
        self.port = free_port()
        self.keys = [
            jwk.RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig", "alg": "RS256"}),
            jwk.ECKey.generate_key("P-256", {"kid": "ec", "use": "sig", "alg": "ES256"}),
        ]

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        told = {"clients": [PLAIN, SIGNED], "keys": [key.as_dict(private=True) for key in self.keys]}
        with self._log.open("ab") as log:
            command = [self._node, "provider.mjs", str(self.port), json.dumps(told)]
            self._process = subprocess.Popen(command, cwd=self._folder, stdout=log, stderr=log)
        until(self._ready)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()

    @property
    def _log(self) -> Path:
        return self._folder / "provider.log"

    def _ready(self) -> bool:
        assert self._process.poll() is None, self._log.read_text("utf-8")
        return "ready" in self._log.read_text("utf-8")

    def told(self, client: dict[str, Any] = PLAIN, **more: Any) -> OpenId:
        """Return the settings of an instance that sends its staff here."""
        own = {"name": "l'annuaire", "scope": "openid email profile", "acr": (), "trust_email": False, "private": True}
        return OpenId(self.issuer, client["client_id"], client["client_secret"], **{**own, **more})


class Elsewhere:
    """The browsers of people at the provider: who has signed in and agreed there is not asked again."""

    def __init__(self) -> None:
        self._browsers: dict[str, httpx.AsyncClient] = {}

    async def goes(self, address: str, name: str) -> str:
        """Go to the provider and sign in by its forms as `name`; return the address of ours that it names."""
        browser = self._browsers.setdefault(name, httpx.AsyncClient())
        answer = await browser.get(address)
        for _ in range(12):
            if answer.is_redirect:
                onwards = urljoin(str(answer.url), answer.headers["location"])
                if onwards.startswith(settings().url):
                    return onwards
                answer = await browser.get(onwards)
            else:
                answer = await browser.post(urljoin(str(answer.url), *action_of(answer.text)), data=typed(answer, name))
        raise AssertionError("the provider goes round in circles")

    async def close(self) -> None:
        """Close all browsers."""
        for browser in self._browsers.values():
            await browser.aclose()


def action_of(page: str) -> list[str]:
    """Return where the form of a page goes."""
    found = re.findall(r'<form[^>]* action="([^"]+)"', page)
    assert found, page
    return found[:1]


def typed(answer: httpx.Response, name: str) -> dict[str, str]:
    """Return the hidden fields of a form, and a name and password for one that asks them."""
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text)
    return {**dict(hidden), "login": name, "password": "x"}


def is_in(answer):
    """Whether an answer lets somebody in."""
    return answer.status_code == 303 and cookie_name() in answer.cookies
