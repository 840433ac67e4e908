"""The statements of lists: one without filters has no parameters, so that Postgres plans it once per connection."""

from datetime import date

import pytest

from catalog.application.read_models import Filters, Kind, Paging, Selection, Sort
from catalog.infrastructure.reading.list_shapes import shape_of, values_of
from catalog.infrastructure.reading.list_statements import leading_read

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 21)


def arguments(selection: Selection, sort: Sort, filters: Filters = Filters()) -> list[object]:
    read = leading_read(shape_of(selection, filters, Paging(sort), personal=False))
    return read.arguments(values_of(selection, filters))


@pytest.mark.parametrize("kind", ["movie", "show"])
@pytest.mark.parametrize("sort", ["trending", "popularity", "ratingo", "releaseDate", "tmdbPopularity"])
def test_list_without_filters_has_no_parameters(kind: Kind, sort: Sort) -> None:
    assert arguments(Selection(kind, TODAY, ranked_by=f"trending.{kind}.day", regions=("US",)), sort) == []


def test_values_of_filters_are_parameters() -> None:
    selection = Selection("movie", TODAY, ranked_by="trending.movie.day", regions=("US",))
    assert arguments(selection, "ratingo", Filters(min_ratingo=70.0)) == [70.0]


def test_bits_of_genres_and_services_are_parameters() -> None:
    selection = Selection("movie", TODAY, ranked_by="trending.movie.day", regions=("US",))
    filters = Filters(genres=("drama", "comedy"), providers=(8, 337), watch_region="US")
    services, genres = arguments(selection, "ratingo", filters)
    assert services == 1 << 8 | 1 << 337 % 61
    assert genres == 1 << 36 | 1 << 47


def test_name_that_is_not_of_this_service_is_not_written_into_a_statement() -> None:
    with pytest.raises(ValueError, match="is no name of this service"):
        arguments(Selection("movie", TODAY, ranked_by="x' or true --", regions=("US",)), "trending")
