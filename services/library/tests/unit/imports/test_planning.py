"""What the rows of a file add to a journal."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.library.tests.journals import show

from library.domain.entries.progress import EpisodeNumber
from library.domain.imports.applying.planning import (
    ALWAYS,
    KeyedAction,
    MarkPlace,
    Plan,
    PlannedRow,
    Source,
    TitleFacts,
    plan,
)
from library.domain.imports.documents import from_document, to_document
from library.domain.imports.options import ImportOptions
from library.domain.imports.rows import (
    Action,
    ListMember,
    Mark,
    Moment,
    Note,
    Play,
    Rating,
    SeenUntil,
    Tags,
)

pytestmark = pytest.mark.unit

TITLE: Final = UUID(int=1)
STARTED: Final = datetime(2026, 11, 29, 12, tzinfo=UTC)
DAY: Final = Moment("day", datetime(2024, 2, 13, tzinfo=UTC))


def planned(
    *actions: Action,
    facts: TitleFacts | None = None,
    season: int | None = None,
    episode: int | None = None,
    **options: Any,
) -> Plan:
    """Return what one row adds."""
    effects = tuple(KeyedAction(f"key{number}", action) for number, action in enumerate(actions, 1))
    row = PlannedRow(1, TITLE, season, episode, effects)
    source = Source(UUID(int=9), "import:trakt", STARTED, ImportOptions(**options))
    return plan([row], {TITLE: facts or TitleFacts("movie")}, source)


def marks(result: Plan) -> list[tuple[Any, ...]]:
    return [(mark.kind, mark.value, mark.at) for mark in result.marks]


def test_a_play_has_its_time_its_origin_and_its_key() -> None:
    [play] = planned(Play(DAY)).plays

    assert (play.media_id, play.place, play.watched_at, play.precision) == (TITLE, None, DAY.at, "day")
    assert (play.origin, play.key, play.batch_id, play.at) == ("import:trakt", "key1", UUID(int=9), DAY.at)


def test_a_play_without_a_time_takes_the_place_of_the_import() -> None:
    [play] = planned(Play()).plays

    assert (play.watched_at, play.precision, play.at) == (None, "unknown", STARTED)


def test_counted_plays_add_only_what_is_missing() -> None:
    seen_once = TitleFacts("movie", plays=Counter({None: 1}))

    result = planned(Play(total=True), Play(total=True), Play(DAY, total=True), facts=seen_once)

    assert [play.key for play in result.plays] == ["key2", "key3"]
    assert result.covered == ["key1"]


def test_counted_plays_include_the_plays_of_the_same_file() -> None:
    result = planned(Play(total=True), Play(total=True), Play(DAY))

    assert [play.key for play in result.plays] == ["key3", "key2"]


def test_a_play_of_a_season_is_a_play_of_each_of_its_episodes() -> None:
    result = planned(Play(DAY), facts=TitleFacts("show", show(2, 3)), season=2)

    assert [play.place for play in result.plays] == [EpisodeNumber(2, number) for number in (1, 2, 3)]
    assert len({play.key for play in result.plays}) == 3


def test_a_play_of_a_whole_show_is_a_state() -> None:
    result = planned(Play(DAY), facts=TitleFacts("show", show(2)))

    assert (result.plays, marks(result)) == ([], [("state", "completed", DAY.at)])


def test_a_rating_of_an_episode_names_it() -> None:
    [mark] = planned(Rating(80, DAY), facts=TitleFacts("show", show(2)), season=1, episode=2).marks

    assert (mark.kind, mark.value, mark.season, mark.episode, mark.at) == ("rating", 80, 1, 2, DAY.at)


def test_a_rating_by_hand_stays_or_is_followed() -> None:
    by_hand: dict[MarkPlace, datetime] = {("rating", None, None): STARTED}

    kept = planned(Rating(80, DAY), facts=TitleFacts("movie", by_hand=by_hand))
    replaced = planned(Rating(80, DAY), facts=TitleFacts("movie", by_hand=by_hand), overwrite_ratings=True)

    assert (kept.marks, kept.covered) == ([], [])
    assert marks(replaced) == [("rating", 80, STARTED + timedelta(microseconds=1))]


def test_a_rated_movie_counts_as_watched_only_if_the_user_wishes_so() -> None:
    assert planned(Rating(80, DAY)).plays == []
    [play] = planned(Rating(80, DAY), rated_is_watched=True).plays
    assert (play.watched_at, play.precision, play.key) == (DAY.at, "day", "key1-watched")
    assert planned(Rating(80, DAY), Play(DAY), rated_is_watched=True).plays[0].key == "key2"


def test_a_state_without_a_time_does_not_replace_one_by_hand() -> None:
    by_hand: dict[MarkPlace, datetime] = {("state", None, None): STARTED}

    assert planned(Mark("dropped"), facts=TitleFacts("movie", by_hand=by_hand)).marks == []
    assert marks(planned(Mark("dropped"))) == [("state", "dropped", STARTED)]
    assert marks(planned(Mark("dropped", DAY), facts=TitleFacts("movie", by_hand=by_hand))) == [
        ("state", "dropped", DAY.at)
    ]


def test_a_watchlist_without_times_comes_before_everything_else() -> None:
    assert marks(planned(ListMember(None))) == [("state", "planned", ALWAYS)]
    assert marks(planned(ListMember(None, added_at=DAY))) == [("state", "planned", DAY.at)]


def test_notes_and_tags_are_kept_and_members_of_lists_are_left_to_the_lists() -> None:
    result = planned(
        ListMember("Best", 3), Note("Good", DAY), Tags(("cinema", "old")), facts=TitleFacts("movie", tags=("old",))
    )

    assert marks(result) == [("notes", "Good", DAY.at), ("tags", ["old", "cinema"], STARTED)]


@pytest.mark.parametrize(
    ("seen", "progress", "seasons"),
    [
        (SeenUntil(1, 2), {}, {"1": 2}),
        (SeenUntil(None, 3), {}, {"1": 2, "2": 1}),
        (SeenUntil(None, 99), {}, {"1": 2, "2": 3}),
        (SeenUntil(None, 3), {1: 2}, {"2": 1}),
        (SeenUntil(1, 1), {1: 2}, None),
        (SeenUntil(None, 0), {}, None),
    ],
)
def test_progress_never_goes_back(seen: SeenUntil, progress: dict[int, int], seasons: dict[str, int] | None) -> None:
    result = planned(seen, facts=TitleFacts("show", show(2, 3), progress=progress))

    values = [mark.value["seasons"] for mark in result.marks if isinstance(mark.value, dict)]
    assert values == ([] if seasons is None else [seasons])


MOMENTS = st.just(Moment("unknown")) | st.builds(
    Moment, st.sampled_from(["instant", "day", "year"]), st.datetimes(timezones=st.just(UTC))
)
ACTIONS: st.SearchStrategy[Action] = st.one_of(
    st.builds(Play, MOMENTS, st.integers(1, 9), st.booleans(), st.booleans()),
    st.builds(Mark, st.sampled_from(["planned", "watching", "completed", "paused", "dropped"]), MOMENTS),
    st.builds(SeenUntil, st.none() | st.integers(0, 9), st.integers(0, 99), MOMENTS),
    st.builds(Rating, st.integers(0, 100), MOMENTS),
    st.builds(Note, st.text(min_size=1), MOMENTS, st.booleans()),
    st.builds(Tags, st.lists(st.text(), max_size=3).map(tuple)),
    st.builds(ListMember, st.none() | st.text(), st.none() | st.integers(1, 9), MOMENTS, st.none() | st.text()),
)


@given(ACTIONS)
def test_an_action_is_the_same_after_it_was_stored(action: Action) -> None:
    assert from_document(to_document(action)) == action


@given(st.lists(ACTIONS, max_size=8), st.sampled_from(["movie", "show"]), st.integers(0, 3))
def test_every_effect_is_added_once_at_most(actions: list[Action], kind: str, season: int) -> None:
    facts = TitleFacts(kind, show(2, 3))
    place = {"season": season, "episode": 1} if kind == "show" and season else {}

    result = planned(*actions, facts=facts, **place)

    for keys in ([play.key for play in result.plays], [mark.key for mark in result.marks]):
        assert len(keys) == len(set(keys))
