"""Who may build the team: invite somebody with a role, change a role, send a link again, take an invitation back."""

from datetime import datetime
from uuid import UUID

from server.accounts import actions as accounts
from server.accounts import links, logins
from server.accounts.powers import Power
from server.accounts.queries import StaffRow, all_staff
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound, Refused
from server.libraries import actions
from server.libraries.queries import appointments, libraries_for, require
from server.libraries.tables import Membership

Roles = dict[UUID, list[tuple[UUID, str, str]]]


async def team(person: Person) -> tuple[list[StaffRow], Roles]:
    """Return the staff that a person may see, by name, and their roles: all, or those of the libraries they run."""
    roles, staff = await appointments(), await all_staff()
    if person.may_somewhere(Power.RUN_ACCOUNTS):
        return staff, roles
    mine = {library.id for library in await libraries_for(person, Power.RUN_TEAM)}
    shown = {who: [role for role in held if role[0] in mine] for who, held in roles.items()}
    return [row for row in staff if shown.get(row.id)], shown


async def one_of_team(person: Person, staff: UUID) -> StaffRow:
    """Return somebody whom a person may see in the team; raises NotFound."""
    found = next((row for row in (await team(person))[0] if row.id == staff), None)
    if found is None:
        raise NotFound
    return found


async def invite(
    email: str,
    role: str,
    libraries: list[UUID],
    *,
    administrator: bool = False,
    language: str = "fr",
    by: Person,
    now: datetime,
) -> UUID:
    """Invite somebody with one role in some libraries, or to administer the network; return whose account it is.

    Who has an account already is given the role. Raises Invalid, Refused, or NotFound for who may not.
    """
    await _check_may(by, libraries, administrator)
    if not administrator and not (role and libraries):
        raise Invalid({"role": "missing"} if not role else {"libraries": "missing"})
    async with DB.transaction():
        staff = await links.invite(email, language, by=by.by, now=now)
        if administrator:
            await accounts.name_administrator(staff, True, by=by, now=now)
        for library in [] if administrator else libraries:
            await give_role(staff, library, role, by=by, now=now)
    return staff


async def _check_may(by: Person, libraries: list[UUID], administrator: bool) -> None:
    for library in libraries:
        await require(by, library, Power.RUN_TEAM)
    if administrator:
        await require(by, None, Power.RUN_ACCOUNTS)


async def give_role(staff: UUID, library: UUID, role: str, *, by: Person, now: datetime) -> None:
    """Give a role in a library, or take it back ("" for none); when it changes, the person has to enter again.

    Raises Invalid, Refused for one's own role, or NotFound for who may not.
    """
    await require(by, library, Power.RUN_TEAM)
    if staff == by.id:
        raise Refused("own_role")
    async with DB.transaction():
        where = (Membership.staff == staff) & (Membership.library == library)
        held = await Membership.select(Membership.role).where(where).lock_rows("UPDATE").first()
        if (held["role"] if held else "") == role:
            return
        if role:
            await actions.appoint(staff, library, role, by=by.by, now=now)
        else:
            await actions.dismiss(staff, library, by=by.by, now=now)
        await logins.end_others(staff, "", by=by.by, now=now)


async def may_hand_over(by: Person, staff: StaffRow) -> bool:
    """Tell whether somebody may see a link that lets another in: only with no power there that they lack themselves."""
    if by.may_somewhere(Power.RUN_ACCOUNTS):
        return True
    mine = {library.id for library in await libraries_for(by, Power.RUN_TEAM)}
    held = (await appointments()).get(staff.id, [])
    return not staff.administrator and not staff.joined and {library for library, _, _ in held} <= mine


async def send_again(staff: UUID, language: str, *, by: Person, now: datetime) -> None:
    """Send a link again, the one before is void: an invitation, or for who has come one for another password.

    Whoever may invite sends invitations; links for a password are for who looks after all accounts. Raises NotFound.
    """
    found = await one_of_team(by, staff)
    if found.joined:
        await require(by, None, Power.RUN_ACCOUNTS)
    await links.send_again(staff, "password" if found.joined else "invitation", language, by=by.by, now=now)


async def one_to_take_back(by: Person, staff: UUID) -> StaffRow:
    """Return somebody invited who has not come, for who runs all libraries that it is for; raises NotFound."""
    found = await one_of_team(by, staff)
    if found.joined or not await may_hand_over(by, found):
        raise NotFound
    return found


async def take_back(staff: UUID, *, by: Person, now: datetime) -> None:
    """Take an invitation back: all that was kept of the person goes. Raises NotFound."""
    await one_to_take_back(by, staff)
    await links.give_up(staff, by=by.by, now=now)
