"""The table of texts is complete in every language."""

import re

import pytest

from catalog.presentation.texts import english, ukrainian
from catalog.presentation.texts.keys import KEYS
from catalog.presentation.texts.routes import BODIES
from catalog.presentation.texts.schemas import TextTable
from chassis.http.schemas import Success

pytestmark = pytest.mark.unit

LANGUAGES = {"en": english, "uk": ukrainian}
PLURALS = {"en": {"one", "other"}, "uk": {"one", "few", "many", "other"}}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_has_one_text(language: str) -> None:
    texts = LANGUAGES[language].TEXTS

    assert {group: set(texts[group]) for group in texts} == {group: set(keys) for group, keys in KEYS.items()}
    assert [text for group in texts.values() for text in group.values() if text != text.strip() or not text] == []


def test_ukrainian_texts_are_in_ukrainian() -> None:
    letters = [text for group in ukrainian.TEXTS.values() for text in group.values() if re.search("[A-Za-zыэъё]", text)]
    assert letters == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_have_a_text_per_plural_category(language: str) -> None:
    assert set(LANGUAGES[language].SEASONS) == PLURALS[language]
    assert all("{count}" in text for text in LANGUAGES[language].SEASONS.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_body_has_the_documented_members(language: str) -> None:
    body = Success[TextTable].model_validate_json(BODIES[language])
    assert body.data.language == language
    assert set(body.data.release_statuses) == set(KEYS["releaseStatuses"])
