"""Which files are audio, and of which media type: by the suffix of their names."""

from collections.abc import Mapping
from typing import Final

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "mp3": "audio/mpeg",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "m4b": "audio/mp4",
    "aac": "audio/aac",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "wma": "audio/x-ms-wma",
    "aiff": "audio/aiff",
    "aif": "audio/aiff",
}


def suffix_of(name: str) -> str:
    """Return the suffix of a name in small letters; without one, all of the name."""
    return name.rpartition(".")[2].lower()


def media_type(name: str) -> str:
    """Return the type of a file."""
    return MEDIA_TYPES.get(suffix_of(name), "application/octet-stream")
