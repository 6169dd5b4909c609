"""Work on what strangers wrote, in a child process that is limited and watched: rooms above take it from here."""

from ical_feeds.confined import MEBIBYTE as MEBIBYTE
from ical_feeds.confined import confine as confine
from ical_feeds.confined import run_confined as run_confined
