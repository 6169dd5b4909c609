"""The measures: all of them run, and each tells its figure; the figures themselves are for quiet machines."""

import os
import re
import subprocess
import sys

from server.bench import desk

EACH = r"\d+\.\d\d  \(\d+ and \d+ a second"
PAGE = r"staff page .+ / a bare one: \d+\.\d\d  \(half within \d+ ms, 95 of 100 within \d+ ms; bare \d+ ms\)"
BEFORE = [
    *(
        rf"bookings by the {door}, {where} / bare transactions: {EACH}; 99 of 100 within \d+ ms\)"
        for where in ("spread", "hot")
        for door in ("API", "form")
    ),
    rf"deliveries to 12 inboxes of one host / RSA-2048 signatures: {EACH} of one core\)",
    rf"deliveries to 12 inboxes of one host / RSA-2048 signatures, by the clock: {EACH}\)",
    rf"deliveries to 12 hosts / RSA-2048 signatures: {EACH} of one core\)",
    rf"deliveries to 12 hosts / RSA-2048 signatures, by the clock: {EACH}\)",
    rf"activities at the inbox / bare commits: {EACH}; \d+ µs of the web process each\)",
    r"memory gained with 400 deliveries owed: \d+\.\d\d MiB \(\d+ before, \d+ at most, \d+ still owed\)",
    r"a hub catching up with 2 members: \d+\.\d\d s \(10 events\)",
    r"from publication to sight at a hub: \d+\.\d\d s \(median of 2, \d+\.\d\d at most\)",
    r"an idle instance: \d+\.\d\d % of a core \(web and worker\)",
    *(rf"feeds {way} / nginx: ({EACH}\)|\d+ a second; no nginx here)" for way in ("as it is", "compressed")),
    rf"feeds unchanged / a bare application: {EACH}\)",
    rf"feeds out of ten times as many / out of as many: {EACH}\)",
    r"first octet of a feed after a change: \d+\.\d\d ms \(\d+\.\d\d ms to make it anew\)",
    r"a filtered feed of a hub of 300: 99 of 100 within: \d+\.\d\d ms "
    r"\(half within \d+ ms; unchanged: 99 of 100 within \d+ ms, half within \d+\)",
]


def test_all_is_measured_and_told():
    """Nothing of the surrounding instance is used, nor its database."""
    command = [sys.executable, "-m", "server.commands", "bench", "--small"]
    surrounding = {**os.environ, "AGENDATHEQUE_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=400, env=surrounding, check=False)
    assert done.returncode == 0, done.stderr
    lines, pages = done.stdout.splitlines(), len(desk.lines())
    slow = rf"staff pages of which 95 of 100 take more than 150 ms: \d+\.\d\d of {pages}"
    told = [*BEFORE, *([PAGE] * pages), slow]
    assert len(lines) == len(told), done.stdout
    for line, expected in zip(lines, told, strict=True):
        assert re.fullmatch(expected, line), line
