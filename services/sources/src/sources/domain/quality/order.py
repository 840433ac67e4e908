"""The order of the versions of a title."""

from collections.abc import Iterable

from sources.domain.matching.match import RecognizedFile
from sources.domain.quality.picture import quality_of, rank_of

Place = tuple[float, int, int, str]


def place_of_version(file: RecognizedFile) -> Place:
    """Return the key of the order: the best score first, then the best picture, then the largest file."""
    rank = rank_of(quality_of(file.listed, file.parsed))
    return -file.score, -rank, -file.listed.bytes, file.listed.path


def best_first(files: Iterable[RecognizedFile]) -> list[RecognizedFile]:
    """Return the versions in their order."""
    return sorted(files, key=place_of_version)
