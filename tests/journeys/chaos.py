"""Three instances behind fault proxies, killed in turn while their sessions change, and time that passes for them."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from tests.journeys.fault_proxy import FaultProxy, Proxies
from tests.journeys.instances import Instance, until
from tests.journeys.passing import pass_time
from tests.journeys.ports import free_port
from tests.journeys.sharing import Maker, joined

MINUTES = 10
STEPS = 4  # of a minute; with its changes, each is what time is left to the processes: so much, and more for more
LEAST_SECONDS_A_STEP, LEAST_SECONDS_A_CHANGE = 0.8, 0.4
BETWEEN_KILLS_SECONDS = (1.0, 4.0)
# Who is not reached at all from which step on: the hub, all are, a network, all are.
OUTAGES = {12: 0, 18: None, 26: 1, 32: None}


@dataclass
class Scene:
    """A hub and two networks that hear of each other through it, each behind its proxy."""

    hub: Instance
    networks: list[Instance]
    proxies: Proxies
    dice: random.Random

    @property
    def all(self) -> list[Instance]:
        return [self.hub, *self.networks]

    def pass_time(self, lapse: timedelta, *, leases: bool = False) -> None:
        """Let time pass for what all instances have put off, and for what dead workers held if so asked."""
        for one in self.all:
            pass_time(one, lapse, leases=leases)


@contextmanager
def scene(make: Maker, dice: random.Random) -> Iterator[Scene]:
    """Yield the three behind quiet proxies, the networks members of the hub."""
    made, proxies = [], []
    for name in ("Hub", "Médiathèques de A", "Médiathèques de B"):
        inner = free_port()
        made.append(make(name, hub=name == "Hub", inner=inner, wait=False, start=()))
        proxies.append(FaultProxy(made[-1].port, inner, random.Random(dice.random())))
    hub, *networks = made
    with Proxies(proxies) as opened:
        try:
            for one in made:
                one.launch()
            for one in made:
                one.wait()
            for member in networks:
                _join(hub, member)
            yield Scene(hub, networks, opened, dice)
        finally:
            for one in made:
                one.ask_to_stop()
            for one in made:
                one.stop()


def _join(hub: Instance, member: Instance) -> None:
    """Have a network join the hub, both ways."""
    member.make("/peers", url=hub.url)
    until(lambda: _proposed(hub, member))
    hub.make("/peers", url=member.url)
    until(lambda: joined(hub, member) and joined(member, hub))


def _proposed(hub: Instance, member: Instance) -> bool:
    host = member.url.removeprefix("http://")
    return any(peer["host"] == host and peer["state"] == "proposed" for peer in hub.act("GET", "/peers").json())


class Killer(threading.Thread):
    """Kills web and worker processes with -9, one after the other, and starts each again."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(daemon=True)
        self.scene, self.kills = scene, 0
        self.dice = random.Random(scene.dice.random())
        self.fault: BaseException | None = None
        self._enough = threading.Event()

    def run(self) -> None:
        try:
            while not self._enough.wait(self.dice.uniform(*BETWEEN_KILLS_SECONDS)):
                victim, what = self.dice.choice(self.scene.all), self.dice.choice(("web", "worker"))
                victim.kill(what)
                victim.launch(what)
                self.kills += 1
                until(victim.works if what == "worker" else victim.answers)
        except BaseException as fault:
            self.fault = fault

    def stop(self) -> None:
        """Kill no more; raises what went wrong."""
        self._enough.set()
        self.join()
        if self.fault:
            raise self.fault


def rage(scene: Scene, changes: list[Callable[[], None]]) -> Killer:
    """Let ten minutes pass in which everything goes wrong and `changes` are made; everything runs again at the end."""
    killer = Killer(scene)
    least = max(LEAST_SECONDS_A_STEP, LEAST_SECONDS_A_CHANGE * len(changes) / (MINUTES * STEPS))
    scene.proxies.rage()
    killer.start()
    for step in range(MINUTES * STEPS):
        begun = time.monotonic()
        if step in OUTAGES:
            _outage(scene, OUTAGES[step])
        for change in changes[step :: MINUTES * STEPS]:
            change()
        time.sleep(max(0.0, least - (time.monotonic() - begun)))
        scene.pass_time(timedelta(seconds=max(0.0, 60 / STEPS - (time.monotonic() - begun))))
    killer.stop()
    scene.proxies.calm()
    return killer


def _outage(scene: Scene, which: int | None) -> None:
    """From now on other servers do not reach one of the three at all, or reach all again."""
    for number, proxy in enumerate(scene.proxies.all):
        proxy.dead = number == which
