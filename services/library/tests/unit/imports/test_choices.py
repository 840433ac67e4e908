"""What a user chooses for an import: the zone of local times, the scale of ratings, the state of titles without one."""

from datetime import UTC, datetime
from typing import Any, Final

import pytest

from library.domain.imports.applying.preparation import Prepared, prepare
from library.domain.imports.options import ImportOptions
from library.domain.imports.rows import Format, Mark, Moment, Play, Rating

pytestmark = pytest.mark.unit

NOW: Final = datetime(2026, 11, 29, 12, tzinfo=UTC)
LOCAL: Final = "title,watchedAt\nBlue Harbour,2024-07-13 20:15\nTin Town,2024-07-13T20:15:00Z\nRain,2024-07-13\n"


def prepared(content: str, source: Format | None = None, **options: Any) -> Prepared:
    return prepare("file.csv", content.encode(), NOW, source, ImportOptions(**options))


def actions(result: Prepared) -> list[list[object]]:
    rows = sorted((row for group in result.groups for row in group.rows), key=lambda row: row.number)
    return [[effect.action for effect in row.effects] for row in rows]


def keys(result: Prepared) -> list[str]:
    return [effect.key for group in result.groups for row in group.rows for effect in row.effects]


def test_only_a_time_without_a_zone_is_in_the_zone_of_the_user() -> None:
    assert actions(prepared(LOCAL, time_zone="Europe/Kyiv")) == [
        [Play(Moment("instant", datetime(2024, 7, 13, 17, 15, tzinfo=UTC)))],
        [Play(Moment("instant", datetime(2024, 7, 13, 20, 15, tzinfo=UTC)))],
        [Play(Moment("day", datetime(2024, 7, 13, tzinfo=UTC)))],
    ]


def test_keys_depend_on_no_choice_of_a_zone() -> None:
    assert keys(prepared(LOCAL, time_zone="Europe/Kyiv")) == keys(prepared(LOCAL))


def test_times_of_a_format_in_utc_stay() -> None:
    simkl = '{"movies": [{"last_watched_at": "2024-07-13T20:15:00", "status": "completed", "movie": {"title": "A"}}]}'
    [[*_, first]] = actions(prepared(simkl, time_zone="Europe/Kyiv"))
    [[*_, second]] = actions(prepared(simkl))
    assert first == second


@pytest.mark.parametrize(("scale", "rating"), [(None, 4), (5, 80), (10, 40), (100, 4)])
def test_the_scale_is_that_of_ratings_that_do_not_state_theirs(scale: int | None, rating: int) -> None:
    content = "title,rating,rating10\nBlue Harbour,4,\nRain,,9\n"
    result = prepared(content, rating_scale=scale)
    assert actions(result) == [[Rating(rating)], [Rating(90)]]
    assert [notice.code for notice in result.parsed.notices] == (["ratings_small"] if scale is None else [])


def test_a_rating_beyond_the_scale_is_rejected() -> None:
    [rejected] = prepared("title,rating\nBlue Harbour,11\n", rating_scale=10).parsed.rejected
    assert (rejected.code, rejected.field) == ("out_of_range", "rating")


def test_titles_without_a_play_and_a_state_get_the_default_once() -> None:
    content = "title,rating,state,watchedAt\nA,80,,\nA,,,\nB,,dropped,\nC,70,,\nC,,,2024-02-13\n"
    planned = Mark("planned", is_default=True)
    day = Moment("day", datetime(2024, 2, 13, tzinfo=UTC))
    assert actions(prepared(content, default_state="planned")) == [
        [Rating(80), planned],
        [],
        [Mark("dropped")],
        [Rating(70)],
        [Play(day)],
    ]


def test_a_list_of_names_alone_is_accepted_with_a_default_state() -> None:
    content = "title,year\nBlue Harbour,2021\n"
    assert actions(prepared(content, "generic", default_state="completed")) == [[Mark("completed", is_default=True)]]
    [rejected] = prepared(content, "generic").parsed.rejected
    assert rejected.code == "nothing_to_import"


def test_contents_count_statements_by_kind() -> None:
    content = "title,plays,rating,list,watchlist\nA,3,80,Best,\nB,,,,yes\n"
    assert prepared(content).contents == {"listItems": 1, "lists": 1, "plays": 3, "ratings": 1, "watchlist": 1}
