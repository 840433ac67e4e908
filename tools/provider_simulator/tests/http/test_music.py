"""Databases of music over HTTP: every case that a client must distinguish, by the names that are searched for."""

import httpx2
import pytest

from provider_simulator.music.artists import mbid

pytestmark = pytest.mark.integration

AGENT = {"user-agent": "Tests/1.0 ( admin@example.org )"}


def musicbrainz(api: httpx2.Client, path: str, **parameters: str) -> httpx2.Response:
    return api.get(f"/musicbrainz/ws/2/{path}", params={"fmt": "json", **parameters}, headers=AGENT)


@pytest.mark.parametrize(
    ("name", "scores"), [("AC/DC", [100, 61]), ("Nearly Nina", [78]), ("Twin Peaks", [100, 97]), ("Absent Friends", [])]
)
def test_names_decide_about_hits(api: httpx2.Client, name: str, scores: list[int]) -> None:
    query = name.replace("/", "\\/")
    artists = musicbrainz(api, "artist", query=f'artist:"{query}" OR alias:"{query}"').json()["artists"]
    assert [artist["score"] for artist in artists] == scores


def test_a_release_and_its_group_have_different_ids(api: httpx2.Client) -> None:
    (hit, _) = musicbrainz(api, "release", query='release:"Blues" AND artist:"X"').json()["releases"]
    assert (hit["id"], hit["artist-credit"]) == (mbid("release", "Blues"), [{"name": "X"}])
    release = musicbrainz(api, f"release/{hit['id']}", inc="release-groups").json()
    assert release["release-group"]["id"] == hit["release-group"]["id"] != hit["id"]
    assert len(musicbrainz(api, f"release-group/{hit['release-group']['id']}", inc="tags").json()["tags"]) >= 2


def test_musicbrainz_demands_a_contact(api: httpx2.Client) -> None:
    assert api.get("/musicbrainz/ws/2/artist", params={"query": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("parameters", "status", "error"),
    [
        ({"artist": "Nina"}, 403, 10),
        ({"artist": "Absent Friends", "api_key": "k"}, 404, 6),
        ({"artist": "Nina", "api_key": "k"}, 200, None),
    ],
)
def test_errors_of_lastfm_have_a_number(
    api: httpx2.Client, parameters: dict[str, str], status: int, error: int | None
) -> None:
    response = api.get("/lastfm/", params={"method": "artist.getinfo", "format": "json", **parameters})
    assert (response.status_code, response.json().get("error")) == (status, error)


def test_a_cover_is_behind_a_redirect(api: httpx2.Client) -> None:
    release = mbid("release", "Blues")
    response = api.get(f"/coverart/release/{release}/front-1200", follow_redirects=False)
    assert response.status_code == 307
    file = api.get(response.headers["location"])
    assert (file.headers["content-type"], file.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert api.get(f"/coverart/release/{'0' * 8}{release[8:]}/front-1200").status_code == 404


def test_one_of_the_pictures_of_an_artist_is_gone(api: httpx2.Client) -> None:
    address = f"/fanarttv/v3/music/{mbid('artist', 'Nina')}"
    pictures = api.get(address, params={"api_key": "k"}).json()["artistthumb"]
    paths = [picture["url"].removeprefix("https://assets.fanart.tv") for picture in pictures]
    assert [api.get(f"/fanarttv{path}").status_code for path in paths] == [404, 200]
