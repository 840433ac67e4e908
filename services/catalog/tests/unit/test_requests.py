"""Query parameters: bounds, the rules on years, and the filters that they become."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from catalog.application.read_models import Filters, Paging
from catalog.presentation.routes.requests import ListParams, NowPlayingParams
from catalog.presentation.schedule.requests import CalendarParams

pytestmark = pytest.mark.unit


def params(**query: Any) -> ListParams:
    return ListParams.model_validate(query)


def problems(**query: Any) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as refused:
        params(**query)
    return [(str(error["loc"][0]), error["type"]) for error in refused.value.errors()]


def test_defaults_are_the_first_twenty_by_trend() -> None:
    assert params().paging("/movies/trending") == Paging("trending", True, 20, 0)
    assert params().filters == Filters()


def test_year_is_a_range_of_days() -> None:
    assert params(year="1999").filters == Filters(released_from=date(1999, 1, 1), released_before=date(2000, 1, 1))


def test_range_of_years_is_inclusive_and_may_be_open() -> None:
    assert params(yearFrom="1999", yearTo="1999").filters == params(year="1999").filters
    assert params(yearFrom="1999").filters == Filters(released_from=date(1999, 1, 1))
    assert params(yearTo="1999").filters == Filters(released_before=date(2000, 1, 1))


def test_genres_are_split_without_repetition() -> None:
    assert params(genres="drama,war,drama").filters.genres == ("drama", "war")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"limit": "0"}, [("limit", "greater_than_equal")]),
        ({"limit": "51"}, [("limit", "less_than_equal")]),
        ({"offset": "-1"}, [("offset", "greater_than_equal")]),
        ({"sort": "rank"}, [("sort", "literal_error")]),
        ({"order": "down"}, [("order", "literal_error")]),
        ({"minRatingo": "101"}, [("minRatingo", "less_than_equal")]),
        ({"minRatingo": "nan"}, [("minRatingo", "finite_number")]),
        ({"minVotes": "-1"}, [("minVotes", "greater_than_equal")]),
        ({"voteSource": "imdb"}, [("voteSource", "literal_error")]),
        ({"year": "1899"}, [("year", "greater_than_equal")]),
        ({"year": "2101"}, [("year", "less_than_equal")]),
        ({"year": "2000", "yearFrom": "1999"}, [("year", "year_conflict")]),
        ({"year": "2000", "yearTo": "2000"}, [("year", "year_conflict")]),
        ({"yearFrom": "2001", "yearTo": "2000"}, [("yearTo", "year_order")]),
        ({"genres": "drama,,war"}, [("genres", "string_pattern_mismatch")]),
        ({"page": "2", "size": "9"}, [("page", "extra_forbidden"), ("size", "extra_forbidden")]),
    ],
)
def test_invalid_parameter_is_reported_by_name(query: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert problems(**query) == expected


def test_region_is_converted_to_upper_case() -> None:
    assert NowPlayingParams.model_validate({"region": "ua"}).region == "UA"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-21", date(2026, 11, 21)),
        ("2026-11-21T23:30:00-05:00", date(2026, 11, 22)),
        ("2026-11-21T23:30:00Z", date(2026, 11, 21)),
        ("2026-11-21T23:30:00", date(2026, 11, 21)),
    ],
)
def test_calendar_start_is_a_utc_day(text: str, day: date) -> None:
    assert CalendarParams.model_validate({"startDate": text}).start_date == day


@pytest.mark.parametrize("text", ["soon", "2026-13-01", "Tuesday", "1899-12-31", "0001-01-01T00:00:00+14:00"])
def test_invalid_day_is_rejected(text: str) -> None:
    with pytest.raises(ValidationError):
        CalendarParams.model_validate({"startDate": text})
