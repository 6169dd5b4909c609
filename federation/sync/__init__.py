"""Anti-entropy between Agendathèques: a feed of changes, digests of months, and reading again what has neither."""
