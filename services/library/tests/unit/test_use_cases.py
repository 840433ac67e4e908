"""The use cases of the library on the fake: milliseconds, and no Postgres."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio
from services.library.tests.fakes import InMemoryLibrary

from chassis.testing.clock import NOON, FixedClock
from library.application.entries.changes import ChangeEntry, RemoveEntry
from library.application.entries.commands import WriteEntry
from library.application.entries.preconditions import IfMatch
from library.application.entries.read_models import EntryItem
from library.application.idempotency import DeleteExpiredResponses, IdempotencyKey
from library.application.titles.commands import UpdateSeasonPart
from library.application.titles.projections import UpdateSeasons, UpdateTitles
from library.application.users.erasure import EraseUsers
from library.domain.entries.change import Change
from library.domain.entries.progress import ProgressPatch
from library.domain.errors import AccountErased, EntryChanged, KeyReused, MediaNotFound, SeasonUnknown, StateRequired
from library.domain.titles.details import EpisodeDetails
from library.domain.titles.title import Facts, Title

pytestmark = pytest.mark.unit

SHOW = Title(UUID(int=1), "show", 1396, facts=Facts(1, "Breaking Bad", listed_seasons=(1, 2)))
WRITE = WriteEntry(UUID(int=7), SHOW.media_id)
ONCE = replace(WRITE, idempotency_key=IdempotencyKey("k1", "digest"))
PLANNED = Change(state="planned")


@pytest_asyncio.fixture
async def library() -> InMemoryLibrary:
    library = InMemoryLibrary()
    await UpdateTitles(FixedClock())(library, [SHOW])
    return library


def change_in(library: InMemoryLibrary) -> Callable[[WriteEntry, Change], Awaitable[EntryItem]]:
    return item_of(ChangeEntry(library, FixedClock(step=timedelta(seconds=1))))


def item_of(use_case: ChangeEntry) -> Callable[[WriteEntry, Change], Awaitable[EntryItem]]:
    """Return the use case for changes that leave an entry."""

    async def change(command: WriteEntry, new: Change) -> EntryItem:
        item = await use_case(command, new)
        assert item is not None
        return item

    return change


async def test_a_change_is_stored_and_published_once(library: InMemoryLibrary) -> None:
    change = change_in(library)

    item = await change(WRITE, PLANNED)
    await change(WRITE, PLANNED)

    assert item.title == SHOW
    assert library.published == [item.entry]
    assert library.stored[WRITE.user_id, WRITE.media_id] == item.entry


async def test_an_unknown_title_and_a_missing_state_are_rejected(library: InMemoryLibrary) -> None:
    change = change_in(library)

    with pytest.raises(MediaNotFound, match=str(UUID(int=99))):
        await change(replace(WRITE, media_id=UUID(int=99)), PLANNED)
    with pytest.raises(MediaNotFound):
        await RemoveEntry(library, FixedClock())(replace(WRITE, media_id=UUID(int=99)))
    with pytest.raises(StateRequired):
        await change(WRITE, Change(notes="Later"))
    assert library.published == []


async def test_only_new_progress_is_checked(library: InMemoryLibrary) -> None:
    change = change_in(library)
    await change(WRITE, Change(progress=ProgressPatch.of({2: 5})))
    await UpdateTitles(FixedClock())(library, [replace(SHOW, facts=Facts(2, "Breaking Bad", listed_seasons=(1,)))])

    item = await change(WRITE, Change(progress=ProgressPatch.of({1: 7, 2: 5})))

    assert item.unconfirmed_seasons == [1, 2]
    with pytest.raises(SeasonUnknown, match="season 2 does not exist"):
        await change(WRITE, Change(progress=ProgressPatch.of({2: 6})))


async def test_a_write_with_an_old_version_is_rejected(library: InMemoryLibrary) -> None:
    change = change_in(library)
    first = (await change(WRITE, PLANNED)).entry.version
    expected = replace(WRITE, if_match=IfMatch(frozenset({first})))
    await change(expected, Change(rating=80))

    with pytest.raises(EntryChanged):
        await change(expected, Change(rating=90))
    with pytest.raises(EntryChanged):
        await RemoveEntry(library, FixedClock())(expected)
    assert library.stored[WRITE.user_id, WRITE.media_id].rating == 80


async def test_a_repeated_key_returns_the_first_entry(library: InMemoryLibrary) -> None:
    change = change_in(library)
    first = await change(ONCE, PLANNED)
    await change(WRITE, Change(state="dropped"))

    assert (await change(ONCE, PLANNED)).entry == first.entry
    assert len(library.published) == 2
    with pytest.raises(KeyReused, match="different request"):
        await change(replace(WRITE, idempotency_key=IdempotencyKey("k1", "other")), PLANNED)


async def test_an_expired_key_writes_again(library: InMemoryLibrary) -> None:
    clock = FixedClock()
    await ChangeEntry(library, clock)(ONCE, PLANNED)
    clock.instant = NOON + timedelta(hours=25)
    await DeleteExpiredResponses(library.responses, clock)()
    assert library.stored_responses == {}

    item = await item_of(ChangeEntry(library, clock))(ONCE, Change(state="watching"))

    assert item.entry.state == "watching"


async def test_a_removal_is_published_once_and_is_no_error_without_an_entry(library: InMemoryLibrary) -> None:
    remove = RemoveEntry(library, FixedClock())
    await remove(WRITE)
    await change_in(library)(WRITE, PLANNED)

    await remove(WRITE)
    await remove(WRITE)

    assert [entry.exists for entry in library.published] == [True, False]


async def test_erasing_publishes_every_entry_as_removed_and_rejects_later_writes(library: InMemoryLibrary) -> None:
    change = change_in(library)
    await change(ONCE, PLANNED)
    await change(replace(WRITE, user_id=UUID(int=8)), PLANNED)

    for _ in range(2):
        await EraseUsers(FixedClock())(library, [WRITE.user_id, WRITE.user_id])

    assert [entry.exists for entry in library.published] == [True, True, False]
    assert library.tombstones == [SHOW.media_id]
    assert list(library.stored) == [(UUID(int=8), SHOW.media_id)]
    assert library.stored_responses == {}
    with pytest.raises(AccountErased):
        await change(WRITE, PLANNED)


async def test_the_newest_version_of_a_part_counts_whatever_the_order(library: InMemoryLibrary) -> None:
    old = UpdateSeasonPart(UUID(int=2), 1, 1, SHOW.media_id, 1, 1, (EpisodeDetails(1),))
    new = replace(old, version=2, episodes=(EpisodeDetails(1), EpisodeDetails(2)))

    await UpdateSeasons(FixedClock())(library, [new, old])
    await UpdateSeasons(FixedClock())(library, [old])

    assert (await library.titles.seasons(SHOW)).episodes == {1: (1, 2)}
