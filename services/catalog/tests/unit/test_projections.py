"""Taking news: what is folded, and which slug each title gets, on a read model in memory."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from catalog.application.commands import ApplyEntry, ApplyList, ApplyScores, ApplySeason, ApplyTitle, StoreSeasonPart
from catalog.application.projections import CatalogProjection, newest
from catalog.domain.errors import SlugsExhausted
from catalog.domain.slugs import Publication, Slug

pytestmark = pytest.mark.unit

GONE = datetime(2026, 11, 20, tzinfo=UTC)


NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MICROS = int(NOW.timestamp() * 1_000_000)


@dataclass
class FixedClock:
    """Returns one time."""

    instant: datetime = NOW

    def now(self) -> datetime:
        return self.instant


class InMemoryReadModel:
    """Keeps versions of titles and all slugs; `rival` takes a slug just before it is taken here."""

    def __init__(self) -> None:
        self.versions: dict[UUID, int] = {}
        self.slugs: dict[tuple[str, str], Slug] = {}
        self.current: dict[UUID, Slug] = {}
        self.rival: Slug | None = None
        self.published: list[Publication] = []

    async def save_titles(self, titles: Sequence[ApplyTitle]) -> AbstractSet[UUID]:
        newer = [title for title in titles if self.versions.get(title.media_id, -1) < title.version]
        self.versions.update((title.media_id, title.version) for title in newer)
        return {title.media_id for title in newer}

    async def save_seasons(self, seasons: Sequence[ApplySeason]) -> None:
        raise NotImplementedError

    async def complete_seasons(self, parts: Sequence[StoreSeasonPart]) -> Sequence[Sequence[bytes]]:
        raise NotImplementedError

    async def save_scores(self, scores: Sequence[ApplyScores]) -> None:
        raise NotImplementedError

    async def save_lists(self, lists: Sequence[ApplyList]) -> None:
        raise NotImplementedError

    async def save_entries(self, entries: Sequence[ApplyEntry]) -> None:
        raise NotImplementedError

    async def current_slugs(self, media_ids: Collection[UUID]) -> Mapping[UUID, Slug]:
        return {media_id: slug for media_id, slug in self.current.items() if media_id in media_ids}

    async def slug_owners(self, wanted: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], UUID]:
        return {key: slug.media_id for key, slug in self.slugs.items() if key in wanted}

    async def take_slugs(self, wanted: Sequence[Slug]) -> AbstractSet[UUID]:
        if self.rival is not None:
            self.slugs[self.rival.kind, self.rival.slug], self.rival = self.rival, None
        granted = set()
        for slug in wanted:
            if self.slugs.setdefault((slug.kind, slug.slug), slug).media_id == slug.media_id:
                self.current[slug.media_id] = slug
                granted.add(slug.media_id)
        return granted

    async def publish_slugs(self, publications: Sequence[Publication]) -> None:
        self.published += publications
        for publication in publications:
            current = self.current[publication.media_id]
            self.current[publication.media_id] = replace(current, published_version=publication.version)

    def slug_of(self, number: int) -> str:
        return self.current[UUID(int=number)].slug


def title(
    number: int,
    name: str,
    year: int | None = 2021,
    version: int = 1,
    kind: str = "movie",
    deleted_at: datetime | None = None,
) -> ApplyTitle:
    empty: dict[str, Any] = dict.fromkeys(
        ("theatrical_release_date", "digital_release_date", "last_air_date", "next_air_date", "popularity")
    )
    empty["last_episode"] = None
    return ApplyTitle(
        media_id=UUID(int=number),
        kind=kind,
        tmdb_id=number,
        version=version,
        title=name,
        latin_title=name,
        release_date=None if year is None else date(year, 5, 1),
        votes_tmdb=None,
        votes_trakt=None,
        releases=(),
        ended=False,
        imdb_id=None,
        hit=False,
        deleted_at=deleted_at,
        successor=None,
        genres=(),
        names=(name,),
        card=b"{}",
        detail=b"{}",
        found=b"{}",
        texts=b"{}",
        billing=None,
        offers=b"{}",
        certifications=b"{}",
        seasons=b"[]",
        **empty,
    )


async def take(model: InMemoryReadModel, *titles: ApplyTitle, at: datetime = NOW) -> None:
    await CatalogProjection(FixedClock(at)).titles(model, titles)


def test_of_one_subject_the_newest_is_kept_in_the_order_of_ids() -> None:
    kept = newest(
        [title(2, "b", version=1), title(1, "a", version=3), title(2, "B", version=4), title(2, "x", version=2)]
    )

    assert [(item.tmdb_id, item.version) for item in kept] == [(1, 3), (2, 4)]


def test_of_equal_versions_the_first_is_kept() -> None:
    assert newest([title(1, "first"), title(1, "second")])[0].title == "first"


async def test_one_name_three_titles() -> None:
    model = InMemoryReadModel()

    await take(model, title(1, "Dune", 1984))
    await take(model, title(2, "Dune", 2021))
    await take(model, title(3, "Dune", 2021))

    assert [model.slug_of(number) for number in (1, 2, 3)] == ["dune", "dune-2021", "dune-2021-3"]


async def test_in_a_batch_the_lower_number_is_served_first() -> None:
    model = InMemoryReadModel()

    await take(model, title(9, "Dune", 2021), title(3, "Dune", 1984))

    assert model.slug_of(3) == "dune"
    assert model.slug_of(9) == "dune-2021"


async def test_a_movie_and_a_show_share_a_name() -> None:
    model = InMemoryReadModel()

    await take(model, title(1, "Fargo"), title(2, "Fargo", kind="show"))

    assert model.slug_of(1) == model.slug_of(2) == "fargo"


async def test_another_year_or_spelling_keeps_the_slug() -> None:
    model = InMemoryReadModel()
    await take(model, title(1, "Dune", 1984), title(2, "Dune", 2020))

    await take(model, title(2, "DUNE!", 2021, version=2))

    assert model.slug_of(2) == "dune-2020"


async def test_another_name_gets_another_slug_and_the_old_one_stays_its_own() -> None:
    model = InMemoryReadModel()
    await take(model, title(1, "Untitled Movie"))

    await take(model, title(1, "Dune", version=2))
    await take(model, title(2, "Untitled Movie", 2022))

    assert model.slug_of(1) == "dune"
    assert model.slugs["movie", "untitled-movie"].media_id == UUID(int=1)
    assert model.slug_of(2) == "untitled-movie-2022"


async def test_a_name_that_comes_back_gets_its_old_slug() -> None:
    model = InMemoryReadModel()

    for version, name in enumerate(("Dune", "Dune: Part One", "Dune"), 1):
        await take(model, title(1, name, version=version))

    assert model.slug_of(1) == "dune"


async def test_a_title_that_is_gone_keeps_its_slug_and_one_nobody_saw_takes_none() -> None:
    model = InMemoryReadModel()
    await take(model, title(1, "Dune"), title(2, "Arrival", deleted_at=GONE))

    await take(model, title(1, "Dune", version=2, deleted_at=GONE), title(3, "Arrival"))
    assert (model.slug_of(1), model.slug_of(3)) == ("dune", "arrival")
    assert UUID(int=2) not in model.current

    await take(model, title(1, "Dune", version=3), title(2, "Arrival", version=2))
    assert (model.slug_of(1), model.slug_of(2)) == ("dune", "arrival-2021")


async def test_reading_the_log_again_changes_no_slug() -> None:
    model = InMemoryReadModel()
    log = [title(1, "Untitled", version=1), title(1, "Dune", version=2), title(2, "Untitled", 1999, version=1)]
    for event in log:
        await take(model, event)
    before = dict(model.current), dict(model.slugs)

    model.versions.clear()
    for event in log:
        await take(model, event)

    assert (model.current, model.slugs) == before
    assert [publication.slug for publication in model.published] == ["untitled", "dune", "untitled-1999"]


async def test_a_slug_is_published_when_it_becomes_current_and_only_then() -> None:
    model = InMemoryReadModel()

    await take(model, title(1, "Untitled Movie"))
    await take(model, title(1, "Untitled Movie!", version=2))
    await take(model, title(1, "Dune", version=3), title(2, "Gone", deleted_at=GONE))

    assert [(item.tmdb_id, item.kind, item.slug, item.published_at) for item in model.published] == [
        (1, "movie", "untitled-movie", NOW),
        (1, "movie", "dune", NOW),
    ]


async def test_published_versions_grow_even_when_the_clock_steps_back() -> None:
    model = InMemoryReadModel()

    await take(model, title(1, "Untitled"))
    await take(model, title(1, "Dune", version=2), at=NOW - timedelta(hours=1))

    assert [item.version for item in model.published] == [MICROS, MICROS + 1]


async def test_a_slug_that_was_not_granted_is_not_published() -> None:
    model = InMemoryReadModel()
    model.rival = Slug("movie", "dune", UUID(int=99), "dune", 1)

    await take(model, title(2, "Dune", 2021))

    assert [item.slug for item in model.published] == ["dune-2021"]


async def test_a_slug_that_somebody_else_takes_meanwhile_is_left_to_them() -> None:
    model = InMemoryReadModel()
    model.rival = Slug("movie", "dune", UUID(int=99), "dune", 1)

    await take(model, title(2, "Dune", 2021))

    assert model.slug_of(2) == "dune-2021"


async def test_no_slug_left_is_an_error() -> None:
    model = InMemoryReadModel()
    for slug in ("dune", "dune-2021", "dune-2021-2", str(UUID(int=2))):
        model.slugs["movie", slug] = Slug("movie", slug, UUID(int=99), slug, 1)

    with pytest.raises(SlugsExhausted):
        await take(model, title(2, "Dune", 2021))
