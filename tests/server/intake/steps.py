"""From the form to the report, one step after the other, with a programme of four lines."""

import re
from datetime import date, time, timedelta
from html import unescape

from server.foundation.settings import settings
from server.workshops.queries import sessions_of

HEADINGS = ["Atelier", "Jour", "Heure", "Fin", "Places", "Lieu", "E-mail de l'inscrit"]
ROWS = [
    ["Souris et clavier", date(2027, 1, 20), time(14, 0), time(16, 0), 6, "Médiathèque Jean-Macé", "ana@exemple.fr"],
    ["Trier ses mails", date(2027, 1, 21), time(10, 0), time(12, 0), 8, "", "luc@exemple.fr"],
    ["Trier ses mails", "jeudi prochain", time(10, 0), "", 8, "", ""],
    ["Photos", date(2027, 1, 22), time(10, 0), "", 8, "Ailleurs", ""],
]
FILE = [HEADINGS, *ROWS]


async def send(browser, body, name="programme.xlsx"):
    """Send a file through the form, and return the answer."""
    headers = {"origin": settings().url, "sec-fetch-site": "same-origin"}
    return await browser.post(
        "/bureau/imports", data={"csrf": browser.csrf}, files={"file": (name, body)}, headers=headers
    )


async def rehearse(browser, body, **chosen):
    """Send a file, leave its columns as they are guessed, and return the address of the rehearsal and its words."""
    there = (await send(browser, body)).headers["location"]
    page = (await browser.get(there)).text
    form = {"capacity": "8", "waiting": "5", **columns_of(page), **chosen}
    answer = await browser.send_form(there, **form)
    assert answer.status_code == 303, unescape(answer.text)
    told = answer.headers["location"]
    return told, unescape((await browser.get(told)).text)


def columns_of(page):
    """The columns as they stand chosen in the form."""
    found = {}
    for name, options in re.findall(r'<select id="(col_\w+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="(\d+)" selected', options)
        found |= {name: chosen[1]} if chosen else {}
    return found


async def take_in(browser, body, **chosen):
    """Import a file to the end, and return the address of the report."""
    told, _ = await rehearse(browser, body, **chosen)
    answer = await browser.send_form(told)
    assert answer.status_code == 303
    return answer.headers["location"]


async def held(library, now):
    """The sessions of a library: title, start, seats, state."""
    found = await sessions_of([library], since=now, until=now + timedelta(days=90))
    return [(each.title, each.starts_at.isoformat()[:16], each.capacity, each.state) for each in found]
