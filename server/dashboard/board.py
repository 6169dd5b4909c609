"""All that a dashboard is drawn from, read in a few statements: what is held, where, what is known, what is lacking."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from server.agenda.missed import Missed
from server.agenda.tallies import Known, Tally
from server.dashboard import recent
from server.dashboard.asking import Asked
from server.dashboard.came import Attended, attended
from server.dashboard.needs import Wanted, searched, wanted
from server.dashboard.rules import Sums, added, by, total
from server.territories.distance import Point
from server.territories.geography import Commune, geography
from server.territories.placing import commune_of
from server.territories.reach import communes_in

Address = tuple[str, str, str]
Site = tuple[str, str, Address]


def address(one: Tally | Known) -> Address:
    """Return what tells in which commune something is."""
    return one.insee, one.postal_code, one.locality


def site(one: Tally | Known) -> Site:
    """Return what makes two tellings be of one place."""
    return one.host, one.place, address(one)


@dataclass(frozen=True)
class Board:
    """Figures of the part asked for.

    `told` are all tellings of it, `known` its places, `communes` those of its territory (none without one), `unplaced`
    the places of which nobody tells the commune, `came` what members say of who came, `wanted` the needs heard at our
    desks, `missed` the searches here that found nothing. `where` holds the commune of each address.
    """

    asked: Asked
    told: list[Tally]
    known: list[Known]
    unplaced: list[Known]
    online: Sums
    communes: list[Commune]
    names: dict[str, str]
    came: Attended
    wanted: dict[str, Wanted]
    missed: list[Missed]
    where: dict[Address, Commune | None] = field(repr=False)

    @cached_property
    def total(self) -> Sums:
        return total(self.told)

    def commune(self, one: Tally | Known) -> Commune | None:
        return self.where[address(one)]

    @cached_property
    def communes_told(self) -> dict[Commune, Sums]:
        """The sums of each commune where something is held."""
        sums = by(self.told, lambda one: [address(one)])
        return added((found, each) for where, each in sums.items() if (found := self.where[where]))

    @cached_property
    def blank(self) -> list[Commune]:
        """The communes of the territory where nothing is held, the one with most inhabitants first."""
        held = {each.code for each in self.communes_told}
        return sorted((each for each in self.communes if each.code not in held), key=lambda each: -each.inhabitants)

    def idle(self) -> list[Known]:
        """Return the places that are known and where nothing is held."""
        held = {site(one) for one in self.told}
        return [one for one in self.known if site(one) not in held]

    def point(self, one: Tally | Known) -> Point | None:
        """Return where a place is, as it tells itself or as its commune is."""
        if one.latitude is not None and one.longitude is not None:
            return one.latitude, one.longitude
        found = self.commune(one)
        return found.point if found else None

    def called(self, host: str) -> str:
        return self.names.get(host, host)


async def board(asked: Asked) -> Board:
    """Return the figures of the part asked for."""
    found = await recent.figures(asked)
    told, known = found.told, found.known
    where = _where([*told, *known])
    held = {each for each, commune in where.items() if asked.holds(commune)}
    online = [one for one in told if one.counted and one.online and where[address(one)] is None]
    return Board(
        asked=asked,
        told=[one for one in told if _chosen(one, asked) and address(one) in held],
        known=[one for one in known if address(one) in held],
        unplaced=[one for one in known if where[address(one)] is None],
        online=total(online),
        communes=_communes(asked),
        names=found.names,
        came=attended(asked, found.sums, {each for each in where.values() if each}),
        wanted=await wanted(asked),
        missed=await searched(asked),
        where=where,
    )


def _where(things: Iterable[Tally | Known]) -> dict[Address, Commune | None]:
    """Return the commune of each address: in the order of postal codes, as communes are read by département."""
    addresses = sorted({address(one) for one in things}, key=lambda each: (each[1], each))
    return {each: commune_of(*each) for each in addresses}


def _chosen(one: Tally, asked: Asked) -> bool:
    return (not asked.theme or asked.theme in one.themes) and (not asked.level or asked.level == one.level)


def _communes(asked: Asked) -> list[Commune]:
    if asked.territory is None:
        return []
    found = communes_in(asked.territory.extent)
    return [each for each in found if not asked.departement or each.departement == asked.departement]


def departements(asked: Asked) -> list[tuple[str, str]]:
    """Return the départements of what is asked for, (code, name): of the territory, or all of them."""
    known = geography().departements
    codes = {each.departement for each in communes_in(asked.territory.extent)} if asked.territory else set(known)
    return [(code, known[code].name) for code in sorted(codes)]
