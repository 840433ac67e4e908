"""Curated collections and categories: titles that editors chose, in their order, under names in several languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

CollectionKind = Literal["collection", "category"]

SLUG: Final = "^[a-z0-9]+(-[a-z0-9]+)*$"
MOST_SLUG: Final = 100
MOST_NAME: Final = 200
MOST_DESCRIPTION: Final = 2_000
MOST_LANGUAGES: Final = 50
MOST_TITLES: Final = 500
LAST_POSITION: Final = 10_000
DEFAULT_LANGUAGE: Final = "en"


@dataclass(frozen=True, slots=True)
class CollectionContent:
    """What an editor sets of a collection. Names and descriptions are by language."""

    kind: CollectionKind
    names: Mapping[str, str]
    descriptions: Mapping[str, str] = field(default_factory=dict)
    image: str | None = None
    media_ids: tuple[UUID, ...] = ()
    position: int = 0


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection; only a published one is public."""

    slug: str
    content: CollectionContent
    published: bool
    version: int
    changed_at: datetime

    def state(self) -> dict[str, object]:
        """Return the collection as an audit entry records it."""
        content = self.content
        return {
            "kind": content.kind,
            "names": dict(content.names),
            "descriptions": dict(content.descriptions),
            "image": content.image,
            "titles": [str(media_id) for media_id in content.media_ids],
            "position": content.position,
            "published": self.published,
        }


def in_language(texts: Mapping[str, str], preferred: Sequence[str]) -> tuple[str, str] | None:
    """Return language and text in the first preferred language that has one, else in English, else in any."""
    folded = {tag.lower(): tag for tag in sorted(texts)}
    for tag in map(str.lower, (*preferred, DEFAULT_LANGUAGE)):
        language = tag.partition("-")[0]
        variants = [name for name in folded if name in (tag, language)] or [
            name for name in folded if name.startswith(f"{language}-")
        ]
        if variants:
            best = folded[tag if tag in variants else variants[0]]
            return best, texts[best]
    return next(((tag, texts[tag]) for tag in sorted(texts)), None)
