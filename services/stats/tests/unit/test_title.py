"""How news changes a title: whatever the order of arrival, the newest wins and nothing known is erased."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.domain.score import Vote
from stats.domain.title import Facts, Signals, Title

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TITLE = Title(UUID(int=1), "movie", 603)


def test_older_facts_change_nothing() -> None:
    newest = TITLE.with_facts(Facts(version=5, imdb=Vote(8.7, 100)))

    assert newest.with_facts(Facts(version=5)) is newest
    assert newest.with_facts(Facts(version=4)) is newest


def test_what_a_signal_leaves_open_stays_known() -> None:
    first = Signals(NOW, live_watchers=45, total_watchers=1000, popularity=60.0)
    later = Signals(NOW + timedelta(hours=1), live_watchers=50)

    known = TITLE.with_signals(first).with_signals(later).signals

    assert (known.observed_at, known.live_watchers, known.total_watchers, known.popularity) == (
        later.observed_at,
        50,
        1000,
        60.0,
    )


def test_an_older_signal_fills_in_what_the_newer_one_left_open() -> None:
    older = Signals(NOW, total_watchers=100)
    newer = Signals(NOW + timedelta(hours=1), live_watchers=5)

    for first, second in ((older, newer), (newer, older)):
        known = TITLE.with_signals(first).with_signals(second).signals
        assert (known.live_watchers, known.total_watchers) == (5, 100)


def test_an_older_signal_replaces_nothing() -> None:
    newest = TITLE.with_signals(Signals(NOW, live_watchers=5, total_watchers=100, popularity=1.0))

    assert newest.with_signals(Signals(NOW - timedelta(hours=1), 6, 90, 2.0)) is newest
    assert newest.with_signals(Signals(NOW)) is newest


looks = st.builds(
    Signals,
    st.integers(0, 3).map(lambda hours: NOW + timedelta(hours=hours)),
    live_watchers=st.none() | st.integers(0, 3),
    total_watchers=st.none() | st.integers(0, 3),
    popularity=st.none() | st.sampled_from([0.0, 0.5, 1.5]),
)
# A version names one state of a title: two events of one version are the same event.
imports = st.integers(1, 5).map(lambda version: Facts(version, popularity=version * 1.5, imdb=Vote(version, version)))


@given(st.lists(looks | imports, max_size=8), st.randoms(use_true_random=False))
def test_any_order_of_repeated_news_ends_in_one_title(news: list[Signals | Facts], random: Random) -> None:
    def folded(items: list[Signals | Facts]) -> Title:
        title = TITLE
        for item in items:
            title = title.with_facts(item) if isinstance(item, Facts) else title.with_signals(item)
        return title

    repeated = [*news, *random.choices(news, k=3)] if news else []
    random.shuffle(repeated)

    assert folded(repeated) == folded(news)


def test_facts_and_signals_give_one_score_in_any_order() -> None:
    news: list[Callable[[Title], Title]] = [
        lambda title: title.with_facts(Facts(version=1, popularity=10.0)),
        lambda title: title.with_facts(
            Facts(version=2, popularity=60.0, trakt=Vote(6.4, 30), release_date=date(2026, 11, 18))
        ),
        lambda title: title.with_signals(Signals(NOW, live_watchers=45)),
    ]
    scores = set()
    for order in permutations(news):
        title = TITLE
        for apply in order:
            title = apply(title)
        scored = title.scored(NOW).score
        assert scored is not None
        scores.add(round(scored.ratingo, 4))

    assert scores == {48.2505}


def test_without_an_import_there_is_no_score() -> None:
    assert TITLE.with_signals(Signals(NOW, live_watchers=45)).scored(NOW).score is None


def test_the_version_only_grows_even_when_the_clock_steps_back() -> None:
    first = TITLE.with_facts(Facts(version=1)).scored(NOW)
    second = first.scored(NOW - timedelta(hours=1))

    assert second.version == first.version + 1
