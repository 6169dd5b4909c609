"""Whose key signs for whom."""

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from federation import keyring
from federation.tables import Guest
from tests.federation.fediverse import NOW, key_number


def is_key(key, number):
    """Whether a private key is the other half of a public one."""
    key_number(number).public_key().verify(key.sign(b"x", PKCS1v15(), SHA256()), b"x", PKCS1v15(), SHA256())
    return True


async def test_each_actor_has_its_own_key_and_strangers_none(ours, peer):
    for actor, number in ((ours.actor, -1), (ours.group, -2)):
        found = await keyring.signer(ours.node, actor)
        assert found.key_id == f"{actor}#main-key"
        assert is_key(found.key, number)
    assert await keyring.signer(ours.node, peer.actor) is None
    assert await keyring.signer(ours.node, f"{ours.node.url}/ap/r/unknown") is None


async def test_a_guest_signs_with_the_key_of_the_instance_under_its_own_name(ours, peer):
    guest = f"{ours.node.url}/ap/r/3q2-7wAAAAAAAAAAAAAAAA"
    await Guest.insert(Guest(id=guest, name="", host=peer.host, gone_at=NOW, created_at=NOW))
    found = await keyring.signer(ours.node, guest)
    assert found.key_id == f"{guest}#main-key"
    assert is_key(found.key, -1)
