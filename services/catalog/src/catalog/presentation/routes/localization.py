"""Stored documents with their texts in the languages of a request, and the languages that were served."""

from collections.abc import Sequence
from typing import Final

from pydantic_core import from_json, to_json

from catalog.domain.languages import Selected, Text, Texts


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

    def headers(self) -> dict[str, str]:
        """Return the header `Content-Language`, or nothing when no language is known."""
        return {"Content-Language": ", ".join(self._served)} if self._served else {}


ANY_LANGUAGE: Final = Languages()
"""No language is preferred: texts are as the import has them."""


def localized(document: bytes, texts: bytes | None, languages: Languages) -> bytes:
    """Return an object with its `title` and `overview` in the first of `languages` that has each.

    Without languages the document is returned unchanged. Members that the document lacks are not added.
    """
    if not languages or texts is None:
        return document
    rendered = from_json(document)
    selected = selected_texts(texts, Text(rendered.get("title"), rendered.get("overview")), languages)
    for name, value in (("title", selected.title), ("overview", selected.overview)):
        if name in rendered:
            rendered[name] = value
    return to_json(rendered)


def selected_texts(texts: bytes, default: Text, languages: Languages) -> Selected:
    """Return the texts of a title in the languages of a request, which records those that are served."""
    stored = from_json(texts)
    selected = Texts(
        default=default,
        original_title=stored.get("originalTitle"),
        original_language=stored.get("originalLanguage"),
        translations={tag: Text(*both) for tag, both in stored.get("translations", {}).items()},
    ).in_languages(languages.preferred)
    languages.serve(selected.languages)
    return selected
