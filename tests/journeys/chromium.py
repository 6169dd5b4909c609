"""A real browser: Chromium, the one that tests/browser/find finds."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
JUDGE = """tags => axe.run(document, {runOnly: tags, resultTypes: ["violations"]}).then(
  found => found.violations.map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ")).slice(0, 4).join(" | ")))"""


@cache
def executable() -> str:
    """Return the path of the browser."""
    found = subprocess.run(["sh", str(ROOT / "tests/browser/find")], capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    return found.stdout.strip()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a running browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Window:
    """A window of the browser; without `scripts` no page's own script runs in it."""

    page: Page
    switch: CDPSession
    scripts: bool

    def run_scripts(self, on: bool) -> None:
        """Let scripts run or not; our own ones, that look at the page, need it."""
        self.switch.send("Emulation.setScriptExecutionDisabled", {"value": not on})

    def violations(self) -> list[str]:
        """Return what axe-core says against the page in hand."""
        self.page.wait_for_load_state()  # its own scripts have had their time
        self.run_scripts(True)
        self.page.evaluate(_axe())
        found: list[str] = self.page.evaluate(JUDGE, TAGS)
        self.run_scripts(self.scripts)
        return [f"{self.page.url}: {fault}" for fault in found]

    def too_wide(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@contextmanager
def opened(browser: Browser, url: str, *, scripts: bool = True, refusals: bool = False, **how: Any) -> Iterator[Window]:
    """Yield a new window on an instance, in French unless told otherwise; what its pages complain of fails the test.

    With `refusals`, pages may be answered with 4xx, which a browser notes as an error.
    """
    context = browser.new_context(base_url=url, **{"locale": "fr-FR", "timezone_id": "Europe/Paris", **how})
    context.set_default_timeout(30_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("request", lambda asked: complaints.append(f"leaves: {asked.url}") if leaves(asked.url, url) else None)
    window = Window(page, context.new_cdp_session(page), scripts)
    window.run_scripts(scripts)
    try:
        yield window
    finally:
        context.close()
    assert [said for said in complaints if not (refusals and "Failed to load resource" in said)] == []


def leaves(address: str, url: str) -> bool:
    """Tell whether a request goes to another origin."""
    return not address.startswith((f"{url}/", "data:", "about:", "blob:"))


@cache
def _axe() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
