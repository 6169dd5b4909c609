"""Dialects: in what way a follower hears of our events, by what its server runs and whom of ours it follows.

What a server says that it runs is only a claim (FEP-0151): it chooses what is sent beside, and nothing that must be
right or safe rests on it. Whatever is unknown is spoken to in the common way.
"""

from enum import StrEnum

from federation.wire.nodeinfo import SOFTWARE

# Servers of short messages: they show an event once and apply no Update to it.
MICROBLOGS = frozenset(
    {
        "akkoma",
        "calckey",
        "catodon",
        "cherrypick",
        "firefish",
        "foundkey",
        "gotosocial",
        "hometown",
        "honk",
        "iceshrimp",
        "iceshrimp.net",
        "mastodon",
        "misskey",
        "mitra",
        "pixelfed",
        "pleroma",
        "sharkey",
        "snac",
        "snac2",
        "takahe",
        "wafrn",
    }
)
GANCIO = "gancio"


class Way(StrEnum):
    """How a follower hears of an event; its end is told to all, by whoever told of it.

    TOLD: Create, each Update. POINTED: Announce of its address, again after changes. ONCE: Create, then a Note when it
    is cancelled or moved to another time. SHOWN: the same for who follows the instance, by Announce. SPOKEN: Create and
    each Update by the instance itself.
    """

    TOLD = "told"
    POINTED = "pointed"
    ONCE = "once"
    SHOWN = "shown"
    SPOKEN = "spoken"


def way(software: str, *, instance: bool, gancio: bool) -> Way:
    """Return how a follower is told; `instance`: it follows the instance, not a library; `gancio`: as node.gancio.

    Mobilizon shows in its search what an instance that it follows has announced. Gancio hears no Announce of others'
    events, and binds what it is told to who told it.
    """
    if software in MICROBLOGS:
        return Way.SHOWN if instance else Way.ONCE
    if not instance or software == SOFTWARE:
        return Way.TOLD
    return Way.SPOKEN if gancio and software == GANCIO else Way.POINTED
