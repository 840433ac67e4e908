"""Every language has a text for every kind, and every text renders with the values of its kind."""

import re
from uuid import UUID

import pytest
from jinja2 import UndefinedError

from notifications.application.deliveries.channels import Content
from notifications.application.deliveries.rendering import TextRequest
from notifications.domain.messages.kinds import KINDS, Kind
from notifications.infrastructure.templates.rendering import MOST_SHORT, MOST_TITLE, TemplateRenderer
from notifications.infrastructure.templates.samples import sample_of
from notifications.infrastructure.templates.texts import all_texts, texts_in

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def renderer() -> TemplateRenderer:
    return TemplateRenderer("https://marquee.example/", lambda _: "https://marquee.example/u?token=t")


@pytest.mark.parametrize("language", all_texts())
def test_a_language_has_a_text_for_every_kind_and_the_words_of_english(language: str) -> None:
    assert all_texts()[language].kinds.keys() == KINDS.keys()
    words, english = all_texts()[language].words, all_texts()["en"].words
    assert words.keys() == english.keys()
    for name, table in english.items():
        if not isinstance(table, str):
            assert words[name].keys() == table.keys(), name


def test_names_are_written_in_the_language_of_the_reader(renderer: TemplateRenderer) -> None:
    def text(kind: str, **values: str | int | None) -> str:
        return renderer.render(TextRequest(kind, "uk", "UTC", sample_of(KINDS[kind]) | values)).text

    assert text("status_changed") == "Статус «Severance» змінився з «продовжується» на «завершено»."
    assert "такої поштової скриньки немає" in text("target_disabled", reason="mailbox_unknown")
    assert "помилки тривають кілька днів" in text("webhook_disabled", reason="failing")
    assert "Причина: джерело не відповіло вчасно." in text("import_failed", reason="tmdb: no response")
    assert "недоступне: джерело не відповіло вчасно." in text("source_degraded")
    assert "недоступне: status 503." in text("source_degraded", reason="status 503", reason_code=None)
    assert "прочитати: сервер не приймає облікові дані." in text("media_source_degraded")
    assert "прочитати: адреса не є" in text("media_source_degraded", reason_code="egress_address")
    assert "Причина: файл завеликий." in text("file_import_failed", error_code="IMPORT_TOO_LARGE")
    assert text("file_import_finished", source="letterboxd", left_out=0) == (
        "Ваш файл з Letterboxd імпортовано: 118 рядків."
    )
    assert "new status" in text("status_changed", status_after="new status"), "an unknown name is shown as it is"


@pytest.mark.parametrize("optional", [True, False])
@pytest.mark.parametrize("language", all_texts())
@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_text_renders_with_the_values_of_its_kind(
    renderer: TemplateRenderer, kind: Kind, language: str, *, optional: bool
) -> None:
    content = renderer.render(TextRequest(kind.name, language, "Europe/Kyiv", sample_of(kind, optional=optional)))

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
        values = sample_of(kind, optional=False)
        del values[name]
        with pytest.raises(UndefinedError):
            renderer.render(TextRequest(kind.name, language, "UTC", values))


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script>", '"><img src=x>', "{{ 7 * 7 }}", "a\r\nBcc: b@example.org"]
)
def test_values_are_escaped_and_add_no_lines(renderer: TemplateRenderer, title: str) -> None:
    content = renderer.render(
        TextRequest("new_episode", "en", "UTC", sample_of(KINDS["new_episode"]) | {"title": title})
    )

    assert content.html is not None
    assert "<script>" not in content.html
    assert "<img" not in content.html
    assert "49" not in content.text
    assert "\n" not in content.title
    assert "\r" not in content.title


def test_a_long_title_is_shortened(renderer: TemplateRenderer) -> None:
    content = renderer.render(TextRequest("rising", "en", "UTC", sample_of(KINDS["rising"]) | {"title": "x" * 5000}))

    assert len(content.title) == MOST_TITLE
    assert len(content.short) == MOST_SHORT


def test_a_media_source_links_to_its_page(renderer: TemplateRenderer) -> None:
    values = sample_of(KINDS["media_source_degraded"]) | {"name": "Attic", "reason_code": "not_found"}

    content = renderer.render(TextRequest("media_source_degraded", "en", "UTC", values))

    assert content.title == "“Attic” cannot be read"
    assert "cannot be read: there is no such folder or library. It is tried again on 21 November 2026" in content.text
    assert content.url == f"https://marquee.example/my/sources/{values['source_id']}"


def test_requests_for_friendship_lead_to_the_page_of_friends(renderer: TemplateRenderer) -> None:
    content = renderer.render(TextRequest("friend_requested", "uk", "UTC", {}))

    assert content.title == "Хтось хоче з вами дружити"
    assert content.url == "https://marquee.example/my/friends"


def test_an_episode_is_shown_by_the_clock_and_language_of_its_reader(renderer: TemplateRenderer) -> None:
    values = sample_of(KINDS["new_episode"]) | {"is_upcoming": True, "episode_title": "Trojan's Horse"}

    english = renderer.render(TextRequest("new_episode", "en-GB", "America/New_York", values))
    ukrainian = renderer.render(TextRequest("new_episode", "uk-UA", "Europe/Kyiv", values))

    assert english.title == "Severance: S02E05"
    assert "airs on 21 November 2026, 15:00 EST" in english.text
    assert english.url == "https://marquee.example/shows/severance"
    assert TemplateRenderer(None).render(TextRequest("new_episode", "en", "UTC", values)).url is None
    assert "виходить 21 листопада 2026, 22:00" in ukrainian.text


@pytest.mark.parametrize(
    ("values", "english", "ukrainian"),
    [
        (
            {"is_upcoming": True},
            ("Severance: season 2 begins soon", "Season 2 of Severance begins on 21 November 2026, 22:00 GMT+02:00."),
            (
                "Severance: незабаром сезон 2",
                "Сезон 2 серіалу «Severance» починається 21 листопада 2026, 22:00 GMT+02:00.",
            ),
        ),
        (
            {"is_upcoming": None, "airs_at": None},
            ("Severance: season 2 is announced", "Season 2 of Severance begins on 21 November 2026."),
            ("Severance: оголошено сезон 2", "Сезон 2 серіалу «Severance» починається 21 листопада 2026."),
        ),
        (
            {"is_upcoming": None, "airs_at": None, "has_begun": True},
            ("Severance: season 2 has begun", "Season 2 of Severance has begun."),
            ("Severance: почався сезон 2", "Почався сезон 2 серіалу «Severance»."),
        ),
    ],
)
def test_a_season_is_announced_begins_soon_or_has_begun(
    renderer: TemplateRenderer,
    values: dict[str, object],
    english: tuple[str, str],
    ukrainian: tuple[str, str],
) -> None:
    for language, expected in (("en", english), ("uk", ukrainian)):
        sample = sample_of(KINDS["new_season"]) | values
        content = renderer.render(TextRequest("new_season", language, "Europe/Kyiv", sample))
        assert (content.title, content.text) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"), [("1", "1 хвилину"), ("3", "3 хвилини"), ("5", "5 хвилин"), ("21", "21 хвилину")]
)
def test_numbers_have_the_form_of_their_language(renderer: TemplateRenderer, minutes: str, expected: str) -> None:
    values = {"code": "123456", "minutes": minutes}

    assert expected in renderer.render(TextRequest("sign_in_code", "uk", "UTC", values)).text


@pytest.mark.parametrize(("language", "title"), [("en", "3 updates on 1 title"), ("uk", "3 новини, 1 твір")])
def test_a_digest_groups_its_items_by_title(renderer: TemplateRenderer, language: str, title: str) -> None:
    content = renderer.render(TextRequest("digest", language, "UTC", sample_of(KINDS["digest"])))

    assert content.title == title
    assert [group.partition("\n")[0] for group in content.text.split("\n\n")] == [
        "Severance",
        {"en": "Other", "uk": "Інше"}[language],
    ]
    assert content.text.count("\n- ") == 3
    assert content.html is not None
    assert "Severance<br>- " in content.html


def test_titles_of_one_name_are_two_in_a_digest(renderer: TemplateRenderer) -> None:
    values = {"kind": "rising", "values": {"title": "Dune", "media_kind": "movie", "slug": "dune-1984"}}
    later = {"kind": "rising", "values": {"title": "Dune", "media_kind": "movie", "slug": "dune-2021"}}

    content = renderer.render(TextRequest("digest", "en", "UTC", {"items": [values, later, values]}))

    assert content.title == "3 updates on 2 titles"
    operations = {"items": [{"kind": "source_degraded", "values": sample_of(KINDS["source_degraded"])}]}
    assert renderer.render(TextRequest("digest", "en", "UTC", operations)).title == "1 update"


def test_only_mail_has_html_and_a_link_that_unsubscribes(renderer: TemplateRenderer) -> None:
    def content(channel: str | None) -> Content:
        return renderer.render(TextRequest("rising", "en", "UTC", sample_of(KINDS["rising"]), UUID(int=1), channel))

    mail, push = content("email"), content("webpush")

    assert mail == content(None)
    assert mail.html is not None
    assert mail.unsubscribe_url == "https://marquee.example/u?token=t"
    assert (push.html, push.unsubscribe_url) == (None, None)
    assert (push.title, push.text, push.url) == (mail.title, mail.text, mail.url)


def test_mail_is_read_without_pictures_and_in_the_dark(renderer: TemplateRenderer) -> None:
    html = renderer.render(TextRequest("new_episode", "uk", "UTC", sample_of(KINDS["new_episode"]))).html

    assert html is not None
    assert '<html lang="uk" dir="ltr">' in html
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "prefers-color-scheme: dark" in html
    assert not re.search(r"<img|<script|<link|url\(|@import", html)
    assert re.findall(r'(?:src|href)="([^"]*)"', html) == [
        "https://marquee.example/shows/severance",
        "https://marquee.example/u?token=t",
    ]


def test_a_language_without_texts_is_english() -> None:
    assert texts_in("sw").language == "en"
