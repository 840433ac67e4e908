"""The home page and its hero, through HTTP."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg
import pytest

from catalog.application.home.queries import Home, HomeQueries
from catalog.application.read_models import View
from catalog.domain.curation.sections import Arrangement, Pin
from catalog.domain.editing.audit import Actor
from catalog.domain.editing.edition import Condition
from catalog.domain.regions import Regions
from catalog.infrastructure.curation.reads import CachedArrangements, SqlCurationReads
from catalog.infrastructure.home.titles import HERO, SqlHomeTitles
from catalog.infrastructure.reading.caches.shared_cache import SharedCache
from catalog.presentation.home.schemas import HomePage, HomeTitle
from chassis.http.schemas import Success
from chassis.testing.clock import NOON
from chassis.testing.statements import executed_reads
from contracts.identity import media_id
from contracts.ingestion import Rating, Ratings, Translation
from contracts.library import Progress

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

    from contracts.event import Event

pytestmark = pytest.mark.integration

TODAY = NOON.date()
USER = UUID(int=0xCA8)
PICTURES: dict[str, Any] = {"poster_path": "/p.jpg", "backdrop_path": "/b.jpg"}


def candidate(make: Make, number: int, **changes: Any) -> list[Event]:
    """Return a movie that the hero shows, with its scores, unless `changes` prevent it."""
    scores = {name: changes.pop(name) for name in ("quality", "popularity", "ratingo") if name in changes}
    facts = {"release_date": TODAY - timedelta(days=10), **PICTURES, **changes}
    return [
        make.movie(number, **facts),
        make.scores(number, **{"quality": 60.0, "popularity": 40.0, "ratingo": 50.0, **scores}),
    ]


async def home(catalog: Catalog, query: str = "", user: UUID | None = None) -> dict[str, Any]:
    """Return the sections of the home page by key, in their order, as documented."""
    signed = catalog.tokens.bearer(user) if user else {}
    response = await catalog.client.get(f"/api/v1/home{query}", headers=signed)
    assert response.status_code == 200, response.text
    documented = Success[HomePage].model_validate_json(response.content, strict=False)
    body = json.loads(response.content)
    assert documented.model_dump(mode="json", by_alias=True, exclude_unset=True) == body
    return {section["key"]: section for section in body["data"]["sections"]}


async def hero(catalog: Catalog, query: str = "") -> list[dict[str, Any]]:
    response = await catalog.client.get(f"/api/v1/home/hero{query}")
    assert response.status_code == 200, response.text
    documented = Success[list[HomeTitle]].model_validate_json(response.content, strict=False)
    body = json.loads(response.content)
    assert documented.model_dump(mode="json", by_alias=True, exclude_unset=True) == body
    items: list[dict[str, Any]] = body["data"]
    return items


@pytest.mark.parametrize(
    "changes",
    [
        {"release_date": TODAY + timedelta(days=1)},
        {"release_date": None},
        {"poster_path": None},
        {"backdrop_path": None},
        {"quality": 59.9},
        {"popularity": 39.9},
        {"gone_at": NOON - timedelta(days=1)},
    ],
)
async def test_hero_shows_released_titles_of_quality_with_pictures(
    catalog: Catalog, make: Make, changes: dict[str, Any]
) -> None:
    await catalog.apply(*candidate(make, 1), *candidate(make, 2, **changes))

    assert [item["tmdbId"] for item in await hero(catalog)] == [1]


async def test_hero_has_four_titles_by_popularity_and_then_by_score(catalog: Catalog, make: Make) -> None:
    await catalog.apply(
        *candidate(make, 1, popularity=50.0, ratingo=60.0),
        *candidate(make, 2, popularity=50.0, ratingo=70.0),
        *candidate(make, 3, popularity=90.0),
        *candidate(make, 4, popularity=41.0),
        *candidate(make, 5, popularity=40.0),
        make.show(6, release_date=TODAY, **PICTURES),
        make.scores(6, "show", quality=99.0, popularity=45.0),
    )

    assert [(item["type"], item["tmdbId"]) for item in await hero(catalog)] == [
        ("movie", 3),
        ("movie", 2),
        ("movie", 1),
        ("show", 6),
    ]
    assert [item["tmdbId"] for item in await hero(catalog, "?type=movie")] == [3, 2, 1, 4]
    assert [item["tmdbId"] for item in await hero(catalog, "?type=show")] == [6]


async def test_hero_has_its_own_flags_and_the_progress_of_shows(catalog: Catalog, make: Make) -> None:
    await catalog.apply(
        *candidate(make, 1, popularity=70.0, release_date=TODAY - timedelta(days=90)),
        *candidate(make, 2, popularity=60.0, release_date=date(2021, 11, 21)),
        make.show(3, release_date=date(2024, 1, 1), **PICTURES),
        make.scores(3, "show", quality=60.0, popularity=50.0),
        make.season(3, 1, [TODAY - timedelta(days=5), TODAY + timedelta(days=5)]),
    )
    first, second, show = await hero(catalog)

    assert (first["isNew"], first["isClassic"], second["isNew"], second["isClassic"]) == (True, False, False, True)
    assert show["showProgress"] == {
        "season": 1,
        "episode": 1,
        "label": "S1E1",
        "lastAirDate": "2026-11-16",
        "nextAirDate": "2026-11-26",
    }


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/home/hero?type=series", "type"),
        ("/home/hero?kind=movie", "kind"),
        ("/home?region=USA", "region"),
        ("/home?type=movie", "type"),
        ("/home?language=!", "language"),
    ],
)
async def test_wrong_parameter_is_named(catalog: Catalog, path: str, field: str) -> None:
    response = await catalog.client.get(f"/api/v1{path}")

    assert response.status_code == 400
    assert [problem["field"] for problem in response.json()["error"]["details"]["errors"]] == [field]


async def test_empty_catalog_has_empty_sections(catalog: Catalog) -> None:
    sections = await home(catalog)

    assert list(sections) == ["hero", "trendingMovies", "trendingShows", "inTheaters", "newOnDigital", "newEpisodes"]
    assert [section["items"] for section in sections.values()] == [[], [], [], [], [], []]
    assert await hero(catalog) == []


async def test_sections_are_the_beginnings_of_the_lists_that_they_name(catalog: Catalog, make: Make) -> None:
    await catalog.apply(
        *[make.movie(number, theatrical_release_date=TODAY) for number in range(1, 15)],
        *[make.movie(number, digital_release_date=TODAY) for number in range(21, 23)],
        make.show(1),
        make.season(1, 1, [TODAY - timedelta(days=3)]),
        make.ranking("trending.movie.day", range(14, 0, -1)),
    )
    sections = await home(catalog)

    for key in ("trendingMovies", "trendingShows", "inTheaters", "newOnDigital", "newEpisodes"):
        response = await catalog.client.get(f"{sections[key]['nextPath']}?limit=12")
        assert sections[key]["items"] == response.json()["data"] != []
    assert len(sections["trendingMovies"]["items"]) == 12
    assert sections["newEpisodes"]["itemType"] == "episode"


async def test_signed_in_user_has_shows_to_continue_and_own_titles(catalog: Catalog, make: Make) -> None:
    aired = [TODAY - timedelta(days=40), TODAY - timedelta(days=30)]
    await catalog.apply(
        make.show(1, title="Begun"),
        make.show(2, title="Seen to its end", status="Ended"),
        make.show(3, title="Dropped"),
        make.show(4, title="Begun later"),
        *[make.season(number, 1, aired) for number in (1, 2, 3, 4)],
        make.movie(5, title="Planned"),
        make.entry(USER, 1, "show", state="watching", progress=Progress(season=1, episode=1)),
        make.entry(USER, 2, "show", state="watching", progress=Progress(season=1, episode=2)),
        make.entry(USER, 3, "show", state="dropped", progress=Progress(season=1, episode=1)),
        make.entry(
            USER,
            4,
            "show",
            state="watching",
            progress=Progress(season=1, episode=2),
            changed_at=NOON + timedelta(minutes=1),
        ),
        make.entry(USER, 5, state="planned"),
    )
    sections = await home(catalog, user=USER)

    assert list(sections)[:3] == ["hero", "continueWatching", "fromMyList"]
    begun, planned = sections["continueWatching"]["items"], sections["fromMyList"]["items"]
    assert [item["title"] for item in begun] == ["Begun later", "Begun"]
    assert begun[1]["card"] == {
        "badgeKey": "CONTINUE",
        "primaryCta": "CONTINUE",
        "continue": {"season": 1, "episode": 1},
        "listContext": "CONTINUE_LIST",
    }
    assert [(item["title"], item["card"]["badgeKey"], item["card"]["listContext"]) for item in planned] == [
        ("Planned", None, "USER_LIBRARY")
    ]
    assert sections["trendingMovies"]["items"][0]["card"]["badgeKey"] == "IN_WATCHLIST"
    other = await home(catalog, user=UUID(int=1))
    assert other["continueWatching"]["items"] == other["fromMyList"]["items"] == []


async def test_home_is_private_for_a_user_and_in_the_language_of_the_request(catalog: Catalog, make: Make) -> None:
    ratings = Ratings(tmdb=Rating(rating=8.0, votes=5000))
    texts = {"uk": Translation(title="Чужий", overview=None)}
    await catalog.apply(*candidate(make, 1, title="Alien", ratings=ratings, translations=texts))
    anonymous = await catalog.client.get("/api/v1/home?language=uk")
    mine = await catalog.client.get("/api/v1/home", headers=catalog.tokens.bearer(USER))

    assert anonymous.headers["cache-control"] == "public, max-age=30"
    assert anonymous.headers["content-language"] == "uk"
    assert anonymous.json()["data"]["sections"][0]["items"][0]["title"] == "Чужий"
    assert mine.headers["cache-control"] == "private, no-cache"
    again = await catalog.client.get("/api/v1/home?language=uk", headers={"If-None-Match": anonymous.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("query", "header", "language", "hit"),
    [
        ("", "", "en", "Hit"),
        ("?language=uk-UA", "en", "uk", "Хіт"),
        ("", "de, uk;q=0.5", "uk", "Хіт"),
        ("?language=fr", "", "en", "Hit"),
    ],
)
async def test_texts_of_keys_are_in_the_language_of_the_request(
    catalog: Catalog, query: str, header: str, language: str, hit: str
) -> None:
    response = await catalog.get(f"/texts{query}", Accept_Language=header)

    assert (response.json()["data"]["language"], response.headers["content-language"]) == (language, language)
    assert response.json()["data"]["badges"]["HIT"] == hit
    assert response.headers["cache-control"] == "public, max-age=3600"
    again = await catalog.get(f"/texts{query}", Accept_Language=header, If_None_Match=response.headers["etag"])
    assert (again.status_code, again.headers["content-language"]) == (304, language)


FILL = """
insert into media (media_id, kind, tmdb_id, title, release_date, popularity_score, quality_score, ratingo_score,
                   artwork)
select md5(n::text)::uuid, case when n % 2 = 0 then 'movie' else 'show' end, n, 'Title', date '2020-01-01',
       n % 100, (n * 7919) % 100, n % 90, n % 3 > 0
from generate_series(1, 6000) n
"""


@pytest.mark.parametrize("kind", [None, "show"])
async def test_hero_reads_an_index_of_its_candidates(catalog: Catalog, kind: str | None) -> None:
    connection = await asyncpg.connect(catalog.urls.owner, server_settings={"search_path": "catalog,public"})
    try:
        await connection.execute(FILL)
        await connection.execute("analyze media")
        values = {"kind": kind, "today": TODAY, "limit": 4}
        statement = f"explain (analyze, format json) {HERO.text(values)}"
        plan = json.loads(await connection.fetchval(statement, *HERO.arguments(values)))[0]["Plan"]
    finally:
        await connection.close()

    nodes: list[dict[str, Any]] = [plan]
    for node in nodes:
        nodes.extend(node.get("Plans", ()))
    [scan] = [node for node in nodes if node.get("Relation Name") == "media"]
    assert (scan["Node Type"], scan["Index Name"]) == ("Index Scan", "ix_media_hero")
    assert scan["Actual Rows"] + scan.get("Rows Removed by Filter", 0) <= 12


def kept_for_a_minute(catalog: Catalog) -> HomeQueries:
    """Return the home page as the service has it, but kept for a minute."""
    application, reads = catalog.container.application, catalog.container.runtime.reads
    curation = SqlCurationReads(reads)
    lists, schedule, lookup = application.lists, application.schedule, application.lookup
    titles, regions = SqlHomeTitles(reads), Regions("US", ())
    return HomeQueries(
        titles,
        CachedArrangements(curation, seconds=60),
        curation,
        lists,
        schedule,
        lookup,
        catalog.clock,
        regions,
        SharedCache(60),
        stored_arrangements=curation,
    )


def shown(page: Home, key: str) -> list[int]:
    """Return the numbers of the titles of a section."""
    [content] = [content for content in page.sections if content.section.key == key]
    return [json.loads(title.document)["tmdbId"] for title in content.titles]


async def test_sections_are_read_once_for_all_users_of_a_view(catalog: Catalog, make: Make) -> None:
    await catalog.apply(*candidate(make, 1), make.show(2), make.ranking("trending.movie.day", [1], 1))
    queries = kept_for_a_minute(catalog)

    with executed_reads(catalog.container.runtime.reads) as sent:
        first = await queries.home(View())
        statements = len(sent)
        assert await queries.home(View()) is first
        assert len(sent) == statements
        await queries.home(View(region="DE"))
        assert len(sent) > statements, "another view"

    with executed_reads(catalog.container.runtime.reads) as sent:
        await queries.home(View(user_id=USER))
    assert len([statement for statement, _ in sent if "unnest" in statement]) == 2, "entries, and the user's own titles"
    assert not [statement for statement, _ in sent if "list_key" in statement]


async def test_user_sees_own_changes_and_no_hidden_title_in_sections_that_are_kept(
    catalog: Catalog, make: Make
) -> None:
    await catalog.apply(*candidate(make, 1), *candidate(make, 2), make.ranking("trending.movie.day", [1, 2], 1))
    queries = kept_for_a_minute(catalog)
    assert shown(await queries.home(View(user_id=USER)), "trendingMovies") == [1, 2]

    await catalog.apply(
        make.entry(USER, 1, state="planned"), make.movie(2, version=2, gone_at=NOON - timedelta(days=1))
    )

    page = await queries.home(View(user_id=USER))
    assert shown(page, "trendingMovies") == shown(page, "hero") == shown(page, "fromMyList") == [1]
    entries = {content.section.key: content.entries for content in page.sections}
    assert [entry.state for entry in entries["trendingMovies"].values()] == ["planned"]
    assert shown(await queries.home(View()), "trendingMovies") == [1, 2], "kept for everybody, without entries"


async def test_editor_sees_an_arrangement_at_once_while_the_former_one_is_kept_for_others(
    catalog: Catalog, make: Make
) -> None:
    await catalog.apply(*candidate(make, 1), *candidate(make, 2), make.ranking("trending.movie.day", [1], 1))
    queries = kept_for_a_minute(catalog)
    former = [content.section.key for content in (await queries.home(View())).sections]

    pins = (Pin(media_id("movie", 2), 1),)
    for arrangement in (Arrangement("hero", enabled=False), Arrangement("trendingMovies", position=-1, pins=pins)):
        await catalog.container.application.sections.arrange(arrangement, Actor(USER, "editor"), Condition())

    page = await queries.home(View(user_id=USER), for_editor=True)
    assert page.sections[0].section.key == "trendingMovies"
    assert "hero" not in {content.section.key for content in page.sections}
    assert shown(page, "trendingMovies") == [2, 1]
    assert [content.section.key for content in (await queries.home(View())).sections] == former
