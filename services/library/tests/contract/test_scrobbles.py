"""Keys of webhooks, matching and scrobbles without a title: one suite for the fakes and for Postgres."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest_asyncio
from services.library.tests import webhook_bodies
from services.library.tests.contract.stores import MOVIE, OTHER, SEASON, SHOW, USER, Store

from chassis.testing.clock import NOON
from library.application.scrobbling.read_models import UnmatchedScrobble
from library.application.unit_of_work import UnitOfWork
from library.domain.entries.progress import EpisodeNumber
from library.domain.scrobbling.candidates import Candidate
from library.domain.scrobbling.keys import ScrobbleKey
from library.domain.scrobbling.scrobble import ProviderIds, Scrobble, Subject
from library.domain.titles.details import Details, ExternalIds
from library.domain.titles.title import Facts, Title
from library.presentation.scrobbling.bodies.jellyfin import parse_jellyfin

KEY = ScrobbleKey(UUID(int=1), USER, "plex", "home", ("ada", "77"), NOON)
PARSED = parse_jellyfin(webhook_bodies.jellyfin(EpisodeNumberEnd=2))
assert isinstance(PARSED, Scrobble)
UNMATCHED = UnmatchedScrobble(
    UUID(int=5), replace(PARSED, at=datetime(2026, 11, 21, 11, tzinfo=UTC)), "no such title", NOON, NOON
)
NAMED = Details(names=("twins", "zwillinge"), external_ids=ExternalIds("tt0096320", 5))
TWINS = Title(UUID(int=10), "movie", 9493, Facts(1, "Twins", release_date=date(1988, 12, 9), details=NAMED))


async def test_a_key_is_found_by_its_hash_and_listed_for_its_user(empty_store: Store) -> None:
    newer = replace(KEY, id=UUID(int=2), created_at=NOON + timedelta(hours=1), accounts=())
    async with empty_store.work() as work:
        await work.scrobble_keys.add(KEY, b"first")
        await work.scrobble_keys.add(newer, b"second")

        assert await work.scrobble_keys.find(b"first") == KEY
        assert await work.scrobble_keys.find(b"third") is None
        assert await work.scrobble_keys.of_user(USER) == [newer, KEY]
        assert await work.scrobble_keys.of_user(OTHER) == []


async def test_the_use_of_a_key_is_stored_until_it_is_deleted(empty_store: Store) -> None:
    used = replace(KEY, last_used_at=NOON, last_error="body: must be JSON", last_error_at=NOON)
    async with empty_store.work() as work:
        await work.scrobble_keys.add(KEY, b"first")
        await work.scrobble_keys.save_use(used)

        assert await work.scrobble_keys.find(b"first") == used
        assert not await work.scrobble_keys.delete(OTHER, KEY.id)
        assert await work.scrobble_keys.delete(USER, KEY.id)
        assert not await work.scrobble_keys.delete(USER, KEY.id)
        await work.scrobble_keys.save_use(used)
        assert await work.scrobble_keys.find(b"first") is None


@pytest_asyncio.fixture
async def titles(journals: Store) -> Store:
    """Return a store with titles of names and ids too."""
    async with journals.units.begin() as work:
        await work.titles.merge([TWINS])
    return journals


async def _found(work: UnitOfWork, subject: Subject) -> list[Candidate]:
    return list(await work.scrobbles.candidates(subject))


async def test_titles_are_found_by_ids_and_else_by_name(titles: Store) -> None:
    async with titles.work() as work:
        by_id = await _found(work, Subject("movie", "Zwillinge", ids=ProviderIds("tt0096320", 9493, 7)))
        by_name = await _found(work, Subject("movie", "Zwillinge!", ids=ProviderIds(tmdb=1)))
        show = await _found(work, Subject("show", ids=ProviderIds(tmdb=1396), episode_ids=ProviderIds(tmdb=502)))

        assert by_id == [Candidate(TWINS.media_id, 1988, 2)]
        assert by_name == [Candidate(TWINS.media_id, 1988, 0)]
        assert show == [Candidate(SHOW.media_id, None, 1, has_episode=True)]
        assert await _found(work, Subject("show", "Twins", ids=ProviderIds(tmdb=9493))) == []
        assert await _found(work, Subject("movie", "!")) == []
        assert await _found(work, Subject("movie", "Unknown")) == []


async def test_an_episode_is_found_by_its_id(titles: Store) -> None:
    async with titles.work() as work:
        assert await work.scrobbles.episode(SHOW.media_id, 502) == EpisodeNumber(SEASON.number, 2)
        assert await work.scrobbles.episode(SHOW.media_id, 999) is None
        assert await work.scrobbles.episode(MOVIE.media_id, 502) is None


async def test_a_choice_is_remembered_per_user_and_identity(empty_store: Store) -> None:
    async with empty_store.work() as work:
        await work.scrobbles.remember(USER, "show:x:2008", SHOW.media_id, NOON)
        await work.scrobbles.remember(USER, "show:x:2008", MOVIE.media_id, NOON)

        assert await work.scrobbles.remembered(USER, "show:x:2008") == MOVIE.media_id
        assert await work.scrobbles.remembered(USER, "show:x:2009") is None
        assert await work.scrobbles.remembered(OTHER, "show:x:2008") is None


async def test_a_scrobble_without_a_title_is_read_as_it_was_stored(empty_store: Store) -> None:
    later = replace(UNMATCHED, id=UUID(int=4), at=NOON + timedelta(hours=1))
    identity = UNMATCHED.scrobble.subject.identity
    async with empty_store.work() as work:
        await work.scrobbles.add_unmatched(USER, later)
        await work.scrobbles.add_unmatched(USER, UNMATCHED)
        await work.scrobbles.add_unmatched(USER, replace(UNMATCHED, reason="another"))

        assert await work.scrobbles.find_unmatched(USER, UNMATCHED.id) == UNMATCHED
        assert await work.scrobbles.find_unmatched(OTHER, UNMATCHED.id) is None
        assert await work.scrobbles.unmatched_of(USER, identity) == [UNMATCHED, later]
        assert await work.scrobbles.unmatched_of(USER, "movie:x:") == []
        assert (await work.scrobbles.count_unmatched(USER), await work.scrobbles.count_unmatched(OTHER)) == (2, 0)
        assert await work.scrobbles.delete_unmatched(OTHER, [UNMATCHED.id]) == 0
        assert await work.scrobbles.delete_unmatched(USER, [UNMATCHED.id, later.id, UUID(int=9)]) == 2
        assert await work.scrobbles.count_unmatched(USER) == 0
