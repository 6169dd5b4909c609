"""Two people and one form: which fields are to be chosen, and what is kept once they are."""

import pytest

from server.foundation import meanwhile
from server.foundation.errors import Stale

# As the form showed it, as it is now, as it was typed; whether one is asked, and whether both changed it.
CASES = [
    ("10:00", "10:00", "10:00", None),
    ("10:00", "10:00", "14:00", None),
    ("10:00", "11:00", "10:00", False),
    ("10:00", "11:00", "11:00", None),
    ("10:00", "11:00", "14:00", True),
    ("", "1", "", False),
    ("1", "", "1", False),
]


@pytest.mark.parametrize(("was", "theirs", "mine", "both"), CASES)
def test_what_is_asked(was, theirs, mine, both):
    found = meanwhile.differences({"start": mine, "was_start": was, "version": "3"}, {"start": theirs})
    assert [each.both for each in found] == ([] if both is None else [both])


def test_a_tick_that_is_not_sent_is_no():
    (found,) = meanwhile.differences({"was_drop_in": ""}, {"drop_in": "1"})
    assert (found.was, found.theirs, found.mine) == ("", "1", "")


@pytest.mark.parametrize(("keep", "start"), [("theirs", "11:00"), ("mine", "14:00")])
def test_what_is_chosen_is_kept(keep, start):
    form = {"start": "14:00", "was_start": "10:00", "theirs_start": "11:00", "keep_start": keep, "asked": "start"}
    assert not meanwhile.undecided(form)
    assert meanwhile.settled(form) == {"start": start, "was_start": "11:00"}


def test_what_is_not_chosen_is_asked_again():
    form = {"start": "14:00", "was_start": "10:00", "theirs_start": "11:00", "asked": "start"}
    (found,) = meanwhile.undecided(form)
    assert (found.was, found.theirs, found.mine) == ("10:00", "11:00", "14:00")


@pytest.mark.parametrize(
    ("version", "held", "stale"),
    [("3", 3, False), ("3", 4, True), ("", 4, False), ("trois", 3, True), ("9" * 30, 3, True), ("²", 2, True)],
)
def test_only_the_version_seen_is_changed(version, held, stale):
    versions = meanwhile.seen({"version": version})
    if not stale:
        meanwhile.check(held, versions)
        return
    with pytest.raises(Stale):
        meanwhile.check(held, versions)
