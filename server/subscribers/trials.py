"""« Mon abonnement marche-t-il ? »: an address with one event, and which applications came to read it, and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from server.calendars.feeds import Calendar
from server.calendars.translate import FeedEvent
from server.foundation import limits, spoken
from server.foundation.errors import NotFound
from server.foundation.ids import digest, new_id, new_token
from server.foundation.languages import translator
from server.foundation.settings import settings
from server.subscribers import rules
from server.subscribers.tables import Trial, TrialReading

MOST_READINGS = {"most": 120, "seconds": 3600}
COUNT = """
INSERT INTO feed_trial_reading (trial, client, times, first_at, last_at) VALUES ({}, {}, 1, {}, {})
ON CONFLICT (trial, client) DO UPDATE SET times = feed_trial_reading.times + 1, last_at = EXCLUDED.last_at
"""


@dataclass(frozen=True)
class Seen:
    """Applications of one kind that read a trial."""

    client: str
    times: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class TrialView:
    """A trial with who read it, the last one first."""

    trial: Trial
    seen: tuple[Seen, ...]

    @property
    def delete_at(self) -> datetime:
        until: datetime = self.trial.delete_at
        return until


async def make(language: str, *, now: datetime) -> str:
    """Make a trial and return its token. Nobody is asked who they are, and it is erased after some days."""
    token = new_token()
    row = Trial(id=new_id(), digest=digest(token), language=language, made_at=now, delete_at=now + rules.TRIAL_LASTS)
    await row.save()
    return token


async def by_token(token: str, now: datetime) -> TrialView:
    """Return a trial; raises NotFound, also once its days are over."""
    found = await Trial.objects().where((Trial.digest == digest(token)) & (Trial.delete_at > now)).first()
    if found is None:
        raise NotFound
    rows = (
        await TrialReading.select()
        .where(TrialReading.trial == found.id)
        .order_by(TrialReading.last_at, ascending=False)
    )
    seen = [Seen(row["client"], row["times"], row["first_at"], row["last_at"]) for row in rows]
    return TrialView(found, tuple(seen))


async def read(token: str, client: str, *, now: datetime) -> Calendar:
    """Return the calendar of a trial, and note that an application of this kind came; raises NotFound or TooMany."""
    found = await by_token(token, now)
    await limits.count("trial", str(found.trial.id), now=now, **MOST_READINGS)
    await TrialReading.raw(COUNT, found.trial.id, client, now, now)
    return _calendar(found.trial, now.replace(second=0, microsecond=0))


def _calendar(trial: Trial, minute: datetime) -> Calendar:
    """Return the calendar with its one event, that day, which says in which minute it was read."""
    words, zone = translator(trial.language), settings().timezone
    seen_at = max(minute, trial.made_at)
    begins = trial.made_at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    event = FeedEvent(
        uid=str(trial.id),
        sequence=(seen_at - trial.made_at) // timedelta(minutes=1),  # some readers look again only when it moves
        changed_at=seen_at,
        created_at=trial.made_at,
        starts_at=begins,
        ends_at=begins + timedelta(minutes=30),
        timezone=zone,
        status="CONFIRMED",
        summary=words.gettext("Essai, vu à %(hour)s") % {"hour": spoken.hour(seen_at, zone, trial.language)},
        description=words.gettext("Votre calendrier lit bien notre adresse. Vous pouvez supprimer cet essai."),
        location="",
        url="",
    )
    name = words.gettext("Essai d'abonnement")
    file = rules.TRIAL_FILE
    return Calendar(name, "", "/abonnements/essai", (event,), seen_at, zone, filename=file, private=True)


async def sweep(now: datetime) -> None:
    """Erase the trials whose days are over."""
    await Trial.delete().where(Trial.delete_at <= now)
