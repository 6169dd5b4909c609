"""Measure the federation on this machine: every figure stands beside what the machine itself can do."""

from collections.abc import Callable
from dataclasses import dataclass

import click

from server.bench import (
    bookings,
    deliveries,
    desk,
    feeds,
    ground,
    inboxes,
    instances,
    members,
    network,
    peers,
    publishing,
    references,
)


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    inboxes: int
    rounds: int
    activities: int
    owed: int
    members: int
    events: int
    sessions: int
    seconds: float
    idle_seconds: float
    bookings: int
    listed: int
    hub_events: int
    hub_feeds: int
    network: network.Size
    readings: int


WHOLE = Size(1000, 3, 2000, 100_000, 20, 500, 20, 3.0, 60.0, 1200, 1000, 1_000_000, 400, network.REGION, 40)
MOST_MILLISECONDS = 150
SMALL = Size(12, 1, 30, 400, 2, 5, 2, 0.2, 1.0, 30, 20, 300, 16, network.Size(3, 4, 90, 2, 4), 1)


def _say(name: str, figure: float, unit: str, beside: str = "") -> None:
    click.echo(f"{name}: {figure:.2f} {unit}" + (f" ({beside})" if beside else ""))


def _with_peers(hosts: int, action: Callable[[int], None]) -> None:
    port = ground.free_port()
    with ground.beside(peers.serve, port, hosts):
        ground.wait_for(port)
        action(port)


def _deliveries(size: Size, address: str) -> None:
    def on(hosts: int, name: str) -> Callable[[int], None]:
        def measured(port: int) -> None:
            before = references.signatures(size.seconds)
            with ground.database(address, f"deliveries_{hosts}") as own:
                done = ground.inside(own, lambda: deliveries.fan_out(hosts, size.inboxes, port, size.rounds))
            after = references.signatures(size.seconds)
            _say_delivered(f"deliveries to {name}", done, before, after)

        return measured

    _with_peers(1, on(1, f"{size.inboxes} inboxes of one host"))
    _with_peers(size.inboxes, on(size.inboxes, f"{size.inboxes} hosts"))


def _say_delivered(name: str, done: deliveries.Delivered, before: references.Rate, after: references.Rate) -> None:
    cpu, clock = (before.cpu + after.cpu) / 2, (before.clock + after.clock) / 2
    rate, by_clock = done.count / done.cpu, done.count / done.seconds
    name += " / RSA-2048 signatures"
    _say(name, rate / cpu, "", f"{rate:.0f} and {cpu:.0f} a second of one core")
    _say(f"{name}, by the clock", by_clock / clock, "", f"{by_clock:.0f} and {clock:.0f} a second")


def _inbox(size: Size, address: str) -> None:
    with ground.database(address, "inbox") as own:
        heard = ground.inside(own, lambda: inboxes.hear(own, size.activities, size.seconds))
    rate, each = heard.count / heard.seconds, 1e6 * heard.cpu / heard.count
    beside = f"{rate:.0f} and {heard.commits:.0f} a second; {each:.0f} µs of the web process each"
    _say("activities at the inbox / bare commits", rate / heard.commits, "", beside)


def _memory(size: Size, address: str) -> None:
    def measured(port: int) -> None:
        with ground.database(address, "memory") as own:
            held = ground.inside(own, lambda: deliveries.long_queue(size.owed, 20, port, 5 * size.seconds))
        beside = f"{held.before:.0f} before, {held.most:.0f} at most, {held.left} still owed"
        _say(f"memory gained with {size.owed} deliveries owed", held.most - held.before, "MiB", beside)

    _with_peers(20, measured)


def _catching_up(size: Size, address: str) -> None:
    with ground.database(address, "members") as own:
        port = ground.free_port()
        done = ground.inside(own, lambda: members.catch_up(size.members, size.events, port))
    _say(f"a hub catching up with {done.members} members", done.seconds, "s", f"{done.events} events")


def _published(size: Size, address: str) -> None:
    seen = publishing.seen_at_a_hub(address, size.sessions)
    _say("from publication to sight at a hub", seen.median, "s", f"median of {seen.count}, {seen.most:.2f} at most")


def _idle(size: Size, address: str) -> None:
    with ground.database(address, "idle"):
        _say("an idle instance", instances.idle(size.idle_seconds), "% of a core", "web and worker")


def _bookings(size: Size, address: str) -> None:
    with ground.database(address, "bookings") as own:
        found = ground.inside(own, lambda: bookings.measured(own, size.bookings, size.seconds))
    for name, done in found.items():
        beside = f"{done.rate:.0f} and {done.bare:.0f} a second; 99 of 100 within {1000 * done.p99:.0f} ms"
        _say(f"bookings {name} / bare transactions", done.rate / done.bare, "", beside)


def _feeds(size: Size, address: str) -> None:
    with ground.database(address, "feeds") as own:
        for name, done in feeds.served(own, size.listed, size.seconds).items():
            ours = done.ours.a_second
            if done.other:
                other = done.other.a_second
                _say(f"feeds {name}", ours / other, "", f"{ours:.0f} and {other:.0f} a second")
            else:
                click.echo(f"feeds {name}: {ours:.0f} a second; no nginx here")
    with ground.database(address, "feed_changes") as own:
        change = feeds.changed(own, size.listed, size.sessions)
    _say("first octet of a feed after a change", change.first_octet, "ms", f"{change.remade:.2f} ms to make it anew")
    with ground.database(address, "feed_hub") as own:
        hub = feeds.hub(own, size.hub_events, size.hub_feeds)
    half, most = hub.unchanged
    beside = f"half within {hub.whole[0]:.0f} ms; unchanged: 99 of 100 within {most:.0f} ms, half within {half:.0f}"
    _say(f"a filtered feed of a hub of {size.hub_events}: 99 of 100 within", hub.whole[1], "ms", beside)


def _desk(size: Size, address: str) -> None:
    with ground.database(address, "desk") as own:
        taken = desk.measure(own, size.network, size.readings)
    for name, page in taken.items():
        beside = f"half within {page.half:.0f} ms, 95 of 100 within {page.most:.0f} ms; bare {page.bare:.0f} ms"
        _say(f"staff page {name} / a bare one", page.half / page.bare, "", beside)
    slow = [name for name, page in taken.items() if page.most > MOST_MILLISECONDS]
    _say(f"staff pages of which 95 of 100 take more than {MOST_MILLISECONDS} ms", len(slow), f"of {len(taken)}")


MEASURES: dict[str, Callable[[Size, str], None]] = {
    "bookings": _bookings,
    "deliveries": _deliveries,
    "inbox": _inbox,
    "memory": _memory,
    "catching-up": _catching_up,
    "published": _published,
    "idle": _idle,
    "feeds": _feeds,
    "desk": _desk,
}


@click.command()
@click.option("--small", is_flag=True, help="only see that everything can be measured; the figures mean nothing")
@click.option("--only", type=click.Choice(list(MEASURES)), help="one of the measures, instead of all")
def bench(small: bool, only: str | None) -> None:
    """Measure bookings, feeds, deliveries, the inbox, a hub that catches up, memory, idleness, the pages of staff."""
    size = SMALL if small else WHOLE
    with ground.server(tuned=not small) as address:
        for name, measure in MEASURES.items():
            if only in {None, name}:
                measure(size, address)


COMMANDS = (bench,)
