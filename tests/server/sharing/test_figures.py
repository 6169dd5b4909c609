"""The figures of sharing: how long a Join waits for its answer."""

from datetime import timedelta

import pytest

from server.sharing import figures

pytestmark = pytest.mark.usefixtures("undone")


async def test_the_time_to_answer_joins_is_summed_over_the_last_hour(here, maker):
    session = await maker.session()
    before = await figures.figures()
    assert (before["joins_answered_in_an_hour"], before["joins_answer_seconds_longest"]) == (0, 0)
    for name, seconds in (("jeanne", 4), ("paul", 7)):
        await here.take(here.says("Join", session, here.actor(name)))
        here.now += timedelta(seconds=seconds)
        await here.work()
    told = await figures.figures()
    assert told["joins_answered_in_an_hour"] == 2
    assert told["joins_answer_seconds_in_an_hour"] == pytest.approx(11)
    assert told["joins_answer_seconds_longest"] == pytest.approx(7)
