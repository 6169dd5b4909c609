"""Rows in the mirror, as if members had told us."""

from tests.server.agenda.conftest import mirror as mirror
