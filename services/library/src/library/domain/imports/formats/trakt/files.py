"""The files of an export: what each one holds, by the members of its entries and, where these agree, by its name."""

import re
from typing import Final, Literal

from library.domain.imports.text.documents import Document
from library.domain.imports.values import Json

Part = Literal[
    "history",
    "watched",
    "ratings",
    "watchlist",
    "list",
    "lists",
    "comments",
    "dropped",
    "collection",
    "up_next",
    "other",
]

_LIST_NAME: Final = re.compile(r"lists?-list-(?:\d+-)?(?P<slug>.+)")


def part_of(document: Document) -> Part | None:
    """Return what a file holds, null when it is not a file of Trakt."""
    if not document.is_json:
        return None
    first = next((Json(entry) for _, entry in document.entries if isinstance(entry, dict)), None)
    if first is None:
        return None
    part = next((part for members, part in _PARTS if first.has(*members)), None)
    if part is None or part == "lists":
        return part
    return _named(document, part) if first.has("movie") or first.has("show") else None


_PARTS: Final[tuple[tuple[tuple[str, ...], Part], ...]] = (
    (("watched_at",), "history"),
    (("rated_at", "rating"), "ratings"),
    (("listed_at",), "list"),
    (("collected_at",), "collection"),
    (("last_collected_at",), "collection"),
    (("paused_at",), "other"),
    (("hidden_at",), "dropped"),
    (("comment",), "comments"),
    (("progress",), "up_next"),
    (("plays",), "watched"),
    (("item_count", "privacy"), "lists"),
)


def _named(document: Document, part: Part) -> Part:
    if part == "list" and "watchlist" in document.stem:
        return "watchlist"
    return "other" if part == "dropped" and "dropped" not in document.stem else part


def list_slug(document: Document) -> str:
    """Return the slug of the list whose members a file holds, by its name."""
    match = _LIST_NAME.fullmatch(document.stem)
    return match["slug"] if match else document.stem.removeprefix("lists-")
