"""Albums as archives."""

import io
import zipfile
from uuid import UUID, uuid4

import httpx2
import pytest
from services.music.tests.audio import write
from services.music.tests.integration.conftest import Music

from chassis.testing.tokens import Tokens
from music.application.folders.access import Listener
from music.application.folders.managing import FolderChange
from music.application.streaming.downloading import ArchiveEnded
from music.domain.folders.folder import Visibility


async def album_of(client: httpx2.AsyncClient, headers: dict[str, str]) -> str:
    """Return the id of the only album."""
    [album] = (await client.get("/api/v1/music/albums", headers=headers)).json()["data"]
    return str(album["id"])


def fill(music: Music) -> dict[str, bytes]:
    """Write an album, and return the contents by the names that they have in its archive."""
    contents = {}
    for number, title in enumerate(("One", "Two?", "Gone"), 1):
        path = music.root / f"Records/{number}.flac"
        write(path, title=title, artist="AC/DC", album="X", tracknumber=str(number))
        path.write_bytes(path.read_bytes() + bytes([number]) * 300_000)
        contents[f"AC_DC - X/{number:02} - {title.replace('?', '_')}.flac"] = path.read_bytes()
    return contents


async def test_an_album_is_one_archive_of_its_files(client: httpx2.AsyncClient, music: Music, tokens: Tokens) -> None:
    contents = fill(music)
    await music.add()
    (music.root / "Records/3.flac").unlink()
    del contents["AC_DC - X/03 - Gone.flac"]
    headers = tokens.bearer(uuid4())
    address = f"/api/v1/music/albums/{await album_of(client, headers)}/download"
    response = await client.get(address, headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (200, "application/zip")
    assert response.headers["content-length"] == str(len(response.content))
    assert response.headers["content-disposition"] == "attachment; filename*=UTF-8''AC_DC%20-%20X.zip"
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == contents
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
    head = await client.head(address, headers=headers)
    assert (head.status_code, head.content, head.headers["content-length"]) == (
        200,
        b"",
        response.headers["content-length"],
    )


@pytest.mark.parametrize("state", ["not audible", "nothing readable", "unknown"])
async def test_an_album_that_cannot_be_heard_is_not_found(
    client: httpx2.AsyncClient, music: Music, tokens: Tokens, state: str
) -> None:
    fill(music)
    folder = await music.add()
    headers = tokens.bearer(uuid4())
    album = await album_of(client, headers)
    match state:
        case "not audible":
            change = FolderChange(visibility=Visibility.CHOSEN)
            await music.container.application.folders.change(folder.id, change, None)
        case "nothing readable":
            for path in (music.root / "Records").iterdir():
                path.unlink()
        case _:
            album = str(uuid4())
    response = await client.get(f"/api/v1/music/albums/{album}/download", headers=headers)
    assert (response.status_code, response.json()["error"]["code"]) == (404, "ALBUM_NOT_FOUND")


async def test_a_file_that_changes_meanwhile_breaks_the_archive_off(
    client: httpx2.AsyncClient, music: Music, tokens: Tokens
) -> None:
    fill(music)
    await music.add()
    downloads = music.container.application.downloads
    archive = await downloads.find(Listener(uuid4()), UUID(await album_of(client, tokens.bearer(uuid4()))))
    (music.root / "Records/2.flac").write_bytes(b"other")
    with pytest.raises(ArchiveEnded, match="has changed"):
        async for _ in downloads.chunks(archive):
            pass
