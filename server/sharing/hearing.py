"""What the server adds to what the protocol package does with activities: nothing yet beyond it, by name."""

from collections.abc import Mapping

from federation.inbox import Handler

HANDLERS: Mapping[str, Handler] = {}
