"""The guides, in order, and the one that goes with a page."""

from server.foundation.errors import NotFound
from server.guides.after import AFTER, NETWORK
from server.guides.before import BEFORE
from server.guides.rules import Guide, area, by_area
from server.guides.season import DAY, PUBLISHING

CHAPTERS = (BEFORE, PUBLISHING, DAY, AFTER, NETWORK)
AREAS = by_area(CHAPTERS)
HOME = "/bureau/guides"


def all_guides() -> list[Guide]:
    """Return the guides, in order."""
    return [guide for chapter in CHAPTERS for guide in chapter.guides]


def guide(slug: str) -> Guide:
    """Return a guide; raises NotFound."""
    found = next((one for one in all_guides() if one.slug == slug), None)
    if found is None:
        raise NotFound
    return found


def guide_of(path: str) -> str:
    """Return the address of the guide that goes with a page of staff, an empty text when there is none."""
    found = AREAS.get(area(path))
    return f"{HOME}/{found.slug}" if found else ""
