"""Why a peer does not answer, in words: each judgement looks at one result of a probe, and does nothing else."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from server.sharing.rules import Signs, is_skewed


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is well, what is the case, and how to mend it."""

    well: bool
    says: str
    mend: str = ""


# From the most telling part of an error to what it means.
NO_ANSWER = (
    (
        "private address",
        "its name leads to a private address",
        "A public server must have a public address in the DNS.",
    ),
    ("only https", "its address is not https", "Peers must have https addresses (AGENDATHEQUE_ALLOW_PRIVATE_NETWORK)."),
    ("usual ports", "its address has an unusual port", "Peers must answer on ports 80 and 443."),
    ("not the name of", "this is not the name of a public host", "Check the name."),
    ("Certificate", "its TLS certificate is not valid", "Its operator must renew the certificate."),
    ("SSL", "no TLS connection can be made", "Its operator must look at the TLS settings."),
    (
        "Connect call failed",
        "it refuses the connection",
        "Its server or proxy is not running, or a firewall is closed.",
    ),
    ("refused", "it refuses the connection", "Its server or proxy is not running, or a firewall is closed."),
    ("DNS", "its name does not resolve", "Check the name; its operator must look at the DNS records."),
    ("Name or service", "its name does not resolve", "Check the name; its operator must look at the DNS records."),
    ("has no address", "its name does not resolve", "Check the name; its operator must look at the DNS records."),
    ("Timeout", "it did not answer within ten seconds", "It is overloaded, or a firewall drops our packets."),
    (
        "isconnected",
        "it closed the connection without an answer",
        "Its proxy or server is in trouble: try again later.",
    ),
)


def of_connection(error: str) -> Finding:
    """Judge whether anything answered; `error` is the door's, empty when something did."""
    if not error:
        return Finding(True, "it answers")
    for part, says, mend in NO_ANSWER:
        if part in error:
            return Finding(False, says, mend)
    return Finding(False, f"it cannot be reached: {error}", "Try again later.")


def of_nodeinfo(status: int, application: str) -> Finding:
    """Judge its NodeInfo index; `application` is the actor that it names, or empty."""
    if status >= 500:
        return Finding(False, f"it is in trouble (status {status})", "Try again later.")
    if status != 200:
        return Finding(False, f"it has no NodeInfo (status {status})", "Is it a server of the fediverse at all?")
    if not application:
        return Finding(True, "its NodeInfo names no instance actor (few servers do)")
    return Finding(True, "its NodeInfo names its instance actor")


def of_clock(date: str, now: datetime) -> Finding:
    """Judge the clock of a server by the Date header of its answer (RFC 9110 §6.6.1)."""
    try:
        at = parsedate_to_datetime(date)
    except (ValueError, TypeError):
        return Finding(True, "it does not tell its time")
    skew = (at if at.tzinfo else at.replace(tzinfo=UTC)) - now
    if not is_skewed(skew):
        return Finding(True, "its clock agrees with ours")
    side = "ahead of" if skew > timedelta() else "behind"
    minutes = round(abs(skew).total_seconds() / 60)
    mend = "One of the two must set its clock (NTP): signatures are refused when they differ by much."
    return Finding(False, f"its clock is {minutes} minutes {side} ours", mend)


def of_actor(status: int, error: str, known: bool) -> Finding:
    """Judge the reading of its actor, which we sign; `known` tells whether the document could be read."""
    if status == 200 and known:
        return Finding(True, "its actor can be read")
    if status in (401, 403):
        mend = "It may block us, or it cannot read our key: see what is said of our own address."
        return Finding(False, f"it refuses our signature, draft-cavage and RFC 9421 alike (status {status})", mend)
    if status in (404, 410):
        return Finding(False, f"its actor is not there (status {status})", "It has moved or is closed: follow it anew.")
    if status >= 500:
        return Finding(False, f"it is in trouble (status {status})", "Try again later.")
    return Finding(
        False, f"its actor cannot be read: {error or f'status {status}'}", "It answers something else there."
    )


def of_host(host: str, peer: Signs, now: datetime) -> list[Finding]:
    """Judge what is kept of a host: blocked, refused, in a pause, out of reach."""
    found = []
    if peer.blocked_at:
        found.append(Finding(False, "we block it", f"agendatheque federation unblock {host}"))
    if peer.dead_at:
        mend = "Nothing is owed to it; any request from it brings it back."
        found.append(Finding(False, f"out of reach since {peer.dead_at:%Y-%m-%d}", mend))
    elif peer.opens_again_at and peer.opens_again_at > now:
        mend = "It failed five times in ten minutes; the next try comes by itself."
        found.append(Finding(False, f"in a pause until {peer.opens_again_at:%Y-%m-%d %H:%M} UTC", mend))
    if peer.state == "refused":
        found.append(Finding(False, "it refused our follow", "Ask its operator, then follow it again."))
    if peer.state == "asked":
        found.append(Finding(False, "it has not answered our follow yet", "Its operator may have to say yes."))
    if peer.compare_error:
        found.append(Finding(False, f"the last comparison failed: {peer.compare_error}", "Compare again later."))
    return found or [Finding(True, "nothing speaks against it here")]


def of_inbox(status: int, error: str) -> Finding:
    """Judge what its inbox last said to something that is still owed or was given up."""
    told = re.sub(r"\s+", " ", error)[:120]
    if not status and not error:
        return Finding(True, "its inbox takes what we send")
    if status in (401, 403):
        mend = "It may block us, or it cannot read our key: see what is said of our own address."
        return Finding(False, f"its inbox refuses our signature (status {status}): {told}", mend)
    if status >= 500:
        return Finding(False, f"its inbox is in trouble (status {status}): {told}", "It is tried again by itself.")
    if status in (404, 410):
        return Finding(False, f"its inbox is not there (status {status})", "After three days its follow is dropped.")
    if status:
        return Finding(False, f"its inbox refuses what we say (status {status}): {told}", "See what was given up.")
    return Finding(False, f"its inbox does not answer: {told}", "It is tried again by itself.")


def of_own_address(url: str, *, private: bool) -> Finding:
    """Judge our public address; `private` tells that private networks are allowed (demonstrations)."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not private:
        return Finding(False, f"our address is {url}", "Others only ask https addresses: set AGENDATHEQUE_URL.")
    if "." not in (parts.hostname or "") and not private:
        return Finding(False, f"our address is {url}", "It must be a public name: set AGENDATHEQUE_URL.")
    return Finding(True, f"our address is {url}")


def of_own_page(status: int, error: str) -> Finding:
    """Judge whether our own actor can be read at our public address."""
    if status == 200:
        return Finding(True, "our own actor can be read there")
    what = error or f"status {status}"
    return Finding(False, f"our own actor cannot be read there: {what}", "Look at the proxy and at AGENDATHEQUE_URL.")


def of_own_key(published: str, ours: str) -> Finding:
    """Judge whether the key published at our address is the one that we sign with."""
    if published and published == ours:
        return Finding(True, "the key published there is ours")
    mend = "Another instance or an old cache answers there: nobody can verify what we sign."
    return Finding(False, "the key published there is not ours", mend)
