"""Mixes of users who have played some music."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from services.music.tests.audio import write
from services.music.tests.integration.conftest import Music
from services.music.tests.integration.listeners import User, code
from sqlalchemy import update

from chassis.testing.tokens import Tokens
from music.application.folders.managing import FolderChange
from music.domain.folders.folder import Visibility
from music.infrastructure.mixes.tables import mixes

GENRES = {"A": "Rock", "B": "Rock", "C": "Jazz", "D": "Folk"}


def ago(days: float) -> str:
    """Return an instant before now."""
    return (datetime.now(UTC) - timedelta(days=days)).isoformat()


async def records(music: Music, folder: str = "Records", change: FolderChange | None = None) -> None:
    """Write four artists with six tracks each: A and B play rock, C jazz, D folk."""
    for artist, genre in GENRES.items():
        for number in range(6):
            path = music.root / folder / artist / f"{number}.flac"
            write(path, title=f"{artist}{number}", artist=artist, album=f"{folder} {artist}", genre=genre)
    await music.add(folder, change)


@pytest.fixture
def user(client: httpx2.AsyncClient, tokens: Tokens) -> User:
    return User(client, tokens)


async def played(user: User, *titles: str, **fields: object) -> dict[str, str]:
    """Let a user play tracks, and return the ids of all tracks."""
    tracks = await user.ids()
    for title in titles:
        await user.play(tracks[title], **fields)
    return tracks


def titles(mix: dict[str, Any]) -> list[str]:
    """Return the titles of a mix."""
    return [item["track"]["title"] for item in mix["tracks"]]


def reasons(mix: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the reasons of a mix by title, without null values."""
    return {
        item["track"]["title"]: {name: value for name, value in item["reason"].items() if value is not None}
        for item in mix["tracks"]
    }


@pytest.mark.parametrize("kind", ["wave", "daily"])
async def test_a_mix_stays_all_day_and_is_made_again_on_request(music: Music, user: User, kind: str) -> None:
    await records(music)
    tracks = await played(user, "A0", "A0", "A1", "C0", "C0", "D0")
    first = await user.get(f"me/mixes/{kind}")
    assert first["kind"] == kind
    assert {"A0", "C0"} <= set(titles(first))
    assert any(item["track"]["playCount"] == 0 for item in first["tracks"])
    assert len(set(titles(first))) == len(titles(first))
    await user.play(tracks["B5"])
    again = await user.get(f"me/mixes/{kind}")
    assert (titles(again), again["seed"]) == (titles(first), first["seed"])
    other = (await user.send("POST", f"me/mixes/{kind}/refresh")).json()["data"]
    assert other["seed"] != first["seed"]
    assert titles(other) != titles(first)
    stored = await user.get(f"me/mixes/{kind}")
    assert (titles(stored), stored["seed"]) == (titles(other), other["seed"])


async def test_yesterdays_mix_is_replaced_and_old_ones_are_deleted(music: Music, user: User) -> None:
    await records(music)
    await played(user, "A0", "C0")
    first = await user.get("me/mixes/wave")
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    async with music.container.runtime.transactions.committed() as transaction:
        await transaction.connection.execute(update(mixes).values(day=yesterday, seed=1))
    second = await user.get("me/mixes/wave")
    assert (second["day"], second["seed"], titles(second)) == (first["day"], first["seed"], titles(first))
    today = yesterday + timedelta(days=1)
    async with music.container.units.begin() as work:
        assert await work.mixes.prune(today) == 0
        assert await work.mixes.prune(today + timedelta(days=1)) == 1


async def test_each_track_states_why_it_is_recommended(
    client: httpx2.AsyncClient, music: Music, user: User, tokens: Tokens
) -> None:
    await records(music)
    tracks = await played(user, "A0", "A0", "A0", "A1", "C0")
    await user.play(tracks["C1"], playedAt=ago(100))
    await user.send("PUT", f"me/ratings/tracks/{tracks['A1']}", {"rating": 5})
    artists = await user.ids("artists")
    await user.send("PUT", f"me/favourites/artists/{artists['D']}")
    await played(User(client, tokens), "A0", "A1", "B3")
    stated = reasons(await user.get("me/mixes/wave"))
    assert stated["A0"] == {"code": "played_often", "plays": 3}
    assert stated["A1"] == {"code": "rated_highly", "rating": 5}
    assert stated["C0"] == {"code": "played_before", "plays": 1}
    assert stated["C1"] == {"code": "not_heard_recently", "days": 100}
    assert stated["D0"] == {"code": "favourite_artist", "artist": {"id": artists["D"], "name": "D"}}
    assert stated["B3"] == {"code": "liked_by_listeners_of", "artist": {"id": artists["A"], "name": "A"}}
    assert stated["A4"] == {"code": "artist_played_often", "artist": {"id": artists["A"], "name": "A"}}
    assert stated["B0"] == {"code": "same_genre", "genre": "Rock"}


async def test_a_user_without_plays_has_new_tracks(music: Music, user: User) -> None:
    await records(music)
    mix = await user.get("me/mixes/wave")
    assert len(mix["tracks"]) == 24
    assert {reason["code"] for reason in reasons(mix).values()} == {"discovery"}
    assert all(one["track"]["artists"] != next_["track"]["artists"] for one, next_ in pairwise(mix["tracks"]))
    assert await user.get("me/mixes/artists") == await user.get("me/mixes/genres") == []


async def test_what_was_rated_low_or_skipped_is_not_recommended(music: Music, user: User) -> None:
    await records(music)
    tracks = await played(user, "A0", "A1", "C0")
    await user.play(tracks["A2"], completion=0.1)
    for title in ("A1", "A3"):
        await user.send("PUT", f"me/ratings/tracks/{tracks[title]}", {"rating": 2})
    recommended = set(titles(await user.get("me/mixes/wave")))
    assert recommended & {"A0", "A1", "A2", "A3"} == {"A0"}


async def test_mixes_of_artists_and_genres(music: Music, user: User) -> None:
    await records(music)
    await played(user, "C0", "C0", "C1", "A0", "A0")
    artists, genres = await user.ids("artists"), await user.ids("genres")
    await user.send("PUT", f"me/favourites/artists/{artists['D']}")
    assert [artist["name"] for artist in await user.get("me/mixes/artists")] == ["D", "C", "A"]
    assert [artist["name"] for artist in await user.get("me/mixes/artists?limit=1")] == ["D"]
    assert [genre["name"] for genre in await user.get("me/mixes/genres")] == ["Jazz", "Rock"]
    of_artist = await user.get(f"me/mixes/artists/{artists['C']}")
    assert sorted(titles(of_artist)) == [f"C{number}" for number in range(6)]
    assert (of_artist["kind"], of_artist["subjectId"]) == ("artist", artists["C"])
    of_genre = await user.get(f"me/mixes/genres/{genres['Rock']}")
    assert {title[0] for title in titles(of_genre)} == {"A", "B"}
    assert "A0" in titles(of_genre)
    assert titles(await user.get(f"me/mixes/genres/{genres['Rock']}")) == titles(of_genre)
    for path in (f"me/mixes/artists/{artists['C']}", f"me/mixes/genres/{genres['Rock']}"):
        assert (await user.send("POST", f"{path}/refresh")).json()["data"]["subjectId"] == path.rpartition("/")[2]
    for path, name in (("artists", "ARTIST"), ("genres", "GENRE")):
        assert code(await user.send("GET", f"me/mixes/{path}/{uuid4()}")) == (404, f"{name}_NOT_FOUND")


async def test_a_smart_mix_obeys_its_rules(music: Music, user: User) -> None:
    await records(music)
    await played(user, "A0", "A0", "A0", "A1", "A2", "C0", "C1", "D0", "D1")
    artists, genres = await user.ids("artists"), await user.ids("genres")

    async def smart(**rules: object) -> list[str]:
        response = await user.send("POST", "me/mixes/smart", rules)
        assert response.status_code == 200, response.text
        return titles(response.json()["data"])

    assert (await smart(freshness=0, minScore=0))[0] == "A0"
    assert sorted(await smart(freshness=0, artistId=artists["C"])) == ["C0", "C1"]
    assert {title[0] for title in await smart(freshness=1, minScore=0, genreId=genres["Rock"])} == {"A", "B"}
    assert not set(await smart(freshness=1, minScore=0)) & {"A0", "A1", "A2", "C0", "C1", "D0", "D1"}
    diverse = await smart(freshness=0, minScore=0, genreDiversity=1, maxTracks=6)
    assert sorted(title[0] for title in diverse) == ["A", "A", "C", "C", "D", "D"]
    assert await smart(sortBy="random", seed=1) == await smart(sortBy="random", seed=1)
    assert (await smart(sortBy="recent", freshness=0))[0] == "D1"
    assert await smart(minScore=100) == []
    assert code(await user.send("POST", "me/mixes/smart", {"artistId": str(uuid4())})) == (404, "ARTIST_NOT_FOUND")
    assert code(await user.send("POST", "me/mixes/smart", {"genreId": str(uuid4())})) == (404, "GENRE_NOT_FOUND")
    for rules in ({"maxTracks": 201}, {"freshness": 1.1}, {"genreDiversity": -1}, {"sortBy": "mood"}, {"mood": "x"}):
        assert code(await user.send("POST", "me/mixes/smart", rules)) == (400, "VALIDATION_ERROR"), rules


async def test_similar_artists_have_the_same_listeners_else_the_same_genre(
    client: httpx2.AsyncClient, music: Music, user: User, tokens: Tokens
) -> None:
    await records(music)
    artists = await user.ids("artists")
    await played(user, "A0", "D0", "C0")

    async def similar(name: str) -> tuple[str, list[tuple[str, float]]]:
        data = await user.get(f"artists/{artists[name]}/similar")
        return data["source"], [(item["artist"]["name"], item["score"]) for item in data["artists"]]

    assert await similar("A") == ("genre", [("B", 1.0)])
    assert await similar("C") == ("none", [])
    await played(User(client, tokens), "A1", "D1", "D2")
    assert await similar("A") == ("listeners", [("D", 1.0)])
    await played(User(client, tokens), "A1", "C1", "D2")
    source, names_and_scores = await similar("A")
    assert (source, [name for name, _ in names_and_scores]) == ("listeners", ["D", "C"])
    assert names_and_scores[1][1] < 1
    assert code(await user.send("GET", f"artists/{uuid4()}/similar")) == (404, "ARTIST_NOT_FOUND")


async def test_nothing_of_a_hidden_folder_is_recommended(
    client: httpx2.AsyncClient, music: Music, user: User, tokens: Tokens
) -> None:
    await records(music)
    owner = User(client, tokens)
    private = FolderChange(visibility=Visibility.CHOSEN, user_ids=frozenset({owner.id}))
    write(music.root / "Private/P/0.flac", title="P0", artist="P", album="P", genre="Rock")
    write(music.root / "Private/A/1.flac", title="P1", artist="A", album="PA", genre="Rock")
    await music.add("Private", private)
    await played(owner, "A0", "A1", "P0", "P1")
    await played(user, "A0", "A1")
    artists = await owner.ids("artists")
    for path in ("wave", "daily", f"artists/{artists['A']}", f"genres/{(await user.ids('genres'))['Rock']}"):
        mix = await user.get(f"me/mixes/{path}")
        assert mix["tracks"]
        assert not {"P0", "P1"} & set(titles(mix))
    assert code(await user.send("GET", f"me/mixes/artists/{artists['P']}")) == (404, "ARTIST_NOT_FOUND")
    assert {"P0", "P1"} <= set(titles(await owner.get("me/mixes/wave")))
    # What was hidden since the mix was made is in it no more.
    (folder,) = [folder for folder in await music.container.application.folders.all() if folder.name == "Private"]
    hidden = FolderChange(visibility=Visibility.CHOSEN, user_ids=frozenset({uuid4()}))
    await music.container.application.folders.change(folder.id, hidden, None)
    assert not {"P0", "P1"} & set(titles(await owner.get("me/mixes/wave")))
