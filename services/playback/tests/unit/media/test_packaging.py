"""Command lines, playlists, manifests and tracks of pictures."""

import itertools
from pathlib import Path
from uuid import UUID

import pytest

from playback.domain.keys.content_key import ContentKey, ContentKeys
from playback.domain.media.media import Chapter, Media, VideoStream
from playback.domain.packaging import command
from playback.domain.packaging.content import FOREVER, NEVER, cache_control_of, content_type_of
from playback.domain.packaging.pictures import Thumbnails, chapter_track, named_by_track, poster_times
from playback.domain.packaging.playlists import named_by_manifest, named_by_playlist, with_clear_key
from playback.domain.transcoding import commands
from playback.domain.transcoding.commands import Effort
from playback.domain.transcoding.renditions import VideoRendition

pytestmark = pytest.mark.unit

KEYS = ContentKeys(
    ContentKey(UUID("00112233-4455-6677-8899-aabbccddeeff"), b"secret of picture"[:16]),
    ContentKey(UUID("10112233-4455-6677-8899-aabbccddeeff"), b"secret of sounds"),
)
PLAYLIST = """#EXTM3U
#EXT-X-MAP:URI="720p/init.mp4"
#EXT-X-KEY:METHOD=SAMPLE-AES,URI="data:text/plain;base64,ABEiM0RVZneImaq7zN3u/w==",IV=0xe5b3,KEYFORMAT="identity"
#EXTINF:4.000,
720p/1.m4s
#EXTINF:2.000,
720p/2.m4s
#EXT-X-ENDLIST
"""
MANIFEST = """<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><AdaptationSet><Representation>
<SegmentTemplate initialization="720p/init.mp4" media="720p/$Number$.m4s" startNumber="1">
<SegmentTimeline><S t="0" d="4" r="2"/><S t="12" d="2"/></SegmentTimeline></SegmentTemplate>
</Representation></AdaptationSet></Period></MPD>"""


def test_key_lines_name_clear_key_and_no_key() -> None:
    rewritten = with_clear_key(PLAYLIST, KEYS)
    [line] = [line for line in rewritten.splitlines() if line.startswith("#EXT-X-KEY")]
    assert line == (
        '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="data:text/plain;base64,ABEiM0RVZneImaq7zN3u/w==",'
        'KEYID=0x00112233445566778899aabbccddeeff,IV=0xe5b3,KEYFORMAT="org.w3.clearkey",KEYFORMATVERSIONS="1"'
    )
    assert rewritten.replace(line, "") == PLAYLIST.replace(PLAYLIST.splitlines()[2], "")


def test_files_of_lists() -> None:
    assert named_by_playlist(PLAYLIST) == ["720p/init.mp4", "720p/1.m4s", "720p/2.m4s"]
    master = '#EXT-X-MEDIA:TYPE=AUDIO,URI="a.m3u8",NAME="x"\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv.m3u8\n'
    assert named_by_playlist(master) == ["a.m3u8", "v.m3u8"]
    assert named_by_manifest(MANIFEST) == ["720p/init.mp4", *(f"720p/{number}.m4s" for number in (1, 2, 3, 4))]


def test_keys_are_in_the_file_of_flags_alone() -> None:
    tracks = [
        command.Track("720p", "video", Path("v.mp4")),
        command.Track("audio-en", "audio", Path("a.mp4"), "en", "en", default=True),
        command.Track("text-en", "text", Path("t.vtt"), "en", forced=True),
    ]
    arguments = command.arguments(tracks, Path("out"), encrypted=True, flags=Path("flags"))
    flags = command.key_flags(KEYS)
    for key in (KEYS.video, KEYS.audio):
        assert key.key.hex() in flags
        assert key.key.hex() not in " ".join(arguments)
    assert {"--clear_lead=0", "--protection_scheme=cbcs", "--default_language=en"} <= set(arguments)
    assert "forced_subtitle=1" in arguments[2]
    assert "drm_label=video" in arguments[0]
    plain = command.arguments(tracks, Path("out"), encrypted=False, flags=Path("flags"))
    assert not any("protection" in argument or "flagfile" in argument for argument in plain)


def test_groups_of_pictures_are_closed_and_as_long_in_every_rendition() -> None:
    media = Media("mov", 1000, VideoStream(2, "h264", 1920, 1080, "24000/1001", interlaced=True))
    rendition = VideoRendition("720p", 1280, 720, 2_800_000, "24000/1001")
    line = commands.video(Path("in"), media, rendition, Path("out"), Effort("fast", 3))
    pairs = dict(itertools.pairwise(line))
    assert (pairs["-force_key_frames"], pairs["-g"], pairs["-sc_threshold"]) == ("expr:gte(t,n_forced*2)", "48", "0")
    assert (pairs["-flags"], pairs["-maxrate"], pairs["-bufsize"]) == ("+cgop", "2800000", "5600000")
    assert (pairs["-preset"], pairs["-threads"], pairs["-map"]) == ("fast", "3", "0:2")
    assert pairs["-protocol_whitelist"] == "file,pipe"
    assert pairs["-vf"].split(",")[:2] == ["bwdif=mode=send_frame", "fps=24000/1001:start_time=0"]
    assert line[-1] == "file:out"


def test_thumbnails_are_found_by_time() -> None:
    thumbnails = Thumbnails.of(1920, 1080, 255_000)
    assert (thumbnails.width, thumbnails.height, thumbnails.count, thumbnails.sheets) == (160, 90, 26, 2)
    track = thumbnails.track(255_000)
    assert "00:00:00.000 --> 00:00:10.000\nthumbnails-001.jpg#xywh=0,0,160,90" in track
    assert "00:01:00.000 --> 00:01:10.000\nthumbnails-001.jpg#xywh=160,90,160,90" in track
    assert track.endswith("00:04:10.000 --> 00:04:15.000\nthumbnails-002.jpg#xywh=0,0,160,90\n")
    assert named_by_track(track) == ["thumbnails-001.jpg", "thumbnails-002.jpg"]
    assert Thumbnails.of(1080, 1920, 1).height == 284


def test_chapters_and_posters() -> None:
    assert chapter_track((Chapter(0, 3_600_500, "A <b> & c"),)) == (
        "WEBVTT\n\n00:00:00.000 --> 01:00:00.500\nA &lt;b&gt; &amp; c\n"
    )
    assert poster_times(10_000) == [("poster-1.jpg", 1000), ("poster-2.jpg", 4000), ("poster-3.jpg", 7000)]


@pytest.mark.parametrize(
    ("name", "content_type", "kept"),
    [
        ("master.m3u8", "application/vnd.apple.mpegurl", NEVER),
        ("manifest.mpd", "application/dash+xml", NEVER),
        ("720p/1.m4s", "video/iso.segment", FOREVER),
        ("720p/init.mp4", "video/mp4", FOREVER),
        ("thumbnails.vtt", "text/vtt; charset=utf-8", FOREVER),
        ("poster-1.jpg", "image/jpeg", FOREVER),
        ("other", "application/octet-stream", FOREVER),
    ],
)
def test_segments_are_kept_and_lists_are_not(name: str, content_type: str, kept: str) -> None:
    assert (content_type_of(name), cache_control_of(name)) == (content_type, kept)
