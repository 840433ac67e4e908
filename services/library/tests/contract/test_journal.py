"""Writing through the journal: one suite for the fake and for Postgres."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from services.library.tests.contract.stores import (
    BATCH,
    FIRST,
    MOVIE,
    OTHER,
    RATED,
    SECOND,
    SHOW,
    USER,
    Store,
    in_postgres,
)
from sqlalchemy import update

from chassis.testing.clock import NOON
from library.application.plays.journal import append, retract
from library.bootstrap import Container
from library.domain.entries.entry import Entry
from library.domain.entries.progress import EpisodeNumber, Progress
from library.domain.errors import MediaNotFound
from library.domain.plays.items import Item, Mark, NewItem, NewMark, Play
from library.infrastructure.tables import entries


async def test_an_item_is_read_as_it_was_added(journals: Store) -> None:
    async with journals.work() as work:
        appended = await append(work, USER, plays=[FIRST, SECOND], marks=[RATED], now=NOON)
    async with journals.work() as work:
        items = await work.journal.items(USER, [SHOW.media_id, MOVIE.media_id])
        assert [item for of in items.values() for item in of] == [*appended.plays, *appended.marks]
        assert await work.journal.of_batch(USER, BATCH) == [appended.plays[0], *appended.marks]
        assert await work.journal.find(USER, [appended.plays[1].play_id]) == [appended.plays[1]]
        assert await work.journal.find(OTHER, [appended.plays[1].play_id]) == []

    first, second = appended.plays
    assert (first.at, first.watched_at, first.precision, first.source_id) == (
        NOON - timedelta(days=2),
        NOON - timedelta(days=2),
        "instant",
        501,
    )
    assert (second.at, second.watched_at, second.precision, second.source_id) == (NOON, None, "unknown", 502)
    assert 0 < first.sequence < second.sequence < appended.marks[0].sequence


async def test_entries_follow_and_both_are_published(journals: Store) -> None:
    async with journals.work() as work:
        appended = await append(work, USER, plays=[FIRST, SECOND], marks=[RATED], now=NOON)
    async with journals.work() as work:
        show = await work.entries.find(USER, SHOW.media_id)
        movie = await work.entries.find(USER, MOVIE.media_id)

    assert show == appended.entries[SHOW.media_id]
    assert show is not None
    assert (show.state, show.cause, show.plays, show.episodes_seen, show.runs) == ("completed", "all_seen", 2, 2, 1)
    assert show.progress == Progress((EpisodeNumber(1, 2),))
    assert movie is not None
    assert (movie.state, movie.rating) == ("completed", 85)
    assert await journals.plays() == [(play.play_id, False) for play in appended.plays]


async def test_an_item_with_a_key_is_added_once(journals: Store) -> None:
    async with journals.work() as work:
        await append(work, USER, plays=[FIRST, FIRST], marks=[RATED], now=NOON)
    async with journals.work() as work:
        again = await append(work, USER, plays=[FIRST], marks=[replace(RATED, value=10)], now=NOON)
    async with journals.work(OTHER) as work:
        other = await append(work, OTHER, plays=[FIRST], now=NOON)

    assert (again.plays, again.marks, again.duplicates, again.entries) == ([], [], 2, {})
    assert len(other.plays) == 1
    assert len(await journals.plays()) == 2


async def test_a_retracted_item_does_not_count_and_does_not_come_back(journals: Store) -> None:
    async with journals.work() as work:
        appended = await append(work, USER, plays=[FIRST], now=NOON)
        entries = await retract(work, USER, appended.plays, NOON)
        again = await append(work, USER, plays=[FIRST], now=NOON)

    assert not entries[SHOW.media_id].exists
    assert again.duplicates == 1
    play = appended.plays[0].play_id
    assert await journals.plays() == [(play, False), (play, True)]
    async with journals.work() as work:
        assert await work.journal.find(USER, [play]) == []


async def test_what_was_retracted_with_its_keys_can_be_added_again(journals: Store) -> None:
    async with journals.work() as work:
        await append(work, USER, plays=[FIRST], marks=[RATED], now=NOON)
        batch = await work.journal.of_batch(USER, BATCH)
        await retract(work, USER, batch, NOON, release_keys=True)
        again = await append(work, USER, plays=[FIRST], marks=[RATED], now=NOON)

    assert (len(again.plays), len(again.marks), again.duplicates) == (1, 1, 0)


async def test_an_unknown_title_has_no_journal(journals: Store) -> None:
    async with journals.work() as work:
        with pytest.raises(MediaNotFound):
            await append(work, USER, plays=[replace(FIRST, media_id=UUID(int=404))], now=NOON)


@pytest.mark.integration
async def test_an_entry_of_a_release_without_a_journal_is_adopted(container: Container) -> None:
    store = in_postgres(container)
    async with store.units.begin() as work:
        await work.titles.merge([SHOW, MOVIE])
    async with store.work() as work:
        await append(work, USER, plays=[replace(FIRST, key=None)], marks=[RATED], now=NOON)
    async with container.runtime.engine.begin() as connection:
        written = {"version": entries.c.version + 1, "state": "dropped", "rating": 20, "updated_at": NOON}
        await connection.execute(update(entries).where(entries.c.kind == "movie").values(written))
        removed = dict.fromkeys(("state", "rating", "season", "episode", "seasons", "notes", "created_at"))
        await connection.execute(
            update(entries).where(entries.c.kind == "show").values({**removed, "version": entries.c.version + 1})
        )

    later = NOON + timedelta(hours=1)
    async with store.work() as work:
        notes = [NewMark(media_id=title, kind="notes", value="Later") for title in (MOVIE.media_id, SHOW.media_id)]
        appended = await append(work, USER, marks=notes, now=later)

    movie, show = appended.entries[MOVIE.media_id], appended.entries[SHOW.media_id]
    assert (movie.state, movie.rating, movie.notes) == ("dropped", 20, "Later")
    assert (show.state, show.plays, show.notes) == ("planned", 0, "Later")
    async with store.work() as work:
        items = await work.journal.items(USER, [SHOW.media_id])
    assert not any(isinstance(item, Play) for item in items.get(SHOW.media_id, []))
    assert isinstance(movie, Entry)


async def test_an_item_without_a_key_gets_one_of_its_id(journals: Store) -> None:
    async with journals.work() as work:
        appended = await append(work, USER, marks=[NewMark(media_id=MOVIE.media_id, kind="rating", value=1)], now=NOON)
    async with journals.work() as work:
        items = await work.journal.items(USER, [MOVIE.media_id])

    mark = appended.marks[0]
    assert [item.key for item in items[MOVIE.media_id]] == [mark.key] == [f"marquee:{mark.mark_id}"]


async def test_plays_and_marks_of_one_time_stay_in_the_order_that_is_stated(journals: Store) -> None:
    planned = NewMark(media_id=SHOW.media_id, kind="state", value="planned", at=NOON)
    play = replace(SECOND, watched_at=NOON, at=NOON)
    paused = replace(planned, value="paused")
    again = replace(play, place=EpisodeNumber(1, 1), key="again")
    ordered: list[NewItem] = [planned, play, paused, again, replace(again, media_id=SHOW.media_id)]

    async with journals.work() as work:
        appended = await append(work, USER, ordered=ordered, now=NOON)
    async with journals.work() as work:
        items = (await work.journal.items(USER, [SHOW.media_id]))[SHOW.media_id]

    by_sequence = sorted(items, key=lambda item: item.sequence)
    assert [item.value if isinstance(item, Mark) else item.place for item in by_sequence] == [
        "planned",
        play.place,
        "paused",
        again.place,
    ]
    assert appended.duplicates == 1
    added: list[Item] = [*appended.plays, *appended.marks]
    assert sorted(item.sequence for item in added) == [item.sequence for item in by_sequence]
