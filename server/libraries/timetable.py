"""The hours of a week as a table, read from and written in OpenStreetMap's words (the common part of them)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from server.foundation.errors import Invalid
from server.libraries.opening import CLOSED, DAYS, HOLIDAYS, RULE, SPAN, weekdays

Span = tuple[str, str]
MOST = 2  # a morning and an afternoon
CLOCK = re.compile(r"(\d{1,2})(?:\s*[:hH.]\s*([0-5]\d)?)?")
EDGES = ("opens_1", "closes_1", "opens_2", "closes_2")


@dataclass(frozen=True)
class Timetable:
    """The spans of each day, Monday first, as ("09:00", "12:30"); `holidays_off`: closed on public holidays."""

    days: tuple[tuple[Span, ...], ...] = ((),) * 7
    holidays_off: bool = False


def read(text: str) -> Timetable | None:
    """Return the week that a text tells; None when it tells more, or otherwise, than the table holds."""
    days: list[tuple[Span, ...]] = [()] * 7
    off = False
    for rule in (part.strip() for part in text.split(";") if part.strip()):
        known = RULE.fullmatch(rule)
        about = weekdays(known[1]) if known else None
        if known is None or about is None:
            return None
        spans = () if known[2] in CLOSED else _spans(known[2])
        if spans is None or (HOLIDAYS in known[1] and spans):
            return None
        off = off or HOLIDAYS in known[1]
        for day in about:
            days[day] = spans
    return Timetable(tuple(days), off)


def _spans(text: str) -> tuple[Span, ...] | None:
    """Return the spans of a day, in order; None for what the table cannot hold."""
    found = [SPAN.fullmatch(part.strip()) for part in text.split(",")]
    spans = tuple((f"{int(one[1]):02}:{one[2]}", f"{int(one[3]):02}:{one[4]}") for one in found if one)
    ordered = [moment for span in spans for moment in span]
    whole = len(spans) == len(found) and len(spans) <= MOST and ordered == sorted(set(ordered))
    return spans if whole else None


def write(table: Timetable) -> str:
    """Return the week in OpenStreetMap's words ("Tu-Fr 10:00-12:30,14:00-18:00; Sa 10:00-17:00; PH off")."""
    alike: dict[tuple[Span, ...], list[int]] = {}
    for day, spans in enumerate(table.days):
        if spans:
            alike.setdefault(spans, []).append(day)
    rules = [f"{_ranges(days)} {','.join('-'.join(span) for span in spans)}" for spans, days in alike.items()]
    return "; ".join([*rules, *([f"{HOLIDAYS} off"] if table.holidays_off and rules else [])])


def _ranges(days: list[int]) -> str:
    """Return days of the week, three or more in a row as a range: "Tu-Th,Sa"."""
    runs: list[list[str]] = []
    for day in days:
        if runs and runs[-1][-1] == DAYS[day - 1] and day:
            runs[-1].append(DAYS[day])
        else:
            runs.append([DAYS[day]])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(run) for run in runs)


def name(day: int, edge: str) -> str:
    """Return the name of a field of the form: "tu_opens_1"."""
    return f"{DAYS[day].lower()}_{edge}"


def shown(table: Timetable) -> dict[str, str]:
    """Return the fields of the form for a week."""
    fields = {
        name(day, edge): moment
        for day, spans in enumerate(table.days)
        for edge, moment in zip(EDGES, [moment for span in spans for moment in span] + [""] * 4, strict=False)
    }
    return fields | {"holidays_off": "1" if table.holidays_off else ""}


def typed(form: Mapping[str, str]) -> Timetable:
    """Return the week of a form; raises Invalid with the fields at fault.

    Times are read as people write them: "9:30", "9h30", "9 h", "09:00".
    """
    wrong: dict[str, str] = {}
    days = tuple(_day(day, form, wrong) for day in range(7))
    if wrong:
        raise Invalid(wrong)
    return Timetable(days, form.get("holidays_off") == "1")


def _day(day: int, form: Mapping[str, str], wrong: dict[str, str]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for opens, closes in (EDGES[:2], EDGES[2:]):
        fields = name(day, opens), name(day, closes)
        first, last = (form.get(field, "").strip() for field in fields)
        if not first and not last:
            continue
        start, end = _moment(first), _moment(last)
        after = spans[-1][1] if spans else ""
        fault = _fault(start, end, after)
        if fault:
            wrong[fields[fault[0]]] = fault[1]
        spans.append((start, end))
    return tuple(spans)


def _fault(start: str, end: str, after: str) -> tuple[int, str] | None:
    """Return which end of a span is at fault, and why; None when it is a good one."""
    if not start or not end:
        return (1 if start else 0), "bad_hour"
    if start <= after:
        return 0, "opens_too_early"
    return (1, "closes_before") if end <= start else None


def _moment(text: str) -> str:
    """Return a time as "09:30", or an empty text for what is none."""
    found = CLOCK.fullmatch(text)
    return f"{int(found[1]):02}:{found[2] or '00'}" if found and int(found[1]) < 24 else ""
