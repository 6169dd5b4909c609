"""What the demonstration shows beyond its programme: one scene for each page of the product that needs a story."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from server.accounts.rules import Person
from server.bookings import actions as bookings
from server.bookings import attendance, counting, courses, demand, openings
from server.bookings.actions import Booked, Request
from server.bookings.counts import Count
from server.bookings.demand import Wish
from server.demo.agreements import agree
from server.demo.people import NAMES
from server.demo.slots import hold_slots
from server.intake import drafts
from server.intake.actions import run_import
from server.libraries.queries import LibraryView
from server.notifications import asking_rule
from server.partners import actions as partners
from server.partners import prescribing
from server.partners.rules import Sheet
from server.practice.actions import open_session
from server.vouchers import actions as vouchers
from server.vouchers.issuers import write_issuer
from server.vouchers.rules import Terms
from server.workshops import series
from server.workshops.queries import session as session_view
from server.workshops.sessions import Plan, plan_session, publish

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CODE = "9999 9999"
PROGRAMME = """Atelier;Jour;Heure;Places;Lieu
Retoucher ses photos;{0:%d/%m/%Y};14h-16h;8;
Faire un album;{1:%d/%m/%Y};14h-16h;8;
Faire un album;jeudi prochain;14h-16h;8;
Imprimer ses photos;{1:%d/%m/%Y};10h;6;Ailleurs
"""


@dataclass
class Stage:
    """Where scenes are played: a library, some workshops of the network, staff, and people who come in turn."""

    library: LibraryView
    workshops: list[UUID]
    person: Person
    now: datetime
    came: int = 0

    async def session(self, start: datetime, *, workshop: int = 0, since: datetime | None = None, **plan: Any) -> UUID:
        """Publish a session of two hours, as it was done at `since`; return its id."""
        given = {"capacity": 4, "waiting_places": 4, "presenter": "Yann Kermarrec", **plan}
        at = since or self.now
        what = Plan(starts_at=start, ends_at=start + 2 * HOUR, **given)
        # Yann is everywhere at once in these scenes.
        made = await plan_session(
            self.workshops[workshop], self.library.id, what, by=self.person, now=at, despite="replaced"
        )
        await publish(made, by=self.person, now=at, despite="replaced")
        return made

    def request(self, session: UUID, **more: Any) -> Request:
        """Return the request of the next person, at the desk unless told otherwise."""
        name = NAMES[self.came % len(NAMES)]
        self.came += 1
        return replace(Request(session, name, channel="desk"), **more)

    async def book(self, session: UUID, at: datetime | None = None, **more: Any) -> Booked:
        """Book for the next person, as it was done at `at`."""
        return await bookings.book(self.request(session, **more), by=self.person.by, now=at or self.now)


async def play(library: LibraryView, workshops: list[UUID], person: Person, *, now: datetime) -> str:
    """Play all scenes in a library; return the token of the partner's link."""
    stage = Stage(library, workshops, person, now)
    for scene in (_course, _offer, _vouchers, _past, _today, _opening, _demand, _programme):
        await scene(stage)
    await asking_rule.decide(library.id, asking_rule.Rule(3, frees=True), by=person, now=now)
    await open_session(library.id, by=person, now=now)
    await agree(library.id, workshops, person, now)
    await hold_slots(library, person, now)
    return await _partner(stage)


def _at(stage: Stage, days: int, hour: int = 14) -> datetime:
    """Return an hour of the day in so many days, at the library."""
    return stage.now.replace(hour=hour - 1, minute=0, second=0, microsecond=0) + days * DAY


async def _course(stage: Stage) -> None:
    """A course of four dates, full, with a family that waits for it."""
    course = series.Course("Premiers pas : quatre après-midi")
    starts = [_at(stage, 9 + 7 * week) for week in range(4)]
    plans = [Plan(start, start + 2 * HOUR, 4, 4, presenter="Enora Le Bihan") for start in starts]
    made = await series.make_series(
        course, stage.workshops[0], stage.library.id, plans=plans, by=stage.person, now=stage.now
    )
    await series.publish_series(made, by=stage.person, now=stage.now)
    call = {"channel_of_contact": "call", "phone": "02 61 91 60 31"}
    for more in ({"people": 2, "companion": "Louis Morvan"}, call, {}, {"people": 1, **call}):
        await courses.book(made, stage.request(made, **more), by=stage.person.by, now=stage.now)


async def _offer(stage: Stage) -> None:
    """A seat that somebody gave back, offered to the first who waits, who has a day to answer."""
    session = await stage.session(_at(stage, 6), workshop=1, capacity=3, offer_hours=24)
    mail = {"channel_of_contact": "email", "email": "odile@courriel.example"}
    first = await stage.book(session)
    for more in ({"people": 2}, mail, {}):
        await stage.book(session, **{**more, "companion": "Rose Abgrall"} if more.get("people") else more)
    await bookings.cancel(first.id, by="patron", now=stage.now)


async def _vouchers(stage: Stage) -> None:
    """An issuer of the Pass numérique, and a voucher given for a booking."""
    today = stage.now.date()
    dates = (date(today.year, 1, 1), date(today.year, 12, 31) + 90 * DAY, date(today.year, 12, 31) + 120 * DAY)
    terms = Terms("Pass du département (exemple)", 1000, "9999-9999", *dates)
    await write_issuer(None, terms, by=stage.person, now=stage.now)
    session = await stage.session(_at(stage, 8, 10), workshop=2, capacity=8, pass_accepted=True)
    await vouchers.book(stage.request(session), CODE, by=stage.person.by, now=stage.now)
    await stage.book(session)


async def _past(stage: Stage) -> None:
    """Two sessions that are over: who came was noted for one of them, and not for the other."""
    before = stage.now - 12 * DAY
    for days in (3, 1):
        session = await stage.session(_at(stage, -days), workshop=3, since=before, capacity=8)
        came = [await stage.book(session, before) for _ in range(4)]
        if days == 3:
            after = stage.now - 2 * DAY
            for booked, answer in zip(came, ("1", "1", "absent", "excused"), strict=True):
                await attendance.record(booked.id, answer, by=stage.person.by, now=after)
            bands = {"soixante_dix_plus": 1, "quarante_cinquante_neuf": 1}
            await counting.count_session(session, Count(ages=bands), by=stage.person.by, now=after)


async def _today(stage: Stage) -> None:
    """A session that begins within the hour, where one may come without a booking: for the list at the door."""
    soon = (stage.now + HOUR).replace(minute=0, second=0, microsecond=0)
    session = await stage.session(soon, workshop=1, capacity=6, drop_in=True, laptops=2)
    for more in ({}, {"laptops": 1}, {"helper": "Nadia Cherif"}):
        await stage.book(session, **more)


async def _opening(stage: Stage) -> None:
    """A session that one cannot book on line yet, some of whose seats are kept; somebody waits to be told."""
    opens = stage.now + 2 * DAY
    kept: dict[str, Any] = {"kept_desk": 3, "kept_first": 2, "kept_partner": 1}
    session = await stage.session(_at(stage, 16), workshop=2, capacity=10, opens_at=opens, **kept)
    view = await session_view(session)
    await openings.watch(view, "", "02 61 91 60 44", language="fr", now=stage.now)


async def _demand(stage: Stage) -> None:
    """Wishes that could not be met, heard at the desk and on line."""
    for why, channel, theme, people, commune in (
        ("hours", "desk", "phone_tablet", 2, "Saint-Grégoire"),
        ("hours", "web", "phone_tablet", 1, "Cesson-Sévigné"),
        ("other", "desk", "procedures", 3, "Saint-Grégoire"),
        ("no_place", "partner", "first_steps", 4, ""),
    ):
        wish = Wish(stage.library.id, why, channel, people=people, theme=theme, commune=commune)
        await demand.note(wish, by=stage.person.by, now=stage.now)


async def _partner(stage: Stage) -> str:
    """A social centre that books for a person through its link; return the token of the link."""
    sheet = Sheet("Centre social (exemple)", (stage.library.id,), stage.now.date() + 180 * DAY)
    partner, token = await partners.make(sheet, by=stage.person, now=stage.now)
    session = await stage.session(_at(stage, 7, 10), workshop=3, capacity=6)
    name = stage.request(session).name
    asked = prescribing.Asked(session, name, "", "none", "Claire Le Roux", False, True, "fr", "demonstration")
    await prescribing.prescribe(partner, asked, now=stage.now)
    return token


async def _programme(stage: Stage) -> None:
    """A programme that was brought in by its file, and once more the same file, that waits for a yes."""
    body = PROGRAMME.format(_at(stage, 30), _at(stage, 37)).encode()
    by, libraries = stage.person, [stage.library]
    first = await drafts.bring_in(body, zone=stage.library.timezone, by=by, now=stage.now)
    draft = await drafts.draft_of(by, first, stage.now)
    rows = await drafts.rows_to_import(draft, libraries)
    await run_import(rows, kind=draft.kind, public=False, by=by, now=stage.now, draft=draft.id)
    await drafts.bring_in(body, zone=stage.library.timezone, by=by, now=stage.now)
