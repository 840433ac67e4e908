"""What a journal says of a title: state, progress, runs and counts."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.library.tests.journals import day, journal, mark, play, progress, show

from library.domain.entries.progress import EpisodeNumber, Progress
from library.domain.entries.state import WatchState
from library.domain.plays.fold import summarize
from library.domain.plays.items import Item, Mark, Play
from library.domain.plays.run import Run
from library.domain.plays.show import Show
from library.domain.plays.summary import PlaceRating, Summary

pytestmark = pytest.mark.unit

TWO_SEASONS = show(3, 2)


def of_show(*items: Item, of: Show = TWO_SEASONS) -> Summary:
    return summarize("show", journal(*items), of)


def of_movie(*items: Item) -> Summary:
    return summarize("movie", journal(*items), Show())


def places(progress: Progress | None) -> dict[int, int]:
    return progress.seasons if progress else {}


def test_a_movie_is_completed_by_a_play_and_each_play_is_a_run() -> None:
    once = of_movie(mark("state", "planned"), play(at=day(1)))
    twice = of_movie(play(at=day(3)), play(at=day(1)))

    assert (once.state, once.cause, once.plays, len(once.runs)) == ("completed", "play", 1, 1)
    assert (twice.plays, len(twice.runs)) == (2, 2)
    assert (twice.first_watched_at, twice.last_watched_at) == (day(1), day(3))
    assert [run.started_at for run in twice.runs] == [day(1), day(3)]


def test_a_movie_that_is_planned_after_a_play_is_to_be_watched_again() -> None:
    assert of_movie(play(at=day(1)), mark("state", "planned", at=day(2))).state == "planned"


def test_an_episode_means_watching_and_an_episode_that_was_skipped_is_not_seen() -> None:
    summary = of_show(play(1, 1), play(2, 2, at=day(1)))

    assert (summary.state, summary.cause, summary.episodes_seen) == ("watching", "play", 2)
    assert places(summary.progress) == {1: 1, 2: 2}
    assert not summary.runs[0].complete


def test_the_order_of_recording_does_not_matter() -> None:
    assert of_show(play(1, 2, at=day(2)), play(1, 1, at=day(1))).progress == of_show(play(1, 1), play(1, 2)).progress
    dropped = of_show(mark("state", "dropped", at=day(5)), play(1, 1, at=day(1)))
    assert (dropped.state, dropped.plays) == ("dropped", 1), "an older play that is imported later does not resume"


def test_a_show_is_completed_when_it_has_ended_and_every_regular_episode_was_seen() -> None:
    episodes = [(2, 1), (1, 3), (1, 1), (2, 2), (1, 2)]
    plays = [play(*place, at=day(number)) for number, place in enumerate(episodes)]

    all_seen = of_show(*plays)
    assert (all_seen.state, all_seen.cause, all_seen.episodes_seen) == ("completed", "all_seen", 5)
    assert all_seen.runs[0].complete
    assert of_show(*plays[:-1]).state == "watching"
    assert of_show(*plays, of=show(3, 2, ended=False)).state == "watching", "more episodes will come"
    assert of_show(*plays, of=show(3, 3)).state == "watching", "an episode was added"


def test_specials_count_for_themselves_and_are_no_progress_of_a_show_at_rest() -> None:
    seen = of_show(play(0, 1), play(0, 2))
    assert (seen.state, seen.episodes_seen, seen.specials_seen, seen.plays) == ("watching", 0, 2, 2)
    assert seen.progress is not None
    assert seen.progress.furthest is None
    for state in ("completed", "dropped", "paused"):
        assert of_show(mark("state", state), play(0, 1, at=day(1))).state == state


@pytest.mark.parametrize("state", ["dropped", "paused"])
def test_a_play_resumes_a_show_unless_its_time_is_unknown(state: str) -> None:
    resumed = of_show(play(1, 1), mark("state", state, at=day(1)), play(1, 2, at=day(2)))
    undated = of_show(play(1, 1), mark("state", state), play(1, 2, at=None))

    assert (resumed.state, resumed.cause) == ("watching", "play")
    assert (undated.state, undated.episodes_seen) == (state, 2)


def test_a_new_episode_reopens_a_completed_show_and_a_repeated_one_does_not() -> None:
    marked = [progress({"1": 3}), mark("state", "completed", at=day(1))]

    assert of_show(*marked, play(1, 2, at=day(2))).state == "completed"
    assert of_show(*marked, play(2, 1, at=day(2))).state == "watching"


def test_the_first_episode_after_a_complete_run_starts_a_rewatch() -> None:
    first = [play(1, 1), play(1, 2, at=day(1))]
    short = show(2)

    again = of_show(*first, play(1, 1, at=day(9)), of=short)
    assert (again.state, len(again.runs), places(again.progress)) == ("watching", 2, {1: 1})
    assert (again.plays, again.episodes_seen) == (3, 2)
    finished = of_show(*first, play(1, 1, at=day(9)), play(1, 2, at=day(10)), of=short)
    assert (finished.state, [run.complete for run in finished.runs]) == ("completed", [True, True])
    favorite = of_show(*first, play(1, 2, at=day(9)), of=short)
    assert (favorite.state, len(favorite.runs), favorite.runs[0].plays) == ("completed", 1, 3)
    early = of_show(play(1, 1), play(1, 1, at=day(1)), of=short)
    assert len(early.runs) == 1, "the first run is not complete"


def test_a_rewatch_can_be_started_anywhere() -> None:
    summary = of_show(play(1, 1), play(1, 2), mark("rewatch", at=day(1)), play(1, 2, at=day(2)))

    assert (summary.state, len(summary.runs), places(summary.progress)) == ("watching", 2, {1: 2})
    assert [run.plays for run in summary.runs] == [2, 1]
    assert summary.episodes_seen == 2


def test_a_mark_of_progress_counts_every_episode_up_to_it() -> None:
    summary = of_show(progress({"1": 3, "2": 1}))

    assert (summary.state, summary.cause, summary.episodes_seen, summary.plays) == ("watching", "progress", 4, 0)
    assert of_show(progress({"2": 2})).state == "completed", "clients state the progress of the last season only"
    assert of_show(progress({"2": 2}), of=Show(ended=True)).state == "watching", "nothing is known of the show"


def test_a_mark_of_progress_goes_back() -> None:
    back = of_show(play(1, 1), play(1, 3), progress({"1": 2}, at=day(1)))
    cleared = of_show(play(1, 1), play(2, 1), progress({"2": None}, at=day(1)))
    replaced = of_show(play(1, 1), play(2, 1), progress({"1": 1}, at=day(1), replace=True))

    assert (places(back.progress), back.episodes_seen, back.plays) == ({1: 2}, 2, 2)
    assert places(cleared.progress) == {1: 1}
    assert places(replaced.progress) == {1: 1}
    assert places(of_show(progress({"1": 2}), play(1, 3, at=day(1))).progress) == {1: 3}


def test_a_season_and_an_episode_have_ratings_of_their_own() -> None:
    summary = of_show(
        mark("rating", 80, season=1),
        mark("rating", 95, season=1, episode=2),
        mark("rating", 60, season=2),
        mark("rating", None, season=2, at=day(1)),
    )

    assert summary.place_ratings == [PlaceRating(1, None, 80), PlaceRating(1, 2, 95)]
    assert (summary.rating, summary.state) == (None, "watching")


def test_what_is_rated_or_noted_only_has_a_state() -> None:
    assert (of_movie(mark("rating", 80)).state, of_movie(mark("rating", 80)).rated_at) == ("completed", day(0))
    assert of_movie(mark("tags", ["classic"])).state == "planned"
    assert of_movie(mark("rating", 80), mark("rating", None, at=day(1))).state is None
    assert of_movie().state is None


def test_a_play_follows_its_episode_to_a_new_number() -> None:
    renumbered = show(3, 2, source_ids={EpisodeNumber(2, 1): 9001, EpisodeNumber(1, 3): 9000})

    moved = of_show(play(1, 3, source_id=9001), of=renumbered)

    assert places(moved.progress) == {2: 1}
    assert places(of_show(play(1, 2, source_id=7), of=renumbered).progress) == {1: 2}, "no episode has this id any more"


def test_retracted_items_do_not_count() -> None:
    items = journal(play(1, 1), mark("state", "dropped", at=day(1)))
    retracted = [items[0], replace(items[1], retracted_at=day(2))]

    assert summarize("show", retracted, TWO_SEASONS) == summarize("show", items[:1], TWO_SEASONS)


def test_every_item_is_explained() -> None:
    items = journal(
        play(1, 1),
        play(1, 1, at=day(1)),
        play(0, 1, at=day(2)),
        progress({"1": 3}, at=day(3)),
        mark("rating", 90, at=day(4)),
    )

    steps = summarize("show", items, TWO_SEASONS).steps

    assert [step.effect for step in steps] == [
        "counted",
        "counted_again",
        "counted_as_special",
        "set_progress",
        "set_rating",
    ]
    assert [step.item_id for step in steps] == [
        item.play_id if isinstance(item, Play) else item.mark_id for item in items
    ]


times = st.integers(0, 40).map(day)
plays_of_episodes = st.builds(
    lambda season, episode, at: play(season, episode, at=at), st.integers(0, 2), st.integers(1, 3), times
)
states: st.SearchStrategy[WatchState] = st.sampled_from(["planned", "watching", "completed", "dropped", "paused"])
marks = st.one_of(
    st.builds(lambda state, at: mark("state", state, at=at), states, times),
    st.builds(lambda rating, at: mark("rating", rating, at=at), st.none() | st.integers(0, 100), times),
    st.builds(
        lambda seasons, at, replaces: progress(seasons, at=at, replace=replaces),
        st.dictionaries(st.sampled_from(["0", "1", "2"]), st.none() | st.integers(1, 3), max_size=3),
        times,
        st.booleans(),
    ),
    times.map(lambda at: mark("rewatch", at=at)),
)


@given(st.lists(plays_of_episodes | marks, max_size=12), st.randoms(use_true_random=False))
def test_any_order_of_reading_says_the_same(items: list[Item], random: Random) -> None:
    numbered = journal(*items)
    shuffled = random.sample(numbered, k=len(numbered))

    assert summarize("show", shuffled, TWO_SEASONS) == summarize("show", numbered, TWO_SEASONS)


@given(st.lists(plays_of_episodes, max_size=12, unique_by=lambda item: item.at), st.randoms(use_true_random=False))
def test_any_order_of_recording_plays_says_the_same(items: list[Play], random: Random) -> None:
    shuffled = random.sample(items, k=len(items))

    first, second = of_show(*items), of_show(*shuffled)

    assert (first.state, first.runs, first.episodes_seen) == (second.state, second.runs, second.episodes_seen)


@given(st.lists(plays_of_episodes | marks, max_size=12))
def test_counts_are_those_of_the_journal(items: list[Item]) -> None:
    summary = of_show(*items)
    plays = [item for item in items if isinstance(item, Play)]
    regular = {item.place for item in plays if item.place and item.place.season != 0}

    assert summary.plays == len(plays) == sum(run.plays for run in summary.runs)
    assert len(summary.steps) == len(items)
    if not any(isinstance(item, Mark) and item.kind == "progress" for item in items):
        assert summary.episodes_seen == len(regular)
    assert summary.last_watched_at == max((item.at for item in plays), default=None)
    assert [run.number for run in summary.runs] == list(range(1, len(summary.runs) + 1))
    assert (summary.state is None) == (not _states_something(items))


def _states_something(items: list[Item]) -> bool:
    rated = [item for item in items if isinstance(item, Mark) and item.kind == "rating"]
    ratings = [item.value for item in sorted(rated, key=lambda item: item.at)]
    stated = any(_is(item, "progress") and any(_seasons(item).values()) for item in items)
    return (
        stated
        or any(isinstance(item, Play) or item.kind in ("state", "rewatch") for item in items)
        or (bool(ratings) and ratings[-1] is not None)
    )


def _is(item: Item, kind: str) -> bool:
    return isinstance(item, Mark) and item.kind == kind


def _seasons(item: Item) -> dict[str, object]:
    value = item.value if isinstance(item, Mark) else None
    seasons = value["seasons"] if isinstance(value, dict) else None
    return dict(seasons) if isinstance(seasons, dict) else {}


def test_a_run_sees_what_was_played_and_what_was_marked() -> None:
    run = Run(1, day(0))
    run.play(EpisodeNumber(2, 2), day(1))
    run.mark({1: 2}, replace=False)

    assert run.seen(frozenset({EpisodeNumber(1, 1), EpisodeNumber(1, 2), EpisodeNumber(1, 3)})) == {
        EpisodeNumber(1, 1),
        EpisodeNumber(1, 2),
        EpisodeNumber(2, 2),
    }
