"""English is complete: all that code and pages say in French has its translation, with the same values in it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from server.foundation.languages import CATALOGUES, LANGUAGES, SOURCE
from server.foundation.pages import TEMPLATES

ROOT = Path(__file__).resolve().parents[3]
VALUE = re.compile(r"%\((\w+)\)s|%%")
OTHERS = sorted(set(LANGUAGES) - {SOURCE})


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    """All texts marked for translation, as a template of catalogue."""
    file = tmp_path_factory.mktemp("texts") / "all.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", ".babel.cfg", "-k", "N_"]
    subprocess.run([*command, "-o", str(file), "."], cwd=ROOT, check=True)
    with file.open("rb") as source:
        return read_po(source)


def catalogue(language):
    with (CATALOGUES / f"{language}.po").open("rb") as source:
        return read_po(source, locale=language)


def parts(text):
    return list(text) if isinstance(text, list | tuple) else [text]


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated(texts, language):
    known = catalogue(language)
    missing = [
        message.id for message in texts if message.id and not _translated(known.get(message.id, message.context))
    ]
    assert not missing, f"{len(missing)} texts have no {language}: {missing[:5]}"


def _translated(message):
    return message is not None and not message.fuzzy and all(part.strip() for part in parts(message.string))


@pytest.mark.parametrize("language", OTHERS)
def test_translations_hold_the_same_values(language):
    wrong = [
        message.id
        for message in catalogue(language)
        if message.id and any(_values(said) != _values(french) for said, french in _forms(message))
    ]
    assert not wrong


def _forms(message):
    """Each form of a translation beside its French: the singular beside the singular, all others beside the plural."""
    french, said = parts(message.id), parts(message.string)
    return zip(said, [french[0], *[french[-1]] * (len(said) - 1)], strict=True)


def _values(text):
    """The values named in a text, and whether a percent sign stands alone, which would break the page."""
    return {*VALUE.findall(text), *re.findall("%", VALUE.sub("", text))}


@pytest.mark.parametrize("language", OTHERS)
def test_the_header_says_the_language_and_its_plurals_and_no_more(language):
    header = (CATALOGUES / f"{language}.po").read_text(encoding="utf-8").split("\n\n")[0]
    names = re.findall(r'^"([\w-]+): ', header, re.MULTILINE)
    assert names == ["Language", "Content-Type", "Plural-Forms"]
    assert f'"Language: {language}\\n"' in header


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_translated_that_is_no_longer_said(texts, language):
    said = {_key(message.id) for message in texts}
    assert not [message.id for message in catalogue(language) if message.id and _key(message.id) not in said]


def _key(text):
    return tuple(parts(text))


BEHIND_GETTEXT = re.compile(r"\{#.*?#\}|\{%-? *trans\b.*?endtrans *-?%\}|\{[{%].*?[%}]\}", re.DOTALL)
NOT_SAID = re.compile(r"<(script|style|code)\b.*?</\1>|<[^>]*>|[a-z-]+=\"[^\"]*\"|/retrouver", re.DOTALL)
SAID_BY_ATTRIBUTE = re.compile(r"\b(?:aria-label|placeholder|title|alt)=\"([^\"]*)\"")


@pytest.mark.parametrize("page", sorted(path.name for path in TEMPLATES.iterdir() if path.is_dir()))
def test_pages_say_nothing_but_translated_texts(page):
    bare = {
        file.name: re.findall(
            r"[^\W\d_]{2,}|[:;!?]", " ".join([NOT_SAID.sub(" ", rest), *SAID_BY_ATTRIBUTE.findall(rest)])
        )
        for file in (TEMPLATES / page).rglob("*")
        if file.suffix in {".html", ".txt"}
        for rest in [BEHIND_GETTEXT.sub("", file.read_text(encoding="utf-8"))]
    }
    assert not {name: found for name, found in bare.items() if found}
