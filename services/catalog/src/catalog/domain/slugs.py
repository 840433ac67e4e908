"""Slugs: the readable part of a title's address, and which slug a title may have."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from catalog.domain.transliteration import MAX_LENGTH, romanize, to_ascii

PATTERN: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

RESERVED: Final = frozenset({"trending", "now-playing", "new-releases", "new-on-digital", "new-episodes", "calendar"})
"""Paths of lists beside the titles: a movie named "Trending" must remain reachable."""


@dataclass(frozen=True, slots=True)
class Slug:
    """The slug of a title. `stem` is the slug of its name alone, `slug` the first free one.

    `version` is the version of the import that requested it, `published_version` that of the event that published it.
    """

    kind: str
    slug: str
    media_id: UUID
    stem: str
    version: int
    published_version: int | None = None


@dataclass(frozen=True, slots=True)
class PresentSlugs:
    """Slugs that titles have."""

    current: Mapping[UUID, Slug]
    """By title, for the requested titles that have one."""
    owners: Mapping[tuple[str, str], UUID]
    """The titles of the requested slugs, current or former, by kind and slug; free ones are omitted."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """Whether lists show a title, the name under which they do, which is null before the import, and its successor."""

    listed: bool
    title: str | None
    successor_id: UUID | None = None
    """The title that it was merged into."""


@dataclass(frozen=True, slots=True)
class Publication:
    """The current slug of a title, and how it appears, as other services receive them."""

    media_id: UUID
    kind: str
    tmdb_id: int
    slug: str
    appearance: Appearance
    version: int
    published_at: datetime


@dataclass(frozen=True, slots=True)
class OutdatedSlug:
    """A current slug whose last event is missing or shows the title in another way than it appears now."""

    slug: Slug
    tmdb_id: int
    appearance: Appearance


def publish(outdated: OutdatedSlug, now: datetime) -> Publication:
    """Return the publication of a slug.

    Its version is the time in microseconds, and higher than that of the last one even when the clock steps back.
    """
    slug = outdated.slug
    version = max((slug.published_version or 0) + 1, int(now.timestamp() * 1_000_000))
    return Publication(slug.media_id, slug.kind, outdated.tmdb_id, slug.slug, outdated.appearance, version, now)


_APOSTROPHES: Final = re.compile(r"['’ʼ`´]")
_SEPARATORS: Final = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=8192)
def slugify(text: str) -> str:
    """Return lower-case ASCII words joined by hyphens; empty for a text without Latin, Cyrillic and Greek letters."""
    words = _SEPARATORS.sub("-", _APOSTROPHES.sub("", to_ascii(text))).strip("-")
    return words[:MAX_LENGTH].rstrip("-")


def stem_of(kind: str, tmdb_id: int, title: str) -> str:
    """Return the slug that a title of any script has when no other title has it; `movie-129` for a name of symbols."""
    return slugify(romanize(title)) or f"{kind}-{tmdb_id}"


def candidates(stem: str, year: int | None, tmdb_id: int, media_id: UUID) -> tuple[str, ...]:
    """Return the slugs that a title may have, best first: the stem, then with the year, then with the TMDB number."""
    dated = stem if year is None else f"{stem}-{year}"
    slugs = (stem, dated, f"{dated}-{tmdb_id}", str(media_id))
    return tuple(slug for slug in dict.fromkeys(slugs) if slug not in RESERVED)


def is_slug(text: str) -> bool:
    """Return whether the text has the form of a slug."""
    return len(text) <= 2 * MAX_LENGTH and PATTERN.fullmatch(text) is not None
