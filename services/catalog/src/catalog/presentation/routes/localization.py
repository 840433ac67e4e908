"""Rendered documents with title and overview in the languages of a reader."""

from collections.abc import Sequence

from pydantic_core import from_json, to_json

from catalog.domain.languages import Text, Texts


def localize(document: bytes, texts: bytes | None, languages: Sequence[str]) -> bytes:
    """Return an object with its `title` and `overview` in the first of `languages` that has each.

    Without languages it is the document as it was rendered. Only members that the document has are replaced.
    """
    if not languages or texts is None:
        return document
    rendered, known = from_json(document), from_json(texts)
    chosen = Texts(
        default=Text(rendered.get("title"), rendered.get("overview")),
        original_title=known.get("originalTitle"),
        original_language=known.get("originalLanguage"),
        translations={tag: Text(*both) for tag, both in known.get("translations", {}).items()},
    ).in_languages(languages)
    for name, text in (("title", chosen.title), ("overview", chosen.overview)):
        if name in rendered:
            rendered[name] = text
    return to_json(rendered)
