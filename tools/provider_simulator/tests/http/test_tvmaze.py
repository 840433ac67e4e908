"""TVMaze over HTTP: look-ups by redirect, shows with what is embedded, episodes, schedule and updates."""

import httpx2
import pytest

pytestmark = pytest.mark.integration


def test_a_look_up_redirects_on_the_same_host(api: httpx2.Client) -> None:
    reply = api.get("/tvmaze/lookup/shows", params={"imdb": "tt0903747"})
    assert reply.status_code == 301
    assert reply.headers["location"] == f"{api.base_url}/tvmaze/shows/169".replace("//tvmaze", "/tvmaze")
    followed = api.get("/tvmaze/lookup/shows", params={"thetvdb": "81189"}, follow_redirects=True)
    assert followed.json()["name"] == "Breaking Bad"


@pytest.mark.parametrize("parameters", [{"imdb": "tt0000001"}, {"thetvdb": "1"}, {"imdb": "tt14452776"}, {}])
def test_lookup_of_an_unknown_show_is_null(api: httpx2.Client, parameters: dict[str, str]) -> None:
    reply = api.get("/tvmaze/lookup/shows", params=parameters)
    assert (reply.status_code, reply.content) == (404, b"null")


def test_a_show(api: httpx2.Client) -> None:
    reply = api.get("/tvmaze/shows/169")
    body = reply.json()
    assert reply.headers["cache-control"] == "public, max-age=3600"
    assert (body["status"], body["premiered"], body["ended"]) == ("Ended", "2008-01-20", "2013-09-29")
    assert body["externals"] == {"tvrage": None, "thetvdb": 81189, "imdb": "tt0903747"}
    assert body["network"]["country"] == {"name": "United States", "code": "US", "timezone": "America/New_York"}
    assert "nextepisode" not in body["_links"]
    streaming = api.get("/tvmaze/shows/2993").json()
    assert (streaming["network"], streaming["webChannel"]["name"]) == (None, "Netflix")
    assert streaming["schedule"]["time"] == ""


def test_an_unknown_show(api: httpx2.Client) -> None:
    reply = api.get("/tvmaze/shows/1")
    assert reply.status_code == 404
    assert reply.json() == {"name": "Not Found", "message": "", "code": 0, "status": 404}


def test_embedding(api: httpx2.Client) -> None:
    both = api.get("/tvmaze/shows/169", params={"embed[]": ["episodes", "seasons"]}).json()["_embedded"]
    assert len(both["episodes"]) == 62
    assert [season["number"] for season in both["seasons"]] == [1, 2, 3, 4, 5]
    one = api.get("/tvmaze/shows/9950000", params={"embed": "nextepisode"}).json()["_embedded"]
    assert one["nextepisode"]["airdate"] == "2026-11-23"
    assert one["nextepisode"]["rating"] == {"average": None}


def test_episodes_and_specials(api: httpx2.Client) -> None:
    episodes = api.get("/tvmaze/shows/335/episodes").json()
    assert len(episodes) == 12
    assert episodes[0]["airstamp"] == "2010-07-25T20:00:00+00:00"
    with_specials = api.get("/tvmaze/shows/335/episodes", params={"specials": "1"}).json()
    special = next(episode for episode in with_specials if episode["number"] is None)
    assert (len(with_specials), special["airdate"], special["season"]) == (13, "2016-01-01", 3)
    assert special["type"] == "significant_special"
    numbered = api.get("/tvmaze/shows/335/episodebynumber", params={"season": "2", "number": "3"}).json()
    assert numbered["airdate"] == "2012-01-15"
    unknown = api.get("/tvmaze/shows/335/episodebynumber", params={"season": "9", "number": "9"})
    assert unknown.json()["message"] == "Unknown episode"
    assert len(api.get("/tvmaze/shows/335/seasons").json()) == 4


def test_numbers_differ_from_tmdb(api: httpx2.Client) -> None:
    here = {episode["id"] for episode in api.get("/tvmaze/shows/169/episodes").json()}
    season = api.get("/tmdb/3/tv/1396/season/1", params={"api_key": "k"}).json()
    assert not here & {episode["id"] for episode in season["episodes"]}


def test_search(api: httpx2.Client) -> None:
    hits = api.get("/tvmaze/search/shows", params={"q": "breaking"}).json()
    assert hits[0]["show"]["id"] == 169
    assert api.get("/tvmaze/search/shows", params={"q": "zzzz"}).json() == []
    assert api.get("/tvmaze/singlesearch/shows", params={"q": "breaking"}).json()["id"] == 169
    unknown = api.get("/tvmaze/singlesearch/shows", params={"q": "zzzz"})
    assert (unknown.status_code, unknown.content) == (404, b"null")


def test_the_schedule_of_a_day(api: httpx2.Client) -> None:
    monday = api.get("/tvmaze/schedule", params={"country": "US", "date": "2026-11-23"}).json()
    assert any(episode["show"]["name"] == "Night Ferry" for episode in monday)
    assert all(episode["airdate"] == "2026-11-23" for episode in monday)
    assert api.get("/tvmaze/schedule", params={"country": "JP", "date": "2026-11-23"}).json() == []


def test_updates(api: httpx2.Client) -> None:
    day = api.get("/tvmaze/updates/shows", params={"since": "day"}).json()
    month = api.get("/tvmaze/updates/shows", params={"since": "month"}).json()
    assert day
    assert set(day) < set(month)
    assert max(day.values()) == 1_795_240_800


def test_conditional_requests(api: httpx2.Client) -> None:
    etag = api.get("/tvmaze/shows/169").headers["etag"]
    assert api.get("/tvmaze/shows/169", headers={"If-None-Match": f'"x", {etag}'}).status_code == 304
    assert api.get("/tvmaze/shows/82", headers={"If-None-Match": etag}).status_code == 200
