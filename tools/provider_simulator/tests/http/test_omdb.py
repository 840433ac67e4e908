"""OMDb over HTTP: found titles, and errors that come with status 200."""

import httpx2
import pytest

pytestmark = pytest.mark.integration


def get(api: httpx2.Client, **parameters: str) -> httpx2.Response:
    return api.get("/omdb/", params={"apikey": "k", **parameters})


def test_a_movie_by_imdb_id(api: httpx2.Client) -> None:
    reply = get(api, i="tt0133093", type="movie")
    body = reply.json()
    assert reply.headers["cache-control"] == "public, max-age=3600"
    assert (body["Title"], body["Year"], body["Released"], body["Runtime"]) == (
        "The Matrix",
        "1999",
        "31 Mar 1999",
        "136 min",
    )
    assert (body["imdbRating"], body["imdbVotes"], body["Metascore"]) == ("8.7", "2,130,000", "73")
    assert {"Source": "Rotten Tomatoes", "Value": "83%"} in body["Ratings"]
    assert body["Response"] == "True"


def test_a_series(api: httpx2.Client) -> None:
    body = get(api, i="tt0903747", type="series").json()
    assert (body["Type"], body["Year"], body["totalSeasons"]) == ("series", "2008–2012", "5")
    assert "BoxOffice" not in body


def test_missing_values_are_n_a(api: httpx2.Client) -> None:
    body = get(api, i="tt21357150").json()
    assert (body["imdbRating"], body["imdbVotes"], body["Metascore"], body["Ratings"]) == ("N/A", "N/A", "N/A", [])


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"i": "tt0000001"}, "Error getting data."),
        ({"i": "tt9999999"}, "Error getting data."),
        ({"i": "tt12"}, "Incorrect IMDb ID."),
        ({"i": "603"}, "Incorrect IMDb ID."),
        ({"i": "tt1231230123"}, "Incorrect IMDb ID."),
        ({}, "Incorrect IMDb ID."),
        ({"i": "tt0903747", "type": "movie"}, "Movie not found!"),
        ({"i": "tt0133093", "type": "series"}, "Series not found!"),
        ({"t": "Meen of Stal"}, "Movie not found!"),
        ({"s": "lsdfoweirjrpwef323423dsfkip"}, "Movie not found!"),
    ],
)
def test_errors_come_with_status_200(api: httpx2.Client, parameters: dict[str, str], message: str) -> None:
    reply = get(api, **parameters)
    assert reply.status_code == 200
    assert reply.json() == {"Response": "False", "Error": message}


def test_a_key_is_needed(api: httpx2.Client) -> None:
    reply = api.get("/omdb/", params={"i": "tt0133093"})
    assert reply.status_code == 401
    assert reply.json() == {"Response": "False", "Error": "No API key provided."}


def test_title_is_found_by_title_and_year(api: httpx2.Client) -> None:
    assert get(api, t="true grit", y="1969").json()["imdbID"] == "tt0065126"
    assert get(api, t="true grit", y="2010").json()["imdbID"] == "tt1403865"


def test_search_pages_by_ten(api: httpx2.Client) -> None:
    first = get(api, s="the").json()
    assert len(first["Search"]) == 10
    total = int(first["totalResults"])
    last = get(api, s="the", page=str(-(-total // 10))).json()
    assert len(last["Search"]) == (total - 1) % 10 + 1
    assert total > 10
    assert set(first["Search"][0]) == {"Title", "Year", "imdbID", "Type", "Poster"}


def test_the_path_without_its_slash_works_too(api: httpx2.Client) -> None:
    assert api.get("/omdb", params={"apikey": "k", "i": "tt0133093"}).json()["Title"] == "The Matrix"
