"""What was chosen for an album stays with its tracks when other tags give it another id."""

import httpx2
from services.music.tests.audio import write
from services.music.tests.integration.conftest import Music
from services.music.tests.integration.covers.test_covers import BLUE, RED, png
from services.music.tests.integration.listeners import User

from chassis.testing.tokens import Tokens

PICTURE = {"Content-Type": "image/png"}


def fill(music: Music, disc: int, album: str, year: str) -> None:
    for number in (1, 2):
        path = music.root / f"Records/X/CD{disc}/{number}.flac"
        write(path, title=f"T{disc}{number}", artist="A", album=album, date=year, discnumber=str(disc))


async def test_cover_and_marks_of_an_album_stay_with_its_tracks(
    client: httpx2.AsyncClient, music: Music, tokens: Tokens
) -> None:
    for disc in (1, 2):
        fill(music, disc, "Long", "1999")
    write(music.root / "Records/Y/1.flac", title="Other", artist="A", album="Other", date="2000")
    await music.add()
    user, admin = User(client, tokens), tokens.bearer(User(client, tokens).id, ["admin"])
    albums = await user.ids("albums")
    for name, color in (("Long", BLUE), ("Other", RED)):
        cover = f"/api/v1/admin/music/albums/{albums[name]}/cover"
        assert (await client.put(cover, headers=admin | PICTURE, content=png(color))).status_code == 200
    await user.send("PUT", f"me/favourites/albums/{albums['Long']}")
    await user.send("PUT", f"me/ratings/albums/{albums['Long']}", {"rating": 4})
    # One disc alone gets another album: what was chosen stays with the other one.
    fill(music, 2, "Long", "2001")
    await music.scan()
    by_year = {album["year"]: album for album in await user.get("albums") if album["name"] == "Long"}
    assert [(by_year[year]["isFavourite"], by_year[year]["cover"] is None) for year in (1999, 2001)] == [
        (True, False),
        (False, True),
    ]
    # The other follows: now it is the same album again, of another id.
    fill(music, 1, "Long", "2001")
    await music.scan()
    [album] = [album for album in await user.get("albums") if album["name"] == "Long"]
    assert album["id"] == by_year[2001]["id"] != albums["Long"]
    assert (album["cover"]["color"], album["isFavourite"], album["rating"]) == ("#1e1ec8", True, 4)
    # What was chosen for the album itself is not replaced.
    for disc in (1, 2):
        fill(music, disc, "Other", "2000")
    await music.scan()
    [album] = await user.get("albums")
    assert (album["id"], album["cover"]["color"], album["rating"]) == (albums["Other"], "#c81e1e", 4)
