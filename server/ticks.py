"""What a worker does and how often: the relays read the journal, the queues send what is owed, the sweeps erase."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import federation.delivery
import federation.forgetting
import federation.guests
import federation.inbox
import federation.keyring
import federation.looking_up
import federation.lookups
import federation.outbox
import federation.peers
import federation.rereading
import federation.sync.timetable
import server.accounts.links
import server.accounts.logins
import server.bookings.course_waiting
import server.bookings.erasure
import server.bookings.offers
import server.bookings.relay
import server.bookings.releasing
import server.calendars.fragments
import server.calendars.free_busy
import server.calendars.relay
import server.calendars.states
import server.calendars.subscribing
import server.elsewhere.erasure
import server.elsewhere.silence
import server.entry.steps
import server.guidance.diagnostics
import server.hooks.delivery
import server.hooks.relay
import server.intake.actions
import server.intake.running
import server.notifications.actions
import server.notifications.afterwards
import server.notifications.entries
import server.notifications.openings
import server.notifications.reconfirm
import server.notifications.relay
import server.notifications.sending
import server.notifications.staff_notices
import server.partners.erasure
import server.partnerships.conventions
import server.partnerships.erasure
import server.practice.actions
import server.practice.relay
import server.prints.posting
import server.publishing.bulk
import server.reports.gathering
import server.reports.open_data
import server.resources.busy
import server.resources.mediators
import server.sharing.joiners
import server.sharing.joining
import server.sharing.members
import server.sharing.relay
import server.sharing.strangers
import server.sharing.watching
import server.subscribers.actions
import server.subscribers.readings
import server.subscribers.trials
import server.trainings.actions
import server.vouchers.erasure
import server.vouchers.relay
import server.workshops.publication
import server.workshops.reviewing
from server.foundation import limits
from server.foundation.http import door
from server.foundation.settings import settings
from server.journal.readers import Line, again, follow
from server.notifications.mail import mailer
from server.notifications.sms import texter
from server.reports.gathering import Member
from server.sharing.hearing import HANDLERS
from server.sharing.node import node

Handler = Callable[[Line, datetime], Awaitable[None]]
READERS: dict[str, Handler] = {
    "bookings": server.bookings.relay.hear,
    "notifications": server.notifications.relay.hear,
    "sharing": server.sharing.relay.hear,
    "vouchers": server.vouchers.relay.hear,
    "practice": server.practice.relay.hear,
    "calendars": server.calendars.relay.hear,
    "hooks": server.hooks.relay.hear,
}
# How many lines a transaction, where not 100. A promotion holds its session, then the journal: two in one transaction
# could wait for an action that holds the second session and waits for the journal; so it is with vouchers. What is told
# to peers is said in turn, and events made by one line are read by others: they must not wait for long.
LINES = {"bookings": 1, "sharing": 20, "vouchers": 1, "calendars": 5}


def _reading(reader: str) -> Callable[[datetime], Awaitable[int]]:
    async def tick(now: datetime) -> int:
        most = LINES.get(reader, 100)
        read = await follow(reader, READERS[reader], now=now, most=most)
        return read + await again(reader, READERS[reader], now=now, most=most)

    return tick


async def deliver(now: datetime) -> int:
    """Send activities owed to peers."""
    return await federation.delivery.deliver_due(node(), now=now)


async def hear(now: datetime) -> int:
    """Treat what peers have said."""
    return await federation.inbox.process_due(node(), HANDLERS, now=now)


async def look_up(now: datetime) -> int:
    """Fetch what hints named."""
    return await federation.looking_up.look_up_due(node(), now=now)


async def announce(now: datetime) -> int:
    """Announce again the events whose turn has come."""
    return await federation.outbox.announce_due(node(), now=now)


async def keep_in_step(now: datetime) -> int:
    """Owe what is read of peers by the clock."""
    return await federation.sync.timetable.ring(node(), now)


async def gather_figures(now: datetime) -> None:
    """Read the figures that the members of this hub publish, those whose turn has come, and our own, hub or not."""
    known = await server.sharing.members.members() if settings().hub else []
    await server.reports.gathering.gather([Member(one.host, one.name, one.url) for one in known], door(), now)


async def call_hooks(now: datetime) -> int:
    """Tell programs of others what is owed to them."""
    return await server.hooks.delivery.deliver_due(door(), now)


async def send_mail(now: datetime) -> int:
    """Send mails owed to patrons."""
    return await server.notifications.sending.send_due(mailer(), now=now)


async def tell_staff(now: datetime) -> int:
    """Send mails owed to staff about how they enter."""
    return await server.notifications.staff_notices.send_due(mailer(), now=now)


async def send_links(now: datetime) -> int:
    """Send the links that let staff in."""
    return await server.notifications.entries.send_due(mailer(), now=now)


async def send_sms(now: datetime) -> int:
    """Send SMS owed to patrons."""
    return await server.notifications.sending.send_texts_due(texter(), now=now)


async def list_erasures(now: datetime) -> int:
    """Write down beside the database whose contact was erased because somebody asked."""
    return await server.bookings.erasure.write_down(settings().data, now)


def _once(sweep: Callable[[datetime], Awaitable[object]]) -> Callable[[datetime], Awaitable[int]]:
    """Return a tick that runs `sweep` once a ring; each sweep is a tick of its own, so that a fault stops no other."""

    async def tick(now: datetime) -> int:
        await sweep(now)
        return 0

    return tick


OFTEN = {
    **{f"read {reader}": _reading(reader) for reader in READERS},
    "promote courses": server.bookings.course_waiting.promote_due,
    "poll calendars": server.calendars.subscribing.poll_due,
    "read when others are busy": server.calendars.free_busy.poll_due,
    "deliver": deliver,
    "hear": hear,
    "look up": look_up,
    "import": server.intake.running.advance,
    "call hooks": call_hooks,
    "send mail": send_mail,
    "send links": send_links,
    "tell openings": server.notifications.openings.owe_due,
    "end offers": server.bookings.offers.expire_due,
    "publish": server.workshops.publication.publish_due,
    "release seats": server.bookings.releasing.release_due,
    "send sms": send_sms,
    "tell staff": tell_staff,
    "tell seats": server.sharing.relay.tell_seats_due,
    "watch events": server.sharing.watching.watch,
    "mind silence": server.elsewhere.silence.tend,
    "free seats": server.sharing.joining.free_seats_of_the_gone,
}
MINUTELY = {
    "gather figures": _once(gather_figures),
    "keep open data": _once(server.reports.open_data.keep),
    "keep in step": _once(keep_in_step),
    "read the awakened": _once(federation.lookups.hasten),
    "tell the way of joining": _once(server.sharing.relay.note_way_of_joining),
    "ask who comes": _once(server.notifications.reconfirm.ask_due),
    "free the seats of the silent": _once(server.notifications.reconfirm.free_due),
}
HOURLY = {
    "ask opinions": _once(server.notifications.afterwards.owe_due),
    "describe": _once(federation.sync.timetable.describe_due),
    "read again": _once(federation.rereading.owe_due),
    "announce": announce,
    "learn again": _once(federation.peers.owe_descriptions),
    "erase contacts": _once(server.bookings.erasure.erase_due),
    "erase prescriptions": _once(server.partners.erasure.erase_due),
    "erase names of signatories": _once(server.partnerships.erasure.erase_due),
    "warn of conventions that end": server.partnerships.conventions.warn_due,
    "list erasures": list_erasures,
    "erase contacts elsewhere": _once(server.elsewhere.erasure.erase_due),
    "erase diagnostics": _once(server.guidance.diagnostics.erase_due),
    "forget whose vouchers": _once(server.vouchers.erasure.erase_due),
    "forget what was gathered": _once(server.subscribers.actions.erase_due),
    "forget readings of feeds": _once(server.subscribers.readings.sweep),
    "end trials": _once(server.subscribers.trials.sweep),
    "wipe practice": _once(server.practice.actions.renew_due),
    "forget guests": _once(federation.guests.sweep),
    "forget past events": _once(server.calendars.fragments.sweep),
    "forget calendars": _once(server.calendars.subscribing.sweep),
    "forget leave": _once(server.resources.mediators.sweep),
    "forget when others were busy": _once(server.resources.busy.sweep),
    "forget feeds": _once(server.calendars.states.sweep),
    "forget what was done to many": _once(server.publishing.bulk.sweep),
    "forget imports": _once(server.intake.actions.sweep),
    "forget webhooks": _once(server.hooks.delivery.sweep),
    "erase words of reviews": _once(server.workshops.reviewing.sweep),
    "forget trainings of closed accounts": _once(server.trainings.actions.sweep),
    "forget prints": _once(server.prints.posting.sweep),
    "forget messages": _once(server.notifications.actions.sweep),
    "end logins": _once(server.accounts.logins.sweep),
    "forget invitations": _once(server.accounts.links.sweep),
    "forget notices to staff": _once(server.notifications.staff_notices.sweep),
    "forget who was halfway in": _once(server.entry.steps.sweep),
    "forget tries": _once(limits.sweep),
    "forget joiners": _once(server.sharing.joiners.sweep),
    "forget strangers": _once(server.sharing.strangers.sweep),
    "erase old keys": _once(federation.keyring.sweep),
    "forget activities": _once(federation.forgetting.sweep),
    "forget deliveries": _once(federation.delivery.sweep),
}
