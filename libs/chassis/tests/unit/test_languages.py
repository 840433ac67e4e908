"""Names by language, and the header `Accept-Language`."""

import pytest

from chassis.core.languages import MOST_LANGUAGES, name_in, preferred_languages

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("languages", "name"),
    [
        (("uk-UA",), ("Драма", "uk")),
        (("zh-HK",), ("劇情", "zh-TW")),
        (("fr", "uk"), ("Драма", "uk")),
        (("fr",), ("Drama (movie)", "en")),
    ],
)
def test_name_is_in_the_first_language_that_has_one(languages: tuple[str, ...], name: tuple[str, str]) -> None:
    names = {"uk": "Драма", "en": "Drama (movie)", "zh": "剧情", "zh-TW": "劇情"}
    assert name_in(names, languages, "Drame") == name


def test_name_without_any_language_is_the_default() -> None:
    assert name_in({}, ("uk",), "Drama") == ("Drama", None)
    assert name_in({"ja": "ドラマ"}, ("uk",), "ドラマ") == ("ドラマ", "ja")


@pytest.mark.parametrize(
    ("header", "languages"),
    [
        (None, ()),
        ("", ()),
        ("*", ()),
        ("de", ("de",)),
        ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", ("fr-CH", "fr", "en", "de")),
        ("en;q=0.2, uk", ("uk", "en")),
        ("en;q=0, uk", ("uk",)),
        ("en;q=2, uk;q=x, de;level=1, fr", ("fr",)),
        ("\0, ; , 123, a-, fr", ("fr",)),
    ],
)
def test_header_is_sorted_by_weight_and_malformed_items_are_ignored(
    header: str | None, languages: tuple[str, ...]
) -> None:
    assert preferred_languages(header) == languages


def test_languages_of_a_long_header_are_limited() -> None:
    assert (
        len(preferred_languages(",".join(f"a{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(300))))
        == MOST_LANGUAGES
    )
