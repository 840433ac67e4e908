"""The behaviour of library entries: one suite for those in memory and for Postgres."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from uuid import UUID

from auth.domain.library.stats import NOTHING, LibraryEntry, LibraryStats, TitleKind

MOVIE, SHOW, OTHER = UUID(int=11), UUID(int=12), UUID(int=13)
KINDS: dict[UUID, TitleKind] = {MOVIE: "movie", SHOW: "show", OTHER: "movie"}


@dataclass(frozen=True)
class Counted:
    """An implementation under test: two users with accounts, and one without."""

    users: tuple[UUID, UUID]
    stranger: UUID
    apply: Callable[[Sequence[LibraryEntry]], Awaitable[None]]
    counts: Callable[[UUID], Awaitable[LibraryStats]]


class LibraryContract:
    """Subclasses provide the fixture `counted`."""

    async def test_rated_movies_rated_shows_and_planned_titles_are_counted_for_each_user(
        self, counted: Counted
    ) -> None:
        ada, bob = counted.users
        await counted.apply(
            [
                LibraryEntry(ada, MOVIE, 1, "movie", is_rated=True),
                LibraryEntry(ada, SHOW, 1, "show", is_planned=True, is_rated=True),
                LibraryEntry(ada, OTHER, 1, "movie", is_planned=True),
                LibraryEntry(bob, MOVIE, 1, "movie"),
            ]
        )

        assert await counted.counts(ada) == LibraryStats(movies_rated=1, shows_rated=1, watchlist_count=2)
        assert await counted.counts(bob) == NOTHING

    async def test_newest_version_counts_once(self, counted: Counted) -> None:
        ada, _ = counted.users
        planned = LibraryEntry(ada, MOVIE, 2, "movie", is_planned=True)
        removed = LibraryEntry(ada, MOVIE, 3, "movie")
        await counted.apply([planned])
        await counted.apply([replace(planned, version=1, is_rated=True), planned])
        assert await counted.counts(ada) == LibraryStats(watchlist_count=1)

        await counted.apply([removed])
        await counted.apply([planned, planned])
        assert await counted.counts(ada) == NOTHING

    async def test_user_without_an_account_has_nothing(self, counted: Counted) -> None:
        ada, _ = counted.users
        entries = [LibraryEntry(user, MOVIE, 1, "movie", is_rated=True) for user in (counted.stranger, ada)]
        await counted.apply(entries[:1])
        await counted.apply(entries)

        assert await counted.counts(counted.stranger) == NOTHING
        assert await counted.counts(ada) == LibraryStats(movies_rated=1)

    async def test_any_order_batching_and_repetition_ends_the_same(self, counted: Counted) -> None:
        chance = Random(7)
        log = [
            LibraryEntry(user, media, version, kind, chance.random() < 0.5, chance.random() < 0.5)
            for user in counted.users
            for media, kind in KINDS.items()
            for version in range(1, 6)
        ]
        last = [entry for entry in log if entry.version == 5]
        shuffled = [*log, *chance.choices(log, k=len(log))]
        chance.shuffle(shuffled)

        while shuffled:
            size = chance.randint(1, 9)
            await counted.apply(shuffled[:size])
            shuffled = shuffled[size:]

        for user in counted.users:
            own = [entry for entry in last if entry.account_id == user]
            assert await counted.counts(user) == LibraryStats(
                movies_rated=sum(entry.is_rated for entry in own if entry.kind == "movie"),
                shows_rated=sum(entry.is_rated for entry in own if entry.kind == "show"),
                watchlist_count=sum(entry.is_planned for entry in own),
            )
