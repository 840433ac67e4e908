"""What is written without models has the bytes of the models that document it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.http.schemas import Page, ResponseModel, page_meta
from library.application.entries.read_models import EntryItem
from library.application.plays.read_models import PlayItem
from library.application.positions.continuing import Continuation
from library.application.statistics.reading import DatedStatistics
from library.domain.entries.entry import Entry
from library.domain.entries.progress import EpisodeNumber, Progress
from library.domain.plays.items import Play
from library.domain.plays.summary import PlaceRating
from library.domain.positions.position import Device, Playable, Position
from library.domain.rankings.streaks import Streak
from library.domain.statistics.statistics import Part, PlayOfTitle, Statistics, Totals, WatchedShow
from library.domain.titles.details import EpisodeDetails
from library.domain.titles.seasons import Seasons
from library.domain.titles.title import Address, Facts, ScoreSnapshot, Title
from library.presentation import rendering
from library.presentation.entries.rendering import entry_document
from library.presentation.entries.schemas import EntryResponse
from library.presentation.plays.rendering import play_document
from library.presentation.plays.schemas import PlayResponse
from library.presentation.positions.continuing import ContinueResponse
from library.presentation.positions.rendering import continuation_document
from library.presentation.statistics.rendering import statistics_document, statistics_response
from library.presentation.statistics.schemas import StatisticsResponse
from library.presentation.titles.schemas import MediaSummary

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
TIMES = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
DAYS = st.dates(date(1870, 1, 1), date(2200, 1, 1))
NUMBERS = st.integers(0, 100_000)
PLACES = st.builds(EpisodeNumber, st.integers(0, 9), st.integers(0, 30))
TITLES = st.none() | st.builds(
    Title,
    st.uuids(),
    st.sampled_from(["movie", "show"]),
    NUMBERS,
    st.none()
    | st.builds(
        Facts,
        NUMBERS,
        TEXTS,
        st.none() | st.sampled_from(["/a.jpg", "https://images.example/b.png", ""]),
        st.none() | DAYS,
        st.none() | TIMES,
        st.none() | st.uuids(),
    ),
    st.none() | st.builds(ScoreSnapshot, NUMBERS, st.floats(0, 100)),
    st.none() | st.builds(Address, NUMBERS, TEXTS),
)
SEASONS = st.builds(
    Seasons, st.frozensets(st.integers(0, 9)), st.dictionaries(st.integers(0, 9), st.just((1, 2, 3, 17)), max_size=4)
)
RATINGS = st.integers(0, 100)
ENTRIES = st.builds(
    Entry,
    st.uuids(),
    st.uuids(),
    st.sampled_from(["movie", "show"]),
    NUMBERS,
    version=NUMBERS,
    state=st.sampled_from(["planned", "watching", "completed", "dropped", "paused"]),
    cause=st.none() | st.sampled_from(["mark", "all_seen"]),
    rating=st.none() | RATINGS,
    rated_at=st.none() | TIMES,
    progress=st.dictionaries(st.integers(0, 9), st.integers(0, 30), max_size=4).map(Progress.of),
    notes=st.none() | TEXTS,
    tags=st.lists(TEXTS, max_size=3).map(tuple),
    plays=NUMBERS,
    episodes_seen=NUMBERS,
    runs=NUMBERS,
    first_watched_at=st.none() | TIMES,
    last_watched_at=st.none() | TIMES,
    place_ratings=st.lists(
        st.builds(PlaceRating, st.integers(0, 9), st.none() | st.integers(0, 9), RATINGS), max_size=3
    ).map(tuple),
    created_at=TIMES,
    updated_at=TIMES,
)
PLAYS = st.builds(
    Play,
    play_id=st.uuids(),
    user_id=st.uuids(),
    media_id=st.uuids(),
    place=st.none() | PLACES,
    source_id=st.none() | NUMBERS,
    watched_at=st.none() | TIMES,
    precision=st.sampled_from(["instant", "day", "year", "unknown"]),
    duration_seconds=st.none() | NUMBERS,
    origin=TEXTS,
    key=st.none(),
    batch_id=st.none(),
    causation=st.none(),
    at=TIMES,
    sequence=NUMBERS,
    recorded_at=TIMES,
    retracted_at=st.none(),
)
POSITIONS = st.builds(
    Position,
    st.builds(Playable, st.uuids(), st.none() | NUMBERS, st.none() | NUMBERS),
    st.builds(Device, TEXTS, st.none() | TEXTS),
    NUMBERS,
    st.none() | NUMBERS,
    st.just("paused"),
    TIMES,
    TEXTS,
)
DETAILS = st.builds(
    EpisodeDetails, NUMBERS, name=st.none() | TEXTS, air_date=st.none() | DAYS, airs_at=st.none() | TIMES
)
PARTS = st.lists(st.builds(Part, TEXTS, TEXTS, NUMBERS, st.integers(0, 10**9), NUMBERS), max_size=3)
MOMENTS = st.none() | st.builds(
    PlayOfTitle, st.uuids(), st.none() | TEXTS, st.none() | NUMBERS, st.none() | NUMBERS, TIMES
)
STREAKS = st.none() | st.builds(Streak, st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 500))
STATISTICS = st.builds(
    Statistics,
    st.builds(Totals, *[st.integers(0, 10**9)] * 10),
    NUMBERS,
    STREAKS,
    STREAKS,
    MOMENTS,
    MOMENTS,
    *[PARTS] * 9,
    st.dictionaries(st.integers(1, 5), NUMBERS),
    st.lists(st.builds(WatchedShow, st.uuids(), TEXTS, NUMBERS, NUMBERS, NUMBERS), max_size=2),
    PARTS,
)


def by_model(response: ResponseModel) -> bytes:
    return response.model_dump_json(by_alias=True).encode()


@given(st.builds(EntryItem, ENTRIES, TITLES, SEASONS))
def test_an_entry_is_written_as_its_model(item: EntryItem) -> None:
    assert rendering.written(entry_document(item)) == by_model(EntryResponse.of(item))


@given(st.builds(PlayItem, PLAYS, TITLES, st.none() | PLACES, st.none() | TEXTS))
def test_a_play_is_written_as_its_model(item: PlayItem) -> None:
    assert rendering.written(play_document(item)) == by_model(PlayResponse.of(item))


def continuation_model(item: Continuation) -> ContinueResponse:
    position, details = item.position, item.details
    place = position.playable if position else item.episode
    return ContinueResponse(
        media_item_id=item.media_id,
        reason=item.reason(NOW),
        season=place.season if place else None,
        episode=place.episode if place else None,
        episode_title=details.name if details else None,
        air_date=details.air_date if details else None,
        position_seconds=position.seconds if position else None,
        duration_seconds=position.duration_seconds if position else None,
        percent=position.percent if position else None,
        device_name=position.device.name if position else None,
        at=item.at,
        media_summary=MediaSummary.of(item.title),
    )


@given(
    st.builds(
        Continuation,
        st.uuids(),
        TIMES,
        TITLES,
        st.none() | POSITIONS,
        st.none() | PLACES,
        st.none() | DETAILS,
    )
)
def test_a_title_to_continue_is_written_as_its_model(item: Continuation) -> None:
    assert rendering.written(continuation_document(item, NOW)) == by_model(continuation_model(item))


@given(st.builds(DatedStatistics, STATISTICS, NUMBERS, TIMES, DAYS))
def test_statistics_are_written_as_their_model(dated: DatedStatistics) -> None:
    assert rendering.written(statistics_document(dated)) == by_model(StatisticsResponse.of(dated))


def test_kept_statistics_are_written_again_when_the_streak_is_another() -> None:
    kept: dict[int, bytes] = {}

    def body(streak: int) -> Any:
        return statistics_response(DatedStatistics(Statistics(), streak, NOW, NOW.date(), kept)).body

    assert body(3) == body(3)
    assert b'"currentStreak":3' in body(3)
    assert b'"currentStreak":0' in body(0)
    assert list(kept) == [0]


def test_the_position_of_a_page_is_written_as_its_model() -> None:
    values = {"count": 1, "total": 3, "limit": 1, "offset": 0}
    empty: list[ResponseModel] = []
    by_models = Page[ResponseModel](data=empty, meta=page_meta(**values))
    assert rendering.private_page([], page_meta(**values)).body == by_model(by_models)
