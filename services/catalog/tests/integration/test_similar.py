"""Similar titles over HTTP."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from catalog.application.discovery.similar import SimilarQueries, SimilarTitles
from catalog.application.read_models import Redirect, View
from catalog.domain.errors import MediaDeleted
from catalog.infrastructure.discovery.similar import SqlCandidates
from catalog.infrastructure.reading.caches.shared_cache import SharedCache
from catalog.presentation.discovery.similar import SimilarMovie, SimilarShow
from chassis.http.schemas import Success
from chassis.testing.statements import executed_reads
from contracts.identity import media_id
from contracts.ingestion import CastMember, Credits, CrewMember, Genre

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

DRAMA, COMEDY = Genre(tmdb_id=18, name="Drama"), Genre(tmdb_id=35, name="Comedy")
DIRECTOR = CrewMember(tmdb_id=7, name="A Director", job="Director", department="Directing")


async def fill(catalog: Catalog, make: Make) -> None:
    """Import a movie, others that share keywords, people or a genre with it, and an unrelated one."""
    subject = Credits(cast=(CastMember(tmdb_id=5, name="An Actor", order=0),), crew=(DIRECTOR,))
    await catalog.apply(
        make.movie(1, keywords=("Dystopia", "hacker"), credits=subject, genres=(DRAMA,), release_date=date(1999, 1, 1)),
        make.movie(2, keywords=("dystopia", "HACKER"), genres=(COMEDY,)),
        make.movie(3, credits=Credits(crew=(DIRECTOR,)), genres=(COMEDY,)),
        make.movie(4, credits=Credits(cast=subject.cast)),
        make.movie(5, genres=(DRAMA, COMEDY)),
        make.movie(6, genres=(COMEDY,)),
        make.show(7, keywords=("dystopia", "hacker"), genres=(DRAMA,)),
        make.scores(5, popularity=50.0, ratingo=80.0),
        make.scores(6, popularity=60.0, ratingo=90.0),
    )


async def test_similar_movies_share_keywords_people_or_genres(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)

    similar = (await catalog.body("/movies/title-1/similar", Success[list[SimilarMovie]]))["data"]

    assert [(item["slug"], item["similarity"]) for item in similar] == [
        ("title-5", 16.5),
        ("title-3", 12.75),
        ("title-2", 10.5),
        ("title-4", 7.5),
    ]
    assert similar[0]["path"] == f"/api/v1/catalog/movies/{similar[0]['slug']}"


async def test_limit_and_repetition(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)

    bodies = [(await catalog.get("/movies/title-1/similar?limit=2")).json() for _ in range(2)]

    assert bodies[0] == bodies[1]
    assert len(bodies[0]["data"]) == 2


async def test_shows_are_similar_to_shows_only(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)
    await catalog.apply(make.show(8, keywords=("hacker",)))

    [show] = (await catalog.body("/shows/title-7/similar", Success[list[SimilarShow]]))["data"]

    assert show["slug"] == "title-8"
    assert (await catalog.get("/shows/title-1/similar")).status_code == 404


async def test_former_slug_and_deleted_titles(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)
    into = {"successor_id": media_id("movie", 1), "successor_tmdb_id": 1}
    await catalog.apply(
        make.movie(2, version=2, gone_at="2026-11-20T04:10:00Z", **into),
        make.movie(3, version=2, title="Renamed", genres=(DRAMA,)),
        make.movie(4, version=2, gone_at="2026-11-20T04:10:00Z"),
    )

    merged, former = await catalog.get("/movies/title-2/similar"), await catalog.get("/movies/title-3/similar?limit=1")
    assert (merged.status_code, former.status_code) == (308, 308)
    followed = await catalog.client.get(str(former.request.url), follow_redirects=True)
    assert followed.request.url.path.endswith("/movies/renamed/similar")
    assert len(followed.json()["data"]) == 1
    assert (await catalog.get("/movies/title-4/similar")).status_code == 410
    slugs = {item["slug"] for item in (await catalog.get("/movies/title-1/similar")).json()["data"]}
    assert not slugs & {"title-1", "title-2", "title-4"}


@pytest.mark.parametrize("query", ["limit=0", "limit=51", "offset=1", "region=USA"])
async def test_invalid_parameter_is_rejected(catalog: Catalog, query: str) -> None:
    response = await catalog.get(f"/movies/title-1/similar?{query}")

    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")


def kept_for_a_minute(catalog: Catalog) -> SimilarQueries:
    """Return the use case, which keeps what was chosen, as outside of tests."""
    application = catalog.container.application
    candidates = SqlCandidates(catalog.container.runtime.reads)
    return SimilarQueries(candidates, SharedCache(60.0, keeps=bool), application.titles, application.lookup)


async def test_what_was_chosen_takes_one_statement(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)
    queries = kept_for_a_minute(catalog)
    first = await queries.similar("movie", "title-1", View(), 2)

    with executed_reads(catalog.container.runtime.reads) as sent:
        again = await queries.similar("movie", "title-1", View(), 2)

    assert len([statement for statement, _ in sent if "list_items" not in statement]) == 1
    assert isinstance(first, SimilarTitles)
    assert isinstance(again, SimilarTitles)
    assert [title.slug for title in again.titles.titles] == ["title-5", "title-3"]
    assert again.similar == first.similar
    await catalog.apply(make.movie(5, version=2, title="Solaris", genres=(DRAMA, COMEDY)))
    changed = await queries.similar("movie", "title-1", View(), 1)
    assert isinstance(changed, SimilarTitles)
    assert [title.slug for title in changed.titles.titles] == ["solaris"], "the choice is kept, titles are not"


async def test_kept_choice_does_not_outlive_the_slug_or_the_title(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)
    queries = kept_for_a_minute(catalog)
    await queries.similar("movie", "title-1", View(), 2)

    await catalog.apply(make.movie(1, version=2, title="Renamed", genres=(DRAMA,)))
    assert await queries.similar("movie", "title-1", View(), 2) == Redirect("renamed")
    renamed = await queries.similar("movie", "renamed", View(), 2)
    assert isinstance(renamed, SimilarTitles)
    assert [title.slug for title in renamed.titles.titles] == ["title-5"]

    await catalog.apply(make.movie(1, version=3, title="Renamed", gone_at="2026-11-20T04:10:00Z"))
    with pytest.raises(MediaDeleted):
        await queries.similar("movie", "renamed", View(), 2)


async def test_user_entry_of_a_similar_title_is_shown_to_the_user_only(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)
    ada = UUID(int=0xADA)
    await catalog.apply(make.entry(ada, 5, state="planned"))
    path = "/movies/title-1/similar?limit=1"

    states = [(await catalog.get(path, user=user)).json()["data"][0]["userState"] for user in (ada, None, ada)]

    assert [state and state["state"] for state in states] == ["planned", None, "planned"]
