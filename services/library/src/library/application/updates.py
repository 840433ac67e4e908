"""Taking news of titles: each batch is folded and written once.

The caller owns the transaction: a batch of events is applied and claimed in one commit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from library.application.ports import SeasonWork, TitleWork
from library.application.seasons import SeasonPart
from library.domain.title import Address, Facts, Standing, Title


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


News = TypeVar("News", TitleFacts, TitleStanding, TitleAddress)


class RecordFacts:
    """Takes what imports said."""

    async def __call__(self, work: TitleWork, news: Sequence[TitleFacts]) -> None:
        """Apply facts; older versions than the known one change nothing."""
        await _fold(work, news, lambda title, item: title.with_facts(item.facts))


class RecordStandings:
    """Takes scores."""

    async def __call__(self, work: TitleWork, news: Sequence[TitleStanding]) -> None:
        """Apply scores; older versions than the known one change nothing."""
        await _fold(work, news, lambda title, item: title.with_standing(item.standing))


class RecordAddresses:
    """Takes published slugs."""

    async def __call__(self, work: TitleWork, news: Sequence[TitleAddress]) -> None:
        """Apply slugs; older versions than the known one change nothing."""
        await _fold(work, news, lambda title, item: title.with_address(item.address))


class RecordSeasons:
    """Takes seasons, part by part and in any order."""

    async def __call__(self, work: SeasonWork, news: Sequence[SeasonPart]) -> None:
        """Apply the newest version of each part."""
        newest: dict[tuple[UUID, int], SeasonPart] = {}
        for item in news:
            known = newest.get((item.season_id, item.part))
            if known is None or known.version < item.version:
                newest[item.season_id, item.part] = item
        await work.save_parts([newest[key] for key in sorted(newest)])


async def _fold(work: TitleWork, news: Sequence[News], apply: Callable[[Title, News], Title]) -> None:
    known = await work.lock([item.title for item in news])
    titles = dict(known)
    for item in news:
        media_id = item.title.media_id
        titles[media_id] = apply(titles[media_id], item)
    await work.save([title for media_id, title in titles.items() if title is not known[media_id]])
