"""Whether a session suits somebody who said how at ease she is: to warn her kindly, never to keep her out (pure)."""

# How at ease somebody is, as an address carries it (`pour`), and the rank of the level that suits.
SAID = {"debutant": 0, "intermediaire": 1, "avance": 2}
RANKS = {"beginner": 0, "intermediate": 1, "advanced": 2}


def fit(said: str, level: str) -> str:
    """Return how a level fits: "much_harder", "harder", "easier", or nothing when it does or nobody said."""
    if said not in SAID or level not in RANKS:
        return ""
    apart = RANKS[level] - SAID[said]
    if apart > 1:
        return "much_harder"
    return "harder" if apart == 1 else "easier" if apart < -1 else ""
