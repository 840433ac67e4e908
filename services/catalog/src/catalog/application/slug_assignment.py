"""Assignment of slugs: a title keeps its slug until its name changes, and a former slug remains its own for ever.

Slugs are this service's own state. They carry the version of the import that requested them, so that reading the log
again changes none, and a replay publishes none. Each slug is published in the transaction that makes it current.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from catalog.application.commands import ApplyTitle
from catalog.application.ports import CatalogWork
from catalog.domain.errors import SlugsExhausted
from catalog.domain.slugs import Slug, candidates, publish, stem_of

ROUNDS: Final = 8
"""Attempts per batch: another writer may take a slug between reading its owner and taking it."""


async def assign_slugs(work: CatalogWork, titles: Sequence[ApplyTitle], now: datetime) -> None:
    """Assign and publish a slug for each title that needs one; raise SlugsExhausted when none is free.

    A deleted title keeps its slug but gets no new one, so that its name is free for its successor. Of two titles of
    one name in a batch, the lower TMDB number comes first.
    """
    if not titles:
        return
    current = await work.current_slugs([title.media_id for title in titles])
    waiting = [title for title in titles if _needs_slug(title, current.get(title.media_id))]
    for _ in range(ROUNDS):
        if not waiting:
            return
        waiting.sort(key=lambda title: title.tmdb_id)
        options = {title.media_id: _options(title) for title in waiting}
        owners = await work.slug_owners({(title.kind, slug) for title in waiting for slug in options[title.media_id]})
        chosen = _choose(waiting, options, owners)
        granted = await work.take_slugs(chosen)
        await _publish(work, waiting, [slug for slug in chosen if slug.media_id in granted], current, now)
        waiting = [title for title in waiting if title.media_id not in granted]
    if waiting:
        raise SlugsExhausted(f"no slug is free for {waiting[0].kind} {waiting[0].tmdb_id}")


async def _publish(
    work: CatalogWork, titles: Sequence[ApplyTitle], slugs: Sequence[Slug], former: Mapping[UUID, Slug], now: datetime
) -> None:
    numbers = {title.media_id: title.tmdb_id for title in titles}
    previous = {media_id: slug.published_version for media_id, slug in former.items()}
    await work.publish_slugs(
        [publish(slug, numbers[slug.media_id], previous.get(slug.media_id), now) for slug in slugs]
    )


def _needs_slug(title: ApplyTitle, current: Slug | None) -> bool:
    if title.deleted_at is not None:
        return False
    return current is None or (current.version < title.version and current.stem != _stem(title))


def _stem(title: ApplyTitle) -> str:
    return stem_of(title.kind, title.tmdb_id, title.title)


def _options(title: ApplyTitle) -> tuple[str, ...]:
    return candidates(_stem(title), title.year, title.tmdb_id, title.media_id)


def _choose(
    titles: Sequence[ApplyTitle], options: Mapping[UUID, tuple[str, ...]], owners: Mapping[tuple[str, str], UUID]
) -> list[Slug]:
    owner_of = dict(owners)
    chosen = []
    for title in titles:
        for slug in options[title.media_id]:
            if owner_of.setdefault((title.kind, slug), title.media_id) == title.media_id:
                chosen.append(Slug(title.kind, slug, title.media_id, _stem(title), title.version))
                break
    return chosen
