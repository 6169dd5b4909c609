"""Tables of what is held: by month, by commune or département, by theme, by level, by member, and all of it."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from server.agenda.tallies import Month, Tally
from server.dashboard import rules
from server.dashboard.board import Board, site
from server.dashboard.came import Came
from server.dashboard.rules import Number, Sums, masked
from server.foundation.languages import N_, translator
from server.foundation.spoken import month_of
from server.territories.geography import Commune, geography
from server.workshops.words import LEVELS_SHORT, THEMES

Cell = str | Number
CAME = (N_("Séances passées"), N_("Dont comptées"), N_("Personnes venues"), N_("Demandes notées"))
DETAIL = (N_("Mois"), N_("Code"), N_("Commune"), N_("Département"), N_("Lieu"), N_("Membre"), N_("Niveau"), N_("Thème"))
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """A table: `key` names its file, `columns` are in words, of which those from `first_number` on are numbers.

    `most`: how many rows a page shows; the file has all of them.
    """

    key: str
    caption: str
    columns: tuple[str, ...]
    rows: list[Row]
    first_number: int = 1
    most: int = 20

    @property
    def shown(self) -> list[Row]:
        return self.rows[: self.most]

    @property
    def more(self) -> int:
        return len(self.rows) - len(self.shown)


def _columns(language: str) -> tuple[str, ...]:
    gettext = translator(language).gettext
    return gettext("Séances"), gettext("Places"), gettext("Places prises"), gettext("Séances complètes")


def _rows(heads: Sequence[tuple[str, ...]], sums: Sequence[Sums]) -> list[Row]:
    taken = masked([one.taken for one in sums])
    return [
        (*head, one.sessions, one.seats, people, one.full_sessions)
        for head, one, people in zip(heads, sums, taken, strict=True)
    ]


def by_month(found: Board, language: str) -> Sheet:
    """Return the sums of each month asked for, those too in which nothing is held."""
    gettext = translator(language).gettext
    sums = rules.added((part.month, part) for one in found.told if one.counted for part in one.months)
    months = rules.months(found.asked.first, found.asked.last)
    rows = _rows([(month_of(month, language),) for month in months], [sums.get(month, Sums()) for month in months])
    return Sheet("mois", gettext("Par mois"), (gettext("Mois"), *_columns(language)), rows)


def by_area(found: Board, language: str) -> Sheet:
    """Return the sums of each commune, or département, the one with most sessions first."""
    return _by_commune(found, language) if found.asked.by == "commune" else _by_departement(found, language)


def _by_commune(found: Board, language: str) -> Sheet:
    gettext = translator(language).gettext
    sums = sorted(found.communes_told.items(), key=lambda item: (-item[1].sessions, item[0].code))
    people = {commune.code: commune.inhabitants for commune, _ in sums}
    plain = _rows([(commune.name, commune.code) for commune, _ in sums], [one for _, one in sums])
    rows = [(name, code, people[str(code)], *numbers) for name, code, *numbers in plain]
    columns = (gettext("Commune"), gettext("Code"), gettext("Habitants"), *_columns(language))
    return Sheet("communes", gettext("Par commune"), columns, rows, first_number=2)


def _by_departement(found: Board, language: str) -> Sheet:
    gettext = translator(language).gettext

    def code(one: Tally) -> list[str]:
        commune = found.commune(one)
        return [commune.departement] if commune else []

    sums = sorted(rules.by(found.told, code).items())
    known = geography().departements
    rows = _rows([(known[code].name, code) for code, _ in sums], [one for _, one in sums])
    columns = (gettext("Département"), gettext("Code"), *_columns(language))
    return Sheet("departements", gettext("Par département"), columns, rows, first_number=2)


def by_theme(found: Board, language: str) -> Sheet:
    """Return the sums of each theme; what has several counts in each."""
    gettext = translator(language).gettext
    return _named(found, "themes", gettext("Par thème"), gettext("Thème"), THEMES, lambda one: one.themes, language)


def by_level(found: Board, language: str) -> Sheet:
    """Return the sums of each level."""
    gettext = translator(language).gettext
    return _named(
        found, "niveaux", gettext("Par niveau"), gettext("Niveau"), LEVELS_SHORT, lambda one: [one.level], language
    )


def _named(
    found: Board,
    key: str,
    caption: str,
    column: str,
    words: dict[str, str],
    of: Callable[[Tally], Sequence[Hashable]],
    language: str,
) -> Sheet:
    gettext = translator(language).gettext
    sums = rules.by(found.told, lambda one: [name if name in words else "" for name in of(one)] or [""])
    names = [name for name in (*words, "") if name in sums]
    heads = [(gettext(words[name]) if name else gettext("Non indiqué"),) for name in names]
    return Sheet(key, caption, (column, *_columns(language)), _rows(heads, [sums[name] for name in names]))


def by_member(found: Board, language: str) -> Sheet:
    """Return what each member tells, what of it another one tells too, and what of it is in the total."""
    gettext = translator(language).gettext
    rows: list[Row] = [
        (found.called(each.host), each.told.sessions, each.shared, each.counted, each.told.seats)
        for each in rules.members(found.told)
    ]
    columns = (
        gettext("Membre"),
        gettext("Séances annoncées"),
        gettext("Déjà comptées ailleurs"),
        gettext("Comptées ici"),
        gettext("Places"),
    )
    return Sheet("membres", gettext("Par membre"), columns, rows)


def detail(found: Board, language: str) -> Sheet:
    """Return all there is: the sums of each place, month, theme and level; for a file only."""
    gettext = translator(language).gettext

    def told(one: Tally) -> Iterator[tuple[tuple[str, ...], Month]]:
        commune = found.commune(one)
        where = (commune.code, commune.name, commune.departement) if commune else ("", one.locality, "")
        level = gettext(LEVELS_SHORT[one.level]) if one.level in LEVELS_SHORT else ""
        themes = [gettext(THEMES[theme]) if theme in THEMES else theme for theme in one.themes or ("",)]
        for part, theme in product(one.months, themes):
            yield (f"{part.month:%Y-%m}", *where, one.place, found.called(one.host), level, theme), part

    sums = sorted(rules.added(each for one in found.told if one.counted for each in told(one)).items())
    columns = (*map(gettext, DETAIL), *_columns(language))
    rows = _rows([key for key, _ in sums], [one for _, one in sums])
    return Sheet("tout", gettext("Tout le détail"), columns, rows, first_number=len(DETAIL))


def came_by_month(found: Board, language: str) -> Sheet:
    """Return who came, month by month."""
    gettext = translator(language).gettext
    sums = found.came.by(lambda _, month: month)
    order = sorted(sums)
    rows = _came([month_of(month, language) for month in order], [sums[month] for month in order])
    return Sheet("venues", gettext("Qui est venu, par mois"), (gettext("Mois"), *map(gettext, CAME)), rows)


def came_by_commune(found: Board, language: str) -> Sheet:
    """Return who came, commune by commune."""
    gettext = translator(language).gettext
    sums = sorted(found.came.by(lambda where, _: where).items(), key=lambda item: (-item[1].sessions, item[0].code))
    rows = _came([f"{where.name} ({where.departement})" for where, _ in sums], [one for _, one in sums])
    caption = gettext("Qui est venu, par commune")
    return Sheet("venues-communes", caption, (gettext("Commune"), *map(gettext, CAME)), rows)


def _came(heads: Sequence[str], sums: Sequence[Came]) -> list[Row]:
    present, unmet = masked([one.present for one in sums]), masked([one.unmet for one in sums])
    return [
        (head, one.sessions, one.recorded, came, asked)
        for head, one, came, asked in zip(heads, sums, present, unmet, strict=True)
    ]


def places_held(found: Board) -> int:
    """Return in how many places something is held."""
    return len({site(one) for one in found.told if one.counted})


def inhabitants(communes: Sequence[Commune]) -> int:
    """Return how many people live in some communes."""
    return sum(each.inhabitants for each in communes)
