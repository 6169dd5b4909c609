"""Pages as a browser without JavaScript sees them: their links, and their forms filled as they stand."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import httpx

from tests.journeys.instances import DIRECTION, NO_TLS, PASSWORD, Instance


@dataclass
class Form:
    """A form as it stands: `fields` holds what would be sent if its button were pressed now."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    main: bool = False


class Page(HTMLParser):
    """The links, forms, words and cards of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.assets: list[str] = []
        self.forms: list[Form] = []
        self.cards: list[str] = []
        self.words: list[str] = []
        self.ids: list[str] = []
        self._main = False
        self._card = False
        self._select = ""
        self._area = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids += [given["id"]] if "id" in given else []
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag in {"link", "script", "img"} and (given.get("href") or given.get("src")):
            self.assets.append(given.get("href") or given["src"])
        if tag == "main":
            self._main = True
        if tag == "article":
            self._card = True
            self.cards.append("")
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower(), main=self._main))
        elif self.forms and ("name" in given or tag == "option"):
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        form, name = self.forms[-1], given.get("name", "")
        form.names |= {name} - {""}
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            form.fields[name] = ""
        elif tag == "option":
            if "selected" in given or self._select not in form.fields:
                form.fields[self._select] = given.get("value", "")
        elif tag == "button" or given.get("type") in {"submit", "image", "file"}:
            return
        elif given.get("type") not in {"radio", "checkbox"} or "checked" in given:
            form.fields[name] = given.get("value", "on" if given.get("type") == "checkbox" else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._main = False
        if tag == "article":
            self._card = False
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].fields[self._area] += data
        if plain := " ".join(data.split()):
            self.words.append(plain)
            if self._card:
                self.cards[-1] += plain + " "

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def form(self, *names: str, action: str = "") -> Form:
        """Return the form that has these fields and whose address ends with `action`; of several, that of the page."""
        found = [form for form in self.forms if form.names >= set(names) and form.action.endswith(action)]
        assert found, f"no form with {names} {action} among {[(form.action, form.names) for form in self.forms]}"
        return max(found, key=lambda form: (form.main, form.method == "post"))


class Visitor:
    """A browser without JavaScript: cookies, links, forms; `at` is the address of the page in hand."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        headers = {"accept-language": "fr", "accept": "text/html,*/*;q=0.5"}
        self.http = httpx.Client(
            base_url=instance.url, headers=headers, timeout=30, follow_redirects=True, verify=NO_TLS
        )
        self.at = "/"
        self.page = Page("")

    def go(self, address: str) -> Page:
        """Read a page, and expect it to be there."""
        return self._seen(self.http.get(urljoin(self.at, address)))

    def send(self, *names: str, action: str = "", **values: str) -> Page:
        """Send the form of the page in hand that has the fields `names`, as it stands but for `values`."""
        form = self.page.form(*names, *values, action=action)
        address = urljoin(self.at, form.action or self.at)
        fields = form.fields | values
        if form.method == "get":
            return self._seen(self.http.get(address, params=fields))
        return self._seen(self.http.post(address, data=fields, headers={"origin": self.instance.url}))

    def _seen(self, answer: httpx.Response) -> Page:
        self.at = str(answer.url)
        assert answer.status_code == 200, (self.at, answer.status_code, Page(answer.text).text[:1000])
        self.page = Page(answer.text)
        return self.page

    def sign_in(self, email: str = DIRECTION, password: str = PASSWORD) -> "Visitor":
        """Sign in at the desk."""
        self.go("/bureau/connexion")
        self.send(email=email, password=password)
        assert "/bureau/connexion" not in self.at
        return self

    def close(self) -> None:
        self.http.close()

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
