"""Which tables and columns go into the file of a network, and why the others stay behind."""

from collections.abc import Mapping
from typing import Any

from piccolo.columns import BigSerial, Column, ForeignKey, Serial
from piccolo.table import Table

from ical_feeds.tables import Calendar
from ical_feeds.tables import Event as ForeignEvent
from server.agenda.tables import Missed, SavedSearch
from server.bookings.tables import Demand, Feedback, HeadCount, NeedHeard, SessionCount
from server.calendars.tables import Edit, Subscription
from server.guidance.tables import DiagnosticCount, DiagnosticSettings
from server.intake.tables import ImportHeading
from server.libraries.tables import Closing, Library, PlaceSheet, Room
from server.materials.tables import AdoptedPath, AdoptedWorkshop, Material, MaterialFile, MaterialUse
from server.notifications.tables import AskingRule, OwnWords
from server.partners.tables import Partner, PartnerLibrary
from server.partnerships import tables as partnerships
from server.prints.tables import PaperSheet, Print, PrintedSession
from server.reports.tables import CoopChoice, OpenAgendaPlace, SurveyCode
from server.resources.tables import Habilitation, Leave, Mediator, Road, Stock, Workplace
from server.subscribers.tables import Reading
from server.territories.tables import Territory
from server.trainings.tables import TrainingModule, TrainingTopic
from server.vouchers.tables import Issuer
from server.workshops.tables import Image, ImageCopy, Path, PathStep, Series, Session, Workshop

# In the order in which they lean on one another. Their names are those of the lists in the file.
TABLES: dict[str, type[Table]] = {
    "libraries": Library,
    "place_sheets": PlaceSheet,
    "closings": Closing,
    "rooms": Room,
    "territories": Territory,
    "mediators": Mediator,
    "workplaces": Workplace,
    "leaves": Leave,
    "habilitations": Habilitation,
    "stocks": Stock,
    "roads": Road,
    "workshops": Workshop,
    "paths": Path,
    "path_steps": PathStep,
    "series": Series,
    "sessions": Session,
    "images": Image,
    "image_copies": ImageCopy,
    "materials": Material,
    "material_files": MaterialFile,
    "material_uses": MaterialUse,
    "adopted_paths": AdoptedPath,
    "adopted_workshops": AdoptedWorkshop,
    "training_modules": TrainingModule,
    "training_topics": TrainingTopic,
    "head_counts": HeadCount,
    "session_counts": SessionCount,
    "feedback": Feedback,
    "demands": Demand,
    "needs_heard": NeedHeard,
    "diagnostic_settings": DiagnosticSettings,
    "diagnostic_counts": DiagnosticCount,
    "partners": Partner,
    "partner_libraries": PartnerLibrary,
    "charter_versions": partnerships.CharterVersion,
    "charter_communities": partnerships.CharterCommunity,
    "charter_signatures": partnerships.CharterSignature,
    "conventions": partnerships.Convention,
    "convention_parties": partnerships.ConventionParty,
    "convention_contributions": partnerships.ConventionContribution,
    "funding_files": partnerships.FundingFile,
    "funding_shares": partnerships.FundingShare,
    "funding_sites": partnerships.FundingSite,
    "funding_actions": partnerships.FundingAction,
    "funding_ties": partnerships.FundingTie,
    "funding_meetings": partnerships.FundingMeeting,
    "funding_pieces": partnerships.FundingPiece,
    "pass_issuers": Issuer,
    "asking_rules": AskingRule,
    "own_words": OwnWords,
    "prints": Print,
    "printed_sessions": PrintedSession,
    "paper_sheets": PaperSheet,
    "coop_choices": CoopChoice,
    "survey_codes": SurveyCode,
    "openagenda_places": OpenAgendaPlace,
    "calendars": Calendar,
    "calendar_subscriptions": Subscription,
    "calendar_events": ForeignEvent,
    "calendar_edits": Edit,
    "import_headings": ImportHeading,
    "saved_searches": SavedSearch,
    "feed_readings": Reading,
    "searches_missed": Missed,
}
# What visitors leave before there is anything to see: it does not fill an instance, and gives way to what comes in.
BY_THE_WAY = frozenset({SavedSearch, Reading, Missed})
# Who presents: taken along when it is asked for. Without it, names of those who signed stay behind as well.
PEOPLE = frozenset({"mediators", "workplaces", "leaves", "habilitations"})
NAMES: Mapping[type[Table], frozenset[str]] = {
    Session: frozenset({"mediators"}),
    partnerships.CharterSignature: frozenset({"signatory"}),
    partnerships.ConventionParty: frozenset({"representative"}),
}
# What counts people whose bookings stay behind, what waits for a member of staff, what opens a secret address.
LEFT_OUT: Mapping[type[Table], frozenset[str]] = {
    Session: frozenset(
        "taken waiting taken_desk taken_partner taken_peer taken_first laptops_taken review review_note review_by"
        " review_erase_at publish_at publish_by".split()
    ),
    Mediator: frozenset({"busy_digest", "busy_given_at", "former_digest", "former_until"}),
    Demand: frozenset({"key"}),
    Calendar: frozenset({"locked_until", "lease"}),
}
_WITH_BOOKINGS = "people who booked, and what leans on a booking: `agendatheque backup` takes them, names and all"
_ACCOUNTS = "accounts of staff, how they enter and what is theirs: they are invited anew, or go with a backup"
_PROTOCOL = "what was said to peers and heard from them, with the keys of one address: peers are met again"
_MOMENT = "of the moment: work of the programs, drafts, what can still be undone; it is made anew or over"
_DERIVED = "worked out, or read, from what is elsewhere"
# Each table that stays behind, and why.
STAYS: dict[str, str] = {
    **dict.fromkeys(
        "booking contact course_booking need contact_erased seat_move attendance arrival feedback_mark opening_watch"
        " prescription voucher voucher_key remote_booking remote_contact diagnostic told asked message call_try"
        " broadcast private_feed private_feed_booking sharing_joined".split(),
        _WITH_BOOKINGS,
    ),
    **dict.fromkeys(
        "staff login api_token entry_link membership passkey passkey_challenge second_factor second_factor_duty"
        " recovery_code outside_account outside_login openid_errand halfway training_seat staff_notice".split(),
        _ACCOUNTS,
    ),
    **dict.fromkeys(
        "fed_lookup fed_remote_event fed_peer fed_follower fed_following fed_thing fed_activity fed_delivery fed_sent"
        " fed_received fed_seen fed_refusal fed_report fed_local_actor fed_guest fed_remote_actor".split(),
        _PROTOCOL,
    ),
    **dict.fromkeys(
        "heartbeat tally journal journal_failure journal_place booking_draft remote_draft calendar_draft import_draft"
        " import_run import_item bulk bulk_line feed_trial feed_trial_reading practice_message shown_mail"
        " hook_delivery".split(),
        _MOMENT,
    ),
    **dict.fromkeys(
        "session_ical feed_state seat_news member_reading member_figure busy_time offer_sheet open_made".split(),
        _DERIVED,
    ),
    **dict.fromkeys("busy_calendar hook".split(), "a secret that one other program shares with this instance alone"),
}


def columns_of(table: type[Table], names: bool) -> dict[str, Column]:
    """Return the columns of a table that travel, by name; with those that hold names of people if so wished.

    What refers to a table that stays behind does not travel, nor numbers that the database gives.
    """
    hidden = LEFT_OUT.get(table, frozenset()) | (frozenset() if names else NAMES.get(table, frozenset()))
    return {
        each._meta.name: each
        for each in table._meta.columns
        if each._meta.name not in hidden and not isinstance(each, Serial | BigSerial) and _refers_to_what_travels(each)
    }


def _refers_to_what_travels(column: Column) -> bool:
    return not isinstance(column, ForeignKey) or target(column) in TABLES.values()


def target(column: ForeignKey[Any]) -> type[Table]:
    """Return the table that a column refers to."""
    return column._foreign_key_meta.resolved_references
