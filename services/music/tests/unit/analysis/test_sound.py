"""Tempo, key, energy and danceability of generated sound."""

import numpy as np
import pytest
from services.music.tests.songs import RATE, SONGS, Song, samples_of

from music.domain.analysis.character import danceability_of, energy_of
from music.domain.analysis.keys import Key
from music.domain.analysis.outro import outro_of
from music.domain.analysis.tempo import tempo_of
from music.domain.analysis.tonality import tonality_of

SECONDS = 30


@pytest.mark.parametrize("song", SONGS, ids=lambda song: f"{song.bpm}")
def test_songs_have_the_tempo_and_the_key_that_they_were_made_with(song: Song) -> None:
    samples = samples_of(song)
    tempo, tonality = tempo_of(samples, RATE), tonality_of(samples, RATE)
    assert tempo is not None
    assert tonality is not None
    assert min(abs(tempo.bpm - song.bpm), abs(tempo.alternative - song.bpm)) <= 0.5
    assert tempo.confidence > 0.5
    assert tonality.key == Key(song.tonic, song.is_minor)
    assert tonality.confidence > 0.8


def test_silence_has_nothing() -> None:
    silence = np.zeros(SECONDS * RATE, np.float32)
    assert (tempo_of(silence, RATE), tonality_of(silence, RATE)) == (None, None)
    assert (energy_of(silence, RATE), danceability_of(silence, RATE, 0)) == (None, None)


def test_a_steady_tone_has_no_tempo_and_no_key() -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(SECONDS * RATE) / RATE).astype(np.float32) * np.float32(0.1)
    assert (tempo_of(tone, RATE), tonality_of(tone, RATE)) == (None, None)


def test_noise_has_no_tempo_and_no_key_but_energy() -> None:
    noise = np.random.default_rng(1).standard_normal(SECONDS * RATE).astype(np.float32) * np.float32(0.1)
    assert (tempo_of(noise, RATE), tonality_of(noise, RATE)) == (None, None)
    energy, danceability = energy_of(noise, RATE), danceability_of(noise, RATE, 0)
    assert energy is not None
    assert energy > 0.6
    assert danceability is not None
    assert danceability < 0.5


def test_a_moment_of_sound_has_nothing() -> None:
    moment = samples_of(SONGS[0], 0.1)
    assert (tempo_of(moment, RATE), tonality_of(moment, RATE), energy_of(moment, RATE)) == (None, None, None)


def test_louder_and_denser_songs_have_more_energy() -> None:
    slow, fast = samples_of(SONGS[3], SECONDS), samples_of(SONGS[2], SECONDS)
    assert (energy_of(slow * np.float32(0.1), RATE) or 0) < (energy_of(slow, RATE) or 0) < (energy_of(fast, RATE) or 0)


@pytest.mark.parametrize(
    ("silences", "duration", "outro"),
    [
        ([50.0, 192.0, 195.0], 200.0, 192.0),
        ([50.0], 200.0, None),
        ([198.0], 200.0, None),
        ([54.0], 59.0, None),
        ([60.0], 70.0, 60.0),
        ([56.0], 70.0, None),
    ],
)
def test_the_end_begins_with_the_first_silence_of_the_last_seconds(
    silences: list[float], duration: float, outro: float | None
) -> None:
    assert outro_of(silences, duration) == outro
