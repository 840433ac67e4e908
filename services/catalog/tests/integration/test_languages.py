"""Texts in the user's language over HTTP: Ukrainian, Japanese, Persian (right to left), both scripts of Chinese."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pytest

from catalog.presentation.schemas.detail import ShowDetail
from catalog.presentation.schemas.seasons import SeasonDetail
from chassis.http.schemas import Success
from contracts.ingestion import Genre, SeasonSummary, Translation

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

HOUSE: Final[dict[str, Any]] = {
    "title": "House by the Sea",
    "original_title": "海の家",
    "original_language": "ja",
    "overview": "A summer.",
    "translations": {
        "en": Translation(title="House by the Sea", overview="A summer."),
        "uk": Translation(title="Дім біля моря", overview="Літо."),
        "fa": Translation(title="خانه کنار دریا", overview="یک تابستان."),
        "zh": Translation(title="海边的家", overview="夏天。"),
        "zh-TW": Translation(title="海邊的家", overview="夏天(繁體)。"),
    },
}

CASES: Final = [
    ("uk", "Дім біля моря", "Літо.", "uk"),
    ("uk-UA, en;q=0.5", "Дім біля моря", "Літо.", "uk"),
    ("ja", "海の家", "A summer.", "ja, en"),
    ("ja-JP, uk;q=0.8", "海の家", "Літо.", "ja, uk"),
    ("fa-IR", "خانه کنار دریا", "یک تابستان.", "fa"),
    ("zh-CN", "海边的家", "夏天。", "zh"),
    ("zh-Hans-SG", "海边的家", "夏天。", "zh"),
    ("zh-Hant", "海邊的家", "夏天(繁體)。", "zh-TW"),
    ("zh-HK", "海邊的家", "夏天(繁體)。", "zh-TW"),
    ("sv", "House by the Sea", "A summer.", "en"),
]


@pytest.mark.parametrize(("accepted", "title", "overview", "served"), CASES)
async def test_texts_are_in_the_users_language_and_named(
    catalog: Catalog, make: Make, accepted: str, title: str, overview: str, served: str
) -> None:
    await catalog.apply(make.movie(1, **HOUSE))

    for path in ("/movies/trending", "/movies/house-by-the-sea", "/titles?tmdbId=1&type=movie"):
        response = await catalog.get(path, accept_language=accepted)
        data = response.json()["data"]
        item = data[0] if isinstance(data, list) else data
        assert (item["title"], item["overview"], item["originalTitle"]) == (title, overview, "海の家"), path
        assert response.headers["content-language"] == served, path
        assert "Accept-Language" in response.headers["vary"], path


async def test_parameter_precedes_the_header(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, **HOUSE))

    response = await catalog.get("/movies/house-by-the-sea?language=fa", accept_language="uk")

    assert (response.json()["data"]["title"], response.headers["content-language"]) == ("خانه کنار دریا", "fa")


async def test_response_without_a_preference_names_no_language(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, **HOUSE))

    response = await catalog.get("/movies/house-by-the-sea")

    assert response.json()["data"]["title"] == "House by the Sea"
    assert "content-language" not in response.headers


GENRES: Final = (
    Genre(tmdb_id=18, name="Drama", names={"uk": "Драма", "ja": "ドラマ", "fa": "درام", "zh": "剧情", "zh-TW": "劇情"}),
    Genre(tmdb_id=35, name="Comedy", names={"uk": "Комедія", "zh": "喜剧"}),
    Genre(tmdb_id=9648, name="Mystery", names={"uk": "Їжаки"}),
)


@pytest.mark.parametrize(
    ("accepted", "names"),
    [
        ("uk", ["Драма", "Комедія", "Їжаки"]),
        ("ja", ["ドラマ", "Comedy", "Mystery"]),
        ("fa, uk;q=0.5", ["درام", "Комедія", "Їжаки"]),
        ("zh-Hant-TW", ["劇情", "喜剧", "Mystery"]),
        ("zh-CN", ["剧情", "喜剧", "Mystery"]),
        ("sv", ["Drama", "Comedy", "Mystery"]),
    ],
)
async def test_genres_are_in_the_users_language(catalog: Catalog, make: Make, accepted: str, names: list[str]) -> None:
    await catalog.apply(make.movie(1, **HOUSE, genres=GENRES))

    [item] = (await catalog.get("/movies/trending", accept_language=accepted)).json()["data"]
    page = (await catalog.get("/movies/house-by-the-sea", accept_language=accepted)).json()["data"]
    counted = (await catalog.get("/genres", accept_language=accepted)).json()["data"]

    assert [genre["name"] for genre in item["genres"]] == names
    assert [genre["name"] for genre in page["genres"]] == names
    assert sorted(genre["name"] for genre in counted) == sorted(names)
    assert {genre["slug"] for genre in counted} == {"drama", "comedy", "mystery"}


async def test_genres_are_in_the_order_of_letters_not_of_codes(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, **HOUSE, genres=GENRES))

    response = await catalog.get("/genres?language=uk")

    assert [genre["name"] for genre in response.json()["data"]] == ["Драма", "Їжаки", "Комедія"]
    assert response.headers["content-language"] == "uk"
    plain = (await catalog.get("/genres")).json()["data"]
    assert [genre["name"] for genre in plain] == ["Comedy", "Drama", "Mystery"]


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("uk", ["Ґотика", "Драма", "Історія", "Їжа"]),
        ("sv-SE", ["Action", "Zombie", "Äventyr", "Öde"]),
        ("de", ["Action", "Äventyr", "Öde", "Zombie"]),
        ("cs", ["Cyklus", "Hudba", "Chór", "Zombie"]),
        ("zh-CN", ["爱情", "动作", "恐怖"]),
        ("zh-TW", ["动作", "恐怖", "爱情"]),
    ],
)
async def test_genres_are_in_the_order_of_the_language(
    catalog: Catalog, make: Make, language: str, names: list[str]
) -> None:
    genres = [
        Genre(tmdb_id=number, name=f"Genre {number}", names={language: name})
        for number, name in enumerate(reversed(names), 1)
    ]
    await catalog.apply(make.movie(1, genres=tuple(genres)))

    counted = (await catalog.get(f"/genres?language={language}")).json()["data"]

    assert [genre["name"] for genre in counted] == names


async def test_genres_of_a_language_without_a_collation_are_in_the_order_of_letters(
    catalog: Catalog, make: Make
) -> None:
    names = {"tlh": "Öde"}, {"tlh": "Zombie"}, {"tlh": "action"}
    genres = [Genre(tmdb_id=number, name=f"Genre {number}", names=name) for number, name in enumerate(names, 1)]
    await catalog.apply(make.movie(1, genres=tuple(genres)))

    counted = (await catalog.get("/genres?language=tlh")).json()["data"]

    assert [genre["name"] for genre in counted] == ["action", "Öde", "Zombie"]


async def test_seasons_are_in_the_users_language(catalog: Catalog, make: Make) -> None:
    names = {
        "uk": Translation(title="Сезон 1", overview="Початок."),
        "ja": Translation(title="シーズン1"),
        "fa": Translation(title="فصل ۱"),
        "zh-TW": Translation(title="第 1 季"),
    }
    listed = (SeasonSummary(number=1, name="Season 1"), SeasonSummary(number=2, name="Season 2"))
    await catalog.apply(
        make.show(1, title="Dark", seasons=listed),
        make.season(1, 1, [date(2026, 11, 1)], name="Season 1", overview="It begins.", translations=names),
    )

    cases = [
        ("uk", "Сезон 1", "Початок.", "uk"),
        ("ja", "シーズン1", "It begins.", "ja"),
        ("fa", "فصل ۱", "It begins.", "fa"),
        ("zh-HK", "第 1 季", "It begins.", "zh-TW"),
        ("sv", "Season 1", "It begins.", None),
    ]
    for accepted, name, overview, served in cases:
        season = await catalog.get("/shows/dark/seasons/1", accept_language=accepted)
        assert (season.json()["data"]["name"], season.json()["data"]["overview"]) == (name, overview)
        assert season.headers.get("content-language") == served
        show = (await catalog.get("/shows/dark", accept_language=accepted)).json()["data"]
        assert [item["name"] for item in show["seasons"]] == [name, "Season 2"]
        assert not any("texts" in item for item in show["seasons"])
    body = await catalog.body("/shows/dark/seasons/1?language=uk", Success[SeasonDetail])
    assert body["data"]["episodes"][0]["title"] == "Episode 1"
    await catalog.body("/shows/dark", Success[ShowDetail])
    unsynced = await catalog.get("/shows/dark/seasons/2?language=uk")
    assert unsynced.json()["data"]["name"] == "Season 2"


async def test_episodes_are_in_the_users_language(catalog: Catalog, make: Make) -> None:
    season = make.season(1, 2, [date(2026, 11, 1), date(2026, 11, 8), date(2026, 11, 15)], name="Season 2")
    first, second, third = season.episodes
    texts = {
        "uk": Translation(title="Пілот", overview="Усе починається."),
        "fa": Translation(title="آغاز"),
        "zh-TW": Translation(overview="一切開始。"),
    }
    episodes = (first.model_copy(update={"translations": texts, "overview": "It begins."}), second, third)
    whole = season.model_copy(update={"episodes": episodes})
    parts = [
        whole.model_copy(update={"version": 2, "episodes": part, "part": number, "parts": 2})
        for number, part in enumerate((episodes[:2], episodes[2:]), start=1)
    ]
    await catalog.apply(make.show(1, title="Dark"), make.season(1, 1, [date(2020, 1, 1)]), *parts)

    for language, title, overview, served in (
        ("uk", "Пілот", "Усе починається.", "uk"),
        ("fa", "آغاز", "It begins.", "fa"),
        ("zh-Hant", "Episode 1", "一切開始。", "zh-TW"),
        ("de", "Episode 1", "It begins.", None),
        (None, "Episode 1", "It begins.", None),
    ):
        query = "" if language is None else f"language={language}"
        page = await catalog.get(f"/shows/dark/seasons/2?{query}")
        show = await catalog.get(f"/shows/dark?include=episodes&{query}")
        for items in (page.json()["data"]["episodes"], show.json()["data"]["latestSeason"]["episodes"]):
            assert [item["title"] for item in items] == [title, "Episode 2", "Episode 3"]
            assert items[0]["overview"] == overview
        assert page.headers.get("content-language") == served
        Success[SeasonDetail].model_validate_json(page.content, strict=False)
    await catalog.apply(season.model_copy(update={"version": 3}))
    withdrawn = await catalog.get("/shows/dark/seasons/2?language=uk")
    assert withdrawn.json()["data"]["episodes"][0]["title"] == "Episode 1"
