"""What a password must be, and who is who for a guard."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

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
    """A member of staff who signed in, or whose token a program uses. `by` is how the journal names them."""

    id: UUID
    name: str
    administrator: bool
    by: str


def check_password(password: str, email: str) -> None:
    """Refuse a password that is too short, too long, common or the e-mail itself; no rule on kinds of letters."""
    if len(password) < SHORTEST:
        raise Invalid({"password": "password_short"}, shortest=SHORTEST)
    if len(password) > LONGEST or password.lower() in COMMON or password.lower() == email.lower():
        raise Invalid({"password": "password_weak"})
