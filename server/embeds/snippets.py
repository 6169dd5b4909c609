"""What one copies into a page of another site."""

from markupsafe import Markup

from server.embeds.slices import Asked
from server.foundation.settings import settings

VERSION = 1  # of the script and of what it reads: what other sites copied goes on working
SCRIPT, DATA = f"/integrer/{VERSION}/agenda.js", f"/integrer/{VERSION}/agenda.json"
WIDTH, LINE, AROUND, LOWEST, HIGHEST = 600, 150, 130, 280, 900
PLAIN = Markup("""<div data-agendatheque{data}>
  <a href="{url}">{words}</a>
</div>
<script type="module" src="{script}"></script>""")
FRAME = Markup("""<iframe src="{url}" title="{words}" width="{width}" height="{height}" loading="lazy"></iframe>""")


def plain(wanted: Asked, words: str) -> str:
    """Return the snippet without a frame: a link that our script replaces by a list."""
    told = wanted.filters.said() | wanted.options()
    data = Markup("").join(Markup(' data-{}="{}"').format(name, value) for name, value in told.items())
    url = f"{settings().url}/{wanted.filters.query()}"
    return _plainly(PLAIN.format(data=data, url=url, words=words, script=f"{settings().url}{SCRIPT}"))


def frame(path: str, words: str, *, width: str = "100%", height: int = HIGHEST) -> str:
    """Return the frame of one of our pages made for frames; `height` is in pixels."""
    return _plainly(FRAME.format(url=f"{settings().url}{path}", words=words, width=width, height=height))


def height(lines: int) -> int:
    """Return how high a frame must be for so many sessions, in pixels, at the width of a telephone."""
    return min(max(AROUND + LINE * lines, LOWEST), HIGHEST)


def _plainly(text: Markup) -> str:
    """Return the snippet with its apostrophes as they are read: all its values stand between double quotes."""
    return str(text).replace("&#39;", "'")
