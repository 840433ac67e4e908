"""The export of MyAnimeList."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from library.domain.imports.errors import ImportUnreadable
from library.domain.imports.rows import Mark, Moment, Note, ParsedFile, Play, Rating, SeenUntil, Tags

pytestmark = pytest.mark.unit

Upload = Callable[..., ParsedFile]

DAY = Moment("day", datetime(2024, 2, 13, tzinfo=UTC))


def document(*entries: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n<!-- export -->\n<myanimelist>\n'
        "<myinfo><user_name>someone</user_name></myinfo>\n" + "\n".join(entries) + "\n</myanimelist>\n"
    )


def anime(**values: str) -> str:
    defaults = {
        "series_animedb_id": "9",
        "series_title": "<![CDATA[Sky & Sea]]>",
        "series_type": "TV",
        "my_watched_episodes": "0",
        "my_start_date": "0000-00-00",
        "my_finish_date": "0000-00-00",
        "my_score": "0",
        "my_status": "Plan to Watch",
    }
    return "<anime>" + "".join(f"<{name}>{value}</{name}>" for name, value in (defaults | values).items()) + "</anime>"


def test_entries_have_states_progress_and_ratings(upload: Upload) -> None:
    parsed = upload(
        document(
            anime(),
            anime(my_status="On-Hold", my_watched_episodes="14", my_score="9", my_start_date="2024-02-13"),
            anime(
                my_status="2", my_watched_episodes="24", my_finish_date="2024-02-13", my_comments="Calm", my_tags="a, b"
            ),
            anime(series_type="Movie", my_status="Completed", my_finish_date="2024-02-13", my_times_watched="2"),
        )
    )
    assert parsed.format == "myanimelist"
    assert [(row.title, row.kind, row.ids.mal, row.actions) for row in parsed.rows] == [
        ("Sky & Sea", "show", 9, (Mark("planned"),)),
        ("Sky & Sea", "show", 9, (Mark("paused", DAY), SeenUntil(None, 14), Rating(90))),
        ("Sky & Sea", "show", 9, (Mark("completed", DAY), SeenUntil(None, 24, DAY), Note("Calm"), Tags(("a", "b")))),
        ("Sky & Sea", "movie", 9, (Play(DAY, count=3, total=True),)),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_encoding_and_compression(upload: Upload, encoding: str) -> None:
    assert len(upload(gzip.compress(document(anime()).encode(encoding)), name="animelist.xml.gz").rows) == 1


def test_a_date_without_its_day_is_a_year(upload: Upload) -> None:
    [row] = upload(document(anime(my_status="Completed", my_finish_date="2024-00-00"))).rows
    assert row.actions == (Mark("completed", Moment("year", datetime(2024, 1, 1, tzinfo=UTC))),)


def test_manga_and_music_are_ignored(upload: Upload) -> None:
    parsed = upload(document("<manga><manga_title>Book</manga_title></manga>", anime(series_type="Music"), anime()))
    assert [(item.reason, item.count) for item in parsed.ignored] == [("not_a_movie_or_show", 2)]


def test_bad_entries_are_rejected(upload: Upload) -> None:
    parsed = upload(document(anime(my_status="Lost"), anime(my_score="11"), anime(series_animedb_id="x"), anime()))
    assert [(row.position.number, row.code, row.field) for row in parsed.rejected] == [
        (5, "invalid_state", "my_status"),
        (6, "out_of_range", "my_score"),
        (7, "out_of_range", "series_animedb_id"),
    ]
    assert len(parsed.rows) == 1


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE a [<!ENTITY x "y">]>',
        '<!DOCTYPE a SYSTEM "http://x.invalid/a.dtd">',
        '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
    ],
)
def test_document_types_are_refused(upload: Upload, head: str) -> None:
    with pytest.raises(ImportUnreadable, match="document type"):
        upload(f"<?xml version='1.0'?>{head}<myanimelist>{anime()}</myanimelist>")


def test_damaged_markup_is_refused(upload: Upload) -> None:
    with pytest.raises(ImportUnreadable, match="line 6"):
        upload(document("<anime>"))


def test_repeated_and_endless_values_are_cut(upload: Upload) -> None:
    entry = anime(my_comments="x" * 100_000).replace("</anime>", "<my_score>10</my_score>" * 100_000 + "</anime>")
    [row] = upload(document(entry)).rows
    assert [type(action) for action in row.actions] == [Mark, Note]


def test_nesting_has_a_limit(upload: Upload) -> None:
    with pytest.raises(ImportUnreadable, match="nested"):
        upload("<myanimelist>" + "<anime>" * 100)
