"""What a good copy changes in the mirror, by tables of cases; and, whatever a calendar does, what always holds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ical_feeds.imported import ImportedEvent
from ical_feeds.matching import Held, content_of, digest_of, identity_of, plan

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
FEED = UUID(int=7)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVENT = ImportedEvent(
    "1", 0, NOW + DAY, NOW + DAY + HOUR, "Europe/Paris", False, "Tricot", "", "Salle", "", "confirmed", ()
)


def event(uid="one", **more):
    starts_at = more.pop("starts_at", NOW + DAY)
    return replace(EVENT, uid=uid, starts_at=starts_at, ends_at=starts_at + HOUR, **more)


def held(of, **more):
    """What the mirror holds after having read `of`."""
    known = (identity_of(FEED, of), digest_of(of), content_of(of.starts_at, of.title, of.location))
    return Held(uuid5(FEED, known[0]), *known, of.starts_at, of.sequence, of.stamped_at, **more)


def many(number, **more):
    return [event(str(n), starts_at=NOW + DAY * (n + 1), **more) for n in range(number)]


def done(made):
    """A plan in few words."""
    return {name: len(found) for name in ("new", "changed", "missing", "withdrawn") if (found := getattr(made, name))}


STAMP = NOW - DAY


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (event(), event(), {}),
        (event(), event(sequence=4, stamped_at=NOW), {}),
        (event(), event(title="Couture"), {"changed": 1}),
        (event(sequence=3, stamped_at=STAMP), event(title="Couture", sequence=4), {"changed": 1}),
        (event(sequence=3, stamped_at=STAMP), event(title="Vieux", sequence=2, stamped_at=STAMP - HOUR), {}),
        (event(sequence=3, stamped_at=STAMP), event(title="Neuf", sequence=0, stamped_at=STAMP + HOUR), {"changed": 1}),
        (event(sequence=3, stamped_at=STAMP), event(title="Neuf", sequence=0), {"changed": 1}),
        (event(), event(status="cancelled"), {"changed": 1}),
        (event(), event(starts_at=NOW + 2 * DAY), {"changed": 1}),
    ],
)
def test_one_event_read_again(before, after, found):
    others = many(9, title="Autre")[1:]
    made = plan(FEED, [held(before), *map(held, others)], [after, *others], NOW)
    assert done(made) == found


def test_one_uid_at_two_dates_is_two_events():
    dates = [event(recurrence_at=NOW + DAY * n, starts_at=NOW + DAY * n) for n in (1, 8)]
    assert done(plan(FEED, [], dates, NOW)) == {"new": 2}
    assert done(plan(FEED, [held(each) for each in dates], dates, NOW)) == {}


def test_an_event_with_its_time_in_its_uid_comes_anew_and_the_old_one_goes():
    others = many(9)
    moved = event("10-1737707400", title="Chorale")
    made = plan(
        FEED,
        [held(moved), *map(held, others)],
        [replace(moved, uid="10-1737800000", starts_at=NOW + 3 * DAY), *others],
        NOW,
    )
    assert done(made) == {"new": 1, "missing": 1}


@pytest.mark.parametrize(
    ("misses", "since", "found"),
    [
        (0, None, {"missing": 1}),
        (1, timedelta(hours=1), {"missing": 1}),
        (5, timedelta(hours=5, minutes=59), {"missing": 1}),
        (1, timedelta(hours=6), {"withdrawn": 1}),
    ],
)
def test_what_is_missing_goes_after_two_copies_and_six_hours(misses, since, found):
    first, *others = many(9)
    absent = held(first, misses=misses, missing_at=NOW - since if since is not None else None)
    assert done(plan(FEED, [absent, *map(held, others)], others, NOW)) == found


@pytest.mark.parametrize(
    ("number", "gone", "asks"),
    [(1, 1, True), (2, 1, True), (10, 3, False), (10, 4, True), (100, 20, False), (100, 21, True), (300, 0, False)],
)
def test_when_much_vanishes_at_once_a_person_is_asked(number, gone, asks):
    events = many(number)
    made = plan(FEED, [held(each) for each in events], [*events[gone:], event("new", title="Neuf")], NOW)
    assert made.question == (gone if asks else 0)
    assert len(made.missing) == gone
    assert made.changes == (0 if asks else 1)


def test_what_a_person_hands_in_asks_nothing():
    events = many(30)
    assert done(plan(FEED, [held(each) for each in events], [], NOW, at_once=True)) == {"withdrawn": 30}


def test_the_past_stays_and_so_does_what_a_person_keeps():
    past = held(event("p", starts_at=NOW - HOUR))
    kept = held(event("k"), kept=True)
    assert done(plan(FEED, [past, kept], [], NOW)) == {}


def test_what_a_person_kept_and_is_back_counts_as_there():
    kept = [held(each, kept=True) for each in many(9)]
    assert done(plan(FEED, [*kept, held(event("x"))], many(9), NOW)) == {"missing": 1}


def test_what_was_withdrawn_and_comes_back_is_shown_again():
    assert done(plan(FEED, [held(event(), withdrawn=True)], [event()], NOW)) == {"changed": 1}


@pytest.mark.parametrize(("renamed", "volatile"), [(0, True), (1, True), (4, False)])
def test_uids_that_are_new_at_each_export_are_not_relied_on(renamed, volatile):
    events = many(7)
    fresh = [
        replace(each, uid=f"x{each.uid}", title="Autre" if n < renamed else each.title) for n, each in enumerate(events)
    ]
    made = plan(FEED, [held(each) for each in events], fresh, NOW)
    assert made.volatile is volatile
    assert bool(made.question) is not volatile
    if volatile:
        assert done(made) == ({"new": renamed, "missing": renamed} if renamed else {})


EVENTS = st.builds(
    event,
    uid=st.sampled_from("abcdefgh"),
    title=st.sampled_from(["Tricot", "Couture"]),
    sequence=st.integers(0, 2),
    starts_at=st.sampled_from([NOW - DAY, NOW + DAY, NOW + 2 * DAY]),
    recurrence_at=st.sampled_from([None, NOW + DAY]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(EVENTS, max_size=12), max_size=5))
def test_whatever_a_calendar_does_the_mirror_holds_it_once(copies):
    """Copies in a row: ids stay, no identity comes twice, reading one again changes nothing, the past never goes."""
    mirror = {}
    for number, copy in enumerate(copies):
        at = NOW + number * HOUR
        made = plan(FEED, list(mirror.values()), copy, at)
        before = dict(mirror)
        assert not {each.id for each in made.withdrawn} & {each.id for each in before.values() if each.starts_at <= at}
        if made.question:
            assert not made.withdrawn
            continue
        _apply(mirror, made, at)
        assert len({each.identity for each in mirror.values()}) == len(mirror)
        assert set(before) <= set(mirror)
        again = plan(FEED, list(mirror.values()), copy, at)
        assert not again.new
        assert not again.changed
        assert not again.withdrawn


def _apply(mirror, made, at):
    for fresh in made.new:
        kept = held(fresh)
        mirror[(kept.id, len(mirror))] = kept
    places = {each: key for key, each in mirror.items()}
    for each, fresh in (*made.changed, *made.same):
        changed = replace(held(fresh), id=each.id)
        mirror[places[each]] = changed
    for each in made.missing:
        mirror[places[each]] = replace(each, missing_at=each.missing_at or at, misses=each.misses + 1)
    for each in made.withdrawn:
        mirror[places[each]] = replace(each, withdrawn=True)
