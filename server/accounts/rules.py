"""What a password must be, and who is who for a guard."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from server.accounts.powers import Power, Role, allows_any
from server.foundation.errors import Invalid

SHORTEST = 12
LONGEST = 200
LOGIN_LASTS = timedelta(hours=8)
TOKEN_LASTS = timedelta(days=365)
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


def check_password(password: str, email: str) -> None:
    """Refuse a password that is too short, too long, common or the e-mail itself; no rule on kinds of letters."""
    if len(password) < SHORTEST:
        raise Invalid({"password": "password_short"}, shortest=SHORTEST)
    if len(password) > LONGEST or password.lower() in COMMON or password.lower() == email.lower():
        raise Invalid({"password": "password_weak"})
