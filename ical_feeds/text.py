"""Text of calendars: what may stand in it, its escapes (RFC 5545 §3.3.11), and HTML turned into plain text."""

import html
import re
from urllib.parse import quote, urlsplit

TITLE_LIMIT, PLACE_LIMIT, DESCRIPTION_LIMIT, URL_LIMIT = 300, 500, 10_000, 2_000
# HTML costs more to read than to carry: beyond this, the rest of a text is cut before it is read.
_RAW_LIMIT = 40_000

# C0 (but for the newline), DEL, C1, U+FFFD, surrogates and noncharacters: one NUL makes some readers lose a whole feed.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
_ESCAPE = re.compile(r"\\([\\;,nN])")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(r"(<[/!]?[A-Za-z-][^<>]*>)")
_MARKUP = re.compile(
    r"</?(?:a|abbr|b|blockquote|body|br|center|div|em|font|h[1-6]|head|hr|html|html-blob|i|iframe|img|li|object|ol|p|pre"
    r"|script|small|span|strong|style|sub|sup|svg|table|tbody|td|th|tr|u|ul)(?:[\s/][^<>]*)?>",
    re.IGNORECASE,
)
_HREF = re.compile(r"""\shref\s{0,5}=\s{0,5}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_BLOCKS = frozenset("blockquote body br center div h1 h2 h3 h4 h5 h6 hr html ol p pre table tr ul".split())
_SILENT = frozenset({"script", "style", "head"})


def clean(text: str) -> str:
    """Newlines made LF, TAB made a space, and every character that a calendar or a database must not hold taken out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _FORBIDDEN.sub("", text.replace("\t", " "))


def one_line(text: str) -> str:
    """`clean`, with every run of white space made one space."""
    return " ".join(clean(text).split())


def unescape(value: str) -> str:
    r"""A TEXT value with its escapes (`\\`, `\;`, `\,`, `\n`) undone once; what is no escape is left as it came."""
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def split_list(value: str) -> list[str]:
    """The members of a comma list of TEXT values, still escaped."""
    return [member for member in re.findall(r"(?:[^\\,]|\\.|\\\Z)+", value, re.DOTALL) if member.strip()]


def plain(value: str, limit: int) -> str:
    """A stranger's raw TEXT value as plain text of at most `limit` characters.

    Escapes and entities are undone once; HTML becomes text with its links.
    """
    text = unescape(value[:_RAW_LIMIT])
    flat = clean(_flatten(text) if _MARKUP.search(text) else _entities(text))
    # A text that was nothing but markup is shown as the text it is rather than lost.
    lines = [" ".join(line.split()) for line in (flat if flat.strip() else clean(text)).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:limit].rstrip()


def plain_line(value: str, limit: int) -> str:
    """`plain`, on one line."""
    return " ".join(plain(value, limit).split())


def web_address(value: str, schemes: tuple[str, ...] = ("http", "https")) -> str:
    """An absolute address in ASCII, percent-encoded; "" when it is relative, of another scheme or unreadable."""
    address = clean(value).strip()
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode("ascii") if not address.isascii() else ""
    except ValueError:
        return ""
    if parts.scheme.lower() not in schemes or len(address) > URL_LIMIT or re.search(r"\s", address):
        return ""
    if parts.scheme.lower() in ("http", "https") and not parts.hostname:
        return ""
    if host:
        parts = parts._replace(netloc=parts.netloc.lower().replace(parts.hostname or "", host))
    return quote(parts.geturl(), safe="%:/?#[]@!$&'()*+,;=-._~")


def _entities(text: str) -> str:
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text)


def _flatten(text: str) -> str:
    """HTML as text with its links; scripts and styles are left out. Linear in the length of the text."""
    written: list[str] = []
    silent = link = ""
    for number, piece in enumerate(_TAG.split(text)):
        if number % 2 == 0:
            if not silent:
                written.append(_entities(piece))
            continue
        name = (re.match(r"</?([A-Za-z0-9-]+)", piece) or [piece, ""])[1].lower()
        if silent:
            silent = "" if piece.startswith("</") and name == silent else silent
        elif name in _SILENT and not piece.startswith("</"):
            silent = name
        elif name == "a":
            link = _link(piece, link, written)
        else:
            written.append(_separator(name, piece))
    return "".join(written)


def _separator(name: str, tag: str) -> str:
    if name == "li":
        return "" if tag.startswith("</") else "\n- "
    if name in ("td", "th"):
        return " "
    return "\n" if name in _BLOCKS else ""


def _link(tag: str, pending: str, written: list[str]) -> str:
    """At `<a href>`: the address to say when the link closes. At `</a>`: says it, unless the text said it already."""
    if not tag.startswith("</"):
        found = _HREF.search(tag)
        raw = next((group for group in found.groups() if group is not None), "") if found else ""
        return web_address(_entities(raw), ("http", "https", "mailto", "tel"))
    said = "".join(written[-1:])
    if pending and pending not in said and pending.split(":", 1)[1] not in said:
        written.append(f" ({pending})")
    return ""
