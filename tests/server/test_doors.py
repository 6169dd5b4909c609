"""The doors themselves: who is recognised by what."""


async def test_public_file_is_served(client):
    assert (await client.get("/healthz")).status_code == 200


async def test_maker_publishes_a_session(maker):
    assert await maker.session()
