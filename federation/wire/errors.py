"""What is wrong with a document that cannot be read."""


class Malformed(ValueError):
    """A document refused by the reader; `reason` is one short word, fit for a log or a table."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
