"""A pack is opened from a folder by a real browser that has no network; its pages are judged by axe-core."""

import asyncio
import io
import zipfile

from server.foundation.database import DB
from tests.journeys.chromium import JUDGE, TAGS, _axe, chromium
from tests.server.mirrors.reading import packed, pages

ALIKE = 3  # pages of one folder that are judged: the others are made by the same template


async def test_every_page_opens_from_a_folder_without_network_and_without_a_fault(network, now, tmp_path):
    with zipfile.ZipFile(io.BytesIO(await packed(now))) as opened:
        opened.extractall(tmp_path)
        names = sorted(pages({name: opened.read(name) for name in opened.namelist()}))
    walk = asyncio.create_task(asyncio.to_thread(walked, tmp_path))
    while not walk.done():  # the transaction of the test is not to be ended as one that has been left open
        await DB.rows("SELECT 1")
        await asyncio.wait({walk}, timeout=5)
    seen, faults, asked = walk.result()
    assert sorted(seen) == names
    assert not faults
    assert not asked
    assert len(names) > 12


def walked(folder):
    """Follow every link from the first page; return the pages seen, what is wrong with them, what they ask the web."""
    seen, faults, asked = {}, [], []
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 320, "height": 640})
        context.set_offline(True)
        context.route("http*://**", lambda route: (asked.append(route.request.url), route.abort()))
        page = context.new_page()
        todo = [(folder / "LISEZMOI.html").as_uri()]
        while todo:
            url = todo.pop()
            name = url.removeprefix(folder.as_uri() + "/")
            if name in seen or not name.endswith(".html"):
                continue
            page.goto(url)
            seen[name] = page.title()
            if sum(one.rpartition("/")[0] == name.rpartition("/")[0] for one in seen) <= ALIKE:
                faults += [f"{name}: {fault}" for fault in judged(page)]
            todo += page.evaluate("[...document.links].map(a => a.href.split('#')[0])")
    return seen, faults, asked


def judged(page):
    """Return what axe-core says against the page in hand, and whether it is too wide for a telephone."""
    page.evaluate(_axe())
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    letters = page.evaluate("document.fonts.ready.then(all => [...all].filter(f => f.status == 'loaded').length)")
    found = page.evaluate(JUDGE, TAGS)
    return found + ([f"{wide} pixels too wide"] if wide > 0 else []) + ([] if letters else ["without its letters"])
