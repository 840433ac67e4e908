"""Slugs: the readable part of a title's address, and which one a title may take."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from catalog.domain.transliteration import to_ascii

MAX_STEM: Final = 120
PATTERN: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

RESERVED: Final = frozenset({"trending", "now-playing", "new-releases", "new-on-digital", "new-episodes", "calendar"})
"""Addresses beside the titles: a movie called "Trending" must not hide behind the list."""


@dataclass(frozen=True, slots=True)
class Slug:
    """A title's address: `stem` is what its name asked for, `slug` what was free.

    `version` is that of the import that asked for it, `published_version` that of the event that named it.
    """

    kind: str
    slug: str
    media_id: UUID
    stem: str
    version: int
    published_version: int | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """A title's current slug as others are told of it."""

    media_id: UUID
    kind: str
    tmdb_id: int
    slug: str
    version: int
    published_at: datetime


def publish(slug: Slug, tmdb_id: int, previous: int | None, now: datetime) -> Publication:
    """Return the publication of a slug; its version is newer than `previous`, also after the clock stepped back."""
    version = max((previous or 0) + 1, int(now.timestamp() * 1_000_000))
    return Publication(slug.media_id, slug.kind, tmdb_id, slug.slug, version, now)


_APOSTROPHES: Final = re.compile(r"['’ʼ`´]")
_OTHER: Final = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=8192)
def slugify(text: str) -> str:
    """Give lower-case ASCII words joined by hyphens; empty where the text has no letter that can be spelled."""
    words = _OTHER.sub("-", _APOSTROPHES.sub("", to_ascii(text))).strip("-")
    return words[:MAX_STEM].rstrip("-")


def stem_of(kind: str, tmdb_id: int, title: str) -> str:
    """Give the slug a title would have if it were alone; `movie-129` where its letters cannot be spelled."""
    return slugify(title) or f"{kind}-{tmdb_id}"


def candidates(stem: str, year: int | None, tmdb_id: int, media_id: UUID) -> tuple[str, ...]:
    """Give the slugs a title may take, best first: with the year, then with the TMDB number, where others have it."""
    dated = stem if year is None else f"{stem}-{year}"
    wanted = (stem, dated, f"{dated}-{tmdb_id}", str(media_id))
    return tuple(slug for slug in dict.fromkeys(wanted) if slug not in RESERVED)


def is_slug(text: str) -> bool:
    """Tell whether the text can be a slug at all."""
    return len(text) <= 2 * MAX_STEM and PATTERN.fullmatch(text) is not None
