"""Why a file that no demuxer reads is rejected: by its first bytes and what the probe reported."""

from typing import Final

from playback.domain.media.errors import MediaRejected, Rejection

HEAD_BYTES: Final = 512
_PLAYLISTS: Final = (b"#EXTM3U", b"ffconcat", b"[playlist]", b"<MPD", b"<smil", b"<SmoothStreamingMedia", b"RTSPtext")
_DISGUISES: Final = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"#!", "a script"),
    (b"ID3", "a sound file"),
    (b"fLaC", "a sound file"),
    (b"WEBVTT", "subtitles"),
    (b"<html", "a web page"),
    (b"<!DOCTYPE", "a web page"),
)
_CUT: Final = ("moov atom not found", "ended prematurely", "partial file", "truncat")
_CONTAINERS: Final = (b"ftyp", b"moov", b"mdat", b"\x1aE\xdf\xa3", b"FLV", b"OggS", b"AVI ")


def rejection_of(head: bytes, messages: str) -> MediaRejected:
    """Return why a file with this head is rejected after the probe reported these messages."""
    if not head:
        return MediaRejected(Rejection.EMPTY, "The file is empty")
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if any(text.startswith(mark) or (mark in text[:256] and text.startswith(b"<")) for mark in _PLAYLISTS):
        return MediaRejected(Rejection.PLAYLIST, "The file is a playlist: it refers to other files and has no video")
    for mark, what in _DISGUISES:
        if text.startswith(mark) or head[:2] == b"MZ" == mark:
            return MediaRejected(Rejection.DISGUISED, f"The file is {what}, not a video")
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return MediaRejected(Rejection.DISGUISED, "The file is a sound file, not a video")
    if any(mark in head[:64] for mark in _CONTAINERS) and any(mark in messages for mark in _CUT):
        return MediaRejected(Rejection.TRUNCATED, "The file is cut off: upload it again")
    return MediaRejected(Rejection.UNKNOWN, "The file is in no container that is read, such as MP4, MKV or WebM")


def is_cut(messages: str) -> bool:
    """Return whether the end of a file is missing by what was reported while it was read."""
    return any(mark in messages for mark in _CUT)
