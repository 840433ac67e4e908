"""Reads pictures in music folders. It blocks: use it in a thread."""

import os
from collections.abc import Sequence

from tinytag import TinyTag, TinyTagException

from chassis.storage.folders import FOLDER, open_file


def read_picture(root: str, path: str, limit: int) -> bytes | None:
    """Return a file below a folder, or null when it is not there or has more bytes than `limit`."""
    try:
        with open_file(os.open(root, FOLDER), path) as opened, os.fdopen(os.dup(opened), "rb") as file:
            data = file.read(limit + 1)
    except OSError:
        return None
    return data if len(data) <= limit else None


def read_embedded(root: str, paths: Sequence[str], limit: int) -> bytes | None:
    """Return the first picture that one of the tracks embeds, the front cover before others, or null."""
    for path in paths:
        try:
            with open_file(os.open(root, FOLDER), path) as opened, os.fdopen(os.dup(opened), "rb") as file:
                image = TinyTag.get(filename=path, file_obj=file, duration=False, image=True).images.any
        except (TinyTagException, OSError, ValueError, OverflowError):
            continue
        if image is not None and image.data and len(image.data) <= limit:
            return image.data
    return None
