"""Stored documents with title and overview in the languages of a request."""

from collections.abc import Sequence

from pydantic_core import from_json, to_json

from catalog.domain.languages import Text, Texts


def localized(document: bytes, texts: bytes | None, languages: Sequence[str]) -> bytes:
    """Return an object with its `title` and `overview` in the first of `languages` that has each.

    Without languages the document is returned unchanged. Members that the document lacks are not added.
    """
    if not languages or texts is None:
        return document
    rendered, stored = from_json(document), from_json(texts)
    text = Texts(
        default=Text(rendered.get("title"), rendered.get("overview")),
        original_title=stored.get("originalTitle"),
        original_language=stored.get("originalLanguage"),
        translations={tag: Text(*both) for tag, both in stored.get("translations", {}).items()},
    ).in_languages(languages)
    for name, value in (("title", text.title), ("overview", text.overview)):
        if name in rendered:
            rendered[name] = value
    return to_json(rendered)
