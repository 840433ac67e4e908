"""Every language has a text for every kind, and every text renders with the values of its kind."""

import re
from collections.abc import Mapping
from typing import Final

import pytest
from jinja2 import UndefinedError

from notifications.application.deliveries.rendering import TextRequest
from notifications.domain.messages.kinds import KINDS, Kind
from notifications.infrastructure.templates.rendering import MOST_SHORT, MOST_TITLE, TemplateRenderer
from notifications.infrastructure.templates.texts import all_texts, texts_in

pytestmark = pytest.mark.unit

NOTICES: Final[Mapping[str, Mapping[str, str]]] = {
    "email_confirmation": {"username": "ada", "code": "123456", "hours": "24"},
    "phone_confirmation": {"username": "ada", "code": "123456", "minutes": "10"},
    "password_reset": {"username": "ada", "code": "123456", "minutes": "30"},
    "sign_in_code": {"username": "ada", "code": "123456", "minutes": "10"},
    "invitation": {"code": "123456", "days": "7"},
    "new_device": {
        "username": "ada",
        "device": "Firefox on Linux",
        "network": "192.0.2.0/24",
        "at": "2026-11-21T12:00:00+00:00",
    },
    "second_factor_added": {"username": "ada", "factor": "authenticator"},
    "second_factor_removed": {"username": "ada", "factor": "authenticator"},
    "identity_linked": {"username": "ada", "provider": "Example"},
}
SAMPLES: Final[Mapping[str, object]] = {
    "title": "Severance",
    "slug": "severance",
    "media_kind": "show",
    "season": 2,
    "episode": 5,
    "date": "2026-11-21",
    "date_before": "2026-12-01",
    "date_name": "digital",
    "airs_at": "2026-11-21T20:00:00+00:00",
    "until": "2026-11-21T20:00:00+00:00",
    "minutes": 42,
    "window_days": 7,
    "done": 3,
    "total": 4,
    "health": "unavailable",
}


def values_of(kind: Kind, *, optional: bool = True) -> dict[str, object]:
    """Return values of a kind; those that are optional only on request."""
    if kind.name == "digest":
        items = ["new_episode", "source_degraded"]
        return {"items": [{"kind": name, "values": values_of(KINDS[name])} for name in items]}
    names = (*kind.values, *kind.optional) if optional else kind.values
    return {name: SAMPLES.get(name, f"value of {name}") for name in names} | dict(NOTICES.get(kind.name, {}))


@pytest.fixture(scope="module")
def renderer() -> TemplateRenderer:
    return TemplateRenderer("https://marquee.example/", lambda _: "https://marquee.example/u?token=t")


@pytest.mark.parametrize("language", all_texts())
def test_a_language_has_a_text_for_every_kind_and_the_words_of_english(language: str) -> None:
    assert all_texts()[language].kinds.keys() == KINDS.keys()
    assert all_texts()[language].words.keys() == all_texts()["en"].words.keys()


@pytest.mark.parametrize("optional", [True, False])
@pytest.mark.parametrize("language", all_texts())
@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_text_renders_with_the_values_of_its_kind(
    renderer: TemplateRenderer, kind: Kind, language: str, *, optional: bool
) -> None:
    content = renderer.render(TextRequest(kind.name, language, "Europe/Kyiv", values_of(kind, optional=optional)))

    assert content.title
    assert content.text
    assert "None" not in content.title + content.text
    assert "\n" not in content.title + content.short
    assert len(content.short) <= MOST_SHORT
    assert content.html is not None


@pytest.mark.parametrize("language", all_texts())
@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.values], ids=lambda kind: kind.name)
def test_a_text_without_one_of_its_values_is_an_error(renderer: TemplateRenderer, kind: Kind, language: str) -> None:
    texts = all_texts()[language].kinds[kind.name]
    used = [name for name in kind.values if re.search(rf"\b{name}\b", texts.title + texts.text)]

    assert used
    for name in used:
        values = values_of(kind, optional=False)
        del values[name]
        with pytest.raises(UndefinedError):
            renderer.render(TextRequest(kind.name, language, "UTC", values))


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script>", '"><img src=x>', "{{ 7 * 7 }}", "a\r\nBcc: b@example.org"]
)
def test_values_are_escaped_and_add_no_lines(renderer: TemplateRenderer, title: str) -> None:
    content = renderer.render(
        TextRequest("new_episode", "en", "UTC", values_of(KINDS["new_episode"]) | {"title": title})
    )

    assert content.html is not None
    assert "<script>" not in content.html
    assert "<img" not in content.html
    assert "49" not in content.text
    assert "\n" not in content.title
    assert "\r" not in content.title


def test_a_long_title_is_shortened(renderer: TemplateRenderer) -> None:
    content = renderer.render(TextRequest("rising", "en", "UTC", values_of(KINDS["rising"]) | {"title": "x" * 5000}))

    assert len(content.title) == MOST_TITLE
    assert len(content.short) == MOST_SHORT


def test_an_episode_is_shown_by_the_clock_and_language_of_its_reader(renderer: TemplateRenderer) -> None:
    values = values_of(KINDS["new_episode"]) | {"is_upcoming": True, "episode_title": "Trojan's Horse"}

    english = renderer.render(TextRequest("new_episode", "en-GB", "America/New_York", values))
    ukrainian = renderer.render(TextRequest("new_episode", "uk-UA", "Europe/Kyiv", values))

    assert english.title == "Severance: S02E05"
    assert "airs on 21 November 2026, 15:00 EST" in english.text
    assert english.url == "https://marquee.example/shows/severance"
    assert "виходить 21 листопада 2026, 22:00" in ukrainian.text


@pytest.mark.parametrize(
    ("minutes", "expected"), [("1", "1 хвилину"), ("3", "3 хвилини"), ("5", "5 хвилин"), ("21", "21 хвилину")]
)
def test_numbers_have_the_form_of_their_language(renderer: TemplateRenderer, minutes: str, expected: str) -> None:
    values = {"code": "123456", "minutes": minutes}

    assert expected in renderer.render(TextRequest("sign_in_code", "uk", "UTC", values)).text


def test_a_digest_groups_its_items_by_title(renderer: TemplateRenderer) -> None:
    content = renderer.render(TextRequest("digest", "en", "UTC", values_of(KINDS["digest"])))

    assert content.title == "2 updates on 2 titles"
    assert content.text.startswith("Severance\n- Episode 5 of season 2 of Severance")
    assert "Other\n- The provider" in content.text


def test_a_language_without_texts_is_english() -> None:
    assert texts_in("sw").language == "en"
