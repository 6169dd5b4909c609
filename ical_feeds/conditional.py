"""Whether a reader's copy is still good: If-None-Match and If-Modified-Since (RFC 9110 §13.1.2, §13.1.3, §13.2.2)."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_TAG = re.compile(r'\s*(?:W/)?("[\x21\x23-\x7e\x80-\U0010ffff]*")\s*')


def not_modified(
    if_none_match: str | None, if_modified_since: str | None, etag: str, last_modified: datetime | None
) -> bool:
    """True when 304 is the answer. `etag` is our strong tag with its quotes; `last_modified` is aware.

    If-None-Match wins over the date, whatever it holds; it compares weakly and takes lists and `*`. A date that cannot
    be read, or is older than our last change, means that the whole answer is sent.
    """
    if if_none_match is not None:
        return _matches(if_none_match, etag.removeprefix("W/"))
    if if_modified_since is None or last_modified is None:
        return False
    since = _date(if_modified_since)
    # HTTP dates have whole seconds: a copy of the same second is the same copy.
    return since is not None and last_modified.replace(microsecond=0) <= since


def _matches(header: str, etag: str) -> bool:
    if header.strip() == "*":
        return True
    position = 0
    while tag := _TAG.match(header, position):
        if tag[1] == etag:
            return True
        if header[tag.end() : tag.end() + 1] != ",":
            return False
        position = tag.end() + 1
    return False


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
