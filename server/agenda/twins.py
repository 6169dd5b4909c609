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
_OURS = "EXISTS (SELECT 1 FROM session o WHERE o.id = r.same_uuid AND o.state IN ('published', 'cancelled'))"
COPY = f"cardinality(r.same_as) > 0 AND ({_told('r.same_as', 'r.same_uuid', _NOT_ITS_COPY)} OR {_OURS})"

# A session that a calendar of others told us (`e`) yields to its organiser's own telling, to ours, and to the calendar
# that told it first: by its UID when that names one date alone, by its page when it has that page for itself or when
# the hours agree. The copy that staff hid hides the others: it is one session.
_EVENT_UID = "regexp_replace(split_part(e.uid, '@', 1), '^urn:uuid:', '', 'i')"
_EVENT_UUID = f"CASE WHEN e.recurrence_at IS NULL AND {_EVENT_UID} ~* '^{_UUID}$' THEN {_EVENT_UID}::uuid END"
_ALONE = "NOT EXISTS (SELECT 1 FROM ical_event d WHERE d.feed = e.feed AND d.url = e.url AND d.id <> e.id)"
_PAGES = "ARRAY[e.url, rtrim(e.url, '/'), rtrim(e.url, '/') || '/']"
_OF_A_PEER = f"""EXISTS (SELECT 1 FROM fed_remote_event t WHERE t.tombstoned_at IS NULL AND NOT {unseen("t")} AND (
    t.uuid = {_EVENT_UUID}
    OR (e.recurrence_at IS NULL AND t.ap_id = e.uid)
    OR (e.url <> '' AND (t.url = any({_PAGES}) OR t.ap_id = any({_PAGES})) AND (t.starts_at = e.starts_at OR {_ALONE}))
  ))"""  # noqa: S608 (constants only)
_OF_OURS = f"""EXISTS (SELECT 1 FROM session o WHERE o.state IN ('published', 'cancelled') AND NOT o.practice AND (
    o.id = {_EVENT_UUID}
    OR (e.recurrence_at IS NULL AND o.imported_uid <> '' AND o.imported_uid = e.uid)
    OR (e.url <> '' AND o.imported_url = any({_PAGES}) AND (o.starts_at = e.starts_at OR {_ALONE}))))"""  # noqa: S608
_OF_ANOTHER_CALENDAR = f"""EXISTS (SELECT 1 FROM ical_event d JOIN calendar_subscription k ON k.id = d.feed
  WHERE d.feed <> e.feed AND d.taken AND d.withdrawn_at IS NULL AND (d.first_seen_at, d.id) < (e.first_seen_at, e.id)
    AND ((d.uid = e.uid AND d.recurrence_at IS NOT DISTINCT FROM e.recurrence_at)
      OR (e.url <> '' AND d.url = any({_PAGES}) AND d.starts_at = e.starts_at)))"""  # noqa: S608
TOLD_BETTER = f"({_OF_A_PEER} OR {_OF_OURS} OR {_OF_ANOTHER_CALENDAR})"
