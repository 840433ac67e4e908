"""The viewing history of Netflix."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from library.domain.imports.rows import ListMember, Moment, ParsedFile, Play

pytestmark = pytest.mark.unit

Upload = Callable[..., ParsedFile]


def day(text: str) -> Moment:
    return Moment("day", datetime.fromisoformat(text).replace(tzinfo=UTC))


def test_the_history_has_movies_and_episodes(upload: Upload) -> None:
    parsed = upload('Title,Date\n"Tin Town: Season 2: Night",2/13/24\n"Blue Harbour: The Return",2/14/24\n')
    assert parsed.format == "netflix"
    episode, other = parsed.rows
    assert (episode.title, episode.kind, episode.season, episode.episode_title) == ("Tin Town", "show", 2, "Night")
    assert episode.actions == (Play(day("2024-02-13")),)
    assert (other.title, other.kind, other.season) == ("Blue Harbour: The Return", None, None)


@pytest.mark.parametrize(
    ("header", "date", "moment"),
    [
        ("Titel,Datum", "13.02.24", "2024-02-13"),
        ("Titre,Date", "03/02/2024", "2024-02-03"),
        ("Título,Fecha", "3/2/24", "2024-02-03"),
        ("Titolo,Data", "03/02/24", "2024-02-03"),
        ("Title,Date", "3/2/24", "2024-03-02"),
        ("タイトル,日付", "2024/02/03", "2024-02-03"),
        ("제목,날짜", "24. 2. 3.", "2024-02-03"),
        ("标题,日期", "24/2/3", "2024-02-03"),
        ("Назва,Дата", "03.02.24", "2024-02-03"),
        ("Başlık,Tarih", "03.02.2024", "2024-02-03"),
    ],
)
def test_headers_and_dates_of_any_language(upload: Upload, header: str, date: str, moment: str) -> None:
    parsed = upload(f'{header}\n"Blue Harbour",{date}\n')
    assert (parsed.format, parsed.rows[0].actions) == ("netflix", (Play(day(moment)),))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_any_delimiter_and_encoding_gives_the_same_rows(upload: Upload, delimiter: str, encoding: str) -> None:
    text = f"Titel{delimiter}Datum\n" + "".join(
        f'"Tür {number}: Für Ännchen"{delimiter}13.02.24\n' for number in range(9)
    )
    assert upload(text.encode(encoding)).rows == upload(text).rows


def test_one_date_decides_the_order_of_all(upload: Upload) -> None:
    parsed = upload("Title,Date\nBlue,01/02/2024\nTin,13/02/2024\n")
    assert [row.actions[0] for row in parsed.rows] == [Play(day("2024-02-01")), Play(day("2024-02-13"))]
    assert parsed.notices == ()


def test_a_file_of_two_possible_orders_says_so(upload: Upload) -> None:
    parsed = upload("Title,Date\nBlue,01/02/2024\n")
    assert parsed.rows[0].actions == (Play(day("2024-01-02")),)
    assert [(notice.code, notice.message) for notice in parsed.notices] == [
        ("dates_ambiguous", "every date can be read in two orders: they are read month first")
    ]


def test_a_file_of_two_orders_says_so(upload: Upload) -> None:
    parsed = upload("Title,Date\nBlue,2/13/2024\nTin,13/2/2024\n")
    assert [row.actions[0] for row in parsed.rows] == [Play(day("2024-02-13"))] * 2
    assert [notice.code for notice in parsed.notices] == ["dates_mixed"]
    assert upload("Title,Date\nBlue,2/13/2024\nTin,31/31/2024\n").notices == ()


ACTIVITY = (
    "Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,Bookmark,Latest Bookmark,"
    "Country\n"
)


def test_the_detailed_activity_has_times(upload: Upload) -> None:
    line = "Ann,2024-02-13 {},{},,Tin Town: Season 1: Night (Episode 2),{},TV,00:40:00,00:40:00,DE\n"
    parsed = upload(
        ACTIVITY
        + line.format("20:15:00", "00:40:00", "")
        + line.format("21:15:00", "00:10:00", "")
        + line.format("22:15:00", "00:00:40", "")
        + line.format("22:25:00", "00:03:40", "TRAILER")
        + line.format("22:35:00", "long", "")
    )
    [row] = parsed.rows
    assert (row.season, row.episode, row.episode_title) == (1, 2, "Night")
    assert row.actions == (Play(Moment("instant", datetime(2024, 2, 13, 20, 15, tzinfo=UTC))),)
    assert {(item.reason, item.count) for item in parsed.ignored} == {("same_day", 1), ("too_short", 1), ("trailer", 1)}
    assert [(item.code, item.field) for item in parsed.rejected] == [("invalid_duration", "Duration")]


def test_my_list_is_the_watchlist(upload: Upload) -> None:
    parsed = upload(
        {
            "CONTENT_INTERACTION/MyList.csv": "Profile Name,Title Name,Country,Utc Title Add Date\n"
            "Ann,Tin Town: Season 1,DE,2024-02-13\n",
            "CONTENT_INTERACTION/Ratings.csv": "Profile Name,Title Name,Rating Type\nAnn,Tin Town,thumb\n",
        }
    )
    [row] = parsed.rows
    assert (row.title, row.season, row.actions) == ("Tin Town", None, (ListMember(None, added_at=day("2024-02-13")),))


def test_bad_rows_are_rejected(upload: Upload) -> None:
    parsed = upload("Title,Date\n,1/2/24\nBlue,someday\nTin,2/13/24\n")
    assert [(row.position.number, row.code, row.field) for row in parsed.rejected] == [
        (2, "title_missing", "title"),
        (3, "invalid_date", "Date"),
    ]
    assert len(parsed.rows) == 1
