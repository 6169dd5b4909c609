"""The figures that anybody may read, as a file: for hubs, and for whoever reuses open data."""

from litestar import Response, get

from server.foundation import clock, limits
from server.reports import attendance_file, monthly

HEADERS = {"cache-control": "public, max-age=3600", "access-control-allow-origin": "*"}
READ = {"most": 120, "seconds": 60}


@get("/donnees/frequentation.json", opt={"access": "public"})
async def attendance() -> Response[bytes]:
    """Sessions, seats and people by library and month (see attendance_file)."""
    now = clock.now()
    await limits.count("attendance file", "all", **READ, now=now)
    body = attendance_file.write(await monthly.document(now))
    return Response(body, media_type="application/json", headers=HEADERS)


FEEDS = [attendance]
