"""The theme keeps its promises: contrasts, weight, content policy, nothing from elsewhere; every template compiles."""

import re
from pathlib import Path

import pytest

from server.foundation.pages import FONTS, STATIC, TEMPLATES, environment

TOKENS = (STATIC / "css" / "tokens.css").read_text()
ACCENTS = ("bleu", "vert", "prune", "ardoise")
# A mail is not a page: it travels alone, so its style is in it and no policy of ours goes with it.
MAILS = {"notifications/mail.html", "notifications/opened.html"}
PAGES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb" (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, between 1 and 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def colours(scheme: str, accent: str) -> dict[str, str]:
    """Return the colours that a page of this accent is painted with in the light or dark scheme."""
    light, rest = TOKENS.split("@media (prefers-color-scheme: dark)")
    found: dict[str, str] = {}
    for text in (light, rest.split("@media (prefers-contrast")[0])[: 1 if scheme == "light" else 2]:
        for selector in (":root", f".accent-{accent}"):
            for block in re.findall(rf"{re.escape(selector)} \{{(.*?)\}}", text, re.S):
                found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("accent", ACCENTS)
def test_contrasts(scheme: str, accent: str) -> None:
    of = colours(scheme, accent)
    for ground in ("paper", "surface", "accent-tint"):
        assert contrast(of["ink"], of[ground]) >= 12
        assert contrast(of["ink-soft"], of[ground]) >= 7
        assert contrast(of["accent"], of[ground]) >= 7
        assert contrast(of["line"], of[ground]) >= 3
    assert contrast(of["danger"], of["paper"]) >= 7
    assert contrast(of["on-accent"], of["accent"]) >= 7
    assert contrast(of["on-accent"], of["accent-strong"]) >= 7


def test_each_accent_is_its_own() -> None:
    for scheme in ("light", "dark"):
        assert len({colours(scheme, accent)["accent"] for accent in ACCENTS}) == len(ACCENTS)


def test_weight() -> None:
    assert sum(path.stat().st_size for path in (STATIC / "css").iterdir()) < 30_000
    assert sum(path.stat().st_size for path in (STATIC / "js").iterdir()) < 20_000
    assert (STATIC / "banniere.png").stat().st_size < 40_000


def test_fonts_are_there() -> None:
    names = re.findall(r'url\("/static/fonts/([^"]+)"\)', TOKENS)
    assert names
    assert all((FONTS / name).is_file() for name in names)


def test_colours_are_tokens_everywhere_else() -> None:
    for name in ("base", "layout", "components"):
        assert not re.search(r"#[0-9a-f]{3,8}\b|rgb|hsl", (STATIC / "css" / f"{name}.css").read_text()), name


def test_nothing_comes_from_elsewhere() -> None:
    for path in [*(STATIC / "css").iterdir(), *(STATIC / "js").iterdir()]:
        assert "//" not in re.sub(r"^\s*//.*$", "", path.read_text(), flags=re.M), path.name


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_template_compiles(name: str, language: str) -> None:
    assert environment(language).get_template(name).name == name


@pytest.mark.parametrize("name", sorted(set(PAGES) - MAILS))
def test_template_keeps_to_the_content_policy(name: str) -> None:
    text = re.sub(r"{#.*?#}", "", (TEMPLATES / name).read_text(), flags=re.S)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"(?:src|srcset)=\"(?:https?:)?//", text)


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.css")), ids=lambda path: path.name)
def test_braces_match(path: Path) -> None:
    text = path.read_text()
    assert text.count("{") == text.count("}")
