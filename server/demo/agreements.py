"""What the demonstration shows of agreements: a charter in two versions and who signed it, conventions, funding."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from server.accounts.rules import Person
from server.partners.access import today
from server.partnerships import charter, conventions, funding
from server.partnerships.balance import Action, Outline, Share, last_day
from server.partnerships.convention_rules import Contribution, Draft, Party
from server.partnerships.rules import Signing

DAY = timedelta(days=1)
ADDED = "\n\nArticle 9. Relire ensemble\nChaque année, les signataires se réunissent et disent ce qui doit changer.\n"


async def agree(library: UUID, workshops: Sequence[UUID], person: Person, now: datetime) -> None:
    """Play all of it, as it was done over the last year and a half."""
    await _charter(person, now)
    await _conventions(library, person, now)
    await _funding(library, workshops, person, now)


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


async def _conventions(library: UUID, person: Person, now: datetime) -> None:
    """One that runs, one that is about to end, one that is being written."""
    centre, association = "Centre social des Tilleuls (exemple)", "Association Clic et Nous (exemple)"
    for title, other, begins, lasts in (
        ("Ateliers au centre social", centre, -200, 1095),
        ("Prêt d'ordinateurs", association, -320, 364),
    ):
        made = await conventions.write(
            _agreed(title, other, today(now) + begins * DAY, lasts), library, by=person, now=now + (begins - 20) * DAY
        )
        signed = now + (begins - 5) * DAY
        await conventions.sign(made, today(signed), by=person, now=signed)
    draft = replace(_agreed("Permanences en mairie", "Mairie annexe (exemple)", today(now), 364), contributions=[])
    await conventions.write(draft, library, by=person, now=now)


def _agreed(title: str, other: str, first: date, days: int) -> Draft:
    return Draft(
        title=title,
        parties=[
            Party("Ville de Rennes", "Place de la Mairie, 35000 Rennes", "Anne Le Bihan", "Maire (exemple)"),
            Party(other, "12 rue des Tilleuls, 35000 Rennes", "Claire Le Roux", "Directrice (exemple)"),
        ],
        starts_on=first,
        ends_on=first + days * DAY,
        texts=conventions.FIRST_TEXTS,
        contributions=[
            Contribution(1, "Une médiatrice numérique", "trois heures par semaine"),
            Contribution(1, "Achat de matériel", "", 150_000),
            Contribution(2, "Une salle avec douze places", "le mardi et le jeudi après-midi"),
        ],
        mailed=True,
    )


async def _funding(library: UUID, workshops: Sequence[UUID], person: Person, now: datetime) -> None:
    """A contrat territoire-lecture that runs, and a contrat départemental over one site."""
    first = (today(now) - 120 * DAY).replace(day=1)
    needs = "Un habitant sur cinq n'est pas à l'aise avec le numérique. Trois quartiers sont loin de tout lieu d'aide."
    outline = Outline("ctl", "Lire et cliquer", "Ville de Rennes", "CTL (exemple)", first, last_day(first, 3), needs)
    file = await funding.open_file(outline, library, by=person, now=now)
    shares = [
        Share("Direction régionale des affaires culturelles", "state", 1_850_000, 925_000),
        Share("Ville de Rennes", "commune", 1_650_000, 0),
        Share("Rennes Métropole", "group", 500_000, 0),
    ]
    await funding.plan(file, 4_000_000, shares, by=person, now=now)
    beginners = Action("Ateliers pour débuter", "Premiers pas, souris, clavier.", 60, 7_200, 420, 2_400_000, 610_000)
    further = Action("Se débrouiller en ligne", "Démarches et messages.", 40, 4_800, 280, 1_600_000, 215_050)
    for said, tied in ((beginners, workshops[:2]), (further, workshops[2:4])):
        await funding.keep_action(file, None, said, tied, by=person, now=now)
    met = "Le programme du semestre est choisi. Les horaires du soir sont à essayer."
    await funding.meet(file, None, first + 20 * DAY, met, by=person, now=now)
    await funding.meet(file, None, today(now) + 30 * DAY, "", by=person, now=now)
    where = "Armoire de la direction, classeur 3"
    await funding.prove(file, "Facture de douze tablettes (exemple)", first + 40 * DAY, where, by=person, now=now)
    await funding.change(file, outline, "granted", by=person, now=now)
    county = Outline("county", "Lecture en Ille-et-Vilaine", "Département (exemple)", "", first, first + 364 * DAY)
    other = await funding.open_file(county, library, by=person, now=now)
    await funding.place(other, {library: 1_200_000}, by=person, now=now)
    await funding.plan(other, None, [Share("Département", "county", 1_200_000)], by=person, now=now)
