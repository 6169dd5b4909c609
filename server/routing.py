"""All routes, room by room: pages for the public, pages for staff, the API, the fediverse, health."""

from litestar import Router
from litestar.types import ControllerRouterHandler

from federation import routes as federation
from server import metrics
from server.accounts.guards import check_staff_form, staff_only, token_unless_public
from server.agenda import feeds as agenda_feeds
from server.agenda import finding, own_data, picture_routes, remote_booking, remote_desk, remote_requests
from server.agenda import guides as agenda_guides
from server.agenda import learning as agenda_learning
from server.agenda import preview_routes as agenda_previews
from server.agenda import routes as agenda
from server.agenda import search_routes as agenda_searches
from server.bookings import api as bookings_api
from server.bookings import (
    change_routes,
    course_api,
    course_routes,
    course_tickets,
    demand_routes,
    offer_routes,
    opening_routes,
    tickets,
)
from server.bookings import routes as bookings
from server.bookings.doors import check_public_form
from server.calendars import free_busy_routes as calendars_free_busy
from server.calendars import routes as calendars
from server.calendars import subscription_api as calendars_api
from server.calendars import subscription_change_routes as calendars_followed
from server.calendars import subscription_routes as calendars_of_others
from server.dashboard import routes as dashboard
from server.desk import pages as desk
from server.embeds import oembed
from server.embeds import routes as embeds
from server.entry import account_routes as entry_account
from server.entry import code_routes as entry_codes
from server.entry import link_routes as entry_links
from server.entry import means_routes as entry_means
from server.entry import openid_routes as entry_openid
from server.entry import others_routes as entry_of_others
from server.entry import passkey_routes as entry_passkeys
from server.entry import routes as entry
from server.entry import step_routes as entry_steps
from server.foundation import clock, health, statics
from server.foundation.bodies import read_strictly
from server.foundation.web import API_LIMIT, refuse_foreign_forms
from server.guidance import diagnostic_routes, first_contact_routes
from server.guidance import routes as guidance
from server.guides import routes as guides
from server.hooks import api as hooks_api
from server.hooks import routes as hooks
from server.intake import routes as intake
from server.intake import run_routes as intake_runs
from server.libraries import pages as libraries
from server.libraries.guards import with_power
from server.materials import api as materials_api
from server.materials import model_routes
from server.materials import routes as materials
from server.materials import staff_routes as materials_staff
from server.materials import use_routes as materials_uses
from server.mirrors import routes as mirrors
from server.notifications import answer_routes, wording_routes
from server.notifications import routes as notifications
from server.partners import routes as partners
from server.partners import staff_routes as partners_staff
from server.partnerships import routes as partnerships
from server.planning import api as planning_api
from server.planning import calendar_routes as planning_calendar
from server.planning import closing_api, mediator_routes, path_routes, resource_api, stock_routes, to_move_routes
from server.planning import closing_routes as planning_closings
from server.planning import copy_routes as planning_copies
from server.planning import edit_routes as planning_edits
from server.planning import routes as planning
from server.practice import routes as practice
from server.practice import staff_routes as practice_staff
from server.prints import answering_routes, paper_routes, posted_routes
from server.prints import api as prints_api
from server.prints import routes as prints
from server.publishing import bulk_routes as publishing_bulk
from server.publishing import history_routes as publishing_history
from server.publishing import review_routes as publishing_reviews
from server.reports import routes as reports
from server.sharing import api as sharing_api
from server.sharing import key_routes as sharing_keys
from server.sharing import moderation_routes as sharing_moderation
from server.sharing import peer_routes as sharing_peers
from server.sharing import routes as sharing
from server.sharing.hearing import count_asking, pace_reading
from server.sharing.node import node
from server.subscribers import readings
from server.subscribers import routes as subscribers
from server.subscribers import staff_routes as subscribers_staff
from server.subscribers import trial_routes as subscribers_trial
from server.territories import routes as territories
from server.trainings import referential_routes as training_referential
from server.trainings import routes as trainings
from server.vouchers import issuer_routes as pass_issuers
from server.vouchers import routes as vouchers
from server.workshops import api as workshops_api
from server.workshops import path_api, series_api, series_routes, session_api, session_routes
from server.workshops import path_routes as workshop_paths
from server.workshops import picture_routes as workshops_pictures
from server.workshops import routes as workshops

# Filled below, room by room.
PUBLIC: list[ControllerRouterHandler] = [
    *agenda.HANDLERS,
    *agenda_searches.HANDLERS,
    *bookings.HANDLERS,
    *tickets.HANDLERS,
    *offer_routes.HANDLERS,
    *course_tickets.HANDLERS,
    *course_routes.HANDLERS,
    *change_routes.HANDLERS,
    *opening_routes.HANDLERS,
    *demand_routes.PUBLIC,
    *finding.HANDLERS,
    *own_data.HANDLERS,
    *remote_booking.HANDLERS,
    *remote_requests.HANDLERS,
    *calendars.HANDLERS,
    *notifications.HANDLERS,
    *prints.PUBLIC,
    *answer_routes.HANDLERS,
    *partners.HANDLERS,
    *partnerships.PUBLIC,
    *vouchers.PUBLIC,
    *practice.HANDLERS,
    *embeds.PUBLIC,
    *subscribers.PUBLIC,
    *subscribers_trial.HANDLERS,
    *agenda_guides.HANDLERS,
    *mirrors.PUBLIC,
    *reports.PUBLIC,
    *agenda_learning.HANDLERS,
    *guidance.PUBLIC,
    *materials.PUBLIC,
]
STAFF: list[ControllerRouterHandler] = [
    *entry.HANDLERS,
    *entry_account.HANDLERS,
    *entry_means.HANDLERS,
    *entry_passkeys.HANDLERS,
    *entry_codes.HANDLERS,
    *entry_of_others.HANDLERS,
    *entry_openid.HANDLERS,
    *libraries.HANDLERS,
    *wording_routes.HANDLERS,
    *workshops.HANDLERS,
    *session_routes.HANDLERS,
    *workshops_pictures.HANDLERS,
    *series_routes.HANDLERS,
    *planning.HANDLERS,
    *planning_calendar.HANDLERS,
    *planning_closings.HANDLERS,
    *planning_copies.HANDLERS,
    *planning_edits.HANDLERS,
    *mediator_routes.HANDLERS,
    *stock_routes.HANDLERS,
    *path_routes.HANDLERS,
    *to_move_routes.HANDLERS,
    *workshop_paths.HANDLERS,
    *materials_staff.HANDLERS,
    *model_routes.HANDLERS,
    *materials_uses.HANDLERS,
    *calendars_free_busy.STAFF,
    *desk.HANDLERS,
    *first_contact_routes.HANDLERS,
    *agenda_previews.HANDLERS,
    *publishing_bulk.HANDLERS,
    *publishing_history.HANDLERS,
    *publishing_reviews.HANDLERS,
    *prints.STAFF,
    *paper_routes.HANDLERS,
    *posted_routes.HANDLERS,
    *answering_routes.HANDLERS,
    *demand_routes.STAFF,
    *sharing.HANDLERS,
    *sharing_moderation.HANDLERS,
    *sharing_keys.HANDLERS,
    *sharing_peers.HANDLERS,
    *remote_desk.HANDLERS,
    *calendars_of_others.HANDLERS,
    *calendars_followed.HANDLERS,
    *partners_staff.HANDLERS,
    *partnerships.STAFF,
    *vouchers.HANDLERS,
    *pass_issuers.HANDLERS,
    *practice_staff.HANDLERS,
    *subscribers_staff.STAFF,
    *trainings.HANDLERS,
    *training_referential.HANDLERS,
    *intake.HANDLERS,
    *intake_runs.HANDLERS,
    *guides.HANDLERS,
    *hooks.HANDLERS,
    *territories.HANDLERS,
    *reports.STAFF,
    *diagnostic_routes.HANDLERS,
    *dashboard.HANDLERS,
]
OPEN_STAFF: list[ControllerRouterHandler] = [
    *entry.OPEN,
    *entry_passkeys.OPEN,
    *entry_steps.OPEN,
    *entry_openid.OPEN,
    *entry_links.HANDLERS,
]
FEEDS: list[ControllerRouterHandler] = [
    *agenda_feeds.HANDLERS,
    *subscribers.FEEDS,
    *calendars_free_busy.FEEDS,
    *picture_routes.HANDLERS,
    *workshops_pictures.PUBLIC,
    *embeds.FEEDS,
    *oembed.HANDLERS,
    *mirrors.FILES,
]
PROGRAMS: list[ControllerRouterHandler] = [
    *libraries.PROGRAMS,
    *workshops_api.PROGRAMS,
    *session_api.PROGRAMS,
    *bookings_api.PROGRAMS,
    *series_api.PROGRAMS,
    *path_api.PROGRAMS,
    *materials_api.PROGRAMS,
    *resource_api.PROGRAMS,
    *planning_api.PROGRAMS,
    *closing_api.PROGRAMS,
    *prints_api.PROGRAMS,
    *course_api.PROGRAMS,
    *sharing_api.HANDLERS,
    *calendars_api.HANDLERS,
    *hooks_api.PROGRAMS,
]
READERS: list[ControllerRouterHandler] = [
    *libraries.READERS,
    *workshops_api.READERS,
    *session_api.READERS,
    *series_api.READERS,
    *path_api.READERS,
    *materials_api.READERS,
    *closing_api.READERS,
]


def handlers() -> list[ControllerRouterHandler]:
    """Return the routers of this instance.

    Login and form checks hang on the routers of pages only, never on feeds, inboxes or the API.
    """
    return [
        Router(
            "/",
            route_handlers=PUBLIC,
            before_request=check_public_form,
            after_response=readings.count,
            include_in_schema=False,
        ),
        Router("/", route_handlers=FEEDS, after_response=readings.count, include_in_schema=False),
        Router("/bureau", route_handlers=OPEN_STAFF, before_request=refuse_foreign_forms, include_in_schema=False),
        Router(
            "/bureau",
            route_handlers=STAFF,
            guards=[staff_only, with_power],
            before_request=check_staff_form,
            opt={"access": "staff"},
            include_in_schema=False,
        ),
        # One router: Litestar answers OPTIONS once per path. Readers say `opt={"access": "public"}` themselves.
        Router(
            "/api/v1",
            route_handlers=[*READERS, *PROGRAMS],
            guards=[token_unless_public, with_power],
            before_request=read_strictly,
            opt={"access": "token"},
            request_max_body_size=API_LIMIT,
            response_headers={"cache-control": "no-store"},
        ),
        *federation.handlers(node(), clock.now, count_asking, pace_reading),
        *statics.handlers(),
        *health.handlers(),
        *metrics.HANDLERS,
    ]
