"""Which renditions a source gets."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playback.domain.media.media import AudioStream, VideoStream
from playback.domain.transcoding.ladder import LADDER, OWN_SIZE, audio_renditions, video_renditions

pytestmark = pytest.mark.unit


def video(width: int, height: int, rate: str = "24/1") -> VideoStream:
    return VideoStream(0, "h264", width, height, rate)


@pytest.mark.parametrize(
    ("width", "height", "renditions"),
    [
        (
            3840,
            2160,
            {
                "2160p": (3840, 2160),
                "1440p": (2560, 1440),
                "1080p": (1920, 1080),
                "720p": (1280, 720),
                "480p": (854, 480),
                "360p": (640, 360),
                "240p": (426, 240),
            },
        ),
        (1280, 720, {"720p": (1280, 720), "480p": (854, 480), "360p": (640, 360), "240p": (426, 240)}),
        # A wide picture fills the width of its box.
        (
            1920,
            800,
            {
                "1080p": (1920, 800),
                "720p": (1280, 534),
                "480p": (854, 356),
                "360p": (640, 266),
                "240p": (426, 178),
            },
        ),
        (640, 480, {"480p": (640, 480), "360p": (480, 360), "240p": (320, 240)}),
        # A picture that stands upright fits the turned box.
        (720, 1280, {"720p": (720, 1280), "480p": (480, 854), "360p": (360, 640), "240p": (240, 426)}),
        # A little smaller than a box: its own size, under the name of the box.
        (1200, 676, {"720p": (1200, 676), "480p": (852, 480), "360p": (640, 360), "240p": (426, 240)}),
        (1000, 562, {"480p": (854, 480), "360p": (640, 360), "240p": (426, 240)}),
        # Sizes are even: odd ones lose a row and a column.
        (427, 241, {"240p": (426, 240)}),
        (321, 181, {"180p": (320, 180)}),
        (64, 36, {"36p": (64, 36)}),
    ],
)
def test_sizes_of_a_source(width: int, height: int, renditions: dict[str, tuple[int, int]]) -> None:
    results = video_renditions(video(width, height))
    assert {one.name: (one.width, one.height) for one in results} == renditions


@given(
    st.integers(min_value=16, max_value=8192),
    st.integers(min_value=16, max_value=4320),
    st.fractions(min_value=1, max_value=240, max_denominator=1001),
)
def test_no_rendition_is_larger_than_its_source(width: int, height: int, rate: Fraction) -> None:
    renditions = video_renditions(video(width, height, f"{rate.numerator}/{rate.denominator}"))
    assert renditions
    assert len({one.name for one in renditions}) == len(renditions)
    assert len({one.frame_rate for one in renditions}) == 1
    assert Fraction(renditions[0].frame_rate) <= min(Fraction(60), rate)
    for one in renditions:
        assert one.width <= width
        assert one.height <= height
        assert (one.width % 2, one.height % 2) == (0, 0)
        assert min(one.width, one.height) >= 2
    pixels = [one.width * one.height for one in renditions]
    assert pixels == sorted(pixels, reverse=True)


def test_bit_rates_are_those_of_the_ladder_and_follow_size_and_frame_rate() -> None:
    rates = {one.name: one.bits_per_second for one in video_renditions(video(1920, 1080))}
    assert rates == {"1080p": 5_000_000, "720p": 2_800_000, "480p": 1_400_000, "360p": 800_000, "240p": 400_000}
    assert video_renditions(video(1920, 1080, "60/1"))[0].bits_per_second == 7_500_000
    assert video_renditions(video(1920, 540))[0].bits_per_second == 2_500_000
    assert video_renditions(video(64, 36))[0].bits_per_second == 100_000


@pytest.mark.parametrize(("stated", "kept"), [("60/1", "60/1"), ("120000/1001", "60000/1001"), ("240/1", "60/1")])
def test_a_high_frame_rate_is_halved(stated: str, kept: str) -> None:
    assert video_renditions(video(64, 64, stated))[0].frame_rate == kept


def test_own_size_is_for_sources_within_a_tenth_of_a_box() -> None:
    for rung in LADDER:
        fitting = int(rung.width / OWN_SIZE) + 1
        assert video_renditions(video(fitting, fitting * 9 // 16))[0].name == f"{rung.height}p"


def sound(index: int, language: str, *, default: bool = False) -> AudioStream:
    return AudioStream(index, "aac", 2, 48000, language, default=default)


def test_sound_tracks_have_names_of_their_own_and_one_default() -> None:
    tracks = [sound(1, "en"), sound(2, "uk", default=True), sound(3, "en", default=True), sound(4, "und")]
    assert [(one.name, one.stream, one.default) for one in audio_renditions(tracks)] == [
        ("audio-en", 1, False),
        ("audio-uk", 2, True),
        ("audio-en-2", 3, False),
        ("audio-und", 4, False),
    ]
    assert [one.default for one in audio_renditions([sound(1, "en"), sound(2, "uk")])] == [True, False]
    assert audio_renditions([]) == ()
    assert len(audio_renditions([sound(index, "en") for index in range(20)])) == 8
