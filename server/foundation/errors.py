"""What an action may answer instead of doing: refused for a reason, or not found."""


class Refused(Exception):
    """A rule says no.

    `reason` is a key ("session_full"); `facts` are the values that the sentence shown to the person needs.
    `server.foundation.reasons` holds the sentences.
    """

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


class Forbidden(Refused):
    """The role of a person is too small for this, wherever they work: 403."""


class Invalid(Refused):
    """Something typed cannot be read or kept: `fields` maps a field's name to a reason key."""

    def __init__(self, fields: dict[str, str], **facts: object) -> None:
        super().__init__("invalid", **facts)
        self.fields = fields


class Stale(Refused):
    """Somebody else has changed the thing since the version that this change was made from: 412 for programs."""

    def __init__(self) -> None:
        super().__init__("changed_meanwhile")


class NotFound(Exception):
    """The thing does not exist, or not for this person."""


class Gone(Exception):
    """The thing existed and was withdrawn: 410."""


class TooMany(Exception):
    """Too many tries in too little time; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("too_many")
        self.retry_after = retry_after
