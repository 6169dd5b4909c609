"""What one can learn: the sixteen competences in plain words, each with the next sessions of ours that work on it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler

from server.agenda.conditions import asked, once
from server.agenda.filters import Filters
from server.agenda.places import There
from server.bookings.cards import card
from server.foundation import clock
from server.foundation.database import DB
from server.foundation.languages import translator
from server.foundation.web import language_of, page
from server.workshops.competences import by_domain
from server.workshops.queries import SessionView, sessions_by_ids

SHOWN = 3
NEXT = """
SELECT code, id FROM (
  SELECT t.code, s.id, s.starts_at, row_number() OVER (PARTITION BY t.code ORDER BY s.starts_at, s.id) AS place
  FROM session s JOIN workshop w ON w.id = s.workshop JOIN library l ON l.id = s.library
  CROSS JOIN LATERAL unnest(w.competences) AS t(code)
  WHERE s.state = 'published' AND NOT s.practice AND s.starts_at > {{}} AND {more}
) AS found WHERE place <= {{}} ORDER BY code, starts_at, id
"""


async def next_by_competence(now: datetime, *, most: int, free: bool = False) -> dict[str, list[SessionView]]:
    """Return the next sessions of ours, at most so many for each competence, by its code; `free`: that have a seat."""
    parts = [*once(), *(asked(Filters(places=True), (), There()).local if free else [])]
    sql = NEXT.format(more=" AND ".join(condition for condition, _ in parts))
    rows = await DB.rows(sql, now, *(value for _, values in parts for value in values), most)
    ids = [UUID(str(row["id"])) for row in rows]
    sessions = await sessions_by_ids(ids)
    found: dict[str, list[SessionView]] = {}
    for row, id in zip(rows, ids, strict=True):
        if id in sessions:
            found.setdefault(str(row["code"]), []).append(sessions[id])
    return found


@get("/competences", opt={"access": "public"})
async def competences(request: Request[Any, Any, Any]) -> Response[str]:
    """What one can learn, in plain words first; the code, the official title and DigComp after them."""
    now, language = clock.now(), language_of(request)
    coming, words = await next_by_competence(now, most=SHOWN), translator(language)
    shown = [
        {
            "title": domain,
            "competences": [
                {
                    "competence": each,
                    "learns": sentence_case(words.gettext(each.learns)),
                    "sessions": [card(one, language=language, now=now) for one in coming.get(each.code, [])],
                }
                for each in found
            ],
        }
        for domain, found in by_domain()
    ]
    return page(request, "agenda/competences.html", domains=shown)


def sentence_case(words: str) -> str:
    """Return words with a capital at their beginning, the rest as it is."""
    return words[:1].upper() + words[1:]


HANDLERS: list[ControllerRouterHandler] = [competences]
