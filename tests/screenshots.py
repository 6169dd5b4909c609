"""Takes the pictures of docs/pictures from the demonstration; run by `make screenshots`, never by `make test`."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import sync_playwright

from server.demo.fill import PASSWORD
from tests.journeys.instances import NO_TLS

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SCREEN = {"width": 1280, "height": 900}
TELEPHONE = {"width": 390, "height": 844}
PATIENCE_SECONDS = 180


def free_ports():
    """Return the first of three ports in a row that nobody listens on."""
    for first in range(18000, 19000, 10):
        if all(socket.socket().connect_ex(("127.0.0.1", first + offset)) for offset in range(3)):
            return first
    raise AssertionError("no free ports")


@pytest.fixture(scope="module")
def demonstration():
    """Run the demonstration in a folder of its own; yield the address of its hub without the port, and the port."""
    first, data = free_ports(), Path(tempfile.mkdtemp(prefix="agt-"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AGENDATHEQUE_")}
    command = [sys.executable, "-m", "server.commands", "demo", "--first-port", str(first)]
    running = subprocess.Popen(command, cwd=ROOT, env=environment | {"AGENDATHEQUE_DATA": str(data)})
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not shown(first):
            assert running.poll() is None, "the demonstration stopped"
            assert time.monotonic() < deadline, "the hub shows no session of its members"
            time.sleep(0.5)
        yield first
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(60)
        shutil.rmtree(data, ignore_errors=True)


def shown(first):
    """Tell whether the hub shows sessions of both networks."""
    try:
        page = httpx.get(f"http://127.0.0.1:{first}/", timeout=5, verify=NO_TLS).text
    except httpx.HTTPError:
        return False
    return "Rennes" in page and "Brest" in page and "/seances/" in page


@pytest.fixture(scope="module")
def browser():
    found = subprocess.run(["sh", "tests/browser/find"], cwd=ROOT, capture_output=True, text=True, check=True)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found.stdout.strip(), args=ARGUMENTS)
        yield opened
        opened.close()


def take(browser, name, address, *steps, size=SCREEN):
    """Open an address, walk the steps, keep the picture."""
    context = browser.new_context(viewport=size, locale="fr-FR", color_scheme="light", device_scale_factor=1)
    page = context.new_page()
    answer = page.goto(address)
    assert answer.ok, (address, answer.status)
    for step in steps:
        step(page)
        page.wait_for_load_state()
    page.screenshot(path=PICTURES / f"{name}.png")
    context.close()


def first_session(page):
    page.locator("main a[href*='/seances/']").first.click()


def reserve(page):
    page.locator("main a[href$='/reservation'], main form[action$='/reservation'] button").first.click()


def sign_in(page):
    page.fill("input[name=email]", "direction@rennes.example")
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button").first.click()


def test_the_agenda_of_the_hub(demonstration, browser):
    take(browser, "agenda", f"http://127.0.0.1:{demonstration}/")


def test_a_session(demonstration, browser):
    take(browser, "session", f"http://127.0.0.1:{demonstration + 1}/", first_session)


def test_the_first_question_on_a_telephone(demonstration, browser):
    take(browser, "question", f"http://127.0.0.1:{demonstration + 1}/", first_session, reserve, size=TELEPHONE)


def test_the_desk(demonstration, browser):
    take(browser, "desk", f"http://127.0.0.1:{demonstration + 1}/bureau/connexion", sign_in)
