"""What pages say of a request that the API has rejected."""

import re
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from web.application.api import ApiError, BrokenField, invalid_field
from web.presentation.rendering.formats import Formats
from web.presentation.rendering.texts import load_texts
from web.presentation.rendering.wording import FIELD, field_label, reason_of, rules, wording_of

pytestmark = pytest.mark.unit

KYIV = ZoneInfo("Europe/Kyiv")
ENGLISH, UKRAINIAN = (Formats(language, KYIV, datetime(2026, 11, 30, tzinfo=UTC)) for language in ("en", "uk"))
TEMPLATES = files("web.presentation") / "templates"
NAMES = re.compile(r'problems\.get\("(\w+)"|\bfield\("(\w+)"')
UNLABELLED = frozenset({"into", "proof_code", "proof_password", "runtimeTo", "ratingFrom", "user"})
"""Fields of forms whose problems the API names otherwise."""


@pytest.mark.parametrize(
    ("rule", "params", "english", "ukrainian"),
    [
        ("missing", {}, "Is required.", "Обов'язкове поле."),
        ("string_too_short", {"minLength": 1}, "Must have at least 1 character.", "Потрібен щонайменше 1 символ."),
        ("string_too_short", {"minLength": 3}, "Must have at least 3 characters.", "Потрібно щонайменше 3 символи."),
        ("string_too_short", {"minLength": 8}, "Must have at least 8 characters.", "Потрібно щонайменше 8 символів."),
        ("length", {"minLength": 8, "maxLength": 128}, "Must have 8 to 128", "Потрібно від 8 до 128 символів."),
        ("printable", {"minLength": 1, "maxLength": 60}, "at most 60 printable", "щонайбільше з 60 видимих символів"),
        ("less_than_equal", {"maximum": 10_000}, "Must be at most 10,000.", "Має бути не більше 10\xa0000."),
        (
            "less_than_equal",
            {"maximum": "2026-11-30"},
            "Must not be after 2026-11-30.",
            "Не може бути після 2026-11-30.",
        ),
        ("literal_error", {"allowed": ["a", "b"]}, "Must be one of: a, b.", "Виберіть одне з: a, b."),
        (
            "url_port",
            {"allowed": [80, 443]},
            "Must have one of the ports 80, 443.",
            "Має бути один із портів: 80, 443.",
        ),
        ("bounds_order", {"name": "yearFrom"}, "compare with “Year from”", "порівняйте з полем «Рік від»"),
    ],
)
def test_a_rule_is_a_sentence_with_its_values(rule: str, params: dict[str, Any], english: str, ukrainian: str) -> None:
    field = BrokenField("a", rule, params, "the sentence of the API")
    assert english in wording_of(ENGLISH, field)
    assert ukrainian in wording_of(UKRAINIAN, field)


@pytest.mark.parametrize("rule", ["string_too_long", "multiple_of", "literal_error", "not_written_yet"])
def test_a_rule_without_its_values_or_a_text_is_the_sentence_of_the_api(rule: str) -> None:
    assert wording_of(UKRAINIAN, BrokenField("a", rule, {}, "must be even")) == "must be even"


@pytest.mark.parametrize(
    ("path", "name", "label"),
    [
        ("password", "password", "Пароль"),
        ("quietHours.beginsAt", "beginsAt", "Початок тихих годин"),
        ("eventTypes.3", "eventTypes", "Події"),
        ("frequencies.new_episode.email", "frequencies", "Сповіщення"),
        ("rules.match.all[0].gte", "gte", "rules.match.all[0].gte"),
    ],
)
def test_a_field_has_the_label_of_its_page(path: str, name: str, label: str) -> None:
    field = BrokenField(path)
    assert (field.name, field_label("uk", field)) == (name, label)


def test_every_field_of_a_form_has_a_label() -> None:
    pages = [file.read_text("utf-8") for folder in TEMPLATES.iterdir() if folder.is_dir() for file in folder.iterdir()]
    names = {first or second for page in pages for first, second in NAMES.findall(page)}
    assert len(names) > 25
    assert sorted(name for name in names - UNLABELLED if FIELD + name not in load_texts()) == []


def test_the_reason_is_that_of_the_fields_or_of_the_code() -> None:
    assert reason_of(UKRAINIAN, invalid_field("rating", "float_parsing")) == "Оцінка: Має бути числом."
    assert reason_of(UKRAINIAN, ApiError(409, "LIST_LIMIT_REACHED", "at most 500")) == "Списків більше не може бути."
    assert reason_of(UKRAINIAN, ApiError(409, "NOT_WRITTEN_YET", "in English")) == "in English"
    path = {"path": "rules.limit", "rule": "must be …", "code": "integer_range", "params": {"minimum": 1, "maximum": 5}}
    rule = ApiError(400, "LIST_RULE_INVALID", "rules.limit: must be …", path)
    assert reason_of(UKRAINIAN, rule) == "Кількість назв: Має бути цілим числом від 1 до 5."


def test_no_text_of_a_rule_is_english_in_ukrainian() -> None:
    texts = {key: forms["uk"] for key, forms in load_texts().items() if key.startswith(("rules.", "codes.", "fields."))}
    assert len(texts) > len(rules()) / 2
    assert [key for key, text in texts.items() if not re.search("[а-яіїєґ]", str(text).lower())] == []
