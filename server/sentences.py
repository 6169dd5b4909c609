"""Brings together the sentences of all rooms' refusals, for pages, programs and the command line."""

from server.accounts import words as accounts
from server.agenda import words as agenda
from server.bookings import words as bookings
from server.calendars import words as calendars
from server.desk import words as desk
from server.elsewhere import words as elsewhere
from server.entry import words as entry
from server.foundation import reasons
from server.guidance import words as guidance
from server.hooks import words as hooks
from server.intake import words as intake
from server.libraries import words as libraries
from server.materials import words as materials
from server.notifications import words as notifications
from server.partners import words as partners
from server.partnerships import words as partnerships
from server.planning import words as planning
from server.prints import words as prints
from server.publishing import words as publishing
from server.reports import words as reports
from server.resources import words as resources
from server.sharing import words as sharing
from server.subscribers import words as subscribers
from server.takeout import words as takeout
from server.territories import words as territories
from server.trainings import words as trainings
from server.vouchers import words as vouchers
from server.workshops import words as workshops

ROOMS = (
    accounts,
    agenda,
    bookings,
    calendars,
    desk,
    elsewhere,
    entry,
    guidance,
    hooks,
    intake,
    libraries,
    materials,
    notifications,
    partners,
    partnerships,
    planning,
    prints,
    publishing,
    reports,
    resources,
    sharing,
    subscribers,
    takeout,
    territories,
    trainings,
    vouchers,
    workshops,
)


def gather() -> None:
    """Make every reason sayable in this process."""
    for room in ROOMS:
        reasons.register(room.REASONS)
