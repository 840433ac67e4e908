"""Survival of users: what is an event, what is censored, and the estimate against that of statsmodels."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from stats.domain.drop_off.episodes import Place, RatedEpisode
from stats.domain.drop_off.survival import Durations, analyze_viewings, durations, survival
from stats.domain.drop_off.viewings import GroupRules, Viewing

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=400)
RULES = GroupRules()


def episodes(count: int, aired: date | None = date(2020, 1, 1)) -> list[RatedEpisode]:
    return [RatedEpisode(Place(1, number), f"E{number}", aired) for number in range(1, count + 1)]


def viewing(episode: int, last_at: datetime = LONG_AGO, *, dropped: bool = False, completed: bool = False) -> Viewing:
    return Viewing(Place(1, episode), last_at, dropped, completed)


@pytest.mark.parametrize(
    ("one", "left"),
    [
        (viewing(2), True),
        (viewing(2, NOW - timedelta(days=89)), False),
        (viewing(2, NOW, dropped=True), True),
        (viewing(4), False),
        (viewing(2, completed=True), False),
    ],
)
def test_who_has_stopped_left_and_who_watches_is_censored(one: Viewing, left: bool) -> None:
    counts = durations([one], episodes(4), NOW, RULES)

    assert (int(counts.left.sum()), int(counts.censored.sum())) == (int(left), int(not left))


def test_a_user_has_time_to_watch_an_episode_from_its_airing_on() -> None:
    shown = [*episodes(2), RatedEpisode(Place(1, 3), None, (NOW - timedelta(days=60)).date())]

    assert durations([viewing(2)], shown, NOW, RULES).censored.tolist() == [0, 1, 0]


def test_specials_alone_do_not_begin_a_show() -> None:
    assert durations([Viewing(Place(0, 3), LONG_AGO)], episodes(4), NOW, RULES).users == 0


def test_the_curve_and_its_band_are_those_of_statsmodels() -> None:
    random = np.random.default_rng(7)
    counts = Durations(random.integers(0, 9, 12), random.integers(0, 7, 12))
    seen = np.arange(1, 13)
    times = np.concatenate((np.repeat(seen, counts.left), np.repeat(seen, counts.censored)))
    status = np.concatenate((np.ones(counts.left.sum()), np.zeros(counts.censored.sum())))
    theirs = SurvfuncRight(times, status)

    shares, low, high = survival(counts)

    expected = {int(time): float(share) for time, share in zip(theirs.surv_times, theirs.surv_prob, strict=True)}
    last = 1.0
    for episode in range(1, 13):
        assert shares[episode - 1] == pytest.approx(last, abs=1e-12)
        last = expected.get(episode, last)
    at = theirs.surv_times[2]
    share, error = theirs.surv_prob[2], theirs.surv_prob_se[2]
    width = 1.959964 * error / (share * np.log(share))
    # log(-log) of the share is normal: the band is the share to the power of e to the width.
    assert low[at] == pytest.approx(share ** np.exp(-width), abs=1e-5)
    assert high[at] == pytest.approx(share ** np.exp(width), abs=1e-5)


def group(left: Sequence[int], completed: int) -> list[Viewing]:
    stopped = [viewing(number) for number, count in enumerate(left, 1) for _ in range(count)]
    return stopped + [viewing(len(left) + 1) for _ in range(completed)]


def test_an_episode_after_which_many_left_is_the_drop_point() -> None:
    analysis = analyze_viewings(group([1, 2, 30, 2, 1, 2, 1, 1, 1], 60), episodes(10), NOW, RULES)

    assert analysis.point is not None
    assert (analysis.point.place, analysis.point.earliest, analysis.point.latest) == (Place(1, 3),) * 3
    assert analysis.point.loss == pytest.approx(30 / 98)
    assert (analysis.source, analysis.sample_size) == ("marquee", 101)
    hazard = [point.hazard for point in analysis.curve]
    assert hazard[2] == pytest.approx(30 / 98)
    assert hazard[-1] is None
    assert (analysis.curve[0].retention, analysis.curve[0].low) == (1, None)


def test_an_even_loss_has_no_drop_point() -> None:
    analysis = analyze_viewings(group([8, 7, 9, 6, 7, 6, 5, 6, 5], 60), episodes(10), NOW, RULES)

    assert (analysis.reason, analysis.point) == (None, None)


def test_a_small_group_is_not_shown() -> None:
    analysis = analyze_viewings(group([1, 2, 3], 13), episodes(4), NOW, RULES)

    assert (analysis.reason, analysis.sample_size, analysis.curve) == ("TOO_FEW_USERS", 0, ())


def test_the_curve_ends_where_few_users_are_left() -> None:
    analysis = analyze_viewings(group([10, 8, 0], 4), episodes(4), NOW, RULES)

    assert [point.place.episode for point in analysis.curve] == [1, 2]


def test_a_group_that_no_user_has_left_has_a_curve_without_a_band() -> None:
    analysis = analyze_viewings(group([0, 0, 0], 25), episodes(4), NOW, RULES)

    assert [(point.retention, point.low, point.high) for point in analysis.curve] == [(1, None, None)] * 4
