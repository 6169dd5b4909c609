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
