"""One real session told twice: by its organiser, and by who imported it from the organiser's calendar.

The copy names what it was imported from, and yields while that is told too. Only the copy yields, and not to what calls
itself a copy of it, or both would be gone.
"""

from federation.blocking import unseen

_HEX = "[0-9a-f]"
_UUID = "-".join(_HEX * digits for digits in (8, 4, 4, 4, 12))


def _told(names: str, uuid: str, more: str) -> str:
    """Say that somebody tells an event which is itself called so: by its id, its UUID, its page on its own server."""
    return f"""EXISTS (SELECT 1 FROM fed_remote_event t
  WHERE (t.uuid = {uuid} OR t.ap_id = any({names}) OR (t.url = any({names}) AND split_part(t.url, '/', 3) = t.host))
    AND t.tombstoned_at IS NULL AND NOT {unseen("t")} AND {more})"""  # noqa: S608 (constants only)


# By its UID, with or without what follows an @, or by the address of its page, with or without a slash at its end.
_NAMES = """ARRAY[nullif(s.imported_uid, ''), nullif(s.imported_url, ''), nullif(rtrim(s.imported_url, '/'), ''),
  nullif(s.imported_url, '') || '/']"""
_UID = "split_part(s.imported_uid, '@', 1)"
_ITS_UUID = f"CASE WHEN {_UID} ~* '^{_UUID}$' THEN {_UID}::uuid END"
_NOT_OURS = "t.host <> {} AND t.same_uuid IS DISTINCT FROM s.id"
IMPORTED = f"(s.imported_uid <> '' OR s.imported_url <> '') AND {_told(_NAMES, _ITS_UUID, _NOT_OURS)}"

_NOT_ITS_COPY = """t.host <> r.host
    AND (r.uuid = t.same_uuid OR r.ap_id = any(t.same_as) OR r.url = any(t.same_as)) IS NOT TRUE"""
_OURS = (
    "EXISTS (SELECT 1 FROM session o WHERE o.id = r.same_uuid AND o.state IN ('published', 'postponed', 'cancelled'))"
)
COPY = f"cardinality(r.same_as) > 0 AND ({_told('r.same_as', 'r.same_uuid', _NOT_ITS_COPY)} OR {_OURS})"

# A session that a calendar of others told us (`e`) yields to its organiser's own telling, to ours, and to the calendar
# that told it first: by its UID when that names one date alone, by its page when it has that page for itself or when
# the hours agree. The copy that staff hid hides the others: it is one session.
_SEEN = f"t.tombstoned_at IS NULL AND NOT {unseen('t')}"
_ALONE = "NOT EXISTS (SELECT 1 FROM ical_event d WHERE d.feed = e.feed AND d.page = e.page AND d.id <> e.id)"
_PUBLIC = "o.state IN ('published', 'postponed', 'cancelled') AND NOT o.practice"
_FIRST = """d.feed <> e.feed AND d.taken AND d.withdrawn_at IS NULL
    AND (d.first_seen_at, d.id) < (e.first_seen_at, e.id)
    AND EXISTS (SELECT 1 FROM calendar_subscription k WHERE k.id = d.feed)"""
_PEER, _OURS, _CALENDAR = "fed_remote_event t", "session o", "ical_event d"
_HOURS = f"(t.starts_at = e.starts_at OR {_ALONE}) AND {_SEEN}"
_OUR_HOURS = f"(o.starts_at = e.starts_at OR {_ALONE}) AND {_PUBLIC}"
_ITS_HOST = "t.host = split_part(e.page, '/', 3)"
_TOLD = (
    (_PEER, f"t.uuid = e.uuid AND {_SEEN}"),
    (_PEER, f"t.ap_id = e.uid AND e.recurrence_at IS NULL AND {_SEEN}"),
    (_PEER, f"t.ap_id = e.page AND {_HOURS}"),
    (_PEER, f"t.url = e.page AND {_ITS_HOST} AND {_HOURS}"),
    (_PEER, f"t.url = e.page || '/' AND {_ITS_HOST} AND {_HOURS}"),
    (_OURS, f"o.id = e.uuid AND {_PUBLIC}"),
    (_OURS, f"o.imported_uid = e.uid AND o.imported_uid <> '' AND e.recurrence_at IS NULL AND {_PUBLIC}"),
    (_OURS, f"o.imported_url = e.page AND o.imported_url <> '' AND {_OUR_HOURS}"),
    (_OURS, f"o.imported_url = e.page || '/' AND o.imported_url <> '' AND {_OUR_HOURS}"),
    (_CALENDAR, f"d.uid = e.uid AND d.recurrence_at IS NOT DISTINCT FROM e.recurrence_at AND {_FIRST}"),
    (_CALENDAR, f"d.page = e.page AND d.starts_at = e.starts_at AND {_FIRST}"),
)
# OFFSET keeps each a look into an index for each event: as joins, they would read the whole mirror, however few events.
TOLD_BETTER = tuple(f"EXISTS (SELECT 1 FROM {who} WHERE {same} OFFSET 0)" for who, same in _TOLD)  # noqa: S608
