"""Which files are in the storage, and what each belongs to."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

PREFIXES: Final = ("uploads/", "vod/", "work/")
"""Where files of videos are, in the order of keys. The bucket may hold files of other services beside them."""
YOUNG: Final = timedelta(days=1)
"""Younger files are never deleted: what refers to them may be about to be stored."""

_UUID: Final = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ORIGINAL: Final = re.compile(rf"uploads/({_UUID})/.+")
_VERSION: Final = re.compile(rf"(vod|work)/({_UUID})/([1-9][0-9]{{0,8}})/.+")
_SUBTITLE: Final = re.compile(rf"vod/({_UUID})/subtitles/({_UUID})\.vtt")


class FileClass(StrEnum):
    """What a file is."""

    ORIGINAL = "original"
    """An upload, from which versions are made."""
    OUTPUT = "output"
    """What is played of a version."""
    SUBTITLES = "subtitles"
    WORK = "work"
    """An encoded stream that is not packaged yet."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Owner:
    """What a file belongs to."""

    kind: FileClass
    id: UUID
    """The upload of an original, the asset of a version, the subtitles themselves."""
    number: int | None = None
    """The number of the version."""


def owner_of(key: str) -> Owner | None:
    """Return what a file belongs to; null for a key that no file of ours has."""
    if original := _ORIGINAL.fullmatch(key):
        return Owner(FileClass.ORIGINAL, UUID(original.group(1)))
    if subtitle := _SUBTITLE.fullmatch(key):
        return Owner(FileClass.SUBTITLES, UUID(subtitle.group(2)))
    if version := _VERSION.fullmatch(key):
        kind = FileClass.OUTPUT if version.group(1) == "vod" else FileClass.WORK
        return Owner(kind, UUID(version.group(2)), int(version.group(3)))
    return None


def is_ours(key: str) -> bool:
    """Return whether a key is one of playback: pictures of users may be beside the uploads of videos."""
    return not key.startswith("uploads/") or _ORIGINAL.fullmatch(key) is not None
