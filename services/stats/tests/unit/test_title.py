"""How updates are merged into a title: the newest part wins in any order, and no known value is erased."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.domain.scoring.inputs import Vote
from stats.domain.title import Audience, Facts, Reading, Title

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
EARLIER = NOW - timedelta(hours=1)
TITLE = Title(UUID(int=1), "movie", 603)


def imported(facts: Facts) -> Title:
    return Title(TITLE.media_id, TITLE.kind, TITLE.tmdb_id, facts=facts)


def observed(at: datetime, live: int | None = None, total: int | None = None, popularity: float | None = None) -> Title:
    audience = Audience(
        live_watchers=None if live is None else Reading(live, at),
        total_watchers=None if total is None else Reading(total, at),
        popularity=None if popularity is None else Reading(popularity, at),
    )
    return Title(TITLE.media_id, TITLE.kind, TITLE.tmdb_id, audience=audience)


def merged(*updates: Title) -> Title:
    title = TITLE
    for update in updates:
        title = title.merged(update)
    return title


def test_facts_of_the_same_or_an_older_version_change_nothing() -> None:
    newest = merged(imported(Facts(version=5, imdb=Vote(8.7, 100))))

    assert newest.merged(imported(Facts(version=5))) == newest
    assert newest.merged(imported(Facts(version=4))) == newest


def test_a_value_that_an_observation_omits_stays() -> None:
    title = merged(observed(EARLIER, 45, 1000, 60.0), observed(NOW, 50))

    assert title == observed(NOW, 50).merged(observed(EARLIER, None, 1000, 60.0))
    assert title.audience.observed_at == NOW


def test_an_older_observation_completes_a_newer_one_and_replaces_no_value() -> None:
    older, newer = observed(EARLIER, 6, total=100), observed(NOW, 5)

    for updates in ((older, newer), (newer, older)):
        audience = merged(*updates).audience
        assert (audience.live_watchers, audience.total_watchers) == (Reading(5, NOW), Reading(100, EARLIER))


def test_of_two_readings_of_one_instant_the_higher_one_counts() -> None:
    assert merged(observed(NOW, 5), observed(NOW, 6)) == merged(observed(NOW, 6), observed(NOW, 5)) == observed(NOW, 6)


observations = st.builds(
    observed,
    st.integers(0, 3).map(lambda hours: NOW + timedelta(hours=hours)),
    st.none() | st.integers(0, 3),
    st.none() | st.integers(0, 3),
    st.none() | st.sampled_from([0.0, 0.5, 1.5]),
)
# A version names one state of a title: two events of one version are the same event.
imports = st.integers(1, 5).map(
    lambda version: imported(Facts(version, popularity=version * 1.5, imdb=Vote(version, version)))
)


@given(st.lists(observations | imports, max_size=8), st.randoms(use_true_random=False))
def test_any_order_and_repetition_of_updates_ends_in_one_title(updates: list[Title], random: Random) -> None:
    repeated = [*updates, *random.choices(updates, k=3)] if updates else []
    random.shuffle(repeated)

    assert merged(*repeated) == merged(*updates)


def test_facts_and_observations_in_any_order_give_one_score() -> None:
    updates = [
        imported(Facts(version=1, popularity=10.0)),
        imported(Facts(version=2, popularity=60.0, trakt=Vote(6.4, 30), release_date=date(2026, 11, 18))),
        observed(NOW, live=45),
    ]
    scores = set()
    for order in permutations(updates):
        score = merged(*order).scored(NOW).score
        assert score is not None
        scores.add(round(score.overall, 4))

    assert scores == {48.2505}


def test_without_an_import_there_is_no_score() -> None:
    assert merged(observed(NOW, live=45)).scored(NOW).score is None


def test_the_version_grows_when_the_clock_steps_back() -> None:
    first = merged(imported(Facts(version=1))).scored(NOW)
    second = first.scored(EARLIER)

    assert second.version == first.version + 1
