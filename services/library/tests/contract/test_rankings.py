"""What every implementation of rankings does, and writing them: one suite for the fake and for Postgres."""

from datetime import timedelta
from uuid import UUID

import pytest
from services.library.tests.contract.stores import MOVIE, OTHER, SHOW, USER, Store

from chassis.testing.clock import NOON, FixedClock
from library.application.plays.journal import append
from library.application.rankings.commands import RankMovie
from library.application.rankings.ports import RankingKey
from library.application.rankings.writing import WriteRankings
from library.domain.errors import MediaNotFound
from library.domain.plays.items import NewMark, NewPlay
from library.domain.rankings.errors import RankedInFuture, RankingForbidden, RankingKindMismatch, RankingNotFound


def writing(store: Store) -> WriteRankings:
    return WriteRankings(store.units, FixedClock(step=timedelta(seconds=1)))


async def test_a_ranking_is_found_by_the_id_of_its_entry_only_while_it_is_rated(journals: Store) -> None:
    write = writing(journals)
    ranked = await write.rank(RankMovie(USER, MOVIE.media_id, 4))
    async with journals.work() as work:
        assert await work.rankings.find(ranked.ranking.ranking_id) == RankingKey(USER, MOVIE.media_id)
        assert await work.rankings.find(UUID(int=5)) is None
        assert list(await work.rankings.movies_of(USER)) == [MOVIE.media_id]
        assert list(await work.rankings.movies_of(OTHER)) == []
    await write.delete(USER, ranked.ranking.ranking_id)
    async with journals.work() as work:
        assert await work.rankings.find(ranked.ranking.ranking_id) is None


async def test_a_rated_show_is_no_ranking(journals: Store) -> None:
    async with journals.work() as work:
        await append(work, USER, marks=[NewMark(media_id=SHOW.media_id, kind="rating", value=80)], now=NOON)
        assert list(await work.rankings.movies_of(USER)) == []
    with pytest.raises(RankingKindMismatch):
        await writing(journals).rank(RankMovie(USER, SHOW.media_id, 4))


async def test_only_the_last_mark_of_a_ranking_counts(journals: Store) -> None:
    write = writing(journals)
    for days in (3, 9, 6):
        ranked = await write.rank(RankMovie(USER, MOVIE.media_id, days % 5 + 1, NOON - timedelta(days=days)))
        assert (ranked.ranking.stars, ranked.ranking.rated_at) == (days % 5 + 1, NOON - timedelta(days=days))
    async with journals.work() as work:
        assert len((await work.journal.items(USER, [MOVIE.media_id]))[MOVIE.media_id]) == 1


async def test_deleting_keeps_plays(journals: Store) -> None:
    write = writing(journals)
    async with journals.work() as work:
        await append(work, USER, plays=[NewPlay(media_id=MOVIE.media_id, watched_at=NOON)], now=NOON)
    await write.rank(RankMovie(USER, MOVIE.media_id, 4))
    await write.delete_all(USER)
    async with journals.work() as work:
        entry = await work.entries.find(USER, MOVIE.media_id)
    assert entry is not None
    assert (entry.rating, entry.rated_at, entry.plays, entry.state) == (None, None, 1, "completed")


async def test_what_is_refused(journals: Store) -> None:
    write = writing(journals)
    ranked = await write.rank(RankMovie(USER, MOVIE.media_id, 4))
    with pytest.raises(RankingForbidden):
        await write.delete(OTHER, ranked.ranking.ranking_id)
    with pytest.raises(RankingNotFound):
        await write.delete(USER, UUID(int=5))
    with pytest.raises(MediaNotFound):
        await write.rank(RankMovie(USER, UUID(int=5), 4))
    with pytest.raises(RankedInFuture):
        await write.rank(RankMovie(USER, MOVIE.media_id, 4, NOON + timedelta(days=1)))
