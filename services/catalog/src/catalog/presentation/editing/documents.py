"""Overrides in the rendered documents of a title: members are replaced, and nothing else of a document changes.

`projection_documents` renders the documents; every member that it takes from a fact that can be overridden is named
here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from pydantic_core import from_json, to_json

from catalog.application.commands import Genre
from catalog.application.editing.titles import EditableTitle, Facts
from catalog.domain.editing.edition import Edition
from catalog.domain.editing.overrides import place_of
from catalog.domain.merge_chain import Successor
from chassis.http.images import BACKDROP, POSTER, Images, image_urls

Json = dict[str, Any]

TEXTS: Final = ("title", "overview")
"""The texts of a translation, in their order in the document."""

CARD: Final = {
    "title": "title",
    "overview": "overview",
    "poster": "poster",
    "backdrop": "backdrop",
    "releaseDate": "releaseDate",
    "runtime": "runtime",
    "genres": "genres",
}
"""The facts that members of `card` have, by member."""
DETAIL: Final = {**CARD, "releaseDate": "pageReleaseDate"}
SEARCH_RESULT: Final = {"title": "title", "poster": "poster", "year": "year"}
CALENDAR_HEADER: Final = {"showTitle": "title", "posterPath": "posterPath", "poster": "poster"}


class OverriddenDocuments:
    """Reads and replaces facts in documents; `images` builds the URLs of overridden images."""

    def __init__(self, images: Images) -> None:
        self._images = images

    def facts(self, title: EditableTitle) -> Facts:
        """Return the provider's facts of a title that no override has reached."""
        card, detail, texts = from_json(title.card), from_json(title.detail), from_json(title.texts)
        header = from_json(title.calendar_header) if title.calendar_header is not None else {}
        successor = title.successor
        return {
            **{fact: card[member] for member, fact in CARD.items()},
            "pageReleaseDate": detail["releaseDate"],
            "year": from_json(title.search_result)["year"],
            "posterPath": header.get("posterPath"),
            "translations": texts["translations"],
            "genreNames": texts.get("genres", {}),
            "certifications": dict(sorted(from_json(title.certifications).items())),
            "deletedAt": title.deleted_at.isoformat() if title.deleted_at else None,
            "successor": [str(successor.media_id), successor.kind, successor.tmdb_id] if successor else None,
        }

    def edited(self, title: EditableTitle, facts: Facts, edition: Edition) -> EditableTitle:
        """Return the title with the provider's facts, and with the overrides of an edition instead where it has any."""
        values = self._values(facts, {key: item.value for key, item in edition.overrides.items()})
        texts = {**from_json(title.texts), "translations": values["translations"], "genres": values["genreNames"]}
        released = values["releaseDate"]
        edited = replace(
            title,
            title=values["title"],
            release_date=None if released is None else date.fromisoformat(released),
            card=_with(title.card, CARD, values),
            detail=_with(title.detail, DETAIL, values),
            search_result=_with(title.search_result, SEARCH_RESULT, values),
            calendar_header=_header(title.calendar_header, values),
            texts=to_json(texts),
            certifications=to_json(values["certifications"]),
            genres=tuple(
                Genre(genre["id"], genre["slug"], genre["name"], values["genreNames"].get(str(genre["id"]), {}))
                for genre in values["genres"]
            ),
            artwork=bool(values["poster"] and values["backdrop"]),
        )
        return _deleted(edited, facts).decided(edition)

    @staticmethod
    def value(facts: Facts, key: str) -> object:
        """Return what the provider says under the key of an override."""
        place = place_of(key)
        stored: Mapping[str, Any] = facts
        if place.region is not None:
            return stored["certifications"].get(place.region)
        if place.language is not None:
            both = stored["translations"].get(place.language)
            return None if both is None else both[TEXTS.index(place.field)]
        return stored[place.field]

    def _values(self, facts: Facts, overrides: Mapping[str, Any]) -> Json:
        """Return facts with overrides. The empty text removes an overview, an image or an age rating."""
        values: Json = dict(facts)
        for key, value in overrides.items():
            place = place_of(key)
            if place.language is None and place.region is None:
                values |= self._rendered(place.field, value)
        values["translations"] = _translations(facts, overrides)
        values["certifications"] = _certifications(facts, overrides)
        return values

    def _rendered(self, field: str, value: Any) -> Json:
        """Return the members of documents that an override of a field sets."""
        if field == "poster":
            path = value if value.startswith("/") else None
            return {"poster": image_urls(value, POSTER, self._images.base), "posterPath": path}
        if field == "backdrop":
            return {"backdrop": image_urls(value, BACKDROP, self._images.base)}
        if field == "releaseDate":
            return {"releaseDate": value, "pageReleaseDate": value, "year": date.fromisoformat(value).year}
        if field == "genres":
            shown = [{name: genre[name] for name in ("id", "name", "slug")} for genre in value]
            return {
                "genres": shown,
                "genreNames": {str(genre["id"]): genre["names"] for genre in value if genre["names"]},
            }
        return {field: value or None} if field in TEXTS else {field: value}


def _translations(facts: Facts, overrides: Mapping[str, Any]) -> Json:
    """Return the texts by language.

    An override without a language also replaces the translations that repeat the provider's text. One for a language
    replaces its variants too: `de` also `de-AT`, unless that has an override of its own.
    """
    stored: Mapping[str, Any] = facts
    translations: dict[str, list[str | None]] = {tag: list(both) for tag, both in stored["translations"].items()}
    for index, field in enumerate(TEXTS):
        if field in overrides and stored[field]:
            for both in translations.values():
                if both[index] == stored[field]:
                    both[index] = overrides[field] or None
    # A language precedes its variants in the order of keys.
    for key, value in sorted(overrides.items()):
        place = place_of(key)
        if place.language is not None:
            for tag in _variants(place.language, translations):
                translations.setdefault(tag, [None, None])[TEXTS.index(place.field)] = value or None
    return dict(sorted(translations.items()))


def _variants(language: str, tags: Mapping[str, object]) -> list[str]:
    """Return a language and those of `tags` that are variants of it, as they are written there."""
    folded = language.lower()
    variants = [tag for tag in tags if tag.lower() == folded or tag.lower().startswith(f"{folded}-")]
    return variants if any(tag.lower() == folded for tag in variants) else [*variants, language]


def _certifications(facts: Facts, overrides: Mapping[str, Any]) -> Json:
    stored: Mapping[str, Any] = facts
    regions = {place_of(key).region: value for key, value in overrides.items() if place_of(key).region}
    merged = {**stored["certifications"], **regions}
    return {region: name for region, name in sorted(merged.items()) if name}


def _deleted(title: EditableTitle, facts: Facts) -> EditableTitle:
    """Return the title as deleted, or not, as the provider says."""
    stored: Mapping[str, Any] = facts
    successor: Sequence[Any] | None = stored["successor"]
    return replace(
        title,
        deleted_at=None if stored["deletedAt"] is None else datetime.fromisoformat(stored["deletedAt"]),
        successor=None if successor is None else Successor(UUID(successor[0]), successor[1], successor[2]),
    )


def _header(document: bytes | None, values: Mapping[str, Any]) -> bytes | None:
    return None if document is None else _with(document, CALENDAR_HEADER, values)


def _with(document: bytes, members: Mapping[str, str], values: Mapping[str, Any]) -> bytes:
    """Return a document with the values of its members, which keep their order."""
    rendered: Json = from_json(document)
    return to_json({**rendered, **{member: values[fact] for member, fact in members.items()}})
