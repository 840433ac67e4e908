"""Tables of ids: encodings, delimiters, headers, line numbers, and rows that are bad alone."""

import pytest

from ingestion.domain.csv_tables import MOST_ROWS, TableRow, decode, read_table, read_title
from ingestion.domain.errors import InvalidRows
from ingestion.domain.titles.facts import TitleKey

pytestmark = pytest.mark.unit

GOOD = [TableRow(2, "550", "movie"), TableRow(3, "1396", "show")]


@pytest.mark.parametrize(
    "text",
    [
        "tmdbId,type\n550,movie\n1396,show\n",
        "tmdbId;type\n550;movie\n1396;show",
        "tmdbId\ttype\n550\tmovie\n1396\tshow\n",
        "tmdbId|type\n550|movie\n1396|show\n",
        "tmdbId,type\r\n550,movie\r\n1396,show\r\n",
        "tmdbId,type\r550,movie\r1396,show\r",
        '"tmdbId","type"\n"550","movie"\n"1396","show"\n',
        " TMDB ID , Type \n 550 , movie \n1396,show\n",
        "note,MEDIA_TYPE,Tmdb_Id\n;|,movie,550\n,show,1396\n",
        "TMDBID,KIND\n550,movie\n1396,show\n",
        "\ufefftmdb-id,type\n550,movie\n1396,show\n",
    ],
)
def test_table_is_read_with_any_delimiter_and_column_names(text: str) -> None:
    assert read_table(text) == GOOD


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "windows-1252"])
def test_table_is_read_in_its_encoding(encoding: str) -> None:
    text = "name,tmdbId,type\nAmélie,550,movie\nCafé,1396,show\n"
    assert decode(text.encode(encoding)) == text
    assert read_table(decode(text.encode(encoding))) == GOOD


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_utf_16_is_read_in_both_orders(mark: bytes) -> None:
    order = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    assert read_table(decode(mark + "tmdbId;type\n550;movie\n1396;show\n".encode(order))) == GOOD


def test_undecodable_character_affects_only_its_cell() -> None:
    body = b"\xff\xfe" + "tmdbId,type\n".encode("utf-16-le") + b"\x00\xd8" + ",movie\n550,movie\n".encode("utf-16-le")
    bad, good = read_table(decode(body))
    assert read_title(bad.number, bad.kind)[0] is None
    assert good == TableRow(3, "550", "movie")


def test_lines_are_numbered_as_in_the_file() -> None:
    rows = read_table("tmdbId,type\n900123,movie\n\n\nabc,movie\n")
    assert [(row.line, row.number) for row in rows] == [(2, "900123"), (5, "abc")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_breaks_in_a_cell_are_counted(end: str) -> None:
    lines = ["", "name,tmdbId,type", '"one', "two", 'three",1,movie', " , ", "x,abc,movie"]
    rows = read_table(end.join(lines))
    assert [(row.line, row.number) for row in rows] == [(3, "1"), (7, "abc")]


def test_delimiter_hint_before_the_header_is_not_a_row() -> None:
    assert read_table("sep=;\ntmdbId;type\n550;movie\n") == [TableRow(3, "550", "movie")]


@pytest.mark.parametrize(
    ("row", "returned"),
    [
        ('"603"x,movie', "expected after"),
        ('"603,movie', "unexpected end of data"),
        ("x" * 140_000 + ",movie", "larger than field limit"),
    ],
)
def test_unreadable_row_affects_only_itself(row: str, returned: str) -> None:
    first, bad, last = read_table(f"tmdbId,type\n550,movie\n{row}\n1396,show\n")
    assert (first, last) == (TableRow(2, "550", "movie"), TableRow(4, "1396", "show"))
    assert (bad.line, returned in (bad.problem or "")) == (3, True)


def test_many_unbalanced_quotes_are_as_many_bad_rows() -> None:
    rows = read_table("tmdbId,type\n" + '"1,movie\n' * 3001 + "550,movie\n")
    assert len(rows) == 3002
    assert [row.line for row in rows if row.problem is None] == [3003]


def test_a_row_of_ten_thousand_columns_and_one_of_none() -> None:
    wide, short = read_table("tmdbId,type\n550,movie" + ",x" * 10_000 + "\n603\n")
    assert read_title(wide.number, wide.kind) == (TitleKey("movie", 550), None)
    assert read_title(short.number, short.kind)[1] == "type '' is neither movie nor show"


@pytest.mark.parametrize(
    ("text", "returned"),
    [
        ("", "first line"),
        ("id,kind\n1,movie\n", "first line"),
        ("tmdbId,type\n", "no rows"),
        ("tmdbId,type\n\n ,\n", "no rows"),
        ("tmdbId,TMDB_ID,type\n1,2,movie\n", "twice"),
        ('"tmdbId"x,type\n603,movie\n', "line 1: .*expected after"),
        ("tmdbId,type" + "x" * 140_000 + "\n603,movie\n", "larger than field limit"),
        ("tmdbId,type\n" + "1,movie\n" * (MOST_ROWS + 1), "more than 10000 rows"),
    ],
)
def test_table_without_rows_or_columns_is_rejected(text: str, returned: str) -> None:
    with pytest.raises(InvalidRows, match=returned):
        read_table(text)


@pytest.mark.parametrize(
    ("number", "kind", "title"),
    [
        ("550", "movie", TitleKey("movie", 550)),
        ("550", "Film", TitleKey("movie", 550)),
        ("550", "TV Series", TitleKey("show", 550)),
        ("2147483647", "tv", TitleKey("show", 2147483647)),
        ("0" * 5000 + "7", "movie", TitleKey("movie", 7)),
    ],
)
def test_valid_row_names_a_title(number: str, kind: str, title: TitleKey) -> None:
    assert read_title(number, kind) == (title, None)


NO_NUMBERS = (
    *("", " ", "0", "000", "-0", "-1", "+1", "1e5", "1.0", "1_0", "0x10", "2147483648", "99999999999"),
    *("9" * 4301, "9" * 100_000, "٣", "１", "²", "5\ufffd"),
)


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_invalid_number_of_any_length_is_rejected(number: str) -> None:
    title, problem = read_title(number, "movie")
    assert title is None
    assert problem is not None
    assert "is not a whole number from 1 to 2147483647" in problem
    assert len(problem) < 150


def test_long_type_is_rejected_with_a_short_reason() -> None:
    title, problem = read_title("1", "x" * 100_000)
    assert title is None
    assert len(problem or "") < 150
