"""What is told of our actors: rows of a table, pictures, and each change to their followers."""

from datetime import timedelta

from federation import actors, profiles
from federation.profiles import Profile
from federation.tables import LocalActor
from federation.wire import actor as shape
from tests.federation.fediverse import NOW
from tests.federation.lint import findings

HOUR = timedelta(hours=1)


def made(ours, **fields):
    known = {"type": "Group", "username": "jean_mace", "name": "Jean-Macé", "summary": "<p>Ateliers.</p>"}
    known |= {"url": f"{ours.node.url}/bibliotheques/jean-mace", "attributed_to": ours.actor}
    return Profile(id=ours.group, **known | {"details": {"Horaires": "Du mardi au samedi, 10 h < 18 h"}} | fields)


async def test_a_profile_is_shown_with_its_rows_and_pictures(ours):
    await profiles.ensure(ours.node, made(ours), now=NOW)
    document = shape.write(await actors.local(ours.node, ours.group))
    assert findings(document) == []
    (row,) = document["attachment"]
    assert row == {"type": "PropertyValue", "name": "Horaires", "value": "Du mardi au samedi, 10 h &lt; 18 h"}
    assert document["icon"] == {"type": "Image", "mediaType": "image/png", "url": f"{ours.node.url}/static/icone.png"}
    assert document["image"]["url"] == f"{ours.node.url}/static/banniere.png"
    assert (await ours_row(ours))["private_key"], "its keys stay"


async def ours_row(ours):
    return await LocalActor.select().where(LocalActor.id == ours.group).first()


async def test_followers_are_told_of_a_change_once(ours, net, other):
    await ours.followed_by(other, ours=ours.group)
    for number in (1, 2):
        await profiles.ensure(ours.node, made(ours), now=NOW + number * HOUR)
        await ours.deliver(NOW + number * HOUR)
    (update,) = net.told(other.host, "Update")
    assert (update["actor"], update["object"]["id"], update["object"]["type"]) == (ours.group, ours.group, "Group")
    assert update["object"]["attachment"][0]["name"] == "Horaires"
    await profiles.ensure(ours.node, made(ours, name="Jean Macé"), now=NOW + 3 * HOUR)
    await ours.deliver(NOW + 3 * HOUR)
    first, second = net.told(other.host, "Update")
    assert second["object"]["name"] == "Jean Macé"
    assert first["id"] != second["id"]
