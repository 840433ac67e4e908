"""Tables of any delimiter, and broken records that cost only themselves."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.domain.imports.errors import ImportTooLarge
from library.domain.imports.limits import MOST_LINES
from library.domain.imports.text.languages import column_name
from library.domain.imports.text.tables import DELIMITERS, LONGEST_RECORD, BrokenRecord, Record, Table

pytestmark = pytest.mark.unit


def cells(table: Table) -> list[dict[str, str]]:
    return [dict(record.cells) for record in table.records() if isinstance(record, Record)]


def lines(table: Table, kind: type[Record] | type[BrokenRecord]) -> list[int]:
    return [record.line for record in table.records() if isinstance(record, kind)]


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_the_delimiter_is_that_of_the_header(delimiter: str) -> None:
    table = Table(
        f"Name{delimiter}Your Rating\nBlue, Harbour; Night{delimiter}4\n".replace(
            "Blue, Harbour; Night", '"Blue, Harbour; Night"'
        )
    )
    assert cells(table) == [{"name": "Blue, Harbour; Night", "yourrating": "4"}]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_is_read(end: str) -> None:
    table = Table(end.join(["name,year", '"Blue', 'Harbour",2021', "", "Tin,2020", ""]))
    assert cells(table) == [{"name": "Blue\nHarbour", "year": "2021"}, {"name": "Tin", "year": "2020"}]
    assert lines(table, Record) == [2, 5]


@pytest.mark.parametrize("hint", ["sep=;", "SEP=; ", '"sep=;"'])
def test_the_hint_of_a_spreadsheet_is_no_header(hint: str) -> None:
    table = Table(f"\n{hint}\nname;year\nBlue;2021\n")
    assert cells(table) == [{"name": "Blue", "year": "2021"}]
    assert table.header_line == 3


def test_rows_may_be_shorter_or_longer_than_the_header() -> None:
    table = Table("name,year\nBlue\nTin,2020,extra\nSea,2019,\n")
    assert cells(table) == [{"name": "Blue"}, {"name": "Tin", "year": "2020"}, {"name": "Sea", "year": "2019"}]
    assert [record.is_longer for record in table.records() if isinstance(record, Record)] == [False, True, False]


def test_the_first_of_two_columns_with_one_name_counts() -> None:
    assert cells(Table("name,name\nBlue,Tin\n")) == [{"name": "Blue"}]


def test_a_quote_that_never_ends_costs_its_line() -> None:
    table = Table('name,year\n"Blue,2021\nTin,2020\n"Sea\nside",2019\n')
    assert lines(table, BrokenRecord) == [2]
    assert [row["name"] for row in cells(table)] == ["Tin", "Sea\nside"]


def test_stray_quotes_within_a_line_are_read() -> None:
    table = Table('name,year\n"Blue" Harbour,2021\nTin,2020\n')
    assert [row["year"] for row in cells(table)] == ["2021", "2020"]


def test_a_record_of_too_many_lines_costs_its_first_line() -> None:
    table = Table("name,year\n" + '"Blue\n' + "Tin,2020\n" * LONGEST_RECORD + '",2021\n')
    assert lines(table, BrokenRecord) == [2, LONGEST_RECORD + 3]
    assert len(cells(table)) == LONGEST_RECORD


def test_a_file_of_open_quotes_is_read_in_a_short_time() -> None:
    table = Table("name,year\n" + '"Blue\nTin,2020\n' * 20_000)
    assert len(lines(table, BrokenRecord)) + len(cells(table)) >= 20_000


def test_a_cell_that_is_too_large_is_rejected() -> None:
    table = Table(f"name,year\n{'x' * 200_000},2021\nTin,2020\n")
    assert [row["name"] for row in cells(table)] == ["Tin"]
    assert lines(table, BrokenRecord) == [2]


@pytest.mark.parametrize("text", ["", "\n\n", "sep=;", "x"])
def test_a_text_without_rows_has_none(text: str) -> None:
    assert cells(Table(text)) == []


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Your Rating", "yourrating"),
        (" Título ", "titulo"),
        ("Num. Votes", "numvotes"),
        ("제목", "제목"),
        ("s_no", "sno"),
    ],
)
def test_a_column_is_named_without_accents_and_punctuation(header: str, name: str) -> None:
    assert column_name(header) == name


@given(
    st.lists(
        st.tuples(st.text(st.characters(codec="utf-8", exclude_characters="\0\r")), st.integers(0, 9)), min_size=1
    ),
    st.sampled_from(DELIMITERS),
)
def test_what_a_writer_of_csv_writes_is_read(rows: list[tuple[str, int]], delimiter: str) -> None:
    output = io.StringIO()
    writer = csv.writer(output, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("name", "number"), *rows])
    longest = max(name.count("\n") for name, _ in rows)
    if longest < LONGEST_RECORD:
        read = [(row["name"], row["number"]) for row in cells(Table(output.getvalue()))]
        assert read == [(name, str(number)) for name, number in rows]


def test_a_table_of_too_many_lines_is_refused() -> None:
    with pytest.raises(ImportTooLarge, match="lines"):
        Table("name,year\n" + "\n" * MOST_LINES)


def test_a_line_of_too_many_cells_is_cut() -> None:
    table = Table("name,year" + "," * 1_000_000 + "\nBlue,2021" + "," * 1_000_000 + "\n")
    assert cells(table)[0]["name"] == "Blue"
    assert len(table.columns) <= 300


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    list(Table(text).records())
