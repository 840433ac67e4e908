"""Taking news of titles: each batch is folded title by title, scored once and told once.

The caller owns the transaction: a batch of events is applied and claimed in one commit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from stats.application.ports import Clock, UnitOfWork
from stats.domain.title import Facts, Signals, Title


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """An import's news of one title."""

    media_id: UUID
    kind: str
    tmdb_id: int
    facts: Facts


@dataclass(frozen=True, slots=True)
class TitleSignals:
    """One look at a title's audience."""

    media_id: UUID
    kind: str
    tmdb_id: int
    signals: Signals


News = TypeVar("News", TitleFacts, TitleSignals)


class RecordFacts:
    """Takes what imports said."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: UnitOfWork, news: Sequence[TitleFacts]) -> None:
        """Apply facts in any order: the newest version counts."""
        await _fold(work, self._clock, news, lambda title, item: title.with_facts(item.facts))


class RecordSignals:
    """Takes what audiences do."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: UnitOfWork, news: Sequence[TitleSignals]) -> None:
        """Apply signals in any order: per signal the newest observation counts."""
        await _fold(work, self._clock, news, lambda title, item: title.with_signals(item.signals))


async def _fold(work: UnitOfWork, clock: Clock, news: Sequence[News], apply: Callable[[Title, News], Title]) -> None:
    known = await work.lock({item.media_id for item in news})
    titles = dict(known)
    for item in news:
        title = titles.get(item.media_id) or Title(item.media_id, item.kind, item.tmdb_id)
        titles[item.media_id] = apply(title, item)
    now = clock.now()
    changed = [title.scored(now) for media_id, title in titles.items() if title is not known.get(media_id)]
    await work.save(changed)
