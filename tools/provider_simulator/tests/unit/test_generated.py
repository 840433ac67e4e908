"""The generated catalog: any size, the same for the same seed, consistent over all look-ups."""

from datetime import date, timedelta

import pytest

from provider_simulator.titles.generated import FIRST, GeneratedCatalog

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("size", [0, 1, 4, 5, 9, 10, 137])
def test_every_number_is_one_title(size: int) -> None:
    catalog = GeneratedCatalog(size, 1, TODAY)
    movies, shows = catalog.ranked("movie", "live"), catalog.ranked("show", "live")
    numbers = sorted(title.ids.tmdb for title in (*movies, *shows))
    assert numbers == list(range(FIRST, FIRST + size))
    assert len(shows) == size // 5


def test_look_ups_by_every_id_agree() -> None:
    catalog = GeneratedCatalog(1_000_000, 1, TODAY)
    show = catalog.show(FIRST + 777_774)
    assert show is not None
    assert catalog.movie(FIRST + 777_774) is None
    assert show.ids.imdb == "tt10777774"
    for name, value in (("imdb", show.ids.imdb), ("trakt", show.ids.trakt), ("slug", show.ids.slug)):
        assert catalog.find(name, str(value)) == [show]  # type: ignore[arg-type]
    assert catalog.find("tvmaze", str(show.ids.tvmaze)) == [show]
    assert catalog.find("imdb", "10777774") == []


def test_the_seed_changes_the_facts_but_not_the_ids() -> None:
    one, two = GeneratedCatalog(50, 1, TODAY).movie(FIRST), GeneratedCatalog(50, 2, TODAY).movie(FIRST)
    assert one is not None
    assert two is not None
    assert one == GeneratedCatalog(50, 1, TODAY).movie(FIRST)
    assert one.ids == two.ids
    assert one.ratings != two.ratings


def test_releases_are_found_without_a_search_and_completely() -> None:
    catalog = GeneratedCatalog(20_000, 1, TODAY)
    first, last = TODAY - timedelta(days=30), TODAY
    result = {title.ids.tmdb for title in catalog.released("movie", first, last)}
    by_hand = {t.ids.tmdb for t in catalog.ranked("movie", "popularity") if first <= t.first_day <= last}
    assert result == by_hand
    assert result


def test_changes_differ_from_day_to_day() -> None:
    catalog = GeneratedCatalog(2_000, 1, TODAY)
    today = {title.ids.tmdb for title in catalog.changed("movie", TODAY)}
    yesterday = {title.ids.tmdb for title in catalog.changed("movie", TODAY - timedelta(days=1))}
    assert len(today) in {16, 17}
    assert not today & yesterday


def test_a_ranking_of_a_million_is_not_built_to_be_read() -> None:
    ranking = GeneratedCatalog(1_000_000, 1, TODAY).ranked("movie", "popularity")
    assert len(ranking) == 800_000
    assert ranking[799_999].ids.tmdb == FIRST + 999_998
    assert [title.ids.tmdb - FIRST for title in ranking[3:6]] == [3, 5, 6]
