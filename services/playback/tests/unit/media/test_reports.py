"""Reports of ffprobe and ffmpeg as media, loudness and progress."""

import json
from typing import Any

import pytest

from playback.domain.media.errors import MediaRejected, Rejection
from playback.domain.media.languages import language_of
from playback.domain.media.media import Chapter, Media
from playback.domain.media.probing import media_of
from playback.domain.media.sniffing import rejection_of
from playback.domain.transcoding.loudness import Loudness, measured, normalization
from playback.domain.transcoding.progress import ProgressReader

pytestmark = pytest.mark.unit


def stream(**changed: Any) -> dict[str, Any]:
    return {
        "index": 0,
        "codec_type": "video",
        "codec_name": "h264",
        "width": 1920,
        "height": 1080,
        "avg_frame_rate": "25/1",
        **changed,
    }


def report(*streams: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {"format": {"format_name": "mov", "duration": "60.5", **changed}, "streams": [*(streams or (stream(),))]}


def rejection(stated: dict[str, Any]) -> Rejection:
    with pytest.raises(MediaRejected) as rejected:
        media_of(stated)
    return rejected.value.code


def test_media_is_read_as_it_is_stored() -> None:
    sound = {"index": 1, "codec_type": "audio", "codec_name": "aac", "channels": 2, "sample_rate": "48000"}
    words = {"index": 2, "codec_type": "subtitle", "codec_name": "subrip", "tags": {"language": "ger"}}
    stated = report(stream(), sound, words) | {"chapters": [{"start_time": "0.5", "end_time": "99"}]}
    media = media_of(stated)
    assert Media.of_json(json.loads(json.dumps(media.as_json()))) == media
    assert (media.duration_ms, media.texts[0].language, media.audio[0].language) == (60_500, "de", "und")
    assert media.chapters == (Chapter(500, 60_500, "Chapter 1"),)


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        (report({"index": 0, "codec_type": "audio", "codec_name": "aac"}), Rejection.NO_VIDEO),
        (report(stream(disposition={"attached_pic": 1})), Rejection.NO_VIDEO),
        (report(stream(), duration="N/A"), Rejection.TRUNCATED),
        (report(stream(), duration="86401"), Rejection.TOO_LONG),
        (report(stream(codec_name=None)), Rejection.UNDECODABLE),
        (report(stream(width=0)), Rejection.UNDECODABLE),
        (report(stream(width=15)), Rejection.UNDECODABLE),
        (report(stream(width=8193, height=4320)), Rejection.TOO_LARGE),
        (report(stream(width=16400, height=16)), Rejection.TOO_LARGE),
        (report(stream(width=8192, height=4320, sample_aspect_ratio="2:1")), Rejection.TOO_LARGE),
        (report(stream(avg_frame_rate="241/1")), Rejection.TOO_LARGE),
        (report(stream(color_transfer="arib-std-b67")), Rejection.HDR),
        (report(stream(codec_tag_string="encv")), Rejection.ENCRYPTED),
        (report(stream(side_data_list=[{"side_data_type": "Encryption info"}])), Rejection.ENCRYPTED),
    ],
)
def test_report_of_what_cannot_be_played_is_rejected(stated: dict[str, Any], code: Rejection) -> None:
    assert rejection(stated) is code


def test_the_largest_allowed_is_allowed() -> None:
    media = media_of(report(stream(width=8192, height=4320, avg_frame_rate="240/1"), duration="86400"))
    assert (media.video.width, media.duration_ms) == (8192, 86_400_000)


@pytest.mark.parametrize(
    ("rotation", "clockwise", "size"),
    [(0, 0, (1920, 1080)), (-90, 90, (1080, 1920)), (90, 270, (1080, 1920)), (180, 180, (1920, 1080))],
)
def test_rotation_is_clockwise_and_turns_the_size(rotation: int, clockwise: int, size: tuple[int, int]) -> None:
    video = media_of(report(stream(side_data_list=[{"rotation": rotation}]))).video
    assert (video.rotation, (video.width, video.height)) == (clockwise, size)


@pytest.mark.parametrize(
    ("average", "real", "rate"),
    [
        ("24000/1001", "24/1", "24000/1001"),
        ("2997/125", "24/1", "24000/1001"),
        ("0/0", "30/1", "30/1"),
        ("0/0", "0/0", "25/1"),
        ("1/2", "90000/1", "90000/1"),
        ("17/1", "17/1", "17/1"),
    ],
)
def test_frame_rate_is_the_usual_one_next_to_it(average: str, real: str, rate: str) -> None:
    stated = report(stream(avg_frame_rate=average, r_frame_rate=real))
    if rate == "90000/1":
        assert rejection(stated) is Rejection.TOO_LARGE
    else:
        assert media_of(stated).video.frame_rate == rate


@pytest.mark.parametrize(
    ("stated", "language"),
    [
        ("eng", "en"),
        ("GER", "de"),
        ("deu", "de"),
        ("ukr", "uk"),
        ("pt-BR", "pt-BR"),
        ("por_BR", "pt-BR"),
        ("fil", "fil"),
        ("", "und"),
        (None, "und"),
        ("english", "und"),
        ("../x", "und"),
        ("e,n", "und"),
    ],
)
def test_language_of_a_stream(stated: str | None, language: str) -> None:
    assert language_of(stated) == language


def test_head_of_a_container_is_cut_only_if_the_probe_says_so() -> None:
    head = b"\0\0\0\x20ftypisom"
    assert rejection_of(head, "moov atom not found").code is Rejection.TRUNCATED
    assert rejection_of(head, "Invalid data").code is Rejection.UNKNOWN
    assert rejection_of(b"RIFF\0\0\0\0WAVEfmt ", "").code is Rejection.DISGUISED


def test_loudness_is_the_last_object_of_the_messages() -> None:
    values = {
        "input_i": "-35.2",
        "input_tp": "-20.1",
        "input_lra": "3.4",
        "input_thresh": "-45.5",
        "target_offset": "0.7",
    }
    messages = f"noise {{x}} [Parsed_loudnorm_1]\n{json.dumps(values)}\n"
    loudness = measured(messages)
    assert loudness == Loudness(-35.2, -20.1, 3.4, -45.5, 0.7)
    assert normalization(loudness).endswith("measured_thresh=-45.5:offset=0.7:linear=true")
    assert "print_format=json" in normalization(None)


@pytest.mark.parametrize("level", ["-inf", "-70.0", "nan"])
def test_silence_has_no_loudness(level: str) -> None:
    names = ("input_i", "input_tp", "input_lra", "input_thresh", "target_offset")
    assert measured(json.dumps(dict.fromkeys(names, level))) is None
    assert measured("no object") is None


def test_progress_comes_in_any_pieces() -> None:
    reader = ProgressReader()
    assert reader.read(b"frame=1\nout_time_us=N/A\nout_ti") is None
    assert reader.read(b"me_us=1500000\nout_time_us=20") == 1500
    assert reader.read(b"00000\nprogress=end\n") == 2000
