"""Kept seats, laptops and companions: what staff may choose, by form and by program, and what they find again."""

from datetime import timedelta

import pytest

from server.foundation.errors import Invalid, Refused
from server.workshops.keeping import check_laptops, check_seats
from server.workshops.queries import session as session_view

NOTHING = {"kept_desk": 0, "kept_partner": 0, "kept_peer": 0, "kept_first": 0}
PLAN = {"day": "2027-01-20", "start": "14:00", "end": "16:30", "capacity": "8", "waiting_places": "4"}


@pytest.mark.parametrize(
    ("capacity", "kept", "release", "laptops", "wrong"),
    [
        (8, {}, 48, None, {}),
        (8, {"kept_desk": 8}, 0, 0, {}),
        (8, {"kept_desk": 3, "kept_partner": 2, "kept_peer": 2, "kept_first": 1}, 744, 8, {}),
        (8, {"kept_desk": 5, "kept_first": 4}, 48, None, {"kept_desk": "kept_too_many"}),
        (8, {"kept_desk": -1}, 48, None, {"kept_desk": "bad_number"}),
        (8, {"kept_peer": 1001}, 48, None, {"kept_peer": "bad_number"}),
        (8, {}, -1, None, {"release_hours": "bad_number"}),
        (8, {}, 745, None, {"release_hours": "bad_number"}),
        (8, {}, 48, -1, {"laptops": "bad_number"}),
    ],
)
def test_what_may_be_kept(capacity, kept, release, laptops, wrong):
    assert faults(capacity, {**NOTHING, **kept}, release, laptops) == wrong


def faults(*given):
    """The fields at fault."""
    try:
        check_seats(*given)
    except Invalid as invalid:
        return invalid.fields
    return {}


@pytest.mark.parametrize(("laptops", "lent", "fits"), [(2, 2, True), (None, 0, True), (1, 2, False), (None, 1, False)])
def test_laptops_that_are_promised_stay(laptops, lent, fits):
    if fits:
        check_laptops(laptops, lent)
        return
    with pytest.raises(Refused, match="laptops_lent"):
        check_laptops(laptops, lent)


async def test_a_new_session_needs_none_of_it(signed_in, maker):
    things = {"library": str(await maker.library("rennes")), "workshop": str(await maker.workshop())}
    page = (await signed_in.get("/bureau/seances/nouvelle")).text
    assert '<input id="kept_desk" name="kept_desk" type="text" value="0"' in page
    made = (await signed_in.send_form("/bureau/seances/nouvelle", **PLAN, **things)).headers["location"]
    view = await session_view(made.rpartition("/")[2])
    assert (view.kept, view.release_hours, view.laptops, view.companions_count) == ((0, 0, 0, 0), 48, None, True)


async def test_the_form_keeps_what_is_typed_and_shows_it_again(signed_in, maker):
    things = {"library": str(await maker.library("rennes")), "workshop": str(await maker.workshop())}
    kept = {"kept_desk": "3", "kept_partner": "1", "kept_peer": "0", "kept_first": "2", "release_days": "4"}
    typed = {**PLAN, **things, **kept, "laptops": "5", "companions_free": "1"}
    made = (await signed_in.send_form("/bureau/seances/nouvelle", **typed)).headers["location"]
    view = await session_view(made.rpartition("/")[2])
    assert (view.kept, view.release_hours, view.laptops, view.companions_count) == ((3, 1, 0, 2), 96, 5, False)
    shown = (await signed_in.get(f"{made}/modifier")).text
    for name in (*kept, "laptops"):
        assert f'name="{name}" type="text" value="{typed[name]}"' in shown
    refused = await signed_in.send_form(f"{made}/modifier", **{**typed, "kept_first": "5", "release_days": "x"})
    assert refused.status_code == 422
    assert 'href="#kept_first"' in refused.text
    assert "<details open>" in refused.text


async def test_programs_keep_seats_too(client, maker, administrator):
    headers = {"authorization": f"Bearer {await maker.token(administrator)}"}
    session = await maker.session(starts_in=timedelta(days=5))
    path = f"/api/v1/sessions/{session}"
    kept = {"kept_desk": 3, "kept_first": 1, "laptops": 2, "companions_count": False}
    changed = await client.patch(path, json=kept, headers=headers)
    told = {"seats_left": 4, "seats_kept": 4, "kept_desk": 3, "release_hours": 48, "laptops": 2}
    assert told.items() <= changed.json().items()
    assert told.items() <= (await client.get(path)).json().items()
    assert (await client.patch(path, json={"kept_peer": 5}, headers=headers)).status_code == 400
    one = await client.post(f"{path}/bookings", json={"name": "Ana", "laptops": 1, "companions": 1}, headers=headers)
    assert {"laptops": 1, "people": 1, "companions": 1, "first_time": False}.items() <= one.json().items()
    assert (await client.get(path)).json()["seats_left"] == 4  # it took a seat kept for the desk
