"""Titles that a file may be, for a user who chooses."""

from collections.abc import Sequence

from sources.domain.files.listed import ListedFile
from sources.domain.matching.keys import id_keys, ids_of, keys_of_file
from sources.domain.matching.match import RecognizedFile
from sources.domain.matching.matcher import kind_of
from sources.domain.matching.title import Title
from sources.domain.names.folding import fold, keys_of, keys_of_all
from sources.domain.names.parsed import ParsedName


def likely_names(file: ListedFile, parsed: ParsedName) -> set[str]:
    """Return the keys of what may be the title: the words from the beginning of what the name says, fewer each time."""
    name = file.stated.title if file.stated is not None else parsed.title
    words = fold(name).split()
    return {key for count in range(1, len(words) + 1) for key in keys_of(" ".join(words[:count]))}


def likeliest(file: RecognizedFile, titles: Sequence[Title]) -> list[Title]:
    """Return each title once: those with an id of the file, then those of its kind and name, then of a year near it."""
    listed, parsed = file.listed, file.parsed
    ids, keys, kind = set(id_keys(ids_of(listed, parsed))), keys_of_file(listed, parsed), kind_of(listed, parsed)
    year = listed.stated.year if listed.stated is not None else parsed.year

    def place(title: Title) -> tuple[bool, bool, bool, int, int, str]:
        distance = abs(title.year - year) if title.year is not None and year is not None else 1_000
        return (
            ids.isdisjoint(id_keys(title.ids)),
            title.kind != kind,
            keys.isdisjoint(keys_of_all(title.names)),
            distance,
            -max(map(len, title.names), default=0),
            str(title.media_id),
        )

    return sorted({title.media_id: title for title in titles}.values(), key=place)
