"""When and where a session is, with whom, with what, and for how many."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from server.foundation.clock import aware
from server.foundation.errors import Invalid
from server.resources.stocks import Needs
from server.workshops import rules
from server.workshops.keeping import KEPT, check_seats
from server.workshops.slots import Slot
from server.workshops.windows import check_windows


@dataclass(frozen=True)
class Plan:
    """When and where a session is, and for how many; instants are aware.

    `presenter` are the words about who presents; `mediators` those of them that are known, filled in when it is kept.
    `stocks` is the equipment that it needs, `stock_numbers` how many of each; None for what its workshop needs.
    """

    starts_at: datetime
    ends_at: datetime
    capacity: int
    waiting_places: int = 0
    room: UUID | None = None
    mode: str = "on_site"
    online_url: str = ""
    place: str = ""
    presenter: str = ""
    note: str = ""
    pass_accepted: bool = False
    opens_at: datetime | None = None
    closes_hours: int = 0
    offer_hours: int = 0
    drop_in: bool = False
    kept_desk: int = 0
    kept_partner: int = 0
    kept_peer: int = 0
    kept_first: int = 0
    release_hours: int = 48
    laptops: int | None = None
    companions_count: bool = True
    mediators: list[UUID] = field(default_factory=list)
    stocks: list[UUID] | None = None
    stock_numbers: list[int] = field(default_factory=list)

    @property
    def needs(self) -> Needs:
        """Return what it needs: each stock, and how many of it."""
        return list(zip(self.stocks or (), self.stock_numbers, strict=False))

    def slot(self) -> Slot:
        """Return when and where it takes place, to look for what is in its way."""
        away = bool(self.place) or self.mode == "online"
        return Slot(
            self.starts_at,
            self.ends_at,
            self.room,
            self.presenter,
            away,
            on_line=self.mode == "online",
            mediators=tuple(self.mediators),
            needs=tuple(self.needs),
            people=self.capacity,
        )

    def check(self) -> None:
        dates = rules.Dates(aware(self.starts_at), aware(self.ends_at))
        rules.check_session(dates, self.capacity, self.waiting_places, self.mode, self.online_url)
        opens_at = aware(self.opens_at) if self.opens_at else None
        check_windows(self.starts_at, opens_at, self.closes_hours, self.offer_hours)
        kept = {name: getattr(self, name) for name in KEPT}
        check_seats(self.capacity, kept, self.release_hours, self.laptops)
        texts = {"online_url": (self.online_url, 500), "place": (self.place, 300), "presenter": (self.presenter, 120)}
        rules.check_lengths(texts)
        if len(self.stocks or ()) != len(self.stock_numbers) or len(set(self.stocks or ())) != len(self.stocks or ()):
            raise Invalid({"stocks": "bad_choice"})
