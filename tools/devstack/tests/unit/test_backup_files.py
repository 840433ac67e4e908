"""The files of a backup: records keep every byte, a damaged or foreign manifest is refused, keys stay sealed."""

import base64
import gzip
import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from devstack.backup import keys, manifest
from devstack.backup.log import LogRecord, read_records, write_record
from devstack.backup.manifest import Manifest, ObjectContent, PartitionContent, Position, SchemaContent, TableContent
from devstack.backup.programs import without_password
from devstack.backup.restoring import check
from devstack.backup.saving import write_success
from devstack.errors import BackupRefused, BackupUnusable

pytestmark = pytest.mark.unit

RECORDS = [
    LogRecord(0, 0, 1_700_000_000_000, b"key", b"value", [("ce_id", b"1"), ("ce_id", b"2")]),
    LogRecord(1, 2**40, 0, None, None, []),
    LogRecord(2, 5, 1, b"", b"", [("", b""), ("null", None), ("bytes", bytes(range(256)))]),
    LogRecord(5, 7, 2, b"\xff\x00", b"x" * 100_000, []),
]
CONTENT = Manifest(
    created_at=1_700_000_000.5,
    postgres=18,
    schemas={"catalog": SchemaContent("2026_11_29", {"media": TableContent(2, "12345678901234567890")})},
    log=(PartitionContent("media.imported", 0, 1, 9, 3),),
    positions=(Position("catalog", "media.imported", 0, 8),),
    objects=(ObjectContent("avatars/1", "f00", 3, "ab", {"Content-Type": "image/webp"}),),
    key_ids={"signing-key.pem": "0011"},
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a backup with one file."""
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "a.gz").write_bytes(b"content")
    replace(CONTENT, schemas={}, files=manifest.describe_files(tmp_path)).write(tmp_path)
    return tmp_path


def test_records_keep_every_byte(tmp_path: Path) -> None:
    path = tmp_path / "topic.gz"
    with gzip.open(path, "wb") as file:
        for record in RECORDS:
            write_record(file, record)
    assert list(read_records(path)) == RECORDS


def test_a_file_that_ends_within_a_record_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "topic.gz"
    with gzip.open(path, "wb") as file:
        write_record(file, RECORDS[0])
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())[:-1]))
    with pytest.raises(BackupUnusable, match="ends within a record"):
        list(read_records(path))


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    CONTENT.write(tmp_path)
    assert manifest.read(tmp_path) == CONTENT
    assert (tmp_path / manifest.FILE).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("changed", [b"CONTENT", None])
def test_a_changed_or_missing_file_is_named(folder: Path, changed: bytes | None) -> None:
    path = folder / "log" / "a.gz"
    path.unlink() if changed is None else path.write_bytes(changed)
    with pytest.raises(BackupUnusable, match=r"sums differ: log/a\.gz"):
        check(folder)


def test_a_folder_without_manifest_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(BackupUnusable, match="it is no backup, or one that was interrupted"):
        check(tmp_path)


@pytest.mark.parametrize("text", ["{", "[]", '{"format": 2}', '{"format": 1}'])
def test_a_manifest_of_another_format_is_refused(folder: Path, text: str) -> None:
    (folder / manifest.FILE).write_text(text)
    with pytest.raises(BackupUnusable):
        check(folder)


def test_a_backup_of_a_newer_release_is_refused(folder: Path) -> None:
    raw = asdict(manifest.read(folder))
    raw["schemas"] = {"stats": {"revision": "of-tomorrow", "tables": {}}}
    (folder / manifest.FILE).write_text(json.dumps(raw))
    with pytest.raises(BackupUnusable, match="migrations of stats that this one does not know"):
        check(folder)


def test_keys_are_sealed_and_passwords_of_servers_stay_where_they_are(tmp_path: Path) -> None:
    data, target, backup = tmp_path / "data", tmp_path / "target", tmp_path / "backup"
    for place in (data, target, backup):
        place.mkdir()
    seal, other = tmp_path / "seal", tmp_path / "other"
    for path, byte in ((seal, b"s"), (other, b"o")):
        path.write_bytes(base64.b64encode(byte * 32))
    (data / "encryption-key").write_text("secret of columns")
    (data / keys.SECRETS).write_text(json.dumps({"postgres": "old", "role:auth": "old", "administrator": "admin"}))
    (target / keys.SECRETS).write_text(json.dumps({"postgres": "new", "administrator": "made at random"}))
    ids = keys.ids_of([data / "encryption-key"])

    keys.seal(data, ["encryption-key"], seal, backup)

    assert b"secret" not in (backup / keys.FILE).read_bytes()
    with pytest.raises(BackupRefused, match="do not open"):
        keys.open_sealed(backup, other, target)
    with pytest.raises(BackupUnusable, match="encryption-key"):
        keys.check_ids(ids, [target / "encryption-key"])
    keys.open_sealed(backup, seal, target)
    keys.check_ids(ids, [target / "encryption-key"])
    assert (target / "encryption-key").read_text() == "secret of columns"
    assert json.loads((target / keys.SECRETS).read_text()) == {"postgres": "new", "administrator": "admin"}


def test_the_instant_of_success_is_a_metric(tmp_path: Path) -> None:
    path = tmp_path / "metrics" / "backup.prom"
    write_success(path, CONTENT, 2.5)
    assert "\nbackup_last_success_timestamp_seconds 1700000000.500\n" in path.read_text()


def test_a_password_is_no_argument_of_a_program() -> None:
    assert without_password("postgresql://admin:p%40ss@db:5432/marquee") == (
        "postgresql://admin@db:5432/marquee",
        "p@ss",
    )
