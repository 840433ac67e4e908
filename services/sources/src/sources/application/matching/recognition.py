"""Recognizes what files are: reads their names, and finds their titles."""

from collections.abc import Sequence
from dataclasses import replace

from sources.application.matching.ports import TitleIndex
from sources.domain.files.listed import ListedFile
from sources.domain.matching.candidates import candidates_of
from sources.domain.matching.keys import id_keys, ids_of, keys_of_file
from sources.domain.matching.match import RecognizedFile
from sources.domain.matching.matcher import THRESHOLD, Candidates, match
from sources.domain.names.parsed import ParsedName
from sources.domain.names.reading import read_name
from sources.domain.quality.score import quality_score

Named = tuple[ListedFile, ParsedName]
"""A file with what its name says."""


class RecognizeFiles:
    """Recognizes files by the ids that a server states or a name has, then by name and year."""

    def __init__(self, threshold: float = THRESHOLD) -> None:
        """`threshold` is the confidence from which a title is accepted."""
        self._threshold = threshold

    async def __call__(self, titles: TitleIndex, files: Sequence[ListedFile]) -> Sequence[RecognizedFile]:
        """Return the files in their order."""
        await titles.lock()
        named = [(file, read_name(file.name)) for file in files]
        candidates = await find_candidates(titles, named)
        return [
            RecognizedFile(file, parsed, match(file, parsed, candidates, self._threshold), quality_score(file, parsed))
            for file, parsed in named
        ]

    async def again(self, titles: TitleIndex, files: Sequence[RecognizedFile]) -> Sequence[RecognizedFile]:
        """Return files that were recognized before with the titles that they have now."""
        candidates = await find_candidates(titles, [(file.listed, file.parsed) for file in files])
        return [replace(file, match=match(file.listed, file.parsed, candidates, self._threshold)) for file in files]


async def find_candidates(titles: TitleIndex, files: Sequence[Named]) -> Candidates:
    """Return every title that may be one of the files, in two queries."""
    keys = {key for file, parsed in files for key in keys_of_file(file, parsed)}
    ids = {ids for file, parsed in files if id_keys(ids := ids_of(file, parsed))}
    titles_of = [title for named in (await titles.named(keys)).values() for title in named] if keys else []
    if ids:
        titles_of.extend(await titles.with_ids(ids))
    return candidates_of(titles_of)
