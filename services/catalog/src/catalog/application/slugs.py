"""Giving slugs: a title keeps its slug until its name changes, and a slug it had stays its own for ever.

Slugs are this service's own state. They carry the version of the import that asked for them, so reading the log
again changes none.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from catalog.application.news import TitleNews
from catalog.application.ports import UnitOfWork
from catalog.domain.errors import SlugsExhausted
from catalog.domain.slugs import Slug, candidates, stem_of

ROUNDS: Final = 8


async def give_slugs(work: UnitOfWork, titles: Sequence[TitleNews]) -> None:
    """Give each title a slug of its name unless it has one; raises SlugsExhausted when none is left.

    A title that is gone keeps its slug but takes none, so that its name is free for its successor.
    Of two titles of a batch with one name the lower TMDB number is served first.
    """
    if not titles:
        return
    current = await work.current_slugs([title.media_id for title in titles])
    waiting = [title for title in titles if _wants_slug(title, current.get(title.media_id))]
    for _ in range(ROUNDS):
        if not waiting:
            return
        waiting.sort(key=lambda title: title.tmdb_id)
        options = {title.media_id: _options(title) for title in waiting}
        owners = await work.slug_owners({(title.kind, slug) for title in waiting for slug in options[title.media_id]})
        granted = await work.take_slugs(_choose(waiting, options, owners))
        waiting = [title for title in waiting if title.media_id not in granted]
    if waiting:
        raise SlugsExhausted(f"no slug is free for {waiting[0].kind} {waiting[0].tmdb_id}")


def _wants_slug(title: TitleNews, current: Slug | None) -> bool:
    if title.gone_at is not None:
        return False
    return current is None or (current.version < title.version and current.stem != _stem(title))


def _stem(title: TitleNews) -> str:
    return stem_of(title.kind, title.tmdb_id, title.title)


def _options(title: TitleNews) -> tuple[str, ...]:
    return candidates(_stem(title), title.year, title.tmdb_id, title.media_id)


def _choose(
    titles: Sequence[TitleNews], options: Mapping[UUID, tuple[str, ...]], owners: Mapping[tuple[str, str], UUID]
) -> list[Slug]:
    taken = dict(owners)
    chosen = []
    for title in titles:
        for slug in options[title.media_id]:
            if taken.setdefault((title.kind, slug), title.media_id) == title.media_id:
                chosen.append(Slug(title.kind, slug, title.media_id, _stem(title), title.version))
                break
    return chosen
