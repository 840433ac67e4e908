"""What the library keeps of an imported title."""

from uuid import UUID

import pytest
from services.library.tests.conftest import Deliver, Imported

from contracts.ingestion import facts as wire
from library.bootstrap import Container
from library.domain.titles.details import Details, ExternalIds, Genre, Person
from library.infrastructure.unit_of_work import SqlUnitOfWork

pytestmark = pytest.mark.integration


async def details_of(container: Container, media_id: UUID) -> Details:
    async with container.runtime.transactions.begin() as transaction:
        title = await SqlUnitOfWork(transaction).titles.find(media_id)
    assert title is not None
    assert title.facts is not None
    return title.facts.details


async def test_an_import_states_details(container: Container, deliver: Deliver, imported: Imported) -> None:
    cast = [wire.CastMember(tmdb_id=number, name=f"Actor {number}", order=number) for number in range(12)]
    event = imported(
        550,
        kind="movie",
        title="Fight Club",
        original_title="Fight Club",
        original_language="en",
        origin_countries=("US", "DE"),
        translations={"fr": wire.Translation(title="Le Cercle des combattants"), "de": wire.Translation()},
        external_ids=wire.ExternalIds(imdb="tt0137523", trakt=432, tvdb=14),
        status="Released",
        runtime_minutes=139,
        genres=(wire.Genre(tmdb_id=18, name="Drama"),),
        credits=wire.Credits(
            cast=tuple(cast),
            crew=(
                wire.CrewMember(tmdb_id=7467, name="David Fincher", job="Director"),
                wire.CrewMember(tmdb_id=7, name="Ann Cutter", job="Editor"),
            ),
        ),
        availability={
            "US": wire.Offers(stream=(wire.Provider(provider_id=8, name="Netflix"),)),
            "DE": wire.Offers(rent=(wire.Provider(provider_id=2, name="Apple TV"),)),
        },
        popularity=61.4,
    )

    await deliver(event)

    assert await details_of(container, event.media_id) == Details(
        original_name="Fight Club",
        names=("fight club", "le cercle des combattants"),
        external_ids=ExternalIds(imdb="tt0137523", trakt=432, tvdb=14),
        status="Released",
        runtime_minutes=139,
        language="en",
        countries=("US", "DE"),
        genres=(Genre(18, "Drama"),),
        people=(
            Person(7467, "David Fincher", "director"),
            *(Person(number, f"Actor {number}", "cast") for number in range(10)),
        ),
        popularity=61.4,
        streams={"US": (8,)},
    )
