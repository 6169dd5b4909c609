"""What the demonstration shows of agreements: a charter in two versions, signed by three communities."""

from datetime import datetime, timedelta

from server.accounts.rules import Person
from server.partners.access import today
from server.partnerships import charter
from server.partnerships.rules import Signing

DAY = timedelta(days=1)
ADDED = "\n\nArticle 9. Relire ensemble\nChaque année, les signataires se réunissent et disent ce qui doit changer.\n"


async def agree(person: Person, now: datetime) -> None:
    """Play all of it, as it was done over the last year and a half."""
    await _charter(person, now)


async def _charter(person: Person, now: datetime) -> None:
    """One community signed both versions, one signed the second only, one is to sign again."""
    first, second = now - 500 * DAY, now - 40 * DAY
    await charter.publish(charter.FIRST_TITLE, charter.FIRST_WORDS, by=person, now=first)
    rennes = _signing("Ville de Rennes", "Rennes", "Anne Le Bihan", "Maire (exemple)", first)
    faithful = await charter.sign(rennes, by=person, now=first)
    betton = _signing("Ville de Betton", "Betton", "Paul Quéré", "Adjoint à la culture (exemple)", first + 9 * DAY)
    await charter.sign(betton, by=person, now=first + 9 * DAY)
    await charter.publish(charter.FIRST_TITLE, charter.FIRST_WORDS + ADDED, by=person, now=second)
    again = _signing("Ville de Rennes", "Rennes", "Anne Le Bihan", "Maire (exemple)", second)
    await charter.sign_again(faithful, again, by=person, now=second)
    group = _signing("Rennes Métropole", "Rennes", "Yves Cadiou", "Président (exemple)", second + DAY, "epci")
    await charter.sign(group, by=person, now=second + DAY)


def _signing(community: str, place: str, signatory: str, quality: str, at: datetime, kind: str = "commune") -> Signing:
    return Signing(community, kind, place, signatory, quality, today(at))
