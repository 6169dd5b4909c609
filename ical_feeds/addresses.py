"""From what people paste to addresses of calendars: schemes, and the pages of well-known programs (pure rules)."""

import base64
import binascii
import re
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit, urlunsplit

from ical_feeds.text import clean, web_address

_SCHEMES = re.compile(r"^(?:webcals?|feed|https?)://", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,30}:(?![0-9])", re.IGNORECASE)
_GOOGLE = "calendar.google.com"
_OUTLOOK = re.compile(r"^outlook\.(?:live|office|office365)\.com$|^[a-z0-9.-]+\.outlook\.com$")
_OPENAGENDA = re.compile(r"/agendas/(\d{4,12})(?:/|$)")
_OPENAGENDA_IN_PAGE = re.compile(r"agendas/(\d{4,12})[/\"'?&]|agendaUid[\"']?\s{0,3}:\s{0,3}[\"']?(\d{4,12})")
_NEXTCLOUD = re.compile(r"^(.{0,200}?)(?:/index\.php)?/apps/calendar/(?:p|embed)/([A-Za-z0-9-]{8,200})(?:/|$)")
_MOBILIZON = re.compile(r"^/@([A-Za-z0-9_.-]{1,200}(?:@[A-Za-z0-9.-]{1,200})?)(?:/.{0,200})?$")
_EMAIL = re.compile(r"[^@\s/]{1,200}@[A-Za-z0-9.-]{1,200}")


def tidied(pasted: str) -> str:
    """The https address in what was pasted, in ASCII; "" when there is none. webcal:, feed: and http: become https."""
    text = clean(pasted).strip().strip("<>\"'")
    plain = _SCHEMES.sub("", text) if _SCHEMES.match(text) else text
    if not plain or _OTHER_SCHEME.match(plain):
        return ""
    kept = "http" if text.lower().startswith("http://") else "https"
    address = web_address(f"{kept}://{plain}")
    host, user = _host(address)
    return address if not user and ("." in host or host == "localhost") else ""


def _host(address: str) -> tuple[str, bool]:
    try:
        parts = urlsplit(address)
        return parts.hostname or "", "@" in parts.netloc
    except ValueError:
        return "", False


def candidates(pasted: str) -> list[str]:
    """The addresses to try, best first: those that rules make of a known page, then the address itself."""
    address = tidied(pasted)
    if not address:
        return []
    parts = urlsplit(address)
    made = [found for rule in _RULES for found in rule(parts)]
    secure = urlunsplit(parts._replace(scheme="https"))
    return list(dict.fromkeys([*made, secure, address]))


def on_page(address: str, page: str) -> list[str]:
    """Addresses that rules make of the text of a page of a known program, which does not announce them."""
    parts = urlsplit(address)
    if (parts.hostname or "").endswith("openagenda.com"):
        found = _OPENAGENDA_IN_PAGE.search(page)
        return [_openagenda_feed(found[1] or found[2])] if found else []
    if "tribe-events" in page or "tribe_events" in page:
        return [_with_path(parts, parts.path, "ical=1")]
    if "/_nuxt/" in page and "gancio" in page.lower():
        return [_with_path(parts, "/feed/ics")]
    if 'name="generator" content="Mobilizon' in page or "joinmobilizon" in page:
        return [_with_path(parts, "/feed/instance/ics")]
    return []


def _with_path(parts: SplitResult, path: str, query: str = "") -> str:
    return urlunsplit(("https", parts.netloc, path, query, ""))


def _google(parts: SplitResult) -> list[str]:
    """An embedded or shared calendar: its id stands in `src`, or coded in `cid`."""
    if parts.hostname != _GOOGLE:
        return []
    asked = parse_qs(parts.query)
    ids = [*asked.get("src", []), *(_decoded(each) for each in asked.get("cid", []))]
    found = []
    for each in ids:
        address = tidied(each) if _SCHEMES.match(each) else ""
        if address:
            found.append(address)
        elif _EMAIL.fullmatch(each):
            found.append(f"https://{_GOOGLE}/calendar/ical/{quote(each, safe='')}/public/basic.ics")
    return found


def _decoded(cid: str) -> str:
    if _SCHEMES.match(cid) or _EMAIL.fullmatch(cid):
        return cid
    try:
        return base64.urlsafe_b64decode(cid + "=" * (-len(cid) % 4)).decode()
    except (ValueError, binascii.Error):
        return ""


def _outlook(parts: SplitResult) -> list[str]:
    page = _OUTLOOK.match(parts.hostname or "") and "/calendar/" in parts.path and parts.path.endswith(".html")
    return [_with_path(parts, parts.path.removesuffix(".html") + ".ics")] if page else []


def _libcal(parts: SplitResult) -> list[str]:
    number = parse_qs(parts.query).get("cid", [""])[0]
    ours = "libcal" in (parts.hostname or "") and number.isdecimal() and not parts.path.endswith(".php")
    return [_with_path(parts, "/ical_subscribe.php", f"src=p&cid={number}")] if ours else []


def _openagenda(parts: SplitResult) -> list[str]:
    found = _OPENAGENDA.search(parts.path) if (parts.hostname or "").endswith("openagenda.com") else None
    return [_openagenda_feed(found[1])] if found and not parts.path.endswith(".ics") else []


def _openagenda_feed(number: str) -> str:
    return f"https://openagenda.com/agendas/{number}/events.v2.ics?relative%5B0%5D=current&relative%5B1%5D=upcoming"


def _nextcloud(parts: SplitResult) -> list[str]:
    found = _NEXTCLOUD.match(parts.path)
    return [_with_path(parts, f"{found[1]}/remote.php/dav/public-calendars/{found[2]}/", "export")] if found else []


def _mobilizon(parts: SplitResult) -> list[str]:
    found = _MOBILIZON.match(unquote(parts.path))
    return [_with_path(parts, f"/@{found[1]}/feed/ics")] if found and not parts.path.endswith("/feed/ics") else []


_RULES = (_google, _outlook, _libcal, _openagenda, _nextcloud, _mobilizon)
