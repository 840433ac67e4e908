"""Which files browsers play: by container and codecs, as far as these are known."""

from collections.abc import Iterable, Mapping
from typing import Final

TYPES: Final[Mapping[str, str]] = {"mp4": "video/mp4", "m4v": "video/mp4", "webm": "video/webm"}
"""The media type by the suffix of a file."""
PICTURE: Final = frozenset({"H.264", "VP8", "VP9", "AV1"})
SOUND: Final = frozenset({"AAC", "OPUS", "MP3", "VORBIS", "FLAC"})


def browser_type(name: str, video_codec: str | None, audio_codecs: Iterable[str]) -> str | None:
    """Return the media type of a file that browsers play, or null for any other.

    What is not known of a file is no reason against it. Of several sound tracks one that is played is enough.
    """
    sounds = {codec.upper() for codec in audio_codecs}
    if video_codec not in {None, *PICTURE} or (sounds and not sounds & SOUND):
        return None
    return TYPES.get(name.rpartition(".")[2].lower())
