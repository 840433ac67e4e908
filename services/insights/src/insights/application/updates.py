"""Taking news of titles: each batch is folded and written once.

The caller owns the transaction: a batch of events is applied and claimed in one commit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from insights.application.ports import Clock, UnitOfWork
from insights.domain.snapshot import Look, Snapshot, SnapshotKey, check_day
from insights.domain.title import Address, Facts, Standing, Title


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """An import's news of one title; `title` is the title as far as the event names it."""

    title: Title
    facts: Facts


@dataclass(frozen=True, slots=True)
class TitleStanding:
    """A title's newly computed score."""

    title: Title
    standing: Standing


@dataclass(frozen=True, slots=True)
class TitleAddress:
    """A title's newly published slug."""

    title: Title
    address: Address


@dataclass(frozen=True, slots=True)
class TitleLook:
    """One look at a title's audience, counting for the day and region of `key`."""

    title: Title
    key: SnapshotKey
    look: Look


News = TypeVar("News", TitleFacts, TitleStanding, TitleAddress)


class RecordFacts:
    """Takes what imports said."""

    async def __call__(self, work: UnitOfWork, news: Sequence[TitleFacts]) -> None:
        """Apply facts; older versions than the known one change nothing.

        A title that is gone leaves the movements, one that comes back takes part again: both are computed anew.
        """
        changed = await _fold(work, news, lambda title, item: title.with_facts(item.facts))
        await work.outdate({after.media_id for before, after in changed if before.is_gone != after.is_gone})


class RecordStandings:
    """Takes scores."""

    async def __call__(self, work: UnitOfWork, news: Sequence[TitleStanding]) -> None:
        """Apply scores; older versions than the known one change nothing."""
        await _fold(work, news, lambda title, item: title.with_standing(item.standing))


class RecordAddresses:
    """Takes published slugs."""

    async def __call__(self, work: UnitOfWork, news: Sequence[TitleAddress]) -> None:
        """Apply slugs; older versions than the known one change nothing."""
        await _fold(work, news, lambda title, item: title.with_address(item.address))


class RecordLooks:
    """Takes what audiences do."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: UnitOfWork, news: Sequence[TitleLook]) -> None:
        """Fold looks into the days they count for; raises DayOutOfRange."""
        now = self._clock.now()
        for item in news:
            check_day(item.key.day, now)
        await work.lock([item.title for item in news])
        known = await work.snapshots({item.key for item in news})
        snapshots = dict(known)
        for item in news:
            snapshots[item.key] = (snapshots.get(item.key) or Snapshot(item.key)).seen(item.look)
        empty = {key: Snapshot(key) for key in snapshots}
        await work.save_snapshots([new for key, new in snapshots.items() if new != known.get(key, empty[key])])


async def _fold(
    work: UnitOfWork, news: Sequence[News], apply: Callable[[Title, News], Title]
) -> list[tuple[Title, Title]]:
    """Save the titles that news changed, and give each as it was and as it is."""
    known = await work.lock([item.title for item in news])
    titles = dict(known)
    for item in news:
        media_id = item.title.media_id
        titles[media_id] = apply(titles[media_id], item)
    changed = [(known[media_id], title) for media_id, title in titles.items() if title is not known[media_id]]
    await work.save([after for _, after in changed])
    return changed
