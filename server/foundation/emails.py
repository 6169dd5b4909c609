"""Which e-mail addresses can be written to."""

import re

LONGEST = 254
ADDRESS = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}", re.ASCII | re.IGNORECASE
)


def email_fault(text: str) -> str:
    """Return why an address cannot be written to (plain letters only, RFC 5321 lengths), or an empty text."""
    local = text.partition("@")[0]
    good = ADDRESS.fullmatch(text) and ".." not in text and not local.startswith(".") and not local.endswith(".")
    return "" if not text or (good and len(text) <= LONGEST) else "bad_email"
