"""Loudness of tracks and albums, by the gates of BS.1770."""

import math

import pytest

from music.domain.analysis.loudness import amplitude, blocks_of, gain_of, integrated, merged


def test_blocks_are_counted_by_tenths_and_silence_is_left_out() -> None:
    assert blocks_of([-23.04, -22.96, -70.1, -math.inf, -10]) == {-230: 2, -100: 1}


def test_the_loudness_of_equal_blocks_is_theirs() -> None:
    assert integrated({-230: 100}) == pytest.approx(-23.0)
    assert integrated({}) is None


def test_what_is_ten_units_below_the_rest_does_not_count() -> None:
    # The mean of the powers of -20 and -40 is -22.97: the threshold is -32.97.
    assert integrated({-200: 100, -400: 100}) == pytest.approx(-20.0)
    # That of -20 and -26 is -22.03, and the threshold is -32.03.
    assert integrated({-200: 100, -260: 100}) == pytest.approx(10 * math.log10((10**-2 + 10**-2.6) / 2))


def test_an_album_is_as_loud_as_its_tracks_played_as_one() -> None:
    loud, quiet = {-100: 100}, {-300: 100}
    assert integrated(merged([loud, quiet])) == pytest.approx(-10.0)
    assert merged([loud, loud]) == {-100: 200}


def test_gain_leads_to_the_reference() -> None:
    assert gain_of(-9.3) == -8.7
    assert gain_of(-23) == 5
    assert gain_of(None) is None


def test_a_peak_is_a_factor_of_full_scale() -> None:
    assert amplitude(0) == 1
    assert amplitude(-6.0206) == pytest.approx(0.5, abs=1e-5)
    assert amplitude(-math.inf) == 0
