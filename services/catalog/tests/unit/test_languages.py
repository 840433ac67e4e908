"""Selection of texts by language, and the header `Accept-Language`."""

import pytest

from catalog.domain.languages import MOST_LANGUAGES, Selected, Text, Texts, name_in, preferred_languages

pytestmark = pytest.mark.unit

TRANSLATIONS = {
    "pt": Text("Casa do Mar", None),
    "pt-PT": Text("Casa", "O mar."),
    "zh": Text("海边的家", None),
    "zh-TW": Text("海之家", None),
    "en": Text(None, "The sea."),
    "en-GB": Text("House by the Sea", None),
    "ja": Text(None, "海。"),
}
TEXTS = Texts(Text("Дім біля моря", "Море."), "海の家", "ja", TRANSLATIONS)


@pytest.mark.parametrize(
    ("languages", "title", "overview"),
    [
        ((), "Дім біля моря", "Море."),
        (("pt-BR",), "Casa do Mar", "O mar."),
        (("pt-PT",), "Casa", "O mar."),
        (("PT-pt",), "Casa", "O mar."),
        (("zh-TW",), "海之家", "The sea."),
        (("zh-HK",), "海之家", "The sea."),
        (("zh-Hant",), "海之家", "The sea."),
        (("zh-Hant-MO",), "海之家", "The sea."),
        (("zh-Hans",), "海边的家", "The sea."),
        (("zh-CN",), "海边的家", "The sea."),
        (("zh",), "海边的家", "The sea."),
        (("fr", "zh-TW"), "海之家", "The sea."),
        (("fr",), "House by the Sea", "The sea."),
        (("ja-JP",), "海の家", "海。"),
        (("en",), "House by the Sea", "The sea."),
    ],
)
def test_each_text_is_in_the_first_available_language(languages: tuple[str, ...], title: str, overview: str) -> None:
    selected = TEXTS.in_languages(languages)
    assert (selected.title, selected.overview) == (title, overview)


@pytest.mark.parametrize(
    ("languages", "used"),
    [
        ((), ()),
        (("pt-BR",), ("pt", "pt-PT")),
        (("zh-HK", "ja"), ("zh-TW", "ja")),
        (("JA",), ("ja",)),
        (("fr",), ("en-GB", "en")),
    ],
)
def test_languages_of_the_selected_texts_are_known(languages: tuple[str, ...], used: tuple[str, ...]) -> None:
    assert TEXTS.in_languages(languages).languages == used


def test_default_text_has_the_language_in_which_it_is_known() -> None:
    texts = Texts(Text("Дім", "Море."), "海の家", "ja", {"uk": Text("Дім", None)})
    assert texts.in_languages(("fr",)) == Selected("Дім", "Море.", ("uk",))
    original = Texts(Text("海の家", None), "海の家", "ja")
    assert original.in_languages(("fr",)) == Selected("海の家", None, ("ja",))
    assert Texts(Text("Дім", "Море.")).in_languages(("fr",)) == Selected("Дім", "Море.")


def test_english_precedes_the_default_language() -> None:
    texts = Texts(Text("海の家", "海。"), "海の家", "ja", {"en": Text("House by the Sea", None)})
    assert texts.in_languages(("fr",)) == Selected("House by the Sea", "海。", ("en",))


def test_english_original_title_is_the_english_title() -> None:
    assert Texts(Text("Дюна", None), "Dune", "en").in_languages(("fr",)) == Selected("Dune", None, ("en",))


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
