"""Replays a folder of recorded responses: `<provider>/index.json` says which file responses which request."""

import re
from pathlib import Path

from provider_simulator.recordings.archive import Archive
from provider_simulator.titles.facts import Kind

_MAIN = re.compile(r"^/(movie|tv)/(\d+)$")


def recorded_titles(directory: Path | str) -> list[tuple[Kind, int]]:
    """Return every title with a TMDB main recording as (kind, TMDB number), movies first, by number.

    Titles whose main recording is a recorded error (404) are listed too. Raises NoRecordings where the folder
    has no TMDB index.
    """
    archive = Archive(Path(directory), "tmdb")
    paths = {recording.path for recording in archive.recordings} | {error.path for error in archive.errors}
    result = {match.groups() for path in paths if (match := _MAIN.match(path))}
    titles: list[tuple[Kind, int]] = [("movie" if kind == "movie" else "show", int(number)) for kind, number in result]
    return sorted(titles)
