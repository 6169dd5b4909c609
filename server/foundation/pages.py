"""Pages: the Jinja environments (one per language), what every page knows, and static files by their content."""

import functools
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import fontpkg_atkinson_hyperlegible
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, pass_eval_context, select_autoescape
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from markupsafe import Markup

import server
from server.foundation import clock, spoken
from server.foundation.languages import LANGUAGES, translator
from server.foundation.settings import settings

TEMPLATES = Path(server.__file__).resolve().parent.parent / "templates"
STATIC = TEMPLATES / "static"
HOUR = re.compile(r"\b\d\d? h(?: \d\d)?\b|\b\d\d?(?::\d\d)? [ap]m\b")
SUMMARY = re.compile(r'(<li><a class="tall-link" href="#([\w.-]+)">)([^<]+)')
LABEL = re.compile(r'<label for="([\w.-]+)">([^<]+)')
QUESTION = re.compile(r'<legend><(?:h1|span class="legend")>([^<]+)<.*?<input type="radio" name="([\w.-]+)"', re.S)
ADDED: dict[str, Callable[..., Any]] = {}
FONTS = Path(fontpkg_atkinson_hyperlegible.__file__).parent / "files"


def add(name: str, function: Callable[..., Any]) -> None:
    """Let all templates call a function of a room, by name: said when the room is read, before any page is shown."""
    ADDED[name] = function


@functools.cache
def environment(language: str) -> Environment:
    """Return the environment of templates for `language`: French source texts, autoescape on, nothing undefined."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True, default_for_string=True, disabled_extensions=("txt",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(translator(language), newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(language=language, languages=LANGUAGES, static=static, site=site(), _=_said(language), **ADDED)
    made.filters.update(
        day=lambda at, zone="": spoken.day(at, zone or settings().timezone, language),
        day_year=lambda at, zone="": spoken.day_year(at, zone or settings().timezone, language),
        date_in_words=lambda of: spoken.date_in_words(of, language),
        weekday_date=lambda of: spoken.weekday_date(of, language),
        weekday_day=lambda of: spoken.weekday_day(of, language),
        weekday=lambda of: spoken.weekday(of, language),
        month_of=lambda of: spoken.month_of(of, language),
        hour=pass_eval_context(
            lambda page, at, zone="": unbroken(page, spoken.hour(at, zone or settings().timezone, language))
        ),
        lasting=pass_eval_context(lambda page, minutes: unbroken(page, spoken.lasting(minutes, language))),
        when=pass_eval_context(lambda page, item: unbroken(page, _when(item, language))),
        ago=_ago,
        number=lambda count: spoken.number(count, language),
        money=lambda cents: spoken.money(cents, language),
        month=lambda at: spoken.month(at, settings().timezone, language),
        phone=spoken.phone,
        tel=spoken.tel,
    )
    return made


def _said(language: str) -> Callable[..., str]:
    """Return what `_` is in templates: as Jinja's own, but each text is looked up once, as a page asks for hundreds."""

    @functools.lru_cache(maxsize=8192)
    def known(text: str) -> Markup:
        return Markup(translator(language).gettext(text))  # noqa: S704  # texts of our own

    @pass_eval_context
    def said(page: EvalContext, text: str, /, **facts: Any) -> str:
        words = known(text)
        if not page.autoescape:
            return str(words) % facts
        return words % facts if facts or "%" in words else words

    return said


def _when(item: Any, language: str) -> str:
    said = spoken.whole_days if getattr(item, "all_day", False) else spoken.when
    return said(item.starts_at, item.ends_at, item.timezone, language)


def unbroken(page: EvalContext, words: str) -> str:
    """Return hours in words with no-break spaces, so that "14 h 30" stays on one line of a page; not in plain text."""
    if not page.autoescape:
        return words
    return HOUR.sub(lambda found: found[0].replace(" ", "\u00a0"), words)


@pass_context
def _ago(context: Context, at: datetime) -> str:
    return spoken.ago(at, clock.now(), str(context["language"]))


def render(template: str, language: str, **values: Any) -> str:
    """Return the text of `template` in `language`."""
    text = environment(language).get_template(template).render(**values)
    errors = values.get("errors")
    return tell_apart(text, errors, language) if isinstance(errors, Mapping) and len(errors) > 1 else text


def tell_apart(page: str, errors: Mapping[str, str], language: str) -> str:
    """Return a page whose summary of errors names the field wherever the same sentence is said of several."""
    times = Counter(words for _, name, words in SUMMARY.findall(page) if name in errors)
    labels = {name: words.strip() for name, words in LABEL.findall(page)}
    labels |= {name: words.strip() for words, name in QUESTION.findall(page)}
    colon = "\u00a0: " if language == "fr" else ": "

    def named(found: re.Match[str]) -> str:
        start, name, words = found.groups()
        return f"{start}{labels[name]}{colon}{words}" if times[words] > 1 and name in labels else found[0]

    return SUMMARY.sub(named, page)


@functools.cache
def site() -> dict[str, Any]:
    """Return what all pages say of this instance."""
    own = settings()
    return {
        "name": own.name,
        "url": own.url,
        "host": own.host,
        "phone": own.phone,
        "accent": own.accent,
        "demo": own.demo,
        "hub": own.hub,
    }


@functools.cache
def static(name: str) -> str:
    """Return the address of a static file, with a piece of its content's hash so that it may be kept for a year."""
    folder, _, rest = name.partition("/")
    file = FONTS / rest if folder == "fonts" else STATIC / name
    return f"/static/{name}?{hashlib.blake2b(file.read_bytes(), digest_size=6).hexdigest()}"
