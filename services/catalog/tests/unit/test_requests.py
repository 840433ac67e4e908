"""What clients may ask: bounds, the rules on years, and what the questions mean."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from catalog.application.read_models import Filters, Paging
from catalog.presentation.routes.requests import CalendarParams, ListParams, NowPlayingParams

pytestmark = pytest.mark.unit


def asked(**query: Any) -> ListParams:
    return ListParams.model_validate(query)


def problems(**query: Any) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as refused:
        asked(**query)
    return [(str(error["loc"][0]), error["type"]) for error in refused.value.errors()]


def test_nothing_asked_means_the_first_twenty_by_trend() -> None:
    assert asked().paging() == Paging("trending", True, 20, 0)
    assert asked().filters() == Filters()


def test_a_year_is_from_its_first_day_up_to_the_next() -> None:
    assert asked(year="1999").filters() == Filters(released_from=date(1999, 1, 1), released_before=date(2000, 1, 1))


def test_years_are_inclusive_and_either_may_be_open() -> None:
    assert asked(yearFrom="1999", yearTo="1999").filters() == asked(year="1999").filters()
    assert asked(yearFrom="1999").filters() == Filters(released_from=date(1999, 1, 1))
    assert asked(yearTo="1999").filters() == Filters(released_before=date(2000, 1, 1))


def test_genres_are_split_and_said_once() -> None:
    assert asked(genres="drama,war,drama").filters().genres == ("drama", "war")


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
def test_what_breaks_a_rule_is_named(query: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert problems(**query) == expected


def test_regions_are_read_in_capitals() -> None:
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
def test_a_calendar_starts_on_a_utc_day(text: str, day: date) -> None:
    assert CalendarParams.model_validate({"startDate": text}).start_date == day


@pytest.mark.parametrize("text", ["soon", "2026-13-01", "Tuesday", "1899-12-31", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        CalendarParams.model_validate({"startDate": text})
