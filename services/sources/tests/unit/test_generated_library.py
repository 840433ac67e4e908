"""Every file of a generated library gets its own title or none, in all naming styles."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Final

import pytest

from contracts.identity import media_id
from devstack.media_library.generation import FILES, LibraryFile, library, styles
from devstack.media_library.titles import LibraryTitle, movies, shows
from sources.application.matching.recognition import RecognizeFiles
from sources.domain.files.listed import ExternalIds, ListedFile
from sources.domain.matching.candidates import candidates_of
from sources.domain.matching.keys import id_keys
from sources.domain.matching.match import RecognizedFile
from sources.domain.matching.title import Title
from sources.domain.names.folding import fold, loose

pytestmark = pytest.mark.unit

MATCHED: Final[Mapping[str, int]] = {
    "release": 153,
    "release in lower case": 153,
    "folder and file": 150,
    "folder with the year": 150,
    "version of a folder": 152,
    "edition and id": 151,
    "id in brackets": 146,
    "id only": 152,
    "underscores": 151,
    "square brackets": 152,
    "year in front": 152,
    "other language": 152,
    "folder of a release": 152,
    "address in front": 152,
    "next year": 109,
    "without a year": 0,
    "release of an episode": 135,
    "release with the year": 152,
    "folders of show and season": 152,
    "folder of the show only": 151,
    "number in the season": 151,
    "short number in the season": 151,
    "cross": 152,
    "words": 152,
    "several episodes": 151,
    "id of a show": 152,
    "country": 138,
    "fans": 131,
    "day": 131,
    "sequels, remakes and namesakes": 0,
    "extras": 0,
    "recordings of the family": 0,
    "other shows": 0,
}
"""Files of each style that get their title."""
NOT_PARSED: Final[Mapping[str, int]] = {"without a year": 5}
"""Files whose name was not read completely: the last word of a title counts as its year."""


def title_of(title: LibraryTitle) -> Title:
    return Title(
        media_id=media_id(title.kind, title.number),
        kind=title.kind,
        names=(title.name, title.other_name) if title.other_name else (title.name,),
        year=title.year,
        ids=ExternalIds(title.imdb, title.number, None),
        version=1,
        seasons=title.seasons,
        countries=(title.country,),
    )


class MemoryTitles:
    """The catalog of the generated library."""

    def __init__(self, titles: Sequence[Title]) -> None:
        self._by_key = candidates_of(titles)

    async def lock(self, *, exclusive: bool = False) -> None:
        assert not exclusive

    async def named(self, names: Collection[str]) -> Mapping[str, Sequence[Title]]:
        return {name: self._by_key[name] for name in names if name in self._by_key}

    async def with_ids(self, ids: Collection[ExternalIds]) -> Sequence[Title]:
        return [title for item in ids for key in id_keys(item) for title in self._by_key.get(key, ())]


@cache
def files() -> list[LibraryFile]:
    return library()


@pytest.fixture(scope="module")
async def recognized() -> Sequence[RecognizedFile]:
    titles = MemoryTitles([title_of(title) for title in (*movies(), *shows())])
    listed = [ListedFile(path=file.path, name=file.path, bytes=1_000_000_000, fingerprint="1") for file in files()]
    return await RecognizeFiles()(titles, listed)


def is_parsed(file: LibraryFile, result: RecognizedFile) -> bool:
    parsed = result.parsed
    if file.name is not None and loose(fold(parsed.title)) != loose(fold(file.name)):
        return False
    year = None if file.style == "next year" else file.year
    return (parsed.season, parsed.episodes) == (file.season, file.episodes) and year in (parsed.year, None)


def is_right(file: LibraryFile, result: RecognizedFile) -> bool:
    match, title = result.match, file.title
    if match is None or title is None or match.media_id != media_id(title.kind, title.number):
        return False
    return file.place is None or (match.season, match.episodes) == file.place


def table(recognized: Sequence[RecognizedFile]) -> dict[str, Counter[str]]:
    """Return per style how many files there are, were read completely, have their title, have none, have another."""
    rows = {style: Counter[str]() for style in styles()}
    for file, result in zip(files(), recognized, strict=True):
        row = rows[file.style]
        row["files"] += 1
        row["parsed"] += is_parsed(file, result)
        row["matched"] += is_right(file, result)
        row["unmatched"] += result.match is None
        row["false"] += result.match is not None and not is_right(file, result)
    return rows


def test_no_file_gets_the_title_of_another(recognized: Sequence[RecognizedFile]) -> None:
    rows = table(recognized)
    print(f"\n{'style':34}{'files':>7}{'parsed':>8}{'matched':>9}{'unmatched':>11}{'false':>7}")
    for style, row in [*rows.items(), ("all", sum(rows.values(), Counter()))]:
        print(f"{style:34}" + "".join(f"{row[name]:{width}}" for name, width in COLUMNS))
    assert sum(row["files"] for row in rows.values()) == FILES
    assert [
        (file.path, result.parsed.title, result.match)
        for file, result in zip(files(), recognized, strict=True)
        if result.match is not None and not is_right(file, result)
    ] == []
    assert {style: row["matched"] for style, row in rows.items()} == MATCHED
    unread = {style: row["files"] - row["parsed"] for style, row in rows.items() if row["files"] != row["parsed"]}
    assert unread == NOT_PARSED


COLUMNS: Final = (("files", 7), ("parsed", 8), ("matched", 9), ("unmatched", 11), ("false", 7))
