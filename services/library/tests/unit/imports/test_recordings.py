"""Real exports are read: the samples below the folder that MARQUEE_RECORDINGS names.

The counts per file are printed; run with `-s` to see them.
"""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from library.domain.imports.keys import effects
from library.domain.imports.reading import parse
from library.domain.imports.rows import Format, ParsedFile

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)

# file: format, rows, effects, rejected, ignored
SAMPLES: Final[dict[str, tuple[Format, int, int, int, dict[str, int]]]] = {
    "imdb/ratings_missing_column.csv": ("imdb", 399, 399, 0, {}),
    "imdb/ratings_small.csv": ("imdb", 13, 13, 0, {}),
    "imdb/ratings_unknown_titles.csv": ("imdb", 5, 5, 0, {}),
    "letterboxd/diary.csv": ("letterboxd", 250, 500, 0, {}),
    "letterboxd/ratings_small.csv": ("letterboxd", 5, 5, 0, {}),
    "letterboxd/watched.csv": ("letterboxd", 250, 250, 0, {}),
    "letterboxd/watchlist.csv": ("letterboxd", 10, 10, 0, {}),
    "trakt_export/collection-movies.json": ("trakt", 0, 0, 0, {"collection": 100}),
    "trakt_export/ratings-movies.json": ("trakt", 300, 300, 0, {}),
    "trakt_export/ratings-shows.json": ("trakt", 120, 120, 0, {}),
    "trakt_export/up-next.json": ("trakt", 0, 0, 0, {"up_next": 14}),
    "trakt_export/watched-movies.json": ("trakt", 300, 330, 0, {}),
    "trakt_export/watched-shows.json": ("trakt", 60, 60, 0, {}),
    "yamtrack_tests/import_tmdb_ratings.csv": ("tmdb", 4, 4, 0, {}),
    "yamtrack_tests/import_tmdb_watchlist.csv": ("tmdb", 2, 2, 0, {}),
    "yamtrack_tests/import_trakt_ratings.json": ("trakt", 1, 1, 0, {}),
    "yamtrack_tests/import_trakt_watched.json": ("trakt", 13, 13, 0, {}),
}


@pytest.fixture(scope="module")
def samples(recordings: Path) -> dict[str, ParsedFile]:
    """Parse every sample once and print what each has."""
    folder = recordings / "datasets" / "imports"
    if not folder.is_dir():
        pytest.skip(f"{folder} does not exist")
    parsed = {name: parse(Path(name).name, (folder / name).read_bytes(), NOW) for name in SAMPLES}
    print(f"\n{'file':<42} {'format':<11} {'rows':>5} {'effects':>8}  rejected, ignored, notices")
    for name, file in parsed.items():
        reasons = [*(f"{row.code} {row.field}" for row in file.rejected), *(notice.code for notice in file.notices)]
        others = [f"{reason} x{count}" for reason, count in Counter(reasons).items()]
        others += [f"{item.reason} x{item.count}" for item in file.ignored]
        print(f"{name:<42} {file.format:<11} {len(file.rows):>5} {len(list(effects(file))):>8}  {', '.join(others)}")
    return parsed


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_read(samples: dict[str, ParsedFile], name: str) -> None:
    parsed = samples[name]
    ignored = {item.reason: item.count for item in parsed.ignored}
    counts = (parsed.format, len(parsed.rows), len(list(effects(parsed))), len(parsed.rejected), ignored)
    assert counts == SAMPLES[name]


def test_a_missing_column_shifts_no_cell(samples: dict[str, ParsedFile]) -> None:
    rows = samples["imdb/ratings_missing_column.csv"].rows
    assert all(row.ids.imdb or row.episode_ids.imdb for row in rows)
    assert {row.kind for row in rows} == {"movie", "show"}
