"""Which files are media, and of which type: by the suffix of their names, the same on every machine."""

from collections.abc import Mapping
from typing import Final

MEDIA_TYPES: Final[Mapping[str, str]] = {
    suffix: media_type
    for media_type, suffixes in {
        "video/3gpp": "3gp",
        "video/3gpp2": "3g2",
        "video/mp2t": "ts m2ts mts",
        "video/mp4": "mp4 m4v f4v",
        "video/mpeg": "mpeg mpg mpe m2v vob",
        "video/ogg": "ogv ogm",
        "video/quicktime": "mov",
        "video/webm": "webm",
        "video/x-flv": "flv",
        "video/x-matroska": "mkv",
        "video/x-ms-asf": "asf",
        "video/x-ms-wmv": "wmv",
        "video/x-msvideo": "avi divx",
        "application/mxf": "mxf",
        "application/vnd.rn-realmedia": "rm rmvb",
        "application/x-iso9660-image": "iso",
    }.items()
    for suffix in suffixes.split()
}


def suffix_of(name: str) -> str:
    """Return the suffix of a name in small letters."""
    return name.rpartition(".")[2].lower()


def media_type(name: str) -> str:
    """Return the type of a file."""
    return MEDIA_TYPES.get(suffix_of(name), "application/octet-stream")
