"""Which VEVENTs of a file are one event: revisions, dates that share a UID, series with their changed instances."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b

from ical_feeds.drafts import Draft, newest


@dataclass(frozen=True, slots=True)
class Group:
    """One event: alone, or a series with the VEVENTs that replace some of its instances.

    `keyed_by_start`: its UID is not enough to know it again, so that its start is part of its identity.
    """

    master: Draft
    overrides: tuple[Draft, ...] = ()
    keyed_by_start: bool = False

    @property
    def is_series(self) -> bool:
        return bool(self.master.rules or self.master.added or self.overrides)


def groups(drafts: Iterable[Draft]) -> list[Group]:
    """All events of one body, in the order in which their UIDs first appear."""
    by_uid: dict[str, list[Draft]] = defaultdict(list)
    for each in drafts:
        known = each if each.uid else replace(each, uid=_made_up_uid(each))
        by_uid[known.uid].append(known)
    return [group for members in by_uid.values() for group in _of_one_uid(members)]


def _made_up_uid(draft: Draft) -> str:
    """For an event without UID: a hash of start, folded title and place."""
    start = draft.zone.instant(draft.start).isoformat()
    seen = "\x1f".join([start, folded(draft.texts.title), folded(draft.texts.location)])
    return blake2b(seen.encode(), digest_size=16).hexdigest()


def folded(text: str) -> str:
    """A text without accents, case and punctuation, for comparing."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain if not _is_mark(letter)).split())


def _is_mark(letter: str) -> bool:
    return unicodedata.combining(letter) != 0


def _of_one_uid(members: list[Draft]) -> list[Group]:
    masters = _masters([each for each in members if each.recurrence is None])
    overrides = _overrides([each for each in members if each.recurrence is not None])
    several = len(masters) > 1
    holder = next((each for each in masters if each.rules or each.added), masters[0] if len(masters) == 1 else None)
    if holder is None:
        alone = [Group(each, keyed_by_start=True) for each in overrides]
        return [Group(each, keyed_by_start=several) for each in masters] + alone
    return [Group(each, tuple(overrides) if each is holder else (), keyed_by_start=several) for each in masters]


def _masters(found: list[Draft]) -> list[Draft]:
    """Different SEQUENCEs are revisions of one event; absent or repeated ones are several dates, one for each start."""
    sequences = [each.sequence for each in found]
    if found and None not in sequences and len(set(sequences)) == len(found):
        return [newest(found)]
    by_start: dict[object, list[Draft]] = defaultdict(list)
    for each in found:
        by_start[(each.all_day, each.zone.instant(each.start))].append(each)
    return [newest(same) for same in by_start.values()]


def _overrides(found: list[Draft]) -> list[Draft]:
    by_instance: dict[object, list[Draft]] = defaultdict(list)
    for each in found:
        if each.recurrence is not None:
            by_instance[each.recurrence.instant()].append(each)
    return [newest(same) for same in by_instance.values()]
