"""The projection: which command is kept per subject, and which slug each title gets, on a read model in memory."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from services.catalog.tests.builders import NOW, entry, ranking, scores, season, season_part, title
from services.catalog.tests.fakes import InMemoryCatalog
from services.catalog.tests.policy_fakes import NoMetrics

from catalog.application.commands import ApplySeason, ApplyTitle
from catalog.application.editing.retention import EditionRetention
from catalog.application.housekeeping import PublishSlugs
from catalog.application.policy.evaluator import Evaluator
from catalog.application.projections import CatalogProjection, newest_per_subject
from catalog.domain.errors import SlugsExhausted
from catalog.domain.slugs import Slug
from catalog.presentation.editing.documents import OverriddenDocuments
from chassis.http.images import Images
from chassis.testing.clock import FixedClock

pytestmark = pytest.mark.unit

DELETED = datetime(2026, 11, 20, tzinfo=UTC)
MICROSECONDS = int(NOW.timestamp() * 1_000_000)
RETENTION = EditionRetention(OverriddenDocuments(Images()))
EVALUATOR = Evaluator(NoMetrics())
PROJECTION = CatalogProjection(FixedClock(NOW), RETENTION, EVALUATOR)


async def apply(catalog: InMemoryCatalog, *titles: ApplyTitle, at: datetime = NOW) -> None:
    await CatalogProjection(FixedClock(at), RETENTION, EVALUATOR).apply_titles(catalog, titles)


def slug_of(catalog: InMemoryCatalog, number: int) -> str:
    return catalog.state.current[UUID(int=number)].slug


def test_newest_command_per_subject_is_kept_in_the_order_of_ids() -> None:
    kept = newest_per_subject(
        [title(2, "b", version=1), title(1, "a", version=3), title(2, "B", version=4), title(2, "x", version=2)]
    )

    assert [(item.tmdb_id, item.version) for item in kept] == [(1, 3), (2, 4)]


def test_first_command_of_equal_versions_is_kept() -> None:
    assert newest_per_subject([title(1, "first"), title(1, "second")])[0].title == "first"


async def test_titles_of_one_name_get_different_slugs() -> None:
    catalog = InMemoryCatalog()

    await apply(catalog, title(1, "Dune", 1984))
    await apply(catalog, title(2, "Dune", 2021))
    await apply(catalog, title(3, "Dune", 2021))

    assert [slug_of(catalog, number) for number in (1, 2, 3)] == ["dune", "dune-2021", "dune-2021-3"]


async def test_lower_number_of_a_batch_gets_the_shorter_slug() -> None:
    catalog = InMemoryCatalog()

    await apply(catalog, title(9, "Dune", 2021), title(3, "Dune", 1984))

    assert slug_of(catalog, 3) == "dune"
    assert slug_of(catalog, 9) == "dune-2021"


async def test_movie_and_show_may_share_a_slug() -> None:
    catalog = InMemoryCatalog()

    await apply(catalog, title(1, "Fargo"), title(2, "Fargo", kind="show"))

    assert slug_of(catalog, 1) == slug_of(catalog, 2) == "fargo"


async def test_new_year_or_spelling_keeps_the_slug() -> None:
    catalog = InMemoryCatalog()
    await apply(catalog, title(1, "Dune", 1984), title(2, "Dune", 2020))

    await apply(catalog, title(2, "DUNE!", 2021, version=2))

    assert slug_of(catalog, 2) == "dune-2020"


async def test_new_name_gets_a_new_slug_and_the_former_one_is_not_reused() -> None:
    catalog = InMemoryCatalog()
    await apply(catalog, title(1, "Untitled Movie"))

    await apply(catalog, title(1, "Dune", version=2))
    await apply(catalog, title(2, "Untitled Movie", 2022))

    assert slug_of(catalog, 1) == "dune"
    assert catalog.state.slugs["movie", "untitled-movie"].media_id == UUID(int=1)
    assert slug_of(catalog, 2) == "untitled-movie-2022"


async def test_restored_name_gets_its_former_slug() -> None:
    catalog = InMemoryCatalog()

    for version, name in enumerate(("Dune", "Dune: Part One", "Dune"), 1):
        await apply(catalog, title(1, name, version=version))

    assert slug_of(catalog, 1) == "dune"


async def test_deleted_title_keeps_its_slug_but_gets_no_new_one() -> None:
    catalog = InMemoryCatalog()
    await apply(catalog, title(1, "Dune"), title(2, "Arrival", deleted_at=DELETED))

    await apply(catalog, title(1, "Dune", version=2, deleted_at=DELETED), title(3, "Arrival"))
    assert (slug_of(catalog, 1), slug_of(catalog, 3)) == ("dune", "arrival")
    assert UUID(int=2) not in catalog.state.current

    await apply(catalog, title(1, "Dune", version=3), title(2, "Arrival", version=2))
    assert (slug_of(catalog, 1), slug_of(catalog, 2)) == ("dune", "arrival-2021")


async def test_replayed_log_changes_no_slug() -> None:
    catalog = InMemoryCatalog()
    log = [title(1, "Untitled", version=1), title(1, "Dune", version=2), title(2, "Untitled", 1999, version=1)]
    for event in log:
        await apply(catalog, event)
    before = dict(catalog.state.current), dict(catalog.state.slugs)

    catalog.state.titles.clear()
    for event in log:
        await apply(catalog, event)

    assert (catalog.state.current, catalog.state.slugs) == before
    assert [publication.slug for publication in catalog.state.published] == ["untitled", "dune", "untitled-1999"]


async def test_slug_is_published_once_when_it_becomes_current() -> None:
    catalog = InMemoryCatalog()

    await apply(catalog, title(1, "Untitled Movie"))
    await apply(catalog, title(1, "Untitled Movie!", version=2))
    await apply(catalog, title(1, "Dune", version=3), title(2, "Deleted", deleted_at=DELETED))

    assert [(item.tmdb_id, item.kind, item.slug, item.published_at) for item in catalog.state.published] == [
        (1, "movie", "untitled-movie", NOW),
        (1, "movie", "dune", NOW),
    ]


async def test_published_versions_grow_even_when_the_clock_steps_back() -> None:
    catalog = InMemoryCatalog()

    await apply(catalog, title(1, "Untitled"))
    await apply(catalog, title(1, "Dune", version=2), at=NOW - timedelta(hours=1))

    assert [item.version for item in catalog.state.published] == [MICROSECONDS, MICROSECONDS + 1]


async def test_slug_that_was_not_granted_is_not_published() -> None:
    catalog = InMemoryCatalog()
    catalog.rival = Slug("movie", "dune", UUID(int=99), "dune", 1)

    await apply(catalog, title(2, "Dune", 2021))

    assert [item.slug for item in catalog.state.published] == ["dune-2021"]


async def test_slug_taken_by_a_concurrent_writer_is_not_granted() -> None:
    catalog = InMemoryCatalog()
    catalog.rival = Slug("movie", "dune", UUID(int=99), "dune", 1)

    await apply(catalog, title(2, "Dune", 2021))

    assert slug_of(catalog, 2) == "dune-2021"


async def test_exhausted_slugs_are_an_error() -> None:
    catalog = InMemoryCatalog()
    for slug in ("dune", "dune-2021", "dune-2021-2", str(UUID(int=2))):
        catalog.state.slugs["movie", slug] = Slug("movie", slug, UUID(int=99), slug, 1)

    with pytest.raises(SlugsExhausted):
        await apply(catalog, title(2, "Dune", 2021))


async def test_season_is_applied_once_when_its_parts_are_complete() -> None:
    catalog, assembled = InMemoryCatalog(), []

    def assemble(bodies: object) -> ApplySeason:
        assembled.append(bodies)
        return season(3, episodes=2, version=1)

    await PROJECTION.apply_season_parts(catalog, [season_part(3, 2, 2)], assemble)
    await PROJECTION.apply_season_parts(catalog, [season_part(3, 1, 2)], assemble)

    assert assembled == [[b"1/1", b"1/2"]]
    assert [episode.number for episode in catalog.state.seasons[UUID(int=3)].episodes] == [1, 2]


async def test_batches_end_in_the_newest_state_of_each_subject() -> None:
    catalog = InMemoryCatalog()

    await PROJECTION.apply_scores(catalog, [scores(1, 80.0, version=2), scores(1, 70.0)])
    await PROJECTION.apply_lists(catalog, [ranking([1]), ranking([2], version=2)])
    await PROJECTION.apply_entries(catalog, [entry(1, "watching", version=2), entry(1, "planned")])
    await PROJECTION.apply_seasons(catalog, [season(3, episodes=1, version=2), season(3, episodes=4)])

    state = catalog.state
    assert [item.ratingo for item in state.scores.values()] == [80.0]
    assert [item.ranks for item in state.lists.values()] == [{UUID(int=2): 1}]
    assert [item.state for item in state.entries.values()] == ["watching"]
    assert [len(item.episodes) for item in state.seasons.values()] == [1]


async def test_unpublished_slugs_are_published_in_batches() -> None:
    catalog = InMemoryCatalog()
    async with catalog.begin() as work:
        await work.take_slugs(
            [Slug("movie", f"title-{number}", UUID(int=number), "title", 1) for number in range(1, 6)]
        )
        await work.save_titles([title(number) for number in range(1, 6)])

    await PublishSlugs(catalog, FixedClock(NOW), batch=2)()
    await PublishSlugs(catalog, FixedClock(NOW), batch=2)()

    assert [publication.slug for publication in catalog.state.published] == [
        f"title-{number}" for number in range(1, 6)
    ]
