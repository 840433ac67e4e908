"""How much plays count."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from music.domain.listening.errors import PlayedAtInvalid
from music.domain.listening.plays import Context, Play, popularity, time_of_play

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
ID = UUID(int=1)


def play(completion: float, context: Context = Context.DIRECT) -> Play:
    return Play(ID, ID, ID, NOW, completion, context)


@pytest.mark.parametrize(
    ("context", "completion", "weighted", "is_skip"),
    [
        (Context.DIRECT, 1.0, 1.0, False),
        (Context.SEARCH, 1.0, 0.9, False),
        (Context.PLAYLIST, 0.5, 0.4, False),
        (Context.ARTIST, 1.0, 0.75, False),
        (Context.QUEUE, 1.0, 0.7, False),
        (Context.RECOMMENDATION, 1.0, 0.7, False),
        (Context.ALBUM, 1.0, 0.6, False),
        (Context.RADIO, 0.75, 0.3, False),
        (Context.SHUFFLE, 1.0, 0.2, False),
        (Context.DIRECT, 0.49, 0.0, True),
        (Context.SHUFFLE, 0.0, 0.0, True),
    ],
)
def test_a_play_counts_by_its_context_and_completion(
    context: Context, completion: float, weighted: float, is_skip: bool
) -> None:
    assert play(completion, context).weighted == pytest.approx(weighted)
    assert play(completion, context).is_skip is is_skip


def test_a_play_is_repeated_by_the_same_track_context_and_completion() -> None:
    assert play(1.0).repeats(play(1.0))
    assert not play(1.0).repeats(play(0.9))
    assert not play(1.0).repeats(play(1.0, Context.ALBUM))


def test_a_play_without_a_time_is_now_and_a_fast_clock_is_corrected() -> None:
    assert time_of_play(None, NOW) == NOW
    assert time_of_play(NOW + timedelta(minutes=4), NOW) == NOW
    assert time_of_play(NOW - timedelta(days=400), NOW) == NOW - timedelta(days=400)
    for stated in (NOW + timedelta(minutes=6), datetime(1999, 12, 31, tzinfo=UTC)):
        with pytest.raises(PlayedAtInvalid):
            time_of_play(stated, NOW)


def test_popularity_is_plays_of_each_listener_by_completion_without_skips() -> None:
    assert popularity(8, 2, 4, 0.9) == pytest.approx(144.0)
    assert popularity(0, 2, 0, 0.1) is None
