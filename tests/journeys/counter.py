"""People at their keyboards: they book in four questions, at the desk, and cancel from their mail."""

import re
import time
from collections.abc import Callable
from typing import Any

import httpx
from playwright.sync_api import Page

from tests.journeys.chromium import Window
from tests.journeys.instances import DIRECTION, NO_TLS, PASSWORD, Instance
from tests.journeys.postbox import Message, text_of

MOST_TABS = 60
KEYSTROKE_MILLISECONDS = 60
TICKET = re.compile(r"http://127\.0\.0\.1:\d+/reservations/[\w-]+")
LINK = re.compile(r"https?://[^\s\"'<>]+")


def looks_right(window: Window) -> None:
    """Expect the page in hand to be usable by all, and to fit in its window."""
    assert window.violations() == []
    assert window.too_wide() == 0, window.page.url


def book_without_javascript(window: Window, session: str, name: str, email: str) -> str:
    """Answer the four questions by clicks and typing, looking at each page; return the address of the ticket."""
    page = window.page
    page.goto(f"/seances/{session}")
    looks_right(window)
    page.get_by_role("link", name="Je m'inscris").first.click()
    _answered(window, lambda: page.get_by_label("Moi", exact=True).check())
    _answered(window, lambda: page.get_by_label("Votre prénom et votre nom").fill(name))
    _answered(window, lambda: page.get_by_label("Par e-mail").check())
    _answered(window, lambda: page.get_by_label("Votre adresse e-mail").fill(email))
    looks_right(window)
    page.get_by_role("button", name="Je m'inscris à cet atelier").click()
    looks_right(window)
    assert page.locator("[data-print]").is_hidden(), "a script ran"
    return page.url


def _answered(window: Window, answer: Callable[[], None]) -> None:
    looks_right(window)
    answer()
    window.page.get_by_role("button", name="Continuer").click()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what `selector` matches has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by the keyboard on {page.url}")


def _press(page: Page, key: str) -> None:
    """Press a key that leads to another page, and wait for it."""
    with page.expect_navigation():
        page.keyboard.press(key)


def book_by_keyboard(page: Page, session: str, name: str, email: str) -> str:
    """Answer the four questions without touching the mouse; return the address of the ticket."""
    page.goto(f"/seances/{session}")
    tab_to(page, f"a[href='/seances/{session}/reservation']")
    _press(page, "Enter")
    tab_to(page, "input[name=for_whom]")
    page.keyboard.press("Space")
    _send(page)
    tab_to(page, "input[name=name]")
    page.keyboard.type(name)
    _send(page)
    tab_to(page, "input[name=channel]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")  # from the telephone to the e-mail
    _send(page)
    tab_to(page, "input[name=email]")
    page.keyboard.type(email)
    _send(page)
    _send(page)
    return page.url


def _send(page: Page) -> None:
    tab_to(page, "main form button")
    _press(page, "Enter")


def sign_in_by_keyboard(page: Page) -> None:
    """Sign in at the desk without touching the mouse."""
    page.goto("/bureau/connexion")
    tab_to(page, "input[name=email]")
    page.keyboard.type(DIRECTION)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    _press(page, "Enter")


def put_a_device_in(window: Window) -> None:
    """Give the window a device that keeps passkeys and whose owner always says yes; it offers none by itself."""
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    window.switch.send("WebAuthn.enable")
    window.switch.send("WebAuthn.addVirtualAuthenticator", {"options": {**kind, "isUserVerified": True}})
    window.page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")


def book_at_the_desk(page: Page, session: str, name: str) -> float:
    """From the desk's first page, book with a name alone and no mouse; return the seconds that it took."""
    page.goto("/bureau")
    begun = time.monotonic()
    tab_to(page, f"main a[href='/bureau/seances/{session}']")
    _press(page, "Enter")
    page.locator("input[name=name]:focus").wait_for()  # one types at once
    page.keyboard.type(name, delay=KEYSTROKE_MILLISECONDS)
    _press(page, "Enter")
    words = page.get_by_role("status").inner_text()
    assert f"{name} est inscrit" in words, words
    return time.monotonic() - begun


def ticket_of(letter: Message) -> str:
    """Return the address of the booking's page that a mail gives."""
    found = TICKET.search(text_of(letter))
    assert found, text_of(letter)
    return found.group()


def open_all_links(letter: Message) -> list[str]:
    """Open each address of a mail, as programs that watch over mails do; return them."""
    texts = [_read(part) for part in letter.walk() if part.get_content_maintype() == "text"]
    links = {link.rstrip(".,;)").replace("&amp;", "&") for text in texts for link in LINK.findall(text)}
    with httpx.Client(follow_redirects=True, timeout=30, verify=NO_TLS) as client:
        statuses = {(verb, link): client.request(verb, link).status_code for link in links for verb in ("GET", "HEAD")}
    assert {status for (verb, _), status in statuses.items() if verb == "GET"} == {200}, statuses
    assert {status for (verb, _), status in statuses.items() if verb == "HEAD"} <= {200, 405}, statuses
    return sorted(links)


def _read(part: Message) -> str:
    """The text of a part of a mail; a calendar's lines unfolded (RFC 5545 §3.1)."""
    body = part.get_content()
    text = body if isinstance(body, str) else body.decode()
    return re.sub(r"\r?\n[ \t]", "", text) if part.get_content_subtype() == "calendar" else text


def standing(instance: Instance) -> tuple[Any, ...]:
    """Return all that a booking may change: bookings, seats, messages and the length of the journal."""
    return (
        instance.sql("SELECT id, state, sequence, updated_at FROM booking ORDER BY id"),
        instance.sql("SELECT id, taken, waiting, version FROM session ORDER BY id"),
        instance.sql("SELECT id, kind, state FROM message ORDER BY id"),
        {name: rows for name, rows in instance.counts().items() if name not in {"tally", "heartbeat"}},
    )
