"""Short messages about an event, in words."""

import html
from datetime import datetime

from federation.wire.context import CONTEXT, PUBLIC
from federation.wire.decode import Document
from federation.wire.values import instant


def write(
    text: str, *, id: str, event: str, page: str, owner: str, followers: str, language: str, at: datetime
) -> Document:
    """A Note in reply to an event; `text` is plain, and the address of the event's page is added to it."""
    address = html.escape(page)
    content = f'<p>{html.escape(text, quote=False)}</p><p><a href="{address}">{address}</a></p>'
    return {
        "@context": CONTEXT,
        "id": id,
        "type": "Note",
        "attributedTo": owner,
        "inReplyTo": event,
        "to": [PUBLIC],
        "cc": [followers],
        "url": page,
        "content": content,
        "contentMap": {language: content},
        "published": instant(at),
    }
