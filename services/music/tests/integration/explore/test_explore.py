"""Discovery: what a user has not played, has forgotten, or finds by chance."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx2
import pytest
from services.music.tests.audio import write
from services.music.tests.integration.conftest import Music
from services.music.tests.integration.listeners import User, code

from chassis.testing.tokens import Tokens
from music.application.folders.managing import FolderChange
from music.domain.folders.folder import Visibility


def ago(days: float) -> str:
    """Return an instant before now."""
    return (datetime.now(UTC) - timedelta(days=days)).isoformat()


async def records(music: Music, folder: str = "Records", change: FolderChange | None = None) -> None:
    """Write six albums of three artists with two tracks each."""
    for artist in "XYZ":
        for album in "AB":
            for number in "12":
                name = f"{folder[0]}{artist}{album}"
                path = music.root / folder / name / f"{number}.flac"
                write(path, title=f"{name}{number}", artist=f"{folder[0]}{artist}", album=name)
    await music.add(folder, change)


@pytest.fixture
def user(client: httpx2.AsyncClient, tokens: Tokens) -> User:
    return User(client, tokens)


async def titles(user: User, path: str) -> list[str]:
    """Return the titles of drawn tracks."""
    return [track["title"] for track in (await user.get(path))["tracks"]]


async def test_tracks_that_were_played_or_skipped_are_not_unplayed(music: Music, user: User) -> None:
    await records(music)
    tracks = await user.ids()
    await user.play(tracks["RXA1"])
    await user.play(tracks["RXA2"], completion=0.1)
    for seed in range(5):
        drawn = await titles(user, f"explore/unplayed?limit=50&seed={seed}")
        assert sorted(drawn) == sorted(tracks.keys() - {"RXA1", "RXA2"})


async def test_a_seed_draws_the_same_and_is_returned(music: Music, user: User) -> None:
    await records(music)
    for path, field in (
        ("unplayed", "tracks"),
        ("random/albums", "albums"),
        ("random/artists", "artists"),
    ):
        first = await user.get(f"explore/{path}?limit=2")
        assert len(first[field]) == 2
        assert await user.get(f"explore/{path}?limit=2&seed={first['seed']}") == first
        draws = [await user.get(f"explore/{path}?limit=2&seed={seed}") for seed in range(12)]
        assert len({tuple(item["id"] for item in draw[field]) for draw in draws}) > 2


async def test_the_most_liked_of_what_was_not_played_for_months_is_first(music: Music, user: User) -> None:
    await records(music)
    tracks = await user.ids()
    for title, days in (("RXA1", 100), ("RXA2", 100), ("RXA2", 120), ("RYA1", 80), ("RYA2", 100), ("RYA2", 1)):
        await user.play(tracks[title], playedAt=ago(days))

    async def forgotten(query: str = "") -> list[str]:
        return [track["title"] for track in await user.get(f"explore/forgotten{query}")]

    assert await forgotten() == ["RXA2", "RXA1"]
    # Two with one play each are in either order.
    assert (await forgotten("?months=2"))[0] == "RXA2"
    assert sorted(await forgotten("?months=2")) == ["RXA1", "RXA2", "RYA1"]
    assert await forgotten("?months=4") == []


async def test_hidden_gems_are_rarely_played_tracks_of_top_artists(music: Music, user: User) -> None:
    await records(music)
    tracks = await user.ids()
    assert await titles(user, "explore/hidden-gems") == []
    for _ in range(3):
        await user.play(tracks["RXA1"])
    await user.play(tracks["RXA2"])
    assert sorted(await titles(user, "explore/hidden-gems?seed=1")) == ["RXA2", "RXB1", "RXB2"]


async def test_albums_are_ranked_by_all_or_by_one_user(
    client: httpx2.AsyncClient, music: Music, user: User, tokens: Tokens
) -> None:
    await records(music)
    tracks, other = await user.ids(), User(client, tokens)
    for title, days in (("RXA1", 1), ("RXA2", 40)):
        await user.play(tracks[title], playedAt=ago(days))
    for title in ("RYB1", "RYB1", "RYB2", "RXA1"):
        await other.play(tracks[title])

    async def top(query: str = "") -> list[tuple[str, int]]:
        return [(item["album"]["name"], item["plays"]) for item in await user.get(f"albums/top-played{query}")]

    assert sorted(await top()) == [("RXA", 3), ("RYB", 3)]
    assert await top("?days=30") == [("RYB", 3), ("RXA", 2)]
    assert await top("?ofEveryone=false") == [("RXA", 2)]
    assert await top("?ofEveryone=false&days=30") == [("RXA", 1)]
    assert len(await user.get("albums/recent?limit=4")) == 4


async def test_nothing_of_a_hidden_folder_is_drawn_or_ranked(
    client: httpx2.AsyncClient, music: Music, user: User, tokens: Tokens
) -> None:
    await records(music)
    owner = User(client, tokens)
    await records(music, "Private", FolderChange(visibility=Visibility.CHOSEN, user_ids=frozenset({owner.id})))
    for key in (await owner.ids()).values():
        await owner.play(key)
    for path in ("explore/unplayed", "explore/random/albums", "explore/random/artists"):
        for draw in [await user.get(f"{path}?limit=50&seed={seed}") for seed in range(3)]:
            items = draw.get("tracks") or draw.get("albums") or draw["artists"]
            assert {item.get("title", item.get("name"))[0] for item in items} == {"R"}
    for album in await user.get("albums/recent") + [item["album"] for item in await user.get("albums/top-played")]:
        assert album["name"][0] == "R"
    assert len(await owner.get("albums/top-played?limit=50")) == 12


async def test_parameters_have_bounds(music: Music, user: User) -> None:
    for path in (
        "explore/unplayed?limit=51",
        "explore/unplayed?seed=-1",
        f"explore/random/albums?seed={2**31}",
        "explore/forgotten?months=0",
        "explore/forgotten?months=121",
        "albums/top-played?days=367",
        "albums/recent?limit=0",
        f"albums/top-played?of={uuid4()}",
    ):
        assert code(await user.send("GET", path)) == (400, "VALIDATION_ERROR"), path
