"""What `agendatheque feed check` thinks of a calendar that was asked for and read; nothing but pure functions."""

from server.calendars.checking import Checked, Fetched, Problem, Reading, What
from server.sharing.diagnosis import Finding

LONGEST_ADDRESS = 256
MOST_BYTES = 1_000_000
MOST_EVENTS = 1000
MOST_TOLD = 20
FAILED = {
    "refused_address": ("this address must not be asked", "It has to be https and lead to a public host."),
    "unreachable": ("nothing answers there", "Check the name; its operator must look at the server."),
    "slow": ("it does not answer within 30 seconds", "Subscribers give up sooner: make the feed smaller or quicker."),
    "too_large": ("it is longer than 10 MB", "Offer parts of it: by place, by theme, by date."),
    "redirects": ("it leads from address to address without end", "Give the last address."),
    "sign_in": ("it asks who we are", "A calendar cannot sign in: publish it, or give its private address."),
    "missing": ("there is nothing at this address", "Copy the address again, whole."),
    "busy": ("it asks to be left alone for now", "Try later."),
    "server_fault": ("its server has a fault", "Its operator must look at the server's log."),
    "not_answered": ("it gives no calendar", ""),
}
BROKEN = {
    "empty": "it is empty",
    "html": "it is a web page",
    "not_a_calendar": "it does not begin like a calendar",
    "truncated": "it is cut off before its end",
    "too_large": "it is too large to be read",
    "too_many_events": "it holds too many events to be read",
    "too_many_dates": "its series make too many dates",
    "nested_too_deep": "its parts are nested without end",
    "too_dear": "reading it takes more time or memory than a calendar may cost",
}


def of_checked(seen: Checked) -> list[Finding]:
    """Return what is well and what is not, the way from the address to the events."""
    if seen.first is None:
        return [Finding(False, "this is not an address", "It is like https://agenda.example.org/agenda.ics.")]
    if seen.first.what is What.PAGE:
        return [_page(seen, seen.first.detail)]
    if seen.first.what is not What.GOOD:
        return [_failed(seen.first)]
    body = [_broken(seen.broken)] if seen.broken else of_reading(seen.reading) if seen.reading else []
    return [*_answer(seen, seen.first), *_caching(seen.first, seen.again), *body]


def _page(seen: Checked, title: str) -> Finding:
    mend = f"It announces: {', '.join(seen.others)}" if seen.others else "Look on it for a link to subscribe."
    return Finding(False, f'{seen.address} is a web page: "{title}"' if title else f"{seen.address} is a page", mend)


def _failed(first: Fetched) -> Finding:
    says, mend = FAILED.get(first.error, (first.error.replace("_", " "), ""))
    return Finding(False, f"{says} ({first.detail})" if first.detail else says, mend)


def _broken(problem: Problem) -> Finding:
    place = f", line {problem.line}" if problem.line else ""
    told = f": {problem.detail}" if problem.detail else ""
    says = BROKEN.get(problem.key, problem.key.replace("_", " "))
    return Finding(False, f"{says}{place}{told}", "Subscribers keep what they had, or show nothing.")


def _answer(seen: Checked, first: Fetched) -> list[Finding]:
    size, kind = len(first.body), first.content_type.lower().replace(" ", "")
    moved = f", which leads to {first.place}" if first.place != seen.address else ""
    found = [Finding(True, f"{seen.address}{moved} answers: {size} bytes")]
    if len(first.url) >= LONGEST_ADDRESS:
        found.append(Finding(False, f"its address has {len(first.url)} characters", "Google reads 255 at most."))
    if not kind.startswith("text/calendar"):
        said = f"its Content-Type is {first.content_type or 'missing'}"
        found.append(Finding(False, said, "It should be text/calendar; charset=utf-8."))
    elif "charset=utf-8" not in kind:
        found.append(Finding(False, "its Content-Type does not say charset=utf-8", "Some readers guess another one."))
    else:
        found.append(Finding(True, f"its Content-Type is {first.content_type}"))
    if size > MOST_BYTES:
        found.append(Finding(False, "it is larger than 1 MB", "Google loses events above that: offer parts of it."))
    return found


def _caching(first: Fetched, again: Fetched | None) -> list[Finding]:
    """Judge whether reading it again costs little: a tag or a date, 304, and the same bytes."""
    tags = [name for name, value in (("ETag", first.etag), ("Last-Modified", first.last_modified)) if value]
    if not tags:
        same = again is not None and again.digest == first.digest
        told = "is sent whole each time" if same else "is sent whole, and with other bytes, each time"
        return [Finding(False, f"it has no ETag and no Last-Modified, and {told}", "Readers need one to ask for news.")]
    named = " and ".join(tags)
    if again is not None and again.what is What.SAME:
        return [Finding(True, f"it has {named}, and answers 304 when nothing has changed")]
    mend = "It should answer 304 Not Modified to If-None-Match and If-Modified-Since."
    return [Finding(False, f"it has {named}, and yet sends all again when nothing has changed", mend)]


def of_reading(reading: Reading) -> list[Finding]:
    """Judge what was read: how many events, how often it wants to be read, and each thing that had to be mended."""
    count = len(reading.events)
    name = f'"{reading.name}"' if reading.name else "it has no name, and"
    found = [Finding(bool(reading.name), f"{name} holds {count} dates from a month ago on", "Give X-WR-CALNAME.")]
    if count > MOST_EVENTS:
        found.append(Finding(False, f"it holds more than {MOST_EVENTS} dates", "Some readers stop there."))
    if reading.wished:
        found.append(Finding(True, f"it wants to be read every {reading.wished // 60} minutes"))
    else:
        found.append(Finding(False, "it does not say how often to read it", "Nextcloud then waits a week: say PT1H."))
    found += [Finding(False, _told(problem)) for problem in reading.problems[:MOST_TOLD]]
    more = len(reading.problems) - MOST_TOLD
    return [*found, Finding(False, f"{more} more things had to be mended")] if more > 0 else found


def _told(problem: Problem) -> str:
    said = problem.key.replace("_", " ") + (f": {problem.detail}" if problem.detail else "")
    return f"line {problem.line}: {said}" if problem.line else said
