"""What a password must be, and who is who for a guard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from server.accounts.powers import Power, Role, allows_any
from server.foundation.errors import Invalid

SHORTEST = 12
LONGEST = 200
LOGIN_LASTS = timedelta(hours=8)
TOKEN_LASTS = timedelta(days=365)
# How long a link lets somebody in, and how long after its end it is remembered that there was one.
LINK_LASTS = {"invitation": timedelta(days=7), "password": timedelta(days=1)}
LINK_REMEMBERED = timedelta(days=30)
BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "CrOS": "ChromeOS", "Windows": "Windows",
    "Mac OS X": "macOS", "Linux": "Linux",
}  # fmt: skip
COMMON = frozenset(
    "motdepasse1234 azertyuiop123 123456789012 azertyuiopqsdf qwertyuiop12 bibliotheque1 mediatheque12 "
    "administrateur administrator passwordpassword motdepassemotdepasse 000000000000 111111111111".split()
)


@dataclass(frozen=True)
class Person:
    """A member of staff who signed in, or whose token a program uses. `by` is how the journal names them.

    `roles` are those in each library, once a guard has read them for this request; None where nobody did.
    """

    id: UUID
    name: str
    administrator: bool
    by: str
    roles: Mapping[UUID, Role] | None = field(default=None, compare=False)

    def may_somewhere(self, power: Power) -> bool:
        """Tell whether they have a power in some library, from the roles that the guard has read."""
        held = [Role.ADMINISTRATOR] if self.administrator else [Role.NONE, *(self.roles or {}).values()]
        return allows_any(held, power)


def device(agent: str) -> str:
    """Return the browser and the system that a `User-Agent` names ("Firefox, Windows"), or an empty text."""
    found = (next((name for mark, name in table.items() if mark in agent), "") for table in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in found if name)


def link_state(used_at: datetime | None, expires_at: datetime, now: datetime) -> str:
    """Return what a link is worth: `open`, `used` or `expired`."""
    return "used" if used_at else "expired" if expires_at <= now else "open"


def check_name(name: str) -> str:
    """Return the name of a person as it is kept, 120 characters at most; raises Invalid for none."""
    if not name.strip():
        raise Invalid({"name": "missing"})
    return " ".join(name.split())[:120]


def check_password(password: str, email: str) -> None:
    """Refuse a password that is too short, too long, common or the e-mail itself; no rule on kinds of letters."""
    if len(password) < SHORTEST:
        raise Invalid({"password": "password_short"}, shortest=SHORTEST)
    if len(password) > LONGEST or password.lower() in COMMON or password.lower() == email.lower():
        raise Invalid({"password": "password_weak"})
