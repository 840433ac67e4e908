"""What every adapter of the index has to do, on entries that each test writes."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

import pytest

from search.application.ports import SearchIndex
from search.domain.entry import Card, Entry, FacetValues, Kind, Name
from search.domain.filters import FACET_NAMES, Filters
from search.domain.matching import (
    AllOf,
    AnyOf,
    Anything,
    Condition,
    OfKind,
    Position,
    Released,
    Similar,
    Term,
)

CreateIndex = Callable[..., Awaitable[SearchIndex]]
ALL = Filters()


def title(
    number: int, name: str, *, kind: Kind = "movie", rank: int = 0, facets: FacetValues = FacetValues(), **more: object
) -> Entry:
    """Return the entry of a title with a few values."""
    card = Card(
        f"{kind}:{UUID(int=number)}",
        kind,
        (Name(name), Name(f"{name} переклад", "uk")),
        original_name=f"{name} original",
        media_id=UUID(int=number),
        tmdb_id=number,
        slug=f"title-{number}",
        year=facets.year,
        poster_path=f"/{number}.jpg",
        score=facets.score,
        rating=7.5,
        votes=number,
    )
    return Entry(card, rank, facets=facets, **more)  # type: ignore[arg-type]


def named(tier_hits: Sequence[object]) -> list[str]:
    """Return the names of hits or cards."""
    cards = [getattr(hit, "card", hit) for hit in tier_hits]
    return [card.names[0].text for card in cards if isinstance(card, Card)]


class IndexContract:
    """The contract; a subclass has the fixture `create`."""

    async def test_an_earlier_tier_comes_first_and_the_higher_rank_within_it(self, create: CreateIndex) -> None:
        index = await create(
            title(1, "Dune", rank=1), title(2, "Dune Part Two", rank=9), title(3, "Dune", rank=5), title(4, "Other")
        )
        tiers: list[Condition] = [Term("exact", "dune"), Term("word", "dune")]

        hits = await index.find(tiers, ALL, limit=10)

        assert [(hit.position.tier, hit.card.tmdb_id) for hit in hits] == [(0, 3), (0, 1), (1, 2)]
        assert await index.count(tiers, ALL) == 3
        assert named(await index.find(tiers, ALL, limit=1)) == ["Dune"]

    async def test_pages_contain_each_entry_once_in_one_order(self, create: CreateIndex) -> None:
        index = await create(*(title(n, "Same Name" if n % 2 else "Same", rank=n % 3) for n in range(1, 30)))
        tiers = [Term("exact", "same"), Term("word", "same")]

        whole = [hit.card.id for hit in await index.find(tiers, ALL, limit=100)]
        paged: list[str] = []
        after: Position | None = None
        while page := await index.find(tiers, ALL, after=after, limit=4):
            paged += [hit.card.id for hit in page]
            after = page[-1].position

        assert len(set(whole)) == 29
        assert paged == whole

    async def test_a_card_is_returned_as_it_was_written(self, create: CreateIndex) -> None:
        facets = FacetValues(
            genres=(18, 35),
            year=1999,
            countries=("US", "GB"),
            language="en",
            providers={"UA": (8, 337)},
            certifications={"US": "R"},
            score=81.25,
        )
        entry = title(
            603,
            "The Matrix",
            rank=7,
            facets=facets,
            ids=("imdb:tt0133093", "tmdb:movie:603"),
            people=(6384, 530),
            collection=2344,
            keywords=("saving the world",),
        )
        person = Entry(Card("person:6384", "person", (Name("Keanu Reeves"),), tmdb_id=6384), rank=3)
        index = await create(entry, person)

        assert await index.get(entry.card.id) == entry
        assert await index.get("person:6384") == person
        assert await index.get("person:1") is None
        [hit] = await index.find([Term("id", "imdb:tt0133093")], ALL, limit=5)
        assert hit.card == entry.card

    async def test_conditions_combine(self, create: CreateIndex) -> None:
        index = await create(
            title(1, "Dune", facets=FacetValues(year=1984)),
            title(2, "Dune", kind="show", facets=FacetValues(year=2021)),
            title(3, "Arrival", facets=FacetValues(year=2016)),
        )

        async def numbers(condition: Condition) -> set[int | None]:
            return {hit.card.tmdb_id for hit in await index.find([condition], ALL, limit=10)}

        assert await numbers(AllOf((Term("word", "dune"), Released(1984)))) == {1}
        assert await numbers(AllOf((Term("word", "dune"), OfKind("show")))) == {2}
        assert await numbers(AnyOf((Term("word", "arrival"), Released(1984)))) == {1, 3}
        assert await numbers(Anything()) == {1, 2, 3}
        assert await numbers(AllOf(())) == {1, 2, 3}
        assert await numbers(AnyOf(())) == set()
        assert await numbers(Similar("word", "dnue", 1)) == {1, 2}
        assert await numbers(Similar("word", "arival", 1)) == {3}
        assert await numbers(Similar("word", "arvial", 1)) == set()
        assert await numbers(Term("exact_in", "uk:arrivalпереклад")) == {3}
        assert await numbers(Term("word", "nothing")) == set()
        assert await index.find([], ALL, limit=10) == []
        assert await index.count([], ALL) == 0

    @pytest.mark.parametrize(
        ("filters", "numbers"),
        [
            (Filters(kinds=frozenset({"show"})), {2}),
            (Filters(kinds=frozenset({"movie", "person"})), {1, 3, 4}),
            (Filters(genres=frozenset({18, 99})), {1, 2}),
            (Filters(year_from=1995), {1, 2}),
            (Filters(year_to=1995), {3}),
            (Filters(year_from=1999, year_to=2000), {1}),
            (Filters(decades=frozenset({1980, 2020})), {2, 3}),
            (Filters(countries=frozenset({"UA"})), {2}),
            (Filters(languages=frozenset({"en", "ja"})), {1, 3}),
            (Filters(providers=frozenset({8}), region="UA"), {1}),
            (Filters(providers=frozenset({8}), region="PL"), set()),
            (Filters(providers=frozenset({8})), set()),
            (Filters(certifications=frozenset({"R", "PG-13"}), region="US"), {1, 3}),
            (Filters(score_from=80), {1, 2}),
            (Filters(score_from=80.5), {2}),
            (Filters(score_to=80), {1, 3}),
            (Filters(people=frozenset({7})), {1}),
            (Filters(collections=frozenset({5})), {2}),
            (Filters(keywords=frozenset({"space opera"})), {3}),
            (Filters(genres=frozenset({18}), languages=frozenset({"en"})), {1}),
        ],
    )
    async def test_each_filter_narrows_the_results(
        self, create: CreateIndex, filters: Filters, numbers: set[int]
    ) -> None:
        index = await create(
            title(
                1,
                "Name",
                people=(7,),
                facets=FacetValues(
                    genres=(18,),
                    year=1999,
                    countries=("US", "GB"),
                    language="en",
                    providers={"UA": (8, 9), "PL": (9,)},
                    certifications={"US": "R", "UA": "16"},
                    score=80.0,
                ),
            ),
            title(
                2,
                "Name",
                kind="show",
                collection=5,
                facets=FacetValues(genres=(18, 35), year=2021, countries=("UA",), language="uk", score=90.0),
            ),
            title(
                3,
                "Name",
                keywords=("space opera",),
                facets=FacetValues(year=1984, language="ja", certifications={"US": "PG-13"}, score=10.0),
            ),
            Entry(Card("person:4", "person", (Name("Name"),), tmdb_id=4), rank=0),
        )
        tiers = [Term("word", "name")]

        assert {hit.card.tmdb_id for hit in await index.find(tiers, filters, limit=10)} == numbers
        assert await index.count(tiers, filters) == len(numbers)

    async def test_a_facet_ignores_its_own_filter_and_heeds_the_others(self, create: CreateIndex) -> None:
        def movie(number: int, genre: int, year: int, score: float, provider: int) -> Entry:
            facets = FacetValues(
                genres=(genre, 1),
                year=year,
                countries=("US",),
                language="en",
                providers={"UA": (provider,)},
                certifications={"UA": "12"},
                score=score,
            )
            return title(number, "Name", facets=facets)

        index = await create(movie(1, 18, 1991, 100, 8), movie(2, 18, 1999, 81, 8), movie(3, 35, 2001, 5.5, 337))
        filters = Filters(genres=frozenset({18}), region="UA")

        async def counts(filters: Filters) -> dict[str, list[tuple[str, int]]]:
            facets = await index.facets([Term("word", "name")], filters, FACET_NAMES)
            return {name: [(count.value, count.count) for count in values] for name, values in facets.items()}

        assert await counts(filters) == {
            "type": [("movie", 2)],
            "genre": [("1", 3), ("18", 2), ("35", 1)],
            "year": [("1991", 1), ("1999", 1)],
            "decade": [("1990", 2)],
            "country": [("US", 2)],
            "language": [("en", 2)],
            "provider": [("8", 2)],
            "certification": [("12", 2)],
            "score": [("80", 1), ("90", 1)],
        }
        without_region = await counts(Filters(year_from=2000))
        assert without_region["provider"] == without_region["certification"] == []
        assert without_region["year"] == [("1991", 1), ("1999", 1), ("2001", 1)]
        assert without_region["decade"] == [("2000", 1)]
        assert (await index.facets([], filters, ["type"]))["type"] == []

    async def test_similar_titles_share_people_keywords_the_collection_or_all_genres(self, create: CreateIndex) -> None:
        index = await create(
            title(1, "Origin", people=(1, 2), collection=9, keywords=("desert",), facets=FacetValues(genres=(18, 35))),
            title(2, "Sequel", people=(1, 2), collection=9),
            title(3, "Desert", keywords=("desert",), rank=1),
            title(4, "Desert Too", keywords=("desert",), rank=2),
            title(5, "Drama", facets=FacetValues(genres=(18, 35)), rank=9),
            title(6, "Half", facets=FacetValues(genres=(18,)), rank=10),
            title(7, "Series", kind="show", facets=FacetValues(genres=(18, 35)), rank=11),
            Entry(Card("person:1", "person", (Name("Someone"),), tmdb_id=1), rank=12),
        )
        origin = f"movie:{UUID(int=1)}"

        assert named(await index.similar(origin, ALL, limit=10)) == ["Sequel", "Desert Too", "Desert", "Drama"]
        assert named(await index.similar(origin, ALL, limit=2)) == ["Sequel", "Desert Too"]
        assert named(await index.similar(origin, Filters(keywords=frozenset({"desert"})), limit=5)) == [
            "Desert Too",
            "Desert",
        ]
        assert await index.similar("movie:unknown", ALL, limit=5) == ()
        assert await index.similar("person:1", ALL, limit=5) == ()
