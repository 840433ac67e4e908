"""Pictures and encoded streams for apps."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from services.music.tests.integration.conftest import Music
from services.music.tests.integration.subsonic.conftest import Apps

from music.domain.streaming.encodings import BitRate, Encoding, Target
from music.infrastructure.transcoding.transcoder import Transcoder


def picture(path: Path) -> None:
    """Write a cover."""
    target = BytesIO()
    Image.new("RGB", (640, 480), (200, 30, 30)).save(target, "PNG")
    path.write_bytes(target.getvalue())


async def test_cover_art_is_sent_in_sizes(apps: Apps, music: Music) -> None:
    picture(music.root / "Records/Nina/cover.png")
    picture(music.root / "Private/cover.png")
    await music.scan()
    await music.covers()
    hits = (await apps.user.call("search3", query="Sinnerman"))["searchResult3"]
    (song,) = hits["song"]
    album = (await apps.user.call("getAlbum", id=song["albumId"]))["album"]
    assert song["coverArt"] == album["coverArt"] == song["albumId"]
    for id_, size, pixels in (
        (song["coverArt"], 200, (200, 200)),
        (song["id"], 250, (300, 300)),
        (album["id"], None, (640, 480)),
    ):
        response = await apps.user.send("getCoverArt", id=id_, size=size)
        assert (response.status_code, response.headers["content-type"]) == (200, "image/webp")
        assert Image.open(BytesIO(response.content)).size == pixels
    (other,) = (await apps.user.call("search3", query="T.N.T."))["searchResult3"]["song"]
    assert "coverArt" not in other
    (secret,) = (await apps.admin.call("search3", query="Secret"))["searchResult3"]["song"]
    assert (await apps.admin.send("getCoverArt", id=secret["coverArt"])).headers["content-type"] == "image/webp"
    for id_ in (other["albumId"], other["artistId"], secret["coverArt"], "pl-x", f"pl-{secret['id'][3:]}", "x"):
        assert await apps.user.failure("getCoverArt", id=id_) == 70
    assert await apps.user.failure("getCoverArt", id=song["id"], size="large") == 0


async def test_a_stream_is_encoded_when_the_app_requests_it(
    apps: Apps, music: Music, monkeypatch: pytest.MonkeyPatch
) -> None:
    targets: list[Target] = []
    stored = Transcoder.stored

    def recording(self: Transcoder, file: object, source: object, target: Target) -> object:
        targets.append(target)
        return stored(self, file, source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(Transcoder, "stored", recording)
    (song,) = (await apps.user.call("search3", query="Sinnerman"))["searchResult3"]["song"]
    plain = await apps.user.send("stream", id=song["id"])
    assert (plain.headers["content-type"], plain.content[:4]) == ("audio/flac", b"fLaC")
    same = await apps.user.send("stream", id=song["id"], format="raw", maxBitRate=64)
    assert same.content == plain.content
    downloaded = await apps.user.send("download", id=song["id"], format="mp3")
    assert downloaded.content == plain.content
    assert downloaded.headers["content-disposition"].startswith("attachment;")
    assert targets == []
    # The service of this test has no program that encodes.
    assert await apps.user.failure("stream", id=song["id"], format="opus", maxBitRate=100) == 0
    assert targets == [Target(Encoding.OPUS, BitRate.K96)]
    assert await apps.user.failure("stream", id=song["id"], format="opus", maxBitRate="x") == 0
