"""Assignment of slugs: a title keeps its slug until its name changes, and a former slug remains its own for ever.

Slugs are this service's own state. They carry the version of the import that requested them, so that reading the log
again changes none, and a replay publishes none. Each slug is published in the transaction that makes it current.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from catalog.application.commands import ApplyTitle
from catalog.application.ports import CatalogWork
from catalog.domain.errors import SlugsExhausted
from catalog.domain.slugs import Appearance, OutdatedSlug, Publication, Slug, candidates, publish, stem_of

ROUNDS: Final = 8
"""Attempts per batch: another writer may take a slug between reading its owner and taking it."""


async def assign_slugs(work: CatalogWork, titles: Sequence[ApplyTitle], now: datetime) -> Mapping[UUID, str]:
    """Assign and publish a slug for each title that needs one; return the current slug of each that has one.

    Raise SlugsExhausted when none is free.

    A deleted title keeps its slug but gets no new one, so that its name is free for its successor. Of two titles of
    one name in a batch, the lower TMDB number comes first.
    """
    if not titles:
        return {}
    requests = [_Request(title, now) for title in titles if title.deleted_at is None]
    # One statement for both: most imports are of new titles, which need a slug.
    present = await work.present_slugs([title.media_id for title in titles], _options(requests))
    slugs = {media_id: slug.slug for media_id, slug in present.current.items()}
    for request in requests:
        request.former = present.current.get(request.title.media_id)
    waiting, owners = [request for request in requests if request.is_open], present.owners
    for attempt in range(ROUNDS):
        if not waiting:
            break
        waiting.sort(key=lambda request: request.title.tmdb_id)
        if attempt:
            owners = (await work.present_slugs([], _options(waiting))).owners
        chosen = _choose(waiting, owners)
        granted = await work.take_slugs([slug for slug, _ in chosen], renamed=present.current.keys())
        await work.announce_slugs(
            [
                replace(publication, appearance=granted[slug.media_id])
                for slug, publication in chosen
                if slug.media_id in granted
            ]
        )
        slugs |= {slug.media_id: slug.slug for slug, _ in chosen if slug.media_id in granted}
        waiting = [request for request in waiting if request.title.media_id not in granted]
    if waiting:
        raise SlugsExhausted(f"no slug is free for {waiting[0].title.kind} {waiting[0].title.tmdb_id}")
    return slugs


class _Request:
    """A title that may need a slug, with its current one."""

    __slots__ = ("_now", "_stem", "former", "options", "title")

    def __init__(self, title: ApplyTitle, now: datetime) -> None:
        self.title = title
        self.former: Slug | None = None
        self._now = now
        self._stem = stem_of(title.kind, title.tmdb_id, title.title)
        slugs = candidates(self._stem, title.year, title.tmdb_id, title.media_id)
        self.options = [(title.kind, slug) for slug in slugs]

    @property
    def is_open(self) -> bool:
        """Whether the title has no slug yet or was renamed."""
        former = self.former
        return former is None or (former.version < self.title.version and former.stem != self._stem)

    def take(self, name: str) -> tuple[Slug, Publication]:
        """Return one of the options as the title's slug, and its publication."""
        title, former = self.title, self.former
        previous = former.published_version if former else None
        slug = Slug(title.kind, name, title.media_id, self._stem, title.version, previous)
        publication = publish(OutdatedSlug(slug, title.tmdb_id, Appearance(True, title.title)), self._now)
        return replace(slug, published_version=publication.version), publication


def _options(requests: Sequence[_Request]) -> set[tuple[str, str]]:
    return {option for request in requests for option in request.options}


def _choose(requests: Sequence[_Request], owners: Mapping[tuple[str, str], UUID]) -> list[tuple[Slug, Publication]]:
    owner_of = dict(owners)
    chosen = []
    for request in requests:
        media_id = request.title.media_id
        for key in request.options:
            if owner_of.setdefault(key, media_id) == media_id:
                chosen.append(request.take(key[1]))
                break
    return chosen
