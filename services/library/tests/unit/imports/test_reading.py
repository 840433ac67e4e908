"""Uploads as a whole: archives, damage, limits, and formats that are not known."""

import gzip
import io
import zipfile
from datetime import UTC, datetime

import pytest

from library.domain.imports import collector, reading
from library.domain.imports.errors import (
    ImportEmpty,
    ImportFormatUnknown,
    ImportRefused,
    ImportTooLarge,
    ImportUnreadable,
)
from library.domain.imports.reading import detect, parse
from library.domain.imports.text import archives

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
WATCHED = b"Date,Name,Year,Letterboxd URI\n2024-02-20,Blue Harbour,2021,https://boxd.it/abcd\n"


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return output.getvalue()


def test_the_format_is_detected() -> None:
    assert detect("anything.bin", WATCHED) == "letterboxd"
    assert detect("x.csv", b"colour,size\nblue,3\n") is None


def test_a_particular_format_counts_before_the_generic_one() -> None:
    others = {f"notes-{number}.csv": b"title,notes\nBlue,calm\n" for number in range(3)}
    parsed = parse("x.zip", packed({"watched.csv": WATCHED, **others}), NOW)
    assert parsed.format == "letterboxd"
    assert sum(item.count for item in parsed.ignored) == 3
    assert parse("x.zip", packed(others), NOW).format == "generic"


def test_a_compressed_file_is_unpacked() -> None:
    assert len(parse("watched.csv.gz", gzip.compress(WATCHED), NOW).rows) == 1


@pytest.mark.parametrize(
    "content",
    [b"", b" \n\t", b"Date,Name,Year,Letterboxd URI\n", packed({"a.json": b"[]"})],
    ids=["nothing", "whitespace", "a header", "an empty list"],
)
def test_an_upload_without_rows_is_refused(content: bytes) -> None:
    with pytest.raises((ImportEmpty, ImportFormatUnknown)):
        parse("watched.csv", content, NOW)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"colour,size\nblue,3\n", "has the columns colour, size"),
        (b'{"colour": 1}', "JSON of this shape"),
        (b"<colours><blue/></colours>", "XML of this shape"),
        (packed({"a.bin": b"x"}), "no CSV, JSON or XML"),
        (packed({}), "no CSV, JSON or XML"),
    ],
    ids=["CSV", "JSON", "XML", "ZIP of another file", "empty ZIP"],
)
def test_an_unknown_format_is_named(content: bytes, message: str) -> None:
    with pytest.raises(ImportFormatUnknown, match=message):
        parse("x", content, NOW)


def test_a_file_that_is_not_of_the_chosen_format_is_refused() -> None:
    with pytest.raises(ImportFormatUnknown, match="the format imdb has the columns Date, Name"):
        parse("watched.csv", WATCHED, NOW, "imdb")
    assert parse("watched.csv", WATCHED, NOW, "letterboxd").format == "letterboxd"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b'{"a": [1, 2', id="JSON cut short"),
        pytest.param(b"[" * 200_000, id="JSON nested too deep"),
        pytest.param(b'[{"rating": NaN}]', id="JSON with a constant of JavaScript"),
        pytest.param(b'[{"rating": ' + b"9" * 5000 + b"}]", id="JSON with a number of 5,000 digits"),
        pytest.param(packed({"a.csv": WATCHED})[:60], id="ZIP cut short"),
        pytest.param(b"PK\x03\x04" + b"\0" * 100, id="ZIP without content"),
        pytest.param(gzip.compress(WATCHED)[:-12], id="gzip cut short"),
        pytest.param(b"\x1f\x8b\x08" + b"\xff" * 50, id="gzip without content"),
    ],
)
def test_a_damaged_upload_is_refused(content: bytes) -> None:
    with pytest.raises(ImportUnreadable):
        parse("x", content, NOW)


def test_an_encrypted_archive_is_refused() -> None:
    content = bytearray(packed({"watched.csv": WATCHED}, zipfile.ZIP_STORED))
    # Bit 0 of the flags in the central directory.
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ImportUnreadable, match="encrypted"):
        parse("x.zip", bytes(content), NOW)


def test_a_damaged_member_is_a_rejected_row() -> None:
    content = bytearray(packed({"a/watched.csv": WATCHED, "b/watched.csv": WATCHED}, zipfile.ZIP_STORED))
    content[content.index(b"Harbour")] ^= 1
    parsed = parse("x.zip", bytes(content), NOW)
    assert [row.position.file for row in parsed.rows] == ["b/watched.csv"]
    assert [(row.code, row.position.file) for row in parsed.rejected] == [("unreadable_file", "a/watched.csv")]


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST_CONTENT", 2**20)
    zeros = packed({f"{number}.csv": bytes(2**18) for number in range(5)})
    assert len(zeros) < 10_000
    with pytest.raises(ImportTooLarge, match="unpacks to more than 1 MiB"):
        parse("x.zip", zeros, NOW)
    with pytest.raises(ImportTooLarge, match="unpacks to more than 1 MiB"):
        parse("x.csv.gz", gzip.compress(bytes(2**20 + 1)), NOW)


def test_a_member_that_is_larger_than_declared_is_refused() -> None:
    content = bytearray(packed({"watched.csv": WATCHED * 50}))
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = (40).to_bytes(4, "little")
    with pytest.raises(ImportRefused):
        parse("x.zip", bytes(content), NOW)


def test_archives_within_archives_are_not_unpacked() -> None:
    inner = packed({"watched.csv": WATCHED})
    with pytest.raises(ImportFormatUnknown):
        parse("x.zip", packed({"inner.zip": inner}), NOW)


def test_an_upload_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST_UPLOAD", 10)
    with pytest.raises(ImportTooLarge, match=f"{len(WATCHED)} bytes, at most 10"):
        parse("watched.csv", WATCHED, NOW)


def test_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_FILES", 1)
    with pytest.raises(ImportTooLarge, match="more than 1 files"):
        parse("x.zip", packed({"a.csv": WATCHED, "b.csv": WATCHED}), NOW)


@pytest.mark.parametrize("content", [b"[" + b"[]," * 4_000_000 + b"[]]", b'{"a": [' + b"1," * 4_000_000 + b"1]}"])
def test_a_document_of_too_many_values_is_refused(content: bytes) -> None:
    with pytest.raises(ImportTooLarge, match="values"):
        parse("x.json", content, NOW)


def test_an_archive_of_too_many_values_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_VALUES", 10)
    with pytest.raises(ImportTooLarge, match="more than 10 values"):
        parse("x.zip", packed({"a.json": b"[1,2,3,4,5,6]", "b.json": b"[1,2,3,4,5,6]"}), NOW)


def test_a_table_of_too_many_ignored_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector, "MOST_RECORDS", 2)
    games = b"Const,Your Rating,Title,Title Type,IMDb Rating\n" + b"tt9000001,8,Chess,Video Game,7\n" * 2
    assert parse("x.csv", games, NOW).ignored[0].count == 2
    with pytest.raises(ImportTooLarge, match="more than 2 rows"):
        parse("x.csv", games + b"tt9000001,8,Chess,Video Game,7\n", NOW)


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector, "MOST_ROWS", 2)
    rows = WATCHED.splitlines(keepends=True)[1]
    assert len(parse("watched.csv", WATCHED + rows, NOW).rows) == 2
    with pytest.raises(ImportTooLarge, match="more than 2 rows"):
        parse("watched.csv", WATCHED + rows * 2, NOW)


def test_every_format_has_one_reader() -> None:
    names = [reader.name for reader in reading.READERS]
    assert len(names) == len(set(names))
