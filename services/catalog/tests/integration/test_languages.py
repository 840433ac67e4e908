"""Texts in the user's language over HTTP: Ukrainian, Japanese, Persian (right to left), both scripts of Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from contracts.ingestion import Translation

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
