"""Overrides in rendered documents: which members change, in which languages, and that facts restore every byte."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import from_json

from catalog.application.editing.titles import EditableTitle
from catalog.domain.editing.edition import Edition
from catalog.domain.editing.overrides import FIELDS, Override, Place, overridden, place_of
from catalog.presentation.editing.documents import OverriddenDocuments
from catalog.presentation.event_mapping import apply_title
from chassis.http.images import Images
from contracts.identity import media_id
from contracts.ingestion import Genre, MediaImportedV1, Translation

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
EDITOR = UUID(int=0xED)
DOCUMENTS = OverriddenDocuments(Images())


def imported(event: MediaImportedV1) -> EditableTitle:
    return EditableTitle.of(apply_title(event, Images(), "US"))


def movie() -> MediaImportedV1:
    return MediaImportedV1(
        version=1,
        media_id=media_id("movie", 1),
        kind="movie",
        tmdb_id=1,
        title="Dune",
        original_title="Dune",
        overview="Sand.",
        poster_path="/a.jpg",
        release_date=date(2021, 9, 15),
        genres=(Genre(tmdb_id=18, name="Drama", names={"uk": "Драма"}),),
        certifications={"US": "PG-13", "DE": "12"},
        translations={
            "de-AT": Translation(title="Die Düne", overview=None),
            "de-DE": Translation(title="Der Wüstenplanet", overview="Sand!"),
            "en-US": Translation(title="Dune", overview="Sand."),
        },
        imported_at=NOW,
    )


def edited(stored: EditableTitle, /, **overrides: Any) -> EditableTitle:
    values = {key.replace("__", ":").replace("_", "-"): value for key, value in overrides.items()}
    edition = Edition(stored.media_id, 1, {key: Override(value, EDITOR, NOW) for key, value in values.items()})
    return DOCUMENTS.edited(stored, DOCUMENTS.facts(stored), edition)


def translations(title: EditableTitle) -> Any:
    return from_json(title.texts)["translations"]


def test_override_without_a_language_replaces_translations_that_repeat_the_text() -> None:
    title = edited(imported(movie()), title="Dune: Part One")

    assert translations(title) == {
        "de-AT": ["Die Düne", None],
        "de-DE": ["Der Wüstenplanet", "Sand!"],
        "en-US": ["Dune: Part One", "Sand."],
    }
    assert title.title == "Dune: Part One"


def test_override_of_a_language_replaces_its_variants_without_their_own() -> None:
    title = edited(imported(movie()), title__de="Teil eins", title__de_AT="Teil 1")

    assert translations(title) == {
        "de": ["Teil eins", None],
        "de-AT": ["Teil 1", None],
        "de-DE": ["Teil eins", "Sand!"],
        "en-US": ["Dune", "Sand."],
    }


def test_empty_text_removes() -> None:
    title = edited(imported(movie()), overview="", poster="", certification__US="")

    card = from_json(title.card)
    assert (card["overview"], card["poster"], title.artwork) == (None, None, False)
    assert from_json(title.certifications) == {"DE": "12"}


def test_release_date_is_everywhere() -> None:
    title = edited(imported(movie()), releaseDate="2022-01-02")

    assert title.release_date == date(2022, 1, 2)
    assert from_json(title.card)["releaseDate"] == from_json(title.detail)["releaseDate"] == "2022-01-02"
    assert from_json(title.search_result)["year"] == 2022


VALUES: dict[str, Any] = {
    "title": "X",
    "overview": "",
    "poster": "/x.jpg",
    "backdrop": "https://images.example.org/x.jpg",
    "releaseDate": "1999-12-31",
    "runtime": 5,
    "genres": [{"id": 1, "name": "X", "slug": "x", "names": {"uk": "Ікс"}}],
    "title:de": "X",
    "overview:uk": "X",
    "certification:US": "X",
    "certification:FR": "",
}


@given(st.sets(st.sampled_from(sorted(VALUES))), st.booleans())
def test_facts_restore_every_byte(keys: set[str], is_show: bool) -> None:
    event = movie()
    if is_show:
        event = event.model_copy(update={"kind": "show", "media_id": media_id("show", 1)})
    title = imported(event)
    facts = DOCUMENTS.facts(title)
    edition = Edition(title.media_id, 1, {key: Override(VALUES[key], EDITOR, NOW) for key in sorted(keys)})

    restored = DOCUMENTS.edited(DOCUMENTS.edited(title, facts, edition), facts, Edition(title.media_id, 2))

    plain = DOCUMENTS.edited(title, facts, Edition(title.media_id))
    assert restored == plain
    assert (plain.card, plain.detail, plain.search_result) == (title.card, title.detail, title.search_result)
    assert (plain.calendar_header, plain.texts) == (title.calendar_header, title.texts)


def test_every_field_of_the_table_can_be_overridden() -> None:
    assert {place_of(key).field for key in VALUES} == set(FIELDS)


@pytest.mark.parametrize(
    "place", [Place("title"), Place("title", language="pt-BR"), Place("certification", region="US")]
)
def test_key_names_the_place(place: Place) -> None:
    assert place_of(place.key) == place


def test_override_that_keeps_its_value_keeps_its_author() -> None:
    first = overridden({}, {"title": "A", "runtime": 5}, EDITOR, NOW)
    second = overridden(first, {"title": "A", "runtime": None, "poster": "/x.jpg"}, UUID(int=1), datetime.now(UTC))

    assert second["title"] == Override("A", EDITOR, NOW)
    assert (list(second), second["poster"].user_id) == (["poster", "title"], UUID(int=1))
