"""Stored documents with their texts in the languages of a request, and the languages that were served."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from pydantic_core import from_json, to_json

from catalog.domain.languages import Selected, Text, Texts
from chassis.core.languages import name_in

MOST_CACHED: Final = 2048
MOST_CACHED_BYTES: Final = 8192
"""Of a document with its texts whose rendering is kept: at most 25 MB in all.

Browsers name a language in every request, and request the same titles.
"""


class Languages:
    """The languages of a request, the most preferred first, and those of the texts that its response has."""

    __slots__ = ("_served", "preferred")

    def __init__(self, *preferred: str) -> None:
        self.preferred = preferred
        self._served: dict[str, None] = {}

    def __bool__(self) -> bool:
        """Return whether the request prefers any language."""
        return bool(self.preferred)

    def serve(self, languages: Sequence[str]) -> None:
        """Add the languages of texts that the response has."""
        self._served.update(dict.fromkeys(languages))

    @property
    def served(self) -> tuple[str, ...]:
        """The languages of the texts that the response has."""
        return tuple(self._served)


ANY_LANGUAGE: Final = Languages()
"""No language is preferred: texts are as the import has them."""


def content_language(served: Sequence[str]) -> dict[str, str]:
    """Return the header `Content-Language`, or nothing when no language is known."""
    return {"Content-Language": ", ".join(served)} if served else {}


def localized(document: bytes, texts: bytes | None, languages: Languages) -> bytes:
    """Return an object with `title`, `overview` and the names of `genres` in the first of `languages` that has each.

    Without languages the document is returned unchanged. Members that the document lacks are not added.
    """
    if not languages or texts is None:
        return document
    render = _render if len(document) + len(texts) > MOST_CACHED_BYTES else _cached
    rendered, served = render(document, texts, languages.preferred)
    languages.serve(served)
    return rendered


def _render(document: bytes, texts: bytes, preferred: tuple[str, ...]) -> tuple[bytes, tuple[str, ...]]:
    """Return a document in the first of `preferred`, and the languages of its texts."""
    languages = Languages(*preferred)
    rendered, stored = from_json(document), from_json(texts)
    selected = _selected(stored, Text(rendered.get("title"), rendered.get("overview")), languages)
    for name, value in (("title", selected.title), ("overview", selected.overview)):
        if name in rendered:
            rendered[name] = value
    names = stored.get("genres")
    for genre in rendered.get("genres", ()) if names else ():
        genre["name"] = localized_name(names.get(str(genre["id"]), {}), genre["name"], languages)
    return to_json(rendered), languages.served


_cached: Final = lru_cache(maxsize=MOST_CACHED)(_render)


def localized_name(names: Mapping[str, str], default: str, languages: Languages) -> str:
    """Return a name in the languages of a request, which records the one that is served."""
    name, tag = name_in(names, languages.preferred, default)
    languages.serve((tag,) if tag else ())
    return name


def selected_texts(texts: bytes, default: Text, languages: Languages) -> Selected:
    """Return the texts of a title in the languages of a request, which records those that are served."""
    return _selected(from_json(texts), default, languages)


def _selected(stored: Mapping[str, Any], default: Text, languages: Languages) -> Selected:
    selected = Texts(
        default=default,
        original_title=stored.get("originalTitle"),
        original_language=stored.get("originalLanguage"),
        translations={tag: Text(*both) for tag, both in stored.get("translations", {}).items()},
    ).in_languages(languages.preferred)
    languages.serve(selected.languages)
    return selected
