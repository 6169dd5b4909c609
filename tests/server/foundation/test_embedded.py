"""What the embedded PostgreSQL is told to use of the memory."""

import pytest

from server.foundation.embedded import sizes


@pytest.mark.parametrize(
    ("memory", "buffers", "cache"), [(64, 32, 64), (1024, 256, 512), (8192, 2048, 4096), (65536, 2048, 32768)]
)
def test_a_quarter_of_the_memory_is_for_buffers_up_to_two_gibibytes(memory, buffers, cache):
    assert sizes(memory) == {"shared_buffers": buffers, "effective_cache_size": cache}
