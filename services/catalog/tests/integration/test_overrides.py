"""Overrides of facts: shown everywhere, kept by imports and replays, reverted exactly, and never overwritten unseen."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from catalog.infrastructure.tables import READ_MODEL
from catalog.presentation.editing.responses import EditedTitleResponse
from chassis.http.schemas import Success
from contracts.identity import media_id
from contracts.ingestion import Genre, Translation

if TYPE_CHECKING:
    import httpx2
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

EDITOR = UUID(int=0xED)
DUNE = media_id("movie", 1)
PATH = f"/api/v1/admin/catalog/titles/{DUNE}"
FACTS: dict[str, Any] = {
    "title": "Sandworm",
    "original_title": "Dune",
    "overview": "Sand.",
    "poster_path": "/a.jpg",
    "backdrop_path": "/b.jpg",
    "release_date": date(2021, 9, 15),
    "runtime_minutes": 155,
    "genres": (Genre(tmdb_id=18, name="Drama"),),
    "certifications": {"US": "R", "DE": "12"},
    "translations": {
        "de-DE": Translation(title="Der Wüstenplanet", overview="Sand!"),
        "en-US": Translation(title="Sandworm", overview="Sand."),
    },
}


def signed(catalog: Catalog, role: str = "editor", **headers: str) -> dict[str, str]:
    return {**catalog.tokens.bearer(EDITOR, ("user", role)), **headers}


async def patch(catalog: Catalog, body: dict[str, Any], version: str = "*", path: str = PATH) -> httpx2.Response:
    headers = signed(catalog, **{"If-Match": version})
    return await catalog.client.patch(f"{path}/overrides", headers=headers, json=body)


async def page(catalog: Catalog, path: str = "/movies/sandworm", language: str = "") -> Any:
    response = await catalog.client.get(f"/api/v1/catalog{path}", headers={"Accept-Language": language})
    assert response.status_code == 200, response.text
    return response.json()["data"]


async def dump(catalog: Catalog) -> dict[str, list[Any]]:
    """Return all rows of the read model."""
    async with catalog.container.runtime.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, await connection.execute(table.select())))
            for table in READ_MODEL
            if table.name != "inbox"
        }


async def test_override_is_shown_on_page_list_and_calendar(catalog: Catalog, make: Make) -> None:
    genre = Genre(tmdb_id=878, name="Science Fiction", names={"de": "Zukunft"})
    science_fiction = make.movie(2, genres=(genre,))
    await catalog.apply(make.movie(1, **FACTS), science_fiction)

    response = await patch(
        catalog,
        {
            "title": "Dune",
            "overview": "A noble family.",
            "poster": "/c.png",
            "backdrop": "https://images.example.org/d.jpg",
            "releaseDate": "2021-10-22",
            "runtime": 156,
            "genres": ["science-fiction"],
            "certifications": {"US": "PG-13", "DE": ""},
            "translations": {"de": {"title": "Dune: Teil eins"}},
        },
    )
    movie = await page(catalog)
    german = await page(catalog, language="de-DE")
    english = await page(catalog, language="en-US")
    items = {item["id"]: item for item in await page(catalog, "/movies/trending")}

    assert response.status_code == 200, response.text
    Success[EditedTitleResponse].model_validate_json(response.content, strict=False)
    for shown in (movie, items[str(DUNE)]):
        assert (shown["title"], shown["overview"], shown["runtime"]) == ("Dune", "A noble family.", 156)
        assert shown["releaseDate"] == "2021-10-22"
        assert shown["poster"]["original"].endswith("/original/c.png")
        assert set(shown["backdrop"].values()) == {"https://images.example.org/d.jpg"}
        assert [genre["slug"] for genre in shown["genres"]] == ["science-fiction"]
    assert movie["certification"] == {"region": "US", "isFallback": False, "name": "PG-13"}
    assert (german["title"], german["overview"]) == ("Dune: Teil eins", "Sand!")
    assert [genre["name"] for genre in german["genres"]] == ["Zukunft"]
    assert (english["title"], english["overview"]) == ("Dune", "A noble family.")
    filtered = await page(catalog, "/movies/trending?genres=drama")
    assert filtered == []
    years = await page(catalog, "/movies/trending?genres=science-fiction&year=2021")
    assert [item["id"] for item in years] == [str(DUNE)]


async def test_show_is_overridden_in_the_calendar(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.show(1, title="Farog"), make.season(1, 1, [date(2026, 11, 20)]))

    await patch(catalog, {"title": "Fargo"}, path=f"/api/v1/admin/catalog/titles/{media_id('show', 1)}")

    body = (await catalog.get("/shows/calendar?startDate=2026-11-20&days=1")).json()["data"]
    assert [episode["showTitle"] for day in body["days"] for episode in day["episodes"]] == ["Fargo"]


async def test_import_keeps_overrides_and_revert_restores_the_newest_facts(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, **FACTS))
    await patch(catalog, {"title": "Dune", "runtime": 200})
    await catalog.apply(make.movie(1, **{**FACTS, "version": 2, "overview": "Newer.", "runtime_minutes": 157}))

    kept = await page(catalog)
    reverted = await patch(catalog, {"runtime": None})
    after = await page(catalog)

    assert (kept["title"], kept["overview"], kept["runtime"]) == ("Dune", "Newer.", 200)
    assert (after["title"], after["overview"], after["runtime"]) == ("Dune", "Newer.", 157)
    [override] = reverted.json()["data"]["overrides"]
    assert override == {
        "field": "title",
        "language": None,
        "region": None,
        "value": "Dune",
        "providerValue": "Sandworm",
        "changedBy": str(EDITOR),
        "changedAt": "2026-11-21T12:00:00Z",
    }


async def test_revert_restores_every_row(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, **FACTS), make.show(2, title="Fargo", certifications={"US": "TV-MA"}))
    before = await dump(catalog)
    everything = {
        "title": "Dune",
        "overview": "",
        "poster": "",
        "backdrop": "",
        "releaseDate": "1999-01-01",
        "runtime": 1,
        "genres": [],
        "certifications": {"US": "", "FR": "12"},
        "translations": {"de": {"title": "X"}, "de-AT": {"title": "Y"}, "uk": {"overview": "Z"}},
    }

    changed = await patch(catalog, everything)
    assert changed.status_code == 200, changed.text
    assert await dump(catalog) != before
    await patch(catalog, {"title": "Dune!"})
    reverted = await catalog.client.delete(f"{PATH}/overrides", headers=signed(catalog, **{"If-Match": '"2"'}))

    assert reverted.json()["data"]["overrides"] == []
    assert reverted.headers["etag"] == '"3"'
    assert await dump(catalog) == before


async def test_log_read_again_keeps_overrides_byte_for_byte(catalog: Catalog, make: Make) -> None:
    log = [make.movie(1, **FACTS), make.movie(1, **{**FACTS, "version": 2, "overview": "Newer."}), make.movie(2)]
    await catalog.apply(log[0])
    await patch(catalog, {"title": "Dune", "poster": "/x.jpg", "certifications": {"FR": "12"}})
    await patch(catalog, {"overview": "Mine."})
    await catalog.apply(*log[1:])
    before = await dump(catalog)

    async with catalog.container.runtime.engine.begin() as connection:
        for table in READ_MODEL:
            await connection.execute(table.delete())
    await catalog.apply(*log)

    assert await dump(catalog) == before
    assert (await page(catalog))["title"] == "Dune"


async def test_two_editors_cannot_overwrite_each_other(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, **FACTS))
    read = await catalog.client.get(PATH, headers=signed(catalog))

    both = await asyncio.gather(
        patch(catalog, {"title": "Dune"}, read.headers["etag"]), patch(catalog, {"title": "Arrakis"}, '"0"')
    )
    missing = await catalog.client.patch(f"{PATH}/overrides", headers=signed(catalog), json={"title": "X"})
    malformed = await patch(catalog, {"title": "X"}, "0")

    assert read.headers["etag"] == '"0"'
    assert sorted(response.status_code for response in both) == [200, 412]
    lost = next(response for response in both if response.status_code == 412)
    assert lost.json()["error"]["code"] == "PRECONDITION_FAILED"
    assert (missing.status_code, missing.json()["error"]["code"]) == (428, "PRECONDITION_REQUIRED")
    assert (malformed.status_code, malformed.json()["error"]["details"]["errors"][0]["field"]) == (400, "If-Match")


async def test_import_and_change_at_the_same_time_are_both_kept(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, **FACTS))

    for version in range(2, 12):
        facts = {**FACTS, "version": version, "overview": f"Version {version}"}
        await asyncio.gather(catalog.apply(make.movie(1, **facts)), patch(catalog, {"title": f"Dune {version}"}))
        movie = await page(catalog)
        assert (movie["title"], movie["overview"]) == (f"Dune {version}", f"Version {version}")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"titel": "X"}, "titel"),
        ({"title": ""}, "title"),
        ({"title": " "}, "title"),
        ({"title": "x" * 401}, "title"),
        ({"title": 5}, "title"),
        ({"poster": "c.png"}, "poster"),
        ({"poster": "http://images.example.org/c.png"}, "poster"),
        ({"backdrop": "https://images.example.org/<script>\n"}, "backdrop"),
        ({"releaseDate": "21.10.2021"}, "releaseDate"),
        ({"releaseDate": "1066-10-14"}, "releaseDate"),
        ({"runtime": 0}, "runtime"),
        ({"runtime": "155"}, "runtime"),
        ({"genres": ["drama", "drama"]}, "genres"),
        ({"genres": ["Drama!"]}, "genres.0"),
        ({"translations": {}}, "translations"),
        ({"translations": None}, "translations"),
        ({"translations": {"german": {"title": "X"}}}, "translations.german"),
        ({"translations": {"de": {"name": "X"}}}, "translations.de.name"),
        ({"certifications": {"USA": "R"}}, "certifications.USA"),
        ({"certifications": {"US": "x" * 21}}, "certifications.US"),
    ],
)
async def test_invalid_override_is_rejected(catalog: Catalog, make: Make, body: dict[str, Any], field: str) -> None:
    await catalog.apply(make.movie(1, **FACTS))
    before = await dump(catalog)

    response = await patch(catalog, body)

    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, "VALIDATION_ERROR"), response.text
    assert field in [problem["field"] for problem in error["details"]["errors"]], error
    assert await dump(catalog) == before


async def test_genre_that_no_title_has_is_rejected(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, **FACTS))

    response = await patch(catalog, {"title": "Dune", "genres": ["drama", "telenovela"]})

    assert (response.status_code, response.json()["error"]["code"]) == (400, "GENRE_UNKNOWN")
    assert "telenovela" in response.json()["error"]["message"]
    assert (await page(catalog))["title"] == "Sandworm"


async def test_title_that_was_not_imported_is_not_found(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.scores(1))

    for response in (await catalog.client.get(PATH, headers=signed(catalog)), await patch(catalog, {"title": "X"})):
        assert (response.status_code, response.json()["error"]["code"]) == (404, "MEDIA_NOT_FOUND")


async def test_change_that_changes_nothing_has_no_version_and_no_entry(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, **FACTS))
    await patch(catalog, {"title": "Dune"})

    again = await patch(catalog, {"title": "Dune", "runtime": None}, '"1"')
    trail = await catalog.client.get("/api/v1/admin/catalog/audit", headers=signed(catalog))

    assert again.headers["etag"] == '"1"'
    assert len(trail.json()["data"]) == 1
