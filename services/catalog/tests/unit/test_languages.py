"""Selection of texts by language."""

import pytest

from catalog.domain.languages import Selected, Text, Texts

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
