"""Pictures: only what is one is kept, made again; words for those who do not see it; shown, served, told to peers."""

import io
import zlib

import httpx
import pytest
from PIL import Image

from federation.wire import event as wire
from server.foundation.errors import Invalid
from server.sharing.translate import event
from server.workshops import images, picturing, queries
from server.workshops.picturing import Words
from server.workshops.tables import ImageCopy
from server.workshops.views import widths


def drawn(kind="JPEG", size=(800, 600), mode="RGB", **more):
    """Return a picture of some colour as bytes."""
    written = io.BytesIO()
    Image.new(mode, size, "teal" if mode == "RGB" else (0, 128, 128, 40)).save(written, format=kind, **more)
    return written.getvalue()


def bomb():
    """A PNG of some bytes that says it is 60,000 points wide and high."""
    header = (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    chunks = (b"IHDR" + header, b"IDAT" + zlib.compress(bytes(1000)), b"IEND")
    lengths = [(len(chunk) - 4).to_bytes(4, "big") for chunk in chunks]
    sums = [zlib.crc32(chunk).to_bytes(4, "big") for chunk in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(b"".join(each) for each in zip(lengths, chunks, sums, strict=True))


REFUSED = [
    (b"", "image_wrong_kind"),
    (b"bonjour", "image_wrong_kind"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image_two_things"),
    (drawn("GIF"), "image_wrong_kind"),
    (drawn("BMP"), "image_wrong_kind"),
    (drawn("TIFF"), "image_wrong_kind"),
    (drawn()[:2000], "image_broken"),
    (drawn("PNG")[:300], "image_broken"),
    (b"\xff\xd8\xff\xe0rien", "image_broken"),
    (bomb(), "image_too_large"),
    (drawn("PNG", (5001, 5000)), "image_too_large"),
    (drawn("PNG", (12_001, 300)), "image_too_large"),
    (drawn(size=(199, 900)), "image_too_small"),
    (drawn() + b"<script>alert(1)</script>", "image_two_things"),
    (drawn("PNG") + b"PK\x03\x04 une archive", "image_two_things"),
    (drawn(comment=b"<HTML>"), "image_two_things"),
    (drawn() + bytes(images.MOST_BYTES), "image_too_heavy"),
]


@pytest.mark.parametrize(("data", "reason"), REFUSED)
def test_what_is_refused(data, reason):
    with pytest.raises(Invalid) as refused:
        images.made_again(data)
    assert refused.value.fields == {"image": reason}


@pytest.mark.parametrize(("widest", "kept"), [(200, (200,)), (320, (320,)), (700, (320, 640, 700)),
                                              (1280, (320, 640, 1280)), (4000, (320, 640, 1280))])  # fmt: skip
def test_the_widths_that_are_kept(widest, kept):
    assert widths(widest) == kept


@pytest.mark.parametrize("kind", images.FORMATS)
def test_it_is_made_again_upright_and_says_nothing_more(kind):
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "Zoé Martin, 48.1, -1.6"
    made = images.made_again(drawn(kind, (1600, 900), exif=exif))
    assert (made.width, made.height) == (900, 1600)
    assert [(copy.width, copy.kind) for copy in made.copies] == [
        (width, kind) for width in (320, 640, 900) for kind in ("webp", "jpeg")
    ]
    for copy in made.copies:
        with Image.open(io.BytesIO(copy.content)) as found:
            assert (found.format.lower(), found.width, dict(found.getexif())) == (copy.kind, copy.width, {})
        assert b"Martin" not in copy.content


def test_what_one_sees_through_is_on_white():
    made = images.made_again(drawn("PNG", (300, 300), "RGBA"))
    with Image.open(io.BytesIO(made.copies[-1].content)) as found:
        assert min(found.getpixel((150, 150))) > 200


@pytest.mark.parametrize(
    ("words", "kept"),
    [(Words(" Une souris "), "Une souris"), (Words("", decorative=True), ""), (Words("x", decorative=True), ""),
     (Words(), "alt_missing"), (Words("  "), "alt_missing"), (Words("x" * 301), "too_long")],
)  # fmt: skip
def test_there_are_words_or_it_decorates(words, kept):
    if kept in {"alt_missing", "too_long"}:
        with pytest.raises(Invalid) as refused:
            words.kept()
        assert refused.value.fields == {"alt": kept}
    else:
        assert words.kept() == kept


async def test_it_is_sent_shown_served_and_taken_away(signed_in, client, maker, now):
    session = await maker.session()
    workshop = (await queries.session(session)).workshop_id
    path = f"/bureau/ateliers/{workshop}/image"
    headers = {"origin": "http://test.example", "sec-fetch-site": "same-origin"}

    async def send(data, name="photo.jpg", **fields) -> httpx.Response:
        files = {"image": (name, data, "image/jpeg")} if data else {"image": ("", b"", "image/jpeg")}
        return await signed_in.post(path, data={"csrf": signed_in.csrf, **fields}, files=files, headers=headers)

    for data, fields in ((drawn(), {}), (b"bonjour", {"alt": "Une souris"}), (b"", {"alt": "Une souris"})):
        assert (await send(data, **fields)).status_code == 422
    assert (await send(drawn(), alt="Une souris <b>")).status_code == 303

    seen = await queries.session(session)
    assert (seen.version, seen.picture.alt, seen.picture.width) == (2, "Une souris <b>", 800)
    for page in (f"/seances/{session}", f"/ateliers/{seen.workshop_slug}", path):
        text = (await (signed_in if page == path else client).get(page)).text
        assert 'alt="Une souris &lt;b&gt;"' in text
        assert f"/images/{seen.picture.id}/320.webp 320w" in text
    document = wire.write(event(seen, now=now), "https://test.example/followers")
    attached = document["attachment"][0]
    assert (attached["type"], attached["mediaType"], attached["name"]) == ("Image", "image/jpeg", "Une souris <b>")

    answer = await client.get(seen.picture.url("webp", 320))
    assert answer.headers["content-type"] == "image/webp"
    assert "immutable" in answer.headers["cache-control"]
    again = await client.get(seen.picture.url("webp", 320), headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for wrong in ("320.svg", "321.webp", "x.webp", "320"):
        assert (await client.get(f"/images/{seen.picture.id}/{wrong}")).status_code == 404

    assert (await send(b"", decorative="1")).status_code == 303  # other words, the same picture
    assert (await queries.session(session)).picture.alt == ""
    assert (await send(b"", remove="1")).status_code == 303
    assert (await queries.session(session)).picture is None
    assert not await ImageCopy.count()


async def test_a_session_shows_its_own_before_that_of_its_workshop(maker, now):
    session = await maker.session()
    workshop = (await queries.session(session)).workshop_id
    data = drawn(size=(300, 300))
    await picturing.picture_workshop(workshop, data, Words("Atelier"), by=maker.by, now=now)
    await picturing.picture_session(session, data, Words("Séance"), by=maker.by, now=now)
    assert (await queries.session(session)).image_alt == "Séance"
    await picturing.unpicture_session(session, by=maker.by, now=now)
    assert (await queries.session(session)).image_alt == "Atelier"
