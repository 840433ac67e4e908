"""Audiences as closed forms of the date."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from provider_simulator.titles.audience import EPOCH, WEEK, Launch, Lively, Wave

pytestmark = pytest.mark.unit


def test_a_wave_without_swing_grows_evenly() -> None:
    wave = Wave(popularity=50.0, live=100, watchers=1_000, swing=0.0, period=100.0, phase=0.0)
    assert wave.on(EPOCH).total_watchers == 1_000
    assert wave.on(EPOCH + timedelta(days=10)).total_watchers == 1_000 + 100 * 8
    assert wave.on(EPOCH + timedelta(days=10)).live_watchers == 100


def test_the_total_of_a_wave_is_the_sum_of_its_days() -> None:
    wave = Wave(popularity=50.0, live=1_000, watchers=5_000, swing=0.9, period=120.0, phase=0.3)
    days = [EPOCH + timedelta(days=ahead) for ahead in range(200)]
    summed = 5_000.0
    for earlier, later in pairwise(days):
        summed += 0.8 * (wave.on(earlier).live_watchers + wave.on(later).live_watchers) / 2
        assert wave.on(later).total_watchers == pytest.approx(summed, rel=0.002)


def test_a_launch_starts_at_zero_peaks_on_its_day_and_fades() -> None:
    launch = Launch(popularity=90.0, live=500, decay=10.0, released=date(2026, 5, 1))
    before, opening, later = (launch.on(date(2026, 5, 1) + timedelta(days=d)) for d in (-10, 0, 10))
    assert (before.total_watchers, before.live_watchers) == (0, 0)
    assert (opening.live_watchers, later.live_watchers) == (500, 184)
    assert before.popularity == later.popularity == pytest.approx(33.1091)
    assert 0 < opening.total_watchers < later.total_watchers < 500 * 0.8 * 10


def test_a_lively_audience_has_a_week_noise_and_bursts_about_its_usual_level() -> None:
    wave = Wave(popularity=50.0, live=1_000, watchers=5_000, swing=0.0, period=120.0, phase=0.0)
    lively = Lively(wave, 7)
    days = [EPOCH + timedelta(days=ahead) for ahead in range(400)]
    values = [lively.on(day).popularity / WEEK[day.weekday()] / lively.fashion(day) for day in days]
    assert [lively.on(day) for day in days] == [Lively(wave, 7).on(day) for day in days]
    assert all(lively.on(day).total_watchers == wave.on(day).total_watchers for day in days)
    assert min(values) >= 48.0
    assert 49.0 < sorted(values)[200] < 52.0
    assert max(values) > 70.0
    fashions = [lively.fashion(EPOCH + timedelta(days=ahead)) for ahead in range(1461)]
    assert (round(min(fashions), 2), round(max(fashions), 2)) == (0.5, 1.5)
