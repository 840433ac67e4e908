"""Shuffles, and tracks that go with another."""

from typing import Any
from uuid import UUID, uuid4

import httpx2
from services.music.tests.audio import write
from services.music.tests.integration.analysis.conftest import AnalyzedMusic, StatedAnalyzer, sound

from chassis.testing.tokens import Tokens
from music.application.folders.managing import FolderChange
from music.domain.folders.folder import Visibility

TRACKS = "/api/v1/music/tracks"


async def shuffle(client: httpx2.AsyncClient, headers: dict[str, str], query: str) -> dict[str, Any]:
    response = await client.get(f"{TRACKS}/shuffle?{query}", headers=headers)
    assert response.status_code == 200, response.text
    data: dict[str, Any] = response.json()["data"]
    return data


def titles(shuffled: dict[str, Any]) -> list[str]:
    return [track["title"] for track in shuffled["tracks"]]


async def test_a_shuffle_is_decided_by_its_seed_and_has_only_what_the_user_may_hear(
    client: httpx2.AsyncClient, music: AnalyzedMusic, tokens: Tokens
) -> None:
    for number in range(12):
        write(music.root / f"Records/{number}.flac", title=f"T{number}", artist="A", album="X")
    write(music.root / "Private/a.flac", title="Secret", artist="A", album="Y")
    await music.add()
    await music.add("Private", FolderChange(visibility=Visibility.CHOSEN))
    user, admin = tokens.bearer(uuid4()), tokens.bearer(uuid4(), ["admin"])
    first = await shuffle(client, user, "seed=7")
    assert sorted(titles(first)) == sorted(f"T{number}" for number in range(12))
    assert titles(await shuffle(client, user, "seed=7")) == titles(first)
    assert titles(await shuffle(client, user, "seed=8")) != titles(first)
    assert len(titles(await shuffle(client, user, "seed=7&limit=5"))) == 5
    assert "Secret" in titles(await shuffle(client, admin, "seed=7"))
    without = await shuffle(client, user, "")
    assert titles(await shuffle(client, user, f"seed={without['seed']}")) == titles(without)
    assert (await shuffle(client, user, "mode=dj"))["mode"] == "plain"
    for query in ("seed=-1", "seed=x", f"seed={2**40}", "limit=0", "limit=201", "mode=loud"):
        response = await client.get(f"{TRACKS}/shuffle?{query}", headers=user)
        assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR"), query


async def test_a_dj_plays_what_goes_with_the_track_before(
    client: httpx2.AsyncClient, music: AnalyzedMusic, analyzer: StatedAnalyzer, tokens: Tokens
) -> None:
    keys = {"A1": (100, "8A"), "A2": (101, "8A"), "B1": (140, "2A"), "B2": (141, "2A")}
    for title, (bpm, key) in keys.items():
        write(music.root / f"Records/{title}.flac", title=title, artist="A", album="X")
        analyzer.sounds[title] = sound(bpm, key)
    await music.add()
    await music.analyzed()
    mixed = await shuffle(client, tokens.bearer(uuid4()), "mode=dj&seed=3")
    assert mixed["mode"] == "dj"
    order = [title[0] for title in titles(mixed)]
    assert order in (["A", "A", "B", "B"], ["B", "B", "A", "A"])


async def test_compatible_tracks_are_near_in_tempo_and_key(
    client: httpx2.AsyncClient, music: AnalyzedMusic, analyzer: StatedAnalyzer, tokens: Tokens
) -> None:
    keys = {
        "One": (100.0, "8A"),
        "Same": (100.0, "8A"),
        "Double": (202.0, "9A"),
        "Relative": (104.0, "8B"),
        "Fast": (120.0, "8A"),
        "Foreign": (100.0, "2A"),
        "Secret": (100.0, "8A"),
    }
    for title, (bpm, key) in keys.items():
        folder = "Private" if title == "Secret" else "Records"
        write(music.root / folder / f"{title}.flac", title=title, artist="A", album="X")
        analyzer.sounds[title] = sound(bpm, key)
    write(music.root / "Records/unknown.flac", title="Unknown", artist="A", album="X")
    await music.add()
    await music.add("Private", FolderChange(visibility=Visibility.CHOSEN))
    await music.analyzed()
    user = tokens.bearer(uuid4())
    ids = {track["title"]: track["id"] for track in (await client.get(TRACKS, headers=user)).json()["data"]}

    async def compatible(title: str, query: str = "") -> list[dict[str, Any]]:
        response = await client.get(f"{TRACKS}/{ids[title]}/compatible{query}", headers=user)
        data: list[dict[str, Any]] = response.json()["data"]
        return data

    compatibles = await compatible("One")
    assert [item["track"]["title"] for item in compatibles] == ["Same", "Double", "Relative"]
    assert (compatibles[0]["score"], compatibles[0]["transition"], compatibles[0]["canBeatMatch"]) == (
        100,
        "smooth",
        True,
    )
    assert [item["track"]["title"] for item in await compatible("One", "?limit=1")] == ["Same"]
    assert await compatible("Unknown") == []
    assert (await client.get(f"{TRACKS}/{ids['One']}/compatible?limit=101", headers=user)).status_code == 400
    missing = await client.get(f"{TRACKS}/{uuid4()}/compatible", headers=user)
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "TRACK_NOT_FOUND")


async def test_tracks_of_a_list_are_put_in_the_order_of_a_dj(
    music: AnalyzedMusic, analyzer: StatedAnalyzer, client: httpx2.AsyncClient, tokens: Tokens
) -> None:
    for title, bpm in (("1", 100), ("2", 140), ("3", 101)):
        write(music.root / f"Records/{title}.flac", title=title, artist="A", album="X", tracknumber=title)
        analyzer.sounds[title] = sound(bpm, "8A")
    await music.add()
    await music.analyzed()
    listed = (await client.get(TRACKS, headers=tokens.bearer(uuid4()))).json()["data"]
    order = await music.container.application.track_orders.in_mix_order([UUID(track["id"]) for track in listed])
    names = {UUID(track["id"]): track["title"] for track in listed}
    assert [names[track_id] for track_id in order] == ["1", "3", "2"]
