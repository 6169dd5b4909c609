"""Follow all links from a page on, as a robot that never sends a form."""

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

import httpx

from tests.journeys.browsing import Page

# Of each kind that many, or a whole season would be read: page by page, on paper, and with questions that never end.
MOST = 6
MOST_RATIONED = 3
VARIABLE = (
    (re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}"), "{id}"),
    (re.compile(r"(?<=/reservations/)[^/.?]+"), "{secret}"),
    (re.compile(r"(?<=/demandes/)[^/.{?]+"), "{secret}"),
    (re.compile(r"(?<=/demande/)[^/.?]+"), "{draft}"),
    (re.compile(r"(?<=/reseau/)[0-9.]+(:|%3A)[0-9]+"), "{host}"),
    (re.compile(r"(?<=/ateliers/)(?!nouveau|\{)[^/.?]+"), "{slug}"),
    (re.compile(r"(?<=/bibliotheques/)(?!nouvelle|\{)[^/.?]+"), "{slug}"),
    (re.compile(r"(?<=^/ressources/)[^/.?]+"), "{slug}"),
    (re.compile(r"(?<=/parcours/modeles/)[^/.?]+"), "{slug}"),
    (re.compile(r"(?<=/messages/)[a-z_]+"), "{message}"),
    (re.compile(r"(?<=/abonnements/)[a-z-]+(?=\?)"), "{device}"),
)


@dataclass
class Crawl:
    """What was found: `statuses` by path, the pages of each kind in `alike`, and what is wrong."""

    http: httpx.Client
    statuses: dict[str, int] = field(default_factory=dict)
    alike: dict[str, list[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    def follow(self, start: str) -> "Crawl":
        """Follow the links of this instance from `start` on, some of each kind."""
        todo = deque([start])
        while todo:
            path = todo.popleft()
            if path in self.statuses or not self._wanted(path):
                continue
            todo += self._look(path)
        return self

    def _wanted(self, path: str) -> bool:
        self.kinds[kind_of(path)] += 1
        return self.kinds[kind_of(path)] <= (MOST_RATIONED if "?" in path or path.endswith(".pdf") else MOST)

    def _look(self, path: str) -> list[str]:
        """Read one address and return the paths that it leads to."""
        answer = self.http.get(path)
        self.statuses[path] = answer.status_code
        if answer.status_code != 200:
            self.wrong.append(f"{answer.status_code}: {path}")
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return []
        if answer.url.path == unquote(urlsplit(path).path):
            self.alike.setdefault(kind_of(path), []).append(path)
        page = Page(answer.text)
        self.wrong += [f"id {id} twice: {path}" for id, times in Counter(page.ids).items() if times > 1]
        here = str(answer.url)
        self.wrong += [
            f"no {link}: {path}" for link in page.links if link.startswith("#") and link[1:] not in {"", *page.ids}
        ]
        return [own for link in (*page.links, *page.assets) if (own := self._own(urljoin(here, link)))]

    def _own(self, address: str) -> str:
        """Return the path of an address of this instance, or an empty text."""
        base = str(self.http.base_url).rstrip("/")
        return urldefrag(address).url.removeprefix(base) if address.startswith(f"{base}/") else ""


def kind_of(path: str) -> str:
    """Return the kind of page that a path leads to: its shape, and the names in its query string."""
    shape = path
    for pattern, name in VARIABLE:
        shape = pattern.sub(name, shape)
    parts = urlsplit(shape)
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return parts.path + (f"?{'&'.join(names)}" if names else "")
