"""Entries follow their titles: new and renumbered episodes, the end of a show, a merge upstream."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from services.library.tests.contract.stores import FIRST, MOVIE, OTHER, SEASON, SECOND, SHOW, USER, Store

from chassis.testing.clock import NOON, FixedClock
from library.application.plays.journal import append
from library.application.plays.refolding import USERS, RefoldTitles
from library.application.titles.projections import UpdateSeasons, UpdateTitles
from library.application.users.erasure import EraseUsers
from library.domain.entries.entry import Entry
from library.domain.entries.progress import EpisodeNumber, Progress
from library.domain.plays.items import NewMark, NewPlay
from library.domain.titles.details import EpisodeDetails
from library.domain.titles.title import Facts, Title

SUCCESSOR = Title(UUID(int=4), "movie", 604, Facts(1, "The Matrix"))
MERGED = replace(MOVIE, facts=Facts(2, "The Matrix", deleted_at=NOON, successor_id=SUCCESSOR.media_id))


async def refold(journals: Store, *, users_at_once: int = USERS) -> None:
    await RefoldTitles(journals.units, FixedClock(NOON + timedelta(minutes=1)), users_at_once=users_at_once)()


async def entry(journals: Store, title: Title, user: UUID = USER) -> Entry:
    async with journals.units.begin() as work:
        stored = await work.entries.find(user, title.media_id)
    assert stored is not None
    return stored


async def sync(journals: Store, version: int, *episodes: EpisodeDetails) -> None:
    async with journals.units.begin() as work:
        await UpdateSeasons(FixedClock())(work, [replace(SEASON, version=version, episodes=episodes)])


async def import_titles(journals: Store, *titles: Title) -> None:
    async with journals.units.begin() as work:
        await UpdateTitles(FixedClock())(work, list(titles))


async def test_a_completed_show_is_watched_again_when_it_gets_episodes(journals: Store) -> None:
    async with journals.work() as work:
        await append(work, USER, plays=[FIRST, SECOND], now=NOON)
    assert (await entry(journals, SHOW)).state == "completed"

    await sync(journals, 2, *(EpisodeDetails(number, source_id=500 + number) for number in (1, 2, 3)))
    await refold(journals)

    reopened = await entry(journals, SHOW)
    assert (reopened.state, reopened.episodes_seen) == ("watching", 2)
    await sync(journals, 3, *SEASON.episodes)
    await refold(journals)
    assert (await entry(journals, SHOW)).state == "completed"


async def test_plays_follow_their_episodes_to_new_numbers(journals: Store) -> None:
    async with journals.work() as work:
        await append(work, USER, plays=[FIRST], now=NOON)

    await sync(journals, 2, EpisodeDetails(1, source_id=502), EpisodeDetails(2, source_id=501))
    await refold(journals)

    assert (await entry(journals, SHOW)).progress == Progress((EpisodeNumber(1, 2),))


async def test_a_change_that_says_nothing_new_changes_no_entry(journals: Store) -> None:
    async with journals.work() as work:
        await append(work, USER, plays=[FIRST], now=NOON)
    await sync(journals, 2, *SEASON.episodes)
    await refold(journals)
    before = await entry(journals, SHOW)

    await sync(journals, 3, *SEASON.episodes)
    await refold(journals)

    assert await entry(journals, SHOW) == before


@pytest.mark.parametrize("number", [4, 5])
async def test_every_user_of_a_title_is_folded(journals: Store, number: int) -> None:
    """Also if the last transaction has as many users as the others, and if it has fewer."""
    users = [UUID(int=100 + user) for user in range(number)]
    for user in users:
        async with journals.work(user) as work:
            await append(work, user, plays=[replace(FIRST, key=None), SECOND], now=NOON)

    await sync(journals, 2, *SEASON.episodes, EpisodeDetails(3))
    await refold(journals, users_at_once=2)

    assert [(await entry(journals, SHOW, user)).state for user in users] == ["watching"] * number


async def test_a_merge_moves_plays_and_marks_to_the_successor(journals: Store) -> None:
    watched = NewPlay(media_id=MOVIE.media_id, watched_at=NOON - timedelta(days=9))
    async with journals.work() as work:
        marks = [NewMark(media_id=MOVIE.media_id, kind="rating", value=80)]
        await append(work, USER, plays=[watched], marks=marks, now=NOON)
    await import_titles(journals, SUCCESSOR)
    async with journals.work() as work:
        newer = replace(watched, media_id=SUCCESSOR.media_id, watched_at=NOON - timedelta(days=1))
        await append(work, USER, plays=[newer], now=NOON)

    await import_titles(journals, MERGED)
    await refold(journals)

    assert not (await entry(journals, MOVIE)).exists
    moved = await entry(journals, SUCCESSOR)
    assert (moved.state, moved.rating, moved.plays, moved.first_watched_at) == (
        "completed",
        80,
        2,
        NOON - timedelta(days=9),
    )


async def test_a_merge_waits_for_the_import_of_the_successor(journals: Store) -> None:
    async with journals.work() as work:
        await append(work, USER, marks=[NewMark(media_id=MOVIE.media_id, kind="state", value="planned")], now=NOON)
    await import_titles(journals, MERGED)
    await refold(journals)
    assert (await entry(journals, MOVIE)).state == "planned"

    await import_titles(journals, SUCCESSOR)
    await refold(journals)

    assert not (await entry(journals, MOVIE)).exists
    assert (await entry(journals, SUCCESSOR)).state == "planned"


async def test_an_erased_user_is_left_out(journals: Store) -> None:
    for user in (USER, OTHER):
        async with journals.work(user) as work:
            await append(work, user, plays=[replace(FIRST, key=None), SECOND], now=NOON)
    async with journals.units.begin() as work:
        await EraseUsers(FixedClock())(work, [USER])

    await sync(journals, 2, *SEASON.episodes, EpisodeDetails(3))
    await refold(journals)

    assert (await entry(journals, SHOW, OTHER)).state == "watching"
    async with journals.units.begin() as work:
        assert await work.entries.find(USER, SHOW.media_id) is None
