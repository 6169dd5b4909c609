"""Tables of what is lacking: places and communes where nothing is held, what people ask in vain, who could help."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from server.agenda.missed import Missed
from server.agenda.tallies import Known, Tally
from server.dashboard.board import Board, Site, site
from server.dashboard.rules import masked
from server.dashboard.sheets import Row, Sheet
from server.foundation.languages import N_, translator
from server.foundation.settings import settings
from server.foundation.spoken import day_year
from server.guidance.first_contact_words import WANTS
from server.territories.distance import Point, near
from server.territories.geography import Commune, commune, geography
from server.workshops.words import THEMES

MOST_NEAR = 3
ALL_THEMES = N_("Tous les thèmes")


def _named(commune: Commune | None, otherwise: str) -> str:
    return f"{commune.name} ({commune.departement})" if commune else otherwise


def _last(at: datetime | None, language: str) -> str:
    return day_year(at, settings().timezone, language) if at else translator(language).gettext("aucune connue")


def idle_places(found: Board, language: str) -> Sheet:
    """Return the places that are known and where nothing is held, with their last session."""
    gettext = translator(language).gettext
    rows: list[Row] = [
        (one.place, _named(found.commune(one), one.locality), found.called(one.host), _last(one.last_at, language))
        for one in found.idle()
    ]
    columns = (gettext("Lieu"), gettext("Commune"), gettext("Membre"), gettext("Dernière séance"))
    return Sheet("lieux-sans-seance", gettext("Lieux connus sans séance"), columns, rows, first_number=4, most=15)


def blank_communes(found: Board, language: str) -> Sheet:
    """Return the communes of the territory where nothing is held, with their inhabitants."""
    gettext = translator(language).gettext
    known, groups = {each.code for one in found.known if (each := found.commune(one))}, geography().epcis
    rows: list[Row] = [
        (
            each.name,
            each.code,
            groups[each.epci].name if each.epci else "",
            gettext("oui") if each.code in known else gettext("non"),
            each.inhabitants,
        )
        for each in found.blank
    ]
    columns = (
        gettext("Commune"),
        gettext("Code"),
        gettext("Intercommunalité"),
        gettext("Lieu connu"),
        gettext("Habitants"),
    )
    return Sheet("zones-blanches", gettext("Communes sans séance"), columns, rows, first_number=4, most=15)


def unplaced(found: Board, language: str) -> Sheet:
    """Return the places of which nobody tells the commune, to be mended on their sheets."""
    gettext = translator(language).gettext
    rows: list[Row] = [
        (one.place, one.postal_code, one.locality, found.called(one.host), _last(one.last_at, language))
        for one in found.unplaced
    ]
    columns = (
        gettext("Lieu"),
        gettext("Code postal"),
        gettext("Commune écrite"),
        gettext("Membre"),
        gettext("Dernière séance"),
    )
    return Sheet("a-situer", gettext("Lieux à situer"), columns, rows, first_number=5)


def demand(found: Board, language: str) -> Sheet:
    """Return where seats are wanting: sessions without a seat left and people who wait, by commune."""
    gettext = translator(language).gettext
    wanted = {commune: sums for commune, sums in found.communes_told.items() if sums.full_sessions or sums.waiting}
    order = sorted(wanted.items(), key=lambda item: (-item[1].waiting, -item[1].full_sessions, item[0].code))
    waiting = masked([sums.waiting for _, sums in order])
    rows: list[Row] = [
        (_named(commune, ""), sums.sessions, sums.full_sessions, people)
        for (commune, sums), people in zip(order, waiting, strict=True)
    ]
    columns = (gettext("Commune"), gettext("Séances"), gettext("Séances complètes"), gettext("Personnes en attente"))
    return Sheet("demandes", gettext("Là où les places manquent"), columns, rows)


def needs(found: Board, language: str) -> Sheet:
    """Return what people wanted at our desks, what was found for fewest first."""
    gettext = translator(language).gettext
    order = sorted(found.wanted.items(), key=lambda item: (-item[1].without, -item[1].times, item[0]))
    times, without = masked([one.times for _, one in order]), masked([one.without for _, one in order])
    rows: list[Row] = [
        (gettext(WANTS[need]) if need in WANTS else need, heard, lacking)
        for (need, _), heard, lacking in zip(order, times, without, strict=True)
    ]
    columns = (gettext("Besoin"), gettext("Fois"), gettext("Dont sans séance à proposer"))
    return Sheet("besoins", gettext("Entendu à l'accueil"), columns, rows)


def searches(found: Board, language: str) -> Sheet:
    """Return what was searched in the agenda without any result, most often first."""
    gettext = translator(language).gettext
    rows: list[Row] = [
        (gettext(THEMES.get(one.theme, ALL_THEMES)), _asked_place(one, language), one.times) for one in found.missed
    ]
    columns = (gettext("Thème"), gettext("Commune ou département"), gettext("Recherches"))
    return Sheet("recherches", gettext("Cherché en vain dans l'agenda"), columns, rows, first_number=2, most=15)


def _asked_place(one: Missed, language: str) -> str:
    if not one.place:
        return translator(language).gettext("Partout")
    area = geography().departements.get(one.place)
    return f"{area.name} ({area.code})" if area else _named(commune(one.place), one.place)


def lacking_places(found: Board, theme: str) -> list[Known]:
    """Return the places that are known and have nothing on a theme."""
    having = {site(one) for one in found.told if theme in one.themes}
    return [one for one in found.known if site(one) not in having]


def most_lacking(found: Board) -> str:
    """Return the theme, among those held somewhere, that most places are without; "" when nothing is held."""
    held = [theme for theme in THEMES if any(theme in one.themes for one in found.told)]
    return max(held, key=lambda theme: len(lacking_places(found, theme)), default="")


def matches(found: Board, theme: str, language: str) -> Sheet:
    """Return, for each place without a theme, the nearest where it is held and who presents it there.

    Only names that the public reads are told.
    """
    gettext = translator(language).gettext
    offering = _offering(found, theme)
    spots = [(key, spot) for key, told in offering.items() if (spot := found.point(told[0]))]
    order = sorted(lacking_places(found, theme), key=lambda one: -_inhabitants(found, one))
    rows = [_match(found, one, offering, spots, language) for one in order]
    columns = (gettext("Lieu sans ce thème"), gettext("Commune"), gettext("Qui le propose près de là"))
    caption = gettext("Sans « %(theme)s »") % {"theme": gettext(THEMES[theme])}
    return Sheet("rapprochements", caption, columns, [row for row in rows if row], first_number=3, most=15)


def _inhabitants(found: Board, one: Known) -> int:
    commune = found.commune(one)
    return commune.inhabitants if commune else 0


def _offering(found: Board, theme: str) -> dict[Site, list[Tally]]:
    there: dict[Site, list[Tally]] = {}
    for one in found.told:
        if theme in one.themes and found.point(one):
            there.setdefault(site(one), []).append(one)
    return there


def _match(
    found: Board, one: Known, offering: dict[Site, list[Tally]], spots: Sequence[tuple[Site, Point]], language: str
) -> Row | None:
    point, own = found.point(one), site(one)
    others = (each for each in spots if each[0] != own)
    hits = near(point, others, found.asked.radius, MOST_NEAR) if point else []
    words = [_helper(offering[key], distance, language) for key, distance in hits]
    return (one.place, _named(found.commune(one), one.locality), " ; ".join(words)) if words else None


def _helper(told: Iterable[Tally], distance: float, language: str) -> str:
    """Return a place, how far it is, and the names that the public reads of who presents there."""
    gettext, first = translator(language).gettext, next(iter(told))
    who = sorted({name for one in told for name in one.presenters})
    facts = {"place": first.place, "far": max(1, round(distance)), "who": ", ".join(who)}
    return gettext("%(place)s, à %(far)s km (%(who)s)") % facts if who else gettext("%(place)s, à %(far)s km") % facts
